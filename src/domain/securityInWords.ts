import type { JsonObject } from './json.ts';
import { SECURITY_EVENTS, type SecurityEvent } from './securityEvents.ts';

const DOORS: Readonly<Record<string, string>> = {
  web: 'in the browser',
  api: 'through the API',
  cli: 'on the command line',
  console: 'at the console',
  email: 'by a link in an email',
};

export interface SecurityToTell {
  event: SecurityEvent;
  by: string | null;
  byName: string | null;
  about: string | null;
  aboutName: string | null;
  channel: string;
  detail: JsonObject;
}

/** One entry of the security trail as a person would put it: "Token made for Ana Ruiz by Adam Okafor in the browser: Zapier". */
export function securityInWords({ event, by, byName, about, aboutName, channel, detail }: SecurityToTell): string {
  const doer = byName ?? by ?? (typeof detail.operator === 'string' ? detail.operator : null);
  const whom = about === null || about === by ? '' : `: ${aboutName ?? about}`;
  const who = doer === null ? '' : ` by ${doer}`;
  const door = DOORS[channel] === undefined ? '' : ` ${DOORS[channel]}`;
  const what = [detail.label, detail.why, detail.address].find((each) => typeof each === 'string');
  const was = typeof detail.was === 'string' ? `, was: ${detail.was}` : '';
  return `${SECURITY_EVENTS[event]}${whom}${who}${door}${what === undefined ? '' : ` (${what}${was})`}`;
}
