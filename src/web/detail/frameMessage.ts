/** What the page of an email says to the screen that frames it (src/api/emailFrame.ts). */
export type FrameMessage = { kind: 'height'; heightPx: number } | { kind: 'key'; init: KeyboardEventInit };

/** @returns undefined for anything else */
export function readFrameMessage(data: unknown): FrameMessage | undefined {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return undefined;
  if (data.kind === 'height' && 'heightPx' in data && typeof data.heightPx === 'number' && data.heightPx > 0) {
    return { kind: 'height', heightPx: data.heightPx };
  }
  if (data.kind === 'key' && 'key' in data && typeof data.key === 'string') {
    const shiftKey = 'shiftKey' in data && data.shiftKey === true;
    const repeat = 'repeat' in data && data.repeat === true;
    return { kind: 'key', init: { key: data.key, shiftKey, repeat, bubbles: true, cancelable: true } };
  }
  return undefined;
}
