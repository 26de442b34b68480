import type { ActionType } from './api/client.ts';
import { useFormat } from './format.ts';
import { texts } from './texts.ts';
import { useNowMs } from './ticker.ts';

/** "Sending in 8 s", live, then "Sending …". Not announced: a screen reader would speak without end. @param at RFC 3339 */
export function Doing({ type, at }: { type: ActionType; at: string }) {
  const format = useFormat();
  const leftMs = Date.parse(at) - useNowMs();
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {texts.doing(type, leftMs > 0 ? format.left(leftMs) : null)}
    </time>
  );
}
