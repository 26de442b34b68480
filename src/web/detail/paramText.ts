import type { ActionDetail } from '../api/client.ts';

/** One parameter of an action as text; '' where there is none. */
export function paramText(params: ActionDetail['params'], name: string): string {
  const value = params[name];
  return typeof value === 'string' ? value : '';
}
