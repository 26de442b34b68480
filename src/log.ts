import { type Logger, pino } from 'pino';
import { logLine } from './logLine.ts';

export type Log = Logger;

/** `json` for programs that collect logs, `text` for people who read them as they are written. */
export const LOG_FORMATS = ['json', 'text'] as const;

/** Structured logs on standard output. Values under these names are never written. */
export function createLog(name: string, level: string, format: (typeof LOG_FORMATS)[number] = 'json'): Log {
  const options = {
    name,
    level,
    redact: {
      paths: [
        '*.authorization',
        '*.cookie',
        '*.password',
        '*.token',
        'req.headers.authorization',
        'req.headers.cookie',
      ],
      censor: '[redacted]',
    },
  };
  if (format === 'json') return pino(options);
  return pino(options, { write: (json) => void process.stdout.write(`${logLine(json)}\n`) });
}
