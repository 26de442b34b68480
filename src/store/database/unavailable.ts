/**
 * Postgres's classes for "not now": connection exceptions, no resources, operator intervention, and sessions that it ended
 * because we were away for too long (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
const NOT_NOW = /^(08|53|57P0|25P03|25P04)/;
/** Node's codes for connections that failed or broke. */
const NETWORK = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|EAI_AGAIN)$/;
/** What pg says without a code. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

/** Whether an error of a query means that Postgres cannot be reached or takes no queries, whatever the query. */
export function isDatabaseUnavailable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (MESSAGES.test(error.message)) return true;
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && (NOT_NOW.test(code) || NETWORK.test(code));
}
