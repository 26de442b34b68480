/** Countries as CRMs name them: by a code of ISO 3166-1, or as people write them. */

/** By which a country is written in English, in full or in short ("United States", "US", "UK"); read once a process. */
let codes: ReadonlyMap<string, string> | undefined;

/**
 * The code of the country that a text names; undefined where nobody knows one. Intl knows the names; those beside them are
 * common ones of HubSpot's forms, and BottleCRM's.
 */
export function countryOf(text: string): string | undefined {
  codes ??= new Map([...named('short'), ...named('long'), ...COMMON]);
  return codes.get(plain(text));
}

/** The same, but of what is told and not understood the text itself: it must not be taken for nothing (domain/subject.ts). */
export function countryAsTold(text: string): string {
  return countryOf(text) ?? text;
}

const COMMON: [string, string][] = [
  ['united states of america', 'US'],
  ['usa', 'US'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
  ['northern ireland', 'GB'],
  ['uae', 'AE'],
  ['czech republic', 'CZ'],
  ['russian federation', 'RU'],
  ['republic of korea', 'KR'],
  ['viet nam', 'VN'],
  ['turkey', 'TR'],
  ['ivory coast', 'CI'],
  ['macedonia', 'MK'],
  ['swaziland', 'SZ'],
];

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** What is no country has no name that it would be told by: the European Union has no clocks, and holds. */
function named(style: 'short' | 'long'): [string, string][] {
  const names = new Intl.DisplayNames('en', { type: 'region', style, fallback: 'none' });
  return LETTERS.flatMap((first) => LETTERS.map((second) => `${first}${second}`)).flatMap((code) => {
    const name = names.of(code);
    // UK is an alias of GB, and Intl's way to say so.
    const { region = code } = new Intl.Locale(`und-${code}`);
    return name === undefined ? [] : [code, name].map((each): [string, string] => [plain(each), region]);
  });
}

/** Without case, accents, points and the article: "The Netherlands", "U.S.A.". */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f.]/g, '')
    .trim()
    .toLowerCase()
    .replace(/^the /, '');
}
