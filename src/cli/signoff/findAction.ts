import { type ApiClient, readAnswer } from '../apiClient.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { actionPage } from '../shapes.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PREFIX = /^[0-9a-f-]{4,36}$/;
const PAGE_LENGTH = 200;
/** Of so many pages a prefix may be; older actions are named in full. */
const MAX_PAGES = 25;

/**
 * The id that begins so, among all actions that the caller may see; a whole id is itself.
 *
 * @throws UsageError where it cannot be an id or several begin so; CommandFailure `not-found` where none does
 */
export async function findActionId(api: ApiClient, given: string): Promise<string> {
  const prefix = given.toLowerCase();
  if (UUID.test(prefix)) return prefix;
  if (!PREFIX.test(prefix)) throw new UsageError(`"${given}" is not an id: at least its first 4 characters are needed`);
  const found = await idsBeginning(api, prefix);
  if (found.length > 1) throw new UsageError(`${found.length} ids begin with ${prefix}: give more of it`);
  const [id] = found;
  if (id === undefined) throw new CommandFailure('not-found', `no action that you may see begins with ${prefix}`);
  return id;
}

async function idsBeginning(api: ApiClient, prefix: string): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const query = { scope: 'team', limit: String(PAGE_LENGTH), cursor };
    const { items, nextCursor } = readAnswer(actionPage, await api.get('/autonomous-actions', query));
    found.push(...items.map(({ id }) => id).filter((id) => id.startsWith(prefix)));
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return found;
}
