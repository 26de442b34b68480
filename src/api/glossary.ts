/**
 * What properties and parameters mean, by their names: one name means one thing throughout the API. A schema that says it
 * more precisely is not overruled. test/unit/api/openApi.test.ts finds the ones that nobody describes.
 */
const GLOSSARY: Readonly<Record<string, string>> = {
  // Who and where from.
  id: 'What it is told apart by',
  userId: 'The user whose it is',
  userName: 'The name of the user whose it is',
  workspaceId: 'The workspace',
  workspaceName: 'The workspace’s name',
  workspace: 'The workspace: what holds where users choose nothing',
  role: 'What the user may do follows from it',
  displayName: 'The name that people read',
  demoUserId: 'One of demoUsers',
  managerId: 'The manager whose team the user is in; null: nobody’s',
  locale: 'BCP 47, for numbers and dates in drafts',
  admin: 'The first administrator',
  token: 'An API token',
  own: 'What was chosen; what is absent is inherited',
  effective: 'What holds: own choices, then the workspace’s, then the defaults',
  // What an action is about.
  company: 'The company',
  deal: 'The deal',
  contact: 'The contact',
  companyId: 'The company’s id in the CRM',
  dealId: 'The deal’s id in the CRM',
  contactId: 'The contact’s id in the CRM',
  ownerId: 'The owner’s id in the CRM',
  name: 'The name in the CRM',
  jobTitle: 'The contact’s job title',
  email: 'An email address',
  url: 'The page in the CRM',
  stage: 'The stage, by its name in the CRM',
  amountMinor: 'The amount in minor units, such as cents',
  currency: 'ISO 4217',
  timeZone: 'IANA name, such as Europe/Berlin',
  pipeline: 'The pipeline, by its name in the CRM',
  amount: 'The amount in major units',
  closeDate: 'When it is expected to close, YYYY-MM-DD',
  competitors: 'The names of competitors',
  contactIds: 'The ids of the deal’s contacts',
  championContactId: 'The id of the contact who speaks for us',
  ownerEmail: 'The owner’s address, where the id is not known',
  fitScore: 'How well the contact fits, as the CRM scores it',
  domain: 'The company’s domain',
  crm: 'The CRM that a task or touch is written to',
  occurredAt: 'When it happened; absent: now',
  payload: 'What the trigger came with',
  // CloudEvents 1.0.
  specversion: 'The version of CloudEvents',
  type: 'What has happened',
  source: 'Where the event comes from',
  time: 'When it happened',
  data: 'The record that it happened to',
  record: 'The record as it is now',
  before: 'The record as it was',
  // Actions.
  context: 'What the CRM knows around it',
  actionId: 'The action',
  actionType: 'What is done when it is executed',
  triggerType: 'What happened in the CRM',
  status: 'Where the action is in its lifecycle',
  version: 'Raised by every edit; a decision that names another is refused',
  contextSummary: 'Why it is proposed, in words',
  urgency: 'How pressing it is',
  params: 'The parameters as they are now; /api/action-types has their schema',
  originalParams: 'The parameters as they were drafted',
  autoExecuteAt: 'When it executes by itself; null: not by itself',
  expiresAt: 'When it expires undecided',
  executesAt: 'When the approval can no longer be undone and the action is executed',
  executedAt: 'When it was executed; null or absent: it was not',
  snoozedUntil: 'Until when it is hidden from the queue; null: it is not',
  dedupKey: 'The situation: one action of it is pending at a time',
  triggerAlertId: 'The alert that it was made with',
  workflowId: 'The workflow’s id in Temporal',
  workflowStartedAt: 'When its workflow was started; null: not yet',
  startError: 'Why its workflow could not be started',
  retriedAs: 'The action that retries it',
  retryOf: 'The failed action that this one retries',
  alertId: 'The alert',
  deduplicated: 'Whether an action of the same situation stood already',
  result: 'What the execution left: an id, a link',
  draft: 'The email draft that it left with Signoff',
  // Decisions.
  action: 'The decision',
  decision: 'The decision that stands',
  decidedBy: 'The user who decided; null: nobody in person',
  decidedByName: 'The name of who decided',
  decisionChannel: 'The door that the decision came by',
  decidedAt: 'When it was decided',
  cancelReason: 'Why it was cancelled',
  reason: 'Why, for the audit trail',
  items: 'The entries',
  // Failures and deliveries.
  failure: 'Why it failed; null or absent: it did not',
  failureHandledBy: 'The user who saw to the failure',
  failureHandledByName: 'The name of who saw to the failure',
  kind: 'What kind of failure, for programs',
  message: 'In words',
  deliveries: 'What was tried to deliver it, step by step',
  deliveryKey: 'The same for every attempt: it keeps a delivery from happening twice',
  step: 'The part of the delivery',
  state: 'How far the delivery has come',
  attempt: 'Which attempt it is, from 1',
  firstClaimedAt: 'When the first attempt began',
  sendingAt: 'When something may first have left',
  finishedAt: 'When it was over',
  error: 'What the last attempt ran into',
  // The audit trail.
  audit: 'Every decision and change, accepted or refused, the oldest first',
  command: 'What was to be done',
  accepted: 'Whether it took effect',
  by: 'The user; null: nobody in person',
  byName: 'The user’s name',
  channel: 'The door that it came by',
  at: 'When',
  fromStatus: 'The status before',
  toStatus: 'The status after',
  changes: 'What it changed',
  inWords: 'All of it in one sentence',
  // Alerts and records.
  title: 'The heading',
  summary: 'What has happened, in words',
  severity: 'How serious it is',
  readAt: 'When it was read; null: not yet',
  marked: 'How many were unread before',
  subject: 'The subject line',
  body: 'The text',
  dueAt: 'When it is due',
  priority: 'How pressing it is',
  touchType: 'The kind of contact',
  messageId: 'The email’s Message-ID (RFC 5322)',
  recipient: 'The address that it is for; null: none is known',
  createdAt: 'When it was made',
  updatedAt: 'When it last changed',
  // Counts and lists.
  byStatus: 'How many of each status',
  pending: 'How the pending ones are spread',
  byActionType: 'How many of each type of action',
  byTriggerType: 'How many of each trigger',
  byUrgency: 'How many of each urgency',
  count: 'How many',
  outcome: 'What became of it',
  nextBefore: 'Where the next page begins; null on the last one',
  limit: 'How many at most',
  scope: 'own: the caller’s; team: all that the caller may see',
  unread: 'true: only what was not read; false: only what was',
  'idempotency-key':
    'Any text of the caller’s choosing: repeated with it within 24 hours, the request gets its first answer again',
  'last-event-id': 'The id of the last event that was received: the stream goes on after it',
  // Settings.
  autoExecute: 'What executes by itself, by type of action',
  enabled: 'Whether it executes by itself',
  autoExecuteDelayMinutes: 'How long people have before it does',
  triggerActions: 'Which action each trigger proposes',
  undoSeconds: 'How long an approval can be undone',
  // What makes a change a trigger.
  decrease: 'When an amount that fell is worth a trigger; both thresholds must be reached',
  increase: 'When an amount that rose is worth a trigger; both thresholds must be reached',
  minPercent: 'By so many percent at least',
  minAmountMinor: 'By so much at least, in minor units',
  closeDatePushedDays: 'A close date that moved back by so many days',
  fitScoreThreshold: 'The fit score that a new contact has to reach',
  newContactDays: 'How old a contact may be to be new',
  opens: 'How often one contact opens emails within a time',
  windowHours: 'Within so many hours',
  windowDays: 'Within so many days',
  silenceDays: 'How long nothing happens on an open deal',
  default: 'For every other stage',
  byStage: 'For single stages',
  championSilenceDays: 'How long the champion does not answer',
  multiThread: 'How many contacts of one account are active within a time',
  contacts: 'So many contacts',
  fieldMap: 'By CRM, which property holds what Signoff reads',
  open: 'The open stages, in their order',
  won: 'The stages of deals that were won',
  lost: 'The stages of deals that were lost',
  // Problems.
  detail: 'What is wrong here, in words',
  errors: 'Each mistake with its place',
  pointer: 'JSON Pointer (RFC 6901) into the body, or /querystring/… and /headers/…',
};

function isObject(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null;
}

/** Describes in place every property of the schemas in a document, and every parameter, that does not describe itself. */
export function describeAll(part: unknown): void {
  if (!isObject(part)) return;
  if (isObject(part.properties)) {
    for (const [name, property] of Object.entries(part.properties)) describeOne(property, name);
  }
  if (Array.isArray(part.parameters)) {
    for (const parameter of part.parameters) if (isObject(parameter)) describeOne(parameter, parameter.name);
  }
  for (const [key, child] of Object.entries(part)) if (key !== 'examples') describeAll(child);
}

function describeOne(part: unknown, name: unknown): void {
  if (!isObject(part) || typeof name !== 'string') return;
  const meaning = Object.hasOwn(GLOSSARY, name) ? GLOSSARY[name] : undefined;
  if (meaning !== undefined) part.description ??= meaning;
}
