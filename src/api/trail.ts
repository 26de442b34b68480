/** An action's audit trail as the API shows it. */
import { isInScope, type Scope } from '../store/access/scope.ts';
import { listAudit } from '../store/actions/actionHistory.ts';
import type { Db } from '../store/database/db.ts';
import { displayNames } from '../store/people/people.ts';
import { auditInWords } from './auditInWords.ts';

/**
 * The entries of an action, the oldest first.
 *
 * @param credentials whose are shown; of all others only that they decided
 */
export async function readTrail(db: Db, actionId: string, credentials: Scope) {
  const { workspaceId } = credentials;
  const entries = await listAudit(db, actionId);
  const names = await displayNames(db, workspaceId, [...new Set(entries.flatMap(({ by }) => by ?? []))]);
  return entries.map(
    ({ command, accepted, by, channel, credential, tokenLabel, at, version, changes, message, ...to }) => {
      const byName = by === null ? null : (names.get(by) ?? null);
      const isShown = by !== null && isInScope(credentials, { workspaceId, userId: by, managerId: null });
      return {
        command,
        accepted,
        by,
        byName,
        channel,
        credential: credential === null || !isShown ? null : { kind: credential.kind, name: tokenLabel },
        at,
        fromStatus: to.from_status,
        toStatus: to.to_status,
        version,
        changes,
        message,
        inWords: auditInWords({ command, accepted, who: byName ?? by, channel, changes, message }),
      };
    },
  );
}
