/** What is made in BottleCRM carries the delivery's key in a line of its own, by which it is found again. */
export function marked(text: string, key: string): string {
  return text === '' ? `ref: ${key}` : `${text}\n\nref: ${key}`;
}

export function isMarked(text: string | null | undefined, key: string): boolean {
  return (text ?? '').split(/\r?\n/).includes(`ref: ${key}`);
}

/** Whether a text ends as those of ours do: whatever its key. */
export function isOurs(text: string): boolean {
  return /(?:^|\n)ref: [A-Za-z0-9-]{8,64}\s*$/.test(text);
}
