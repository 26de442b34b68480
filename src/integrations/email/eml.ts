/**
 * A built message as a file to open: `X-Unsent: 1` has mail programs open it for editing instead of reading
 * (Outlook's convention, which others follow).
 */
export function unsentEml(raw: Buffer): Buffer {
  return Buffer.concat([Buffer.from('X-Unsent: 1\r\n'), raw]);
}
