import { userInfo } from 'node:os';
import type { Acting } from '../../domain/securityEvents.ts';

/** Whoever sits at this command line, by the only name that is known of him. */
export function operatorHere(): Acting {
  return { by: null, channel: 'console', operator: userInfo().username };
}
