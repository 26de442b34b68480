/** What links to unsubscribe are sealed with, as Kysely sees it. */
import type { Generated } from 'kysely';

interface UnsubscribeKeyTable {
  single: Generated<boolean>;
  key: Buffer;
}

export interface UnsubscribeSchema {
  unsubscribe_key: UnsubscribeKeyTable;
}
