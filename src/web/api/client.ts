/** The API as the screens call it: typed by its own OpenAPI document (`npm run generate`). */
import createClient from 'openapi-fetch';
import type { JsonObject } from '../../domain/json.ts';
import type { components, paths } from './schema.d.ts';
import { watchedFetch } from './watchedFetch.ts';

type Schemas = components['schemas'];
export type ActionSummary = Schemas['ActionSummary'];
export type Alert = Schemas['Alert'];
export type ActionDetail = Schemas['ActionDetail'];
export type ActionTypeList = Schemas['ActionTypeList'];
export type BulkAnswer = Schemas['BulkAnswer'];
export type BulkResult = BulkAnswer['results'][number];
export type BulkDecision = BulkBody['action'];
export type Counts = Schemas['ActionCounts'];
export type DecisionAnswer = Schemas['DecisionAnswer'];
export type Connection = Schemas['Connection'];
export type WebhookKey = Schemas['WebhookKey'];
export type WebhookEndpoint = Schemas['WebhookEndpoint'];
export type WebhookDelivery = Schemas['WebhookDelivery'];
export type CrmOwner = Schemas['CrmOwner'];
export type Account = Schemas['Account'];
export type InsightFigures = Schemas['InsightFigures'];
export type InsightGroup = Schemas['InsightGroup'];
export type Mailbox = Schemas['Mailbox'];
export type Cover = Schemas['Cover'];
export type DirectoryGroup = Schemas['DirectoryGroup'];
export type Session = Schemas['Session'];
export type Workspace = Schemas['Workspace'];
export type Me = Schemas['Me'];
export type Person = Schemas['Person'];
export type Problem = Schemas['Problem'];
export type Settings = Schemas['Settings'];
export type WorkspaceSettings = Schemas['WorkspaceSettings'];
export type DetectionAnswer = Schemas['DetectionAnswer'];
export type SettingsAnswer = Schemas['SettingsAnswer'];
export type SetupAnswer = Schemas['SetupAnswer'];
export type SoughtContact = paths['/api/contacts/export']['post']['requestBody']['content']['application/json'];
export type ContactHeld = Schemas['ContactHeld'];
export type Template = Schemas['Template'];
export type TemplatePreview = Schemas['TemplatePreview'];
export type TemplateTexts = Template['versions'][number]['texts'] & object;
export type Token = Schemas['Token'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type SignInOptions = Schemas['SignInOptions'];
export type SnoozeAnswer = Schemas['SnoozeAnswer'];
export type ActionType = ActionSummary['actionType'];
export type TriggerType = ActionSummary['triggerType'];
export type Urgency = ActionSummary['urgency'];
export type Status = ActionSummary['status'];
export type ActionPage = paths['/api/autonomous-actions']['get']['responses'][200]['content']['application/json'];
export type ActionQuery = NonNullable<paths['/api/autonomous-actions']['get']['parameters']['query']>;
/** A bulk decision as the API takes it. */
export type BulkBody = paths['/api/autonomous-actions/bulk']['post']['requestBody']['content']['application/json'];
export type NewPerson = paths['/api/people']['post']['requestBody']['content']['application/json'];
export type PersonChanges = paths['/api/people/{id}']['patch']['requestBody']['content']['application/json'];
/** Mail servers to be set. */
export type NewMailbox = paths['/api/mailbox']['put']['requestBody']['content']['application/json'];
/** A token to be made. */
export type NewToken = paths['/api/people/{id}/tokens']['post']['requestBody']['content']['application/json'];
export type WorkspaceChanges = paths['/api/workspace']['patch']['requestBody']['content']['application/json'];
/** JSON Merge Patch (RFC 7396). */
export type JsonPatch = JsonObject;

/** Same origin: the session's cookie goes along by itself. */
export const api = createClient<paths>({ baseUrl: '/', headers: { 'signoff-channel': 'web' }, fetch: watchedFetch });

/** The API refused; `problem` is its answer (RFC 9457). */
export class ProblemError extends Error {
  override readonly name: string = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** No answer came. What was asked may have been done all the same. */
export class OfflineError extends ProblemError {
  override readonly name = 'OfflineError';

  constructor() {
    super(problemOf('unreachable', 0));
  }
}

interface Answered<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * What a call answers.
 *
 * @throws {ProblemError} where it was refused
 * @throws {OfflineError} where no answer came
 */
export async function unwrap<Data>(call: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await answerOf(call);
  // Where the answer is a success it is what the document says: nothing at all for 204.
  if (response.ok) return data as Data;
  throw new ProblemError(isProblem(error) ? error : problemOf('no-answer', response.status));
}

/** For the header of a POST: repeated with the same key, it is done once and answered alike. */
export function newKey(): string {
  return crypto.randomUUID();
}

/** Whether the session has ended, or never began. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'unauthenticated';
}

async function answerOf<Data>(call: Promise<Answered<Data>>): Promise<Answered<Data>> {
  try {
    return await call;
  } catch {
    // fetch rejects where there is no connection, and where it breaks in the midst of the answer.
    throw new OfflineError();
  }
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;
}

/** What stands for a failure of the screen's own. */
export const noAnswer: Problem = problemOf('no-answer', 0);
/** What stands for a decision that was not sent, as the browser has no network. */
export const offlineProblem: Problem = problemOf('offline', 0);

/** A problem of the way there, in the form of the API's own. */
function problemOf(code: string, status: number): Problem {
  return { type: `/problems/${code}`, code, title: code, status, detail: '', instance: '' };
}
