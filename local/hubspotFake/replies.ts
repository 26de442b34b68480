/** What the fake answers with where it refuses. */
import { randomUUID } from 'node:crypto';
import { json, type Reply } from '../fakes/http.ts';

/** An error in HubSpot's shape; its message is the category unless told otherwise. */
export function hubspotError(status: number, category: string, more: Record<string, unknown> = {}): Reply {
  const message = category.toLowerCase().replaceAll('_', ' ');
  return json(status, { status: 'error', message, category, correlationId: randomUUID(), ...more });
}

export function invalidReply(message: string, more: Record<string, unknown> = {}): Reply {
  return hubspotError(400, 'VALIDATION_ERROR', { message, ...more });
}

/** As HubSpot says which scopes a call needs, any one of them. */
export function missingScope(scope: string): Reply {
  return hubspotError(403, 'MISSING_SCOPES', {
    message: "This app hasn't been granted all required scopes to make this call.",
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: [scope] },
      },
    ],
  });
}
