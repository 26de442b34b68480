/** An entry of the security trail as a syslog message of RFC 5424. */
import type { SecurityEvent } from '../../domain/securityEvents.ts';

/** RFC 5424, section 6.2.1, table 1: security/authorization messages. */
const FACILITY = 10;
/** The same, table 2. */
const WARNING = 4;
const NOTICE = 5;
const NIL = '-';

/**
 * One message (section 6): `<PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG`, whose MSGID is the event and whose MSG
 * is the entry in JSON. No structured data: its names would need an enterprise number (section 7.2.2), which we have not. The JSON
 * is ASCII, everything else escaped: so it needs no byte order mark (section 6.4) and can neither end nor forge a line.
 *
 * @param host what section 6.2.4 calls HOSTNAME: what is no printable ASCII in it is left out
 */
export function syslogMessage(entry: { event: SecurityEvent; at: Date }, host: string): string {
  const priority = FACILITY * 8 + (entry.event === 'sign_in_refused' ? WARNING : NOTICE);
  const hostname = host.replace(/[^!-~]/g, '').slice(0, 255) || NIL;
  return `<${priority}>1 ${entry.at.toISOString()} ${hostname} signoff ${NIL} ${entry.event} ${NIL} ${asciiJson(entry)}`;
}

function asciiJson(value: object): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
