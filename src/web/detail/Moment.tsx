import { useFormat } from '../format.ts';

/** A time in the user's zone, with its day unless it is today. */
export function Moment({ at }: { at: string }) {
  const format = useFormat();
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {format.moment(at)}
    </time>
  );
}
