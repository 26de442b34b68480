/** Values of a CRM as people read them. */

/** `1 day`, `16 days`. */
export function counted(count: number, unit: string): string {
  return `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`;
}

/** A window of time in hours, or in days where it is whole ones from two on: `24 hours`, `7 days`. */
export function readableWindow(windowHours: number): string {
  const days = windowHours / 24;
  return Number.isInteger(days) && days > 1 ? counted(days, 'day') : counted(windowHours, 'hour');
}

/** `Ann`, `Ann and Ben`, `Ann, Ben and Cleo`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Longer than any name; what comes after it is not looked at. */
const MAX_FULL_NAME = 500;

/** The first name to greet by, where one can be told from the full name. */
export function firstNameOf(fullName: string): string | undefined {
  // Split at the comma alone: blanks on both sides of it in the pattern took the square of a long name's length.
  const [beforeComma = '', afterComma] = oneLine(fullName.slice(0, MAX_FULL_NAME))
    .split(',', 2)
    .map((part) => part.trim());
  // `Lee, Sarah` is turned round; `Sarah Lee, PhD` and `van Dam, Sarah` cannot be told apart.
  if (afterComma !== undefined && /\s/.test(beforeComma)) return undefined;
  const words = (afterComma ?? beforeComma).split(/\s+/);
  const first = words.find((word) => !/^(dr|mr|mrs|ms|mx|prof|sir)\.?$/i.test(word));
  // Letters only: an address, a number or a code would make a strange greeting. So would a mere initial.
  if (first === undefined || first.length > 40 || !/^\p{L}[\p{L}\p{M}'’-]+$/u.test(first)) return undefined;
  const isShouted = first === first.toUpperCase() && first.length > 3;
  return isShouted || first === first.toLowerCase() ? capitalised(first.toLowerCase()) : first;
}

/** Without line breaks and other control characters, which titles and headers cannot hold. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
  return text.replace(/[\s\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
