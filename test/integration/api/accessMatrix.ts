/** Who may do what: a row for every route of the OpenAPI document, a status for everybody. */
import { randomUUID } from 'node:crypto';
import { aTrigger, type Person } from './support.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What one person gets: a status, or any of several where it depends on what else is there. */
export interface Row {
  route: `${Method} ${string}`;
  /** The path and body for records of the rep ana in acme. */
  url: (ids: Ids) => string;
  body?: (ids: Ids) => unknown;
  expected: Record<Person, number>;
}

export interface Ids {
  actionId: string;
  alertId: string;
  draftId: string;
  /** Of the user `spare`. */
  tokenId: string;
  /** A webhook key of acme's. */
  keyId: string;
  /** An endpoint of acme's, and a delivery to it. */
  endpointId: string;
  deliveryId: string;
  /** Of ana's, not yet begun, so that nobody sees more by it. */
  coverId: string;
}

/** Everybody in the order of the columns below. */
export const COLUMNS: Person[] = ['ana', 'ben', 'mia', 'max', 'adam', 'crm', 'otto', 'olga'];

function row(route: Row['route'], url: Row['url'], statuses: number[], body?: Row['body']): Row {
  // One status for each column.
  const expected = Object.fromEntries(COLUMNS.map((person, i) => [person, statuses[i]])) as Row['expected'];
  return { route, url, expected, body };
}

const action =
  (suffix = '') =>
  ({ actionId }: Ids) =>
    `/api/autonomous-actions/${actionId}${suffix}`;
// Deciding on an action of ana's that was cancelled before: whoever may decide is told so.
const DECIDE = [409, 404, 409, 404, 403, 403, 404, 403];
const READ_ONE = [200, 404, 200, 404, 200, 403, 404, 404];
const READ_LIST = [200, 200, 200, 200, 200, 403, 200, 200];
const OWN = [200, 200, 200, 200, 200, 403, 200, 200];
/** A cover that has not begun, so that nobody sees more by it. */
export const LATER = {
  beginsAt: new Date(Date.now() + 3_600_000).toISOString(),
  endsAt: new Date(Date.now() + 7_200_000).toISOString(),
};
const SMTP = 'smtps://ana:secret@mail.acme.test';
/** Of what belongs to one workspace. */
const ADMIN_OF_ACME = [403, 403, 403, 403, 200, 403, 403, 404];
/** What everybody in a workspace may read of it, and its managers and administrators change. */
const RULES_READ = [200, 200, 200, 200, 200, 403, 200, 200];
const RULES_CHANGE = [403, 403, 200, 200, 200, 403, 403, 200];
const OWN_TEMPLATES = [200, 200, 200, 200, 403, 403, 200, 403];
const OWN_TEMPLATES_STALE = [409, 409, 409, 409, 403, 403, 409, 403];
const ADMIN_STALE = [403, 403, 403, 403, 409, 403, 403, 409];
const ADMIN = [403, 403, 403, 403, 200, 403, 403, 200];

//                                                                    ana  ben  mia  max  adam crm  otto olga
export const MATRIX: Row[] = [
  row(
    'POST /api/triggers',
    () => '/api/triggers',
    /*              */ [201, 422, 201, 422, 403, 201, 422, 403],
    () => ({
      ...aTrigger(`company-${randomUUID()}`),
      userId: 'ana',
    }),
  ),
  row(
    'POST /api/autonomous-actions',
    () => '/api/autonomous-actions',
    DECIDE,
    ({ actionId }) => ({
      actionId,
      action: 'cancel',
    }),
  ),
  row('GET /api/autonomous-actions', () => '/api/autonomous-actions', READ_LIST),
  row('GET /api/autonomous-actions/counts', () => '/api/autonomous-actions/counts', READ_LIST),
  row('GET /api/autonomous-actions/export', () => '/api/autonomous-actions/export', READ_LIST),
  row('GET /api/autonomous-actions/companies', () => '/api/autonomous-actions/companies', READ_LIST),
  row('GET /api/autonomous-actions/{id}', action(), READ_ONE),
  row('GET /api/autonomous-actions/{id}/preview', action('/preview'), READ_ONE),
  row('PATCH /api/autonomous-actions/{id}', action(), DECIDE, () => ({ params: { subject: 'x' } })),
  row('POST /api/autonomous-actions/{id}/approve', action('/approve'), DECIDE),
  row('POST /api/autonomous-actions/{id}/cancel', action('/cancel'), DECIDE),
  row('POST /api/autonomous-actions/{id}/undo', action('/undo'), DECIDE),
  row('POST /api/autonomous-actions/{id}/reschedule', action('/reschedule'), DECIDE, () => ({ autoExecuteAt: null })),
  row(
    'POST /api/autonomous-actions/bulk',
    () => '/api/autonomous-actions/bulk',
    // Whose each action is, is each item's own outcome.
    [200, 200, 200, 200, 403, 403, 200, 403],
    ({ actionId }) => ({ action: 'cancel', items: [{ actionId, version: 1 }] }),
  ),
  row('POST /api/autonomous-actions/{id}/snooze', action('/snooze'), [409, 404, 404, 404, 403, 403, 404, 403], () => ({
    until: null,
  })),
  row('POST /api/autonomous-actions/{id}/retry', action('/retry'), DECIDE),
  row('POST /api/autonomous-actions/{id}/confirm', action('/confirm'), DECIDE),
  row('POST /api/autonomous-actions/{id}/dismiss', action('/dismiss'), DECIDE),
  row('GET /api/timeline/{kind}/{crm}/{id}', () => '/api/timeline/deal/built-in/deal-1', READ_ONE),
  row('GET /api/insights', () => '/api/insights', READ_LIST),
  row('GET /api/action-types', () => '/api/action-types', READ_LIST),
  row('GET /api/alerts', () => '/api/alerts', READ_LIST),
  row('GET /api/alerts/counts', () => '/api/alerts/counts', READ_LIST),
  row(
    'POST /api/alerts/{id}/read',
    ({ alertId }) => `/api/alerts/${alertId}/read`,
    [200, 404, 404, 404, 403, 403, 404, 403],
  ),
  row('POST /api/alerts/read-all', () => '/api/alerts/read-all', [200, 200, 200, 200, 403, 403, 200, 403]),
  row('GET /api/me', () => '/api/me', [200, 200, 200, 200, 200, 200, 200, 200]),
  row('GET /api/sessions', () => '/api/sessions', OWN),
  row('DELETE /api/sessions/{id}', () => `/api/sessions/${randomUUID()}`, [404, 404, 404, 404, 404, 403, 404, 404]),
  row('DELETE /api/sessions', () => '/api/sessions', [204, 204, 204, 204, 204, 403, 204, 204]),
  row(
    'POST /api/contacts/export',
    () => '/api/contacts/export',
    ADMIN,
    () => ({ email: 'nobody@acme.test' }),
  ),
  row(
    'POST /api/contacts/erase',
    () => '/api/contacts/erase',
    ADMIN,
    () => ({ email: 'nobody@acme.test' }),
  ),
  row('GET /api/directory-groups', () => '/api/directory-groups', ADMIN),
  row(
    'PATCH /api/directory-groups/{id}',
    () => `/api/directory-groups/${randomUUID()}`,
    [403, 403, 403, 403, 404, 403, 403, 404],
    () => ({ role: null }),
  ),
  row('GET /api/people', () => '/api/people', ADMIN),
  row(
    'POST /api/people',
    () => '/api/people',
    /*              */ [403, 403, 403, 403, 201, 403, 403, 201],
    () => {
      const id = randomUUID();
      return { id, role: 'rep', displayName: 'New', email: `${id}@signoff.test` };
    },
  ),
  row(
    'PATCH /api/people/{id}',
    () => '/api/people/ana',
    ADMIN_OF_ACME,
    () => ({ locale: 'en' }),
  ),
  row(
    'POST /api/people/{id}/sign-out',
    () => '/api/people/spare/sign-out',
    ADMIN_OF_ACME,
    () => ({ tokens: false }),
  ),
  row('GET /api/people/{id}/tokens', () => '/api/people/ana/tokens', ADMIN_OF_ACME),
  row(
    'POST /api/people/{id}/tokens',
    () => '/api/people/ana/tokens',
    /*              */ [403, 403, 403, 403, 201, 403, 403, 404],
    () => ({ label: 'another' }),
  ),
  row(
    'DELETE /api/people/{id}/tokens/{tokenId}',
    ({ tokenId }) => `/api/people/spare/tokens/${tokenId}`,
    /*              */ [403, 403, 403, 403, 204, 403, 403, 404],
  ),
  row('GET /api/people/{id}/mailbox', () => '/api/people/ana/mailbox', ADMIN_OF_ACME),
  row(
    'PUT /api/people/{id}/mailbox',
    () => '/api/people/ana/mailbox',
    ADMIN_OF_ACME,
    () => ({ smtp: SMTP }),
  ),
  row(
    'DELETE /api/people/{id}/mailbox',
    () => '/api/people/ana/mailbox',
    /*              */ [403, 403, 403, 403, 204, 403, 403, 404],
  ),
  row('GET /api/people/{id}/accounts', () => '/api/people/ana/accounts', ADMIN_OF_ACME),
  row(
    'DELETE /api/people/{id}/accounts/{provider}',
    () => '/api/people/ana/accounts/corp',
    /*              */ [403, 403, 403, 403, 404, 403, 403, 404],
  ),
  row('DELETE /api/accounts/{provider}', () => '/api/accounts/corp', [404, 404, 404, 404, 404, 403, 404, 404]),
  row('GET /api/mailbox', () => '/api/mailbox', OWN),
  row(
    'PUT /api/mailbox',
    () => '/api/mailbox',
    OWN,
    () => ({ smtp: SMTP }),
  ),
  row('DELETE /api/mailbox', () => '/api/mailbox', [204, 204, 204, 204, 204, 403, 204, 204]),
  row('POST /api/people/{id}/deactivate', () => '/api/people/spare/deactivate', ADMIN_OF_ACME),
  row('POST /api/people/{id}/reactivate', () => '/api/people/gone/reactivate', ADMIN_OF_ACME),
  row('GET /api/connections', () => '/api/connections', ADMIN),
  row('POST /api/connections/{name}/check', () => '/api/connections/smtp/check', ADMIN),
  row('GET /api/crm-owners', () => '/api/crm-owners', ADMIN),
  row('GET /api/webhook-keys', () => '/api/webhook-keys', ADMIN),
  row(
    'POST /api/webhook-keys',
    () => '/api/webhook-keys',
    /*              */ [403, 403, 403, 403, 201, 403, 403, 201],
    () => ({ label: 'another' }),
  ),
  row(
    'POST /api/webhook-keys/{id}/replace',
    ({ keyId }) => `/api/webhook-keys/${keyId}/replace`,
    /*              */ [403, 403, 403, 403, 201, 403, 403, 404],
    () => ({ overlapHours: 1 }),
  ),
  row(
    'DELETE /api/webhook-keys/{id}',
    ({ keyId }) => `/api/webhook-keys/${keyId}`,
    /*              */ [403, 403, 403, 403, 204, 403, 403, 404],
  ),
  row('GET /api/webhook-endpoints', () => '/api/webhook-endpoints', ADMIN),
  row(
    'POST /api/webhook-endpoints',
    () => '/api/webhook-endpoints',
    /*              */ [403, 403, 403, 403, 201, 403, 403, 201],
    () => ({ url: 'https://hooks.acme.test/signoff' }),
  ),
  row(
    'PATCH /api/webhook-endpoints/{id}',
    ({ endpointId }) => `/api/webhook-endpoints/${endpointId}`,
    ADMIN_OF_ACME,
    () => ({ eventTypes: ['action.pending'] }),
  ),
  row(
    'POST /api/webhook-endpoints/{id}/rotate-secret',
    ({ endpointId }) => `/api/webhook-endpoints/${endpointId}/rotate-secret`,
    /*              */ [403, 403, 403, 403, 201, 403, 403, 404],
  ),
  row(
    'POST /api/webhook-endpoints/{id}/test',
    ({ endpointId }) => `/api/webhook-endpoints/${endpointId}/test`,
    /*              */ [403, 403, 403, 403, 202, 403, 403, 404],
  ),
  row(
    'GET /api/webhook-endpoints/{id}/deliveries',
    ({ endpointId }) => `/api/webhook-endpoints/${endpointId}/deliveries`,
    ADMIN_OF_ACME,
  ),
  row(
    'POST /api/webhook-deliveries/{id}/resend',
    ({ deliveryId }) => `/api/webhook-deliveries/${deliveryId}/resend`,
    /*              */ [403, 403, 403, 403, 202, 403, 403, 404],
  ),
  row(
    'DELETE /api/webhook-endpoints/{id}',
    ({ endpointId }) => `/api/webhook-endpoints/${endpointId}`,
    /*              */ [403, 403, 403, 403, 204, 403, 403, 404],
  ),
  row('GET /api/colleagues', () => '/api/colleagues', OWN),
  row('GET /api/covers', () => '/api/covers', OWN),
  row(
    'POST /api/covers',
    () => '/api/covers',
    /*              */ [201, 422, 201, 422, 201, 403, 422, 422],
    () => ({ ...LATER, userId: 'ana', coverId: 'max' }),
  ),
  row(
    'DELETE /api/covers/{id}',
    ({ coverId }) => `/api/covers/${coverId}`,
    // Ended by the first, it is there for nobody any more.
    [204, 404, 404, 404, 404, 403, 404, 404],
  ),
  row('GET /api/security-trail', () => '/api/security-trail', ADMIN),
  row('GET /api/security-trail/export', () => '/api/security-trail/export', ADMIN),
  row('GET /api/settings', () => '/api/settings', OWN),
  row(
    'PUT /api/settings',
    () => '/api/settings',
    OWN,
    () => ({}),
  ),
  row('GET /api/workspace', () => '/api/workspace', ADMIN),
  row(
    'PATCH /api/workspace',
    () => '/api/workspace',
    ADMIN,
    () => ({ currency: 'EUR' }),
  ),
  row('GET /api/suppressions', () => '/api/suppressions', ADMIN),
  row(
    'POST /api/suppressions',
    () => '/api/suppressions',
    ADMIN.map((status) => (status === 200 ? 204 : status)),
    () => ({ address: '@rival.test' }),
  ),
  row(
    'DELETE /api/suppressions/{address}',
    () => '/api/suppressions/nobody@acme.test',
    ADMIN.map((status) => (status === 200 ? 404 : status)),
  ),
  row('GET /api/workspace/settings', () => '/api/workspace/settings', RULES_READ),
  row(
    'PUT /api/workspace/settings',
    () => '/api/workspace/settings',
    RULES_CHANGE,
    () => ({}),
  ),
  row('GET /api/workspace/detection', () => '/api/workspace/detection', RULES_READ),
  row(
    'PUT /api/workspace/detection',
    () => '/api/workspace/detection',
    RULES_CHANGE,
    () => ({}),
  ),
  row('GET /api/templates', () => '/api/templates', RULES_READ),
  row('GET /api/templates/{triggerType}/{kind}', () => '/api/templates/champion_cold/email', RULES_READ),
  ...(['', '/workspace'] as const).flatMap((of) => {
    const path = `/api${of}/templates/{triggerType}/{kind}` as const;
    const url = `/api${of}/templates/champion_cold/email`;
    // Of a template that there is not no version was seen.
    const [statuses, ofNone] = of === '' ? [OWN_TEMPLATES, OWN_TEMPLATES_STALE] : [ADMIN, ADMIN_STALE];
    return [
      row(
        `PUT ${path}`,
        () => url,
        ofNone,
        () => ({ subject: 'x', body: 'x', seen: 9 }),
      ),
      row(`DELETE ${path}`, () => `${url}?seen=9`, ofNone),
      row(
        `POST ${path}/preview`,
        () => `${url}/preview`,
        statuses,
        () => ({ subject: 'x', body: 'x' }),
      ),
    ];
  }),
  row('GET /api/workspace/trigger-log', () => '/api/workspace/trigger-log', ADMIN),
  // With a Last-Event-ID that is none of ours: whoever may read gets a 422 instead of a stream without end.
  row('GET /api/events', () => '/api/events', [422, 422, 422, 422, 422, 403, 422, 422]),
  row('GET /api/crm/tasks', () => '/api/crm/tasks', READ_LIST),
  row('GET /api/crm/touches', () => '/api/crm/touches', READ_LIST),
  row('GET /api/drafts', () => '/api/drafts', READ_LIST),
  row('GET /api/drafts/{actionId}', ({ draftId }) => `/api/drafts/${draftId}`, READ_ONE),
  row('GET /api/drafts/{actionId}.eml', ({ draftId }) => `/api/drafts/${draftId}.eml`, READ_ONE),
];
