/** What a session is known by: its browser and system, as people call them. */

/** The first that is found counts: Edge says that it is Chrome, and Chrome that it is Safari. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Of a User-Agent, such as "Firefox, Windows"; undefined where it is none that we know. What it says is a claim, no proof. */
export function browserName(userAgent: string | null): string | undefined {
  const found = [BROWSERS, SYSTEMS].flatMap((kinds) => kinds.find(([sign]) => sign.test(userAgent ?? ''))?.[1] ?? []);
  return found.length === 0 ? undefined : found.join(', ');
}
