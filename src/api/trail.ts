/** An action's audit trail as the API shows it. */
import { isJsonObject, type Json } from '../domain/json.ts';
import { isInScope, type Scope } from '../store/access/scope.ts';
import { listAudit } from '../store/actions/actionHistory.ts';
import type { Db } from '../store/database/db.ts';
import type { AuditRow } from '../store/database/schema.ts';
import { displayNames } from '../store/people/people.ts';
import { auditInWords } from './auditInWords.ts';

/**
 * The entries of an action, the oldest first.
 *
 * @param credentials whose are shown; of all others only that they decided
 */
export async function readTrail(db: Db, { id, userId }: { id: string; userId: string }, credentials: Scope) {
  const { workspaceId } = credentials;
  const entries = await listAudit(db, id);
  const owners = ownersOf(entries, userId);
  const ids = new Set([...entries.flatMap(({ by }) => by ?? []), ...owners]);
  const names = await displayNames(db, workspaceId, [...ids]);
  const forWhom = (by: string | null, i: number) => (owners[i] === by ? undefined : names.get(owners[i] ?? ''));
  return entries.map(
    ({ command, accepted, by, channel, credential, tokenLabel, at, version, changes, message, ...to }, i) => {
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
        inWords: auditInWords({
          command,
          accepted,
          who: byName ?? by,
          forWhom: forWhom(by, i),
          channel,
          changes,
          message,
        }),
      };
    },
  );
}

/** Whose the action was at each entry: its owner changes only where somebody leaves. */
function ownersOf(entries: readonly AuditRow[], ownerNow: string): string[] {
  let owner = ownerNow;
  return entries
    .toReversed()
    .map(({ command, changes }) => {
      const after = owner;
      if (command === 'hand_over') owner = leaverIn(changes) ?? owner;
      return after;
    })
    .toReversed();
}

function leaverIn(changes: Json | null): string | undefined {
  const change = isJsonObject(changes) ? changes.userId : undefined;
  return isJsonObject(change) && typeof change.from === 'string' ? change.from : undefined;
}
