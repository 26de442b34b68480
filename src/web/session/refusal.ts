/** Why a provider has sent the browser back without having signed anybody in, as the address said it. */
import { texts } from '../texts.ts';

const { refused } = texts.session;

/** In words, once: it leaves the address, and is no reason for anything that comes later. Undefined: nothing was refused. */
export function takeRefusal(): string | undefined {
  const query = new URLSearchParams(location.search);
  const code = query.get('refused');
  if (code === null) return undefined;
  query.delete('refused');
  history.replaceState(history.state, '', `${location.pathname}${query.size > 0 ? `?${query}` : ''}`);
  return Object.hasOwn(refused, code) ? (refused[code as keyof typeof refused] ?? refused.other) : refused.other;
}
