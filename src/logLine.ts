import { z } from 'zod';

const logged = z.looseObject({
  level: z.number(),
  time: z.number(),
  name: z.string().default(''),
  msg: z.string().default(''),
  err: z.looseObject({ message: z.string(), stack: z.string().default('') }).optional(),
});

/** By pino's numbers. */
const LEVELS: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/**
 * A line of pino's JSON as one line for people: when (UTC), how grave, which process, what and why in words, and the rest
 * as `name=value`. JSON that is not pino's is answered as it is.
 */
export function logLine(json: string): string {
  const read = logged.safeParse(JSON.parse(json));
  if (!read.success) return json.trimEnd();
  const { level, time, name, msg, err, pid: _pid, hostname: _hostname, ...rest } = read.data;
  const words = err === undefined ? msg : `${msg}: ${err.message}`;
  // Where it was thrown tells an engineer the most of a stack.
  const [at] = err === undefined ? [] : (/(?<=\n\s+at ).+/.exec(err.stack) ?? []);
  const facts = Object.entries({ ...rest, ...(at === undefined ? {} : { at }) })
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}=${inShort(value)}`);
  const head = `${new Date(time).toISOString()} ${(LEVELS[level] ?? String(level)).padEnd(5)} ${name}:`;
  return oneLine([head, words, ...facts].join(' '));
}

function inShort(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** What others say may have several lines, and control characters that a terminal would obey. */
function oneLine(text: string): string {
  return text.replace(/\s*[\p{Cc}\u2028\u2029]+\s*/gu, ' | ');
}
