/** What the workflow that tests a connection asks of the world: types only. */
import type { CheckInput } from '../domain/check.ts';

export interface CheckActivities {
  /** Looks at one connection and keeps what was found, also where it is not right, in the database. */
  checkConnection(input: CheckInput): Promise<void>;
}
