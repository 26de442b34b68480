/** Which actions insights count as what: what insight_parts (migrations/0026_insights.sql) says of one, as a condition on many. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Counted } from '../../domain/insights.ts';

/** On which days of its workspace, `YYYY-MM-DD`, both included. */
export interface CountedAs {
  as: Counted;
  from: string;
  to: string;
}

const BY_PERSON = sql<SqlBool>`a.decision = 'approve' or (a.decision = 'cancel' and a.cancel_kind <> 'system')`;

const CONDITIONS: Readonly<Record<Counted, RawBuilder<SqlBool>>> = {
  created: sql<SqlBool>`true`,
  approved: sql<SqlBool>`a.decision = 'approve' and not a.edited`,
  edited: sql<SqlBool>`a.decision = 'approve' and a.edited`,
  cancelled: sql<SqlBool>`a.decision = 'cancel'`,
  expired: sql<SqlBool>`a.decision = 'expire'`,
  byItself: sql<SqlBool>`a.decision = 'auto_execute'`,
  failed: sql<SqlBool>`a.status = 'failed'`,
  decided: sql<SqlBool>`${BY_PERSON} or a.decision = 'expire'`,
  measured: sql<SqlBool>`a.decision = 'approve' and a.fidelity_permille is not null`,
  timed: sql<SqlBool>`(${BY_PERSON}) and a.seen_at is not null`,
};

/** What the indexes of lists are ordered by: of what is being executed by itself it is not known yet when it left the queue. */
const timeOf = (as: Counted) =>
  sql.ref(as === 'created' ? 'a.created_at' : as === 'byItself' ? 'a.decided_at' : 'a.left_queue_at');

/**
 * The condition that an action, as `a`, is counted so. The bounds of its time say nothing new, but they are what the indexes of
 * lists are entered by; no day anywhere begins or ends more than a day from the one of UTC.
 */
export function countsAs({ as, from, to }: CountedAs): RawBuilder<SqlBool> {
  const day = sql.ref(as === 'created' ? 'a.created_on' : 'a.decided_on');
  return sql<SqlBool>`(a.retry_of is null and ${day} between ${from}::date and ${to}::date and (${CONDITIONS[as]})
    and ${timeOf(as)} >= ${from}::date - 1 and ${timeOf(as)} < ${to}::date + 2)`;
}
