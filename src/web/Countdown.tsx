import { useFormat } from './format.ts';
import { texts } from './texts.ts';
import { useNowMs } from './ticker.ts';

/** What is left until a time, live. Not announced: a screen reader would speak without end. */
export function Countdown({ to, inWords = (left) => left }: { to: string; inWords?: (left: string) => string }) {
  const format = useFormat();
  const leftMs = Date.parse(to) - useNowMs();
  return (
    <time dateTime={to} title={format.dateTime(to)}>
      {leftMs > 0 ? inWords(format.left(leftMs)) : texts.card.due}
    </time>
  );
}
