/** What administrators say of an endpoint for outgoing webhooks, at whichever door. */
import { z } from 'zod';
import { WEBHOOK_EVENTS } from '../webhooks.ts';

const MAX_URL_LENGTH = 2_000;

/** Its scheme, host and addresses are judged beside it: that depends on the configuration (integrations/webhooks/target.ts). */
export const endpointUrl = z
  .url({ protocol: /^https?$/, hostname: /./, error: 'must be an https address', abort: true })
  .max(MAX_URL_LENGTH)
  .refine((url) => {
    const { username, password, hash } = new URL(url);
    return username === '' && password === '' && hash === '';
  }, 'must have no user, password or fragment: what is sent is signed');

/** Which events an endpoint gets, each once. */
export const endpointEvents = z
  .array(z.enum(WEBHOOK_EVENTS, `must be some of ${WEBHOOK_EVENTS.join(', ')}`))
  .min(1, 'must name an event')
  .max(WEBHOOK_EVENTS.length, 'must name each event once')
  .refine((events) => new Set(events).size === events.length, 'must name each event once');
