import { z } from 'zod';

/** RFC 9457; further members depend on the type. */
export const problem = z
  .looseObject({
    type: z.string().describe('A relative URI such as /problems/stale-version'),
    code: z.string().describe('The last part of type'),
    title: z.string().describe('What kind of problem, in words'),
    status: z.number().describe('The HTTP status'),
    detail: z.string(),
    instance: z.string().describe('Finds the request in the log'),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

const answer = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });

const noneOrElses = answer('There is none, or it is somebody else’s');

/** What every route under /api can answer besides its own. */
export const problems = {
  400: answer('The address, or the body, cannot be read'),
  401: answer('No valid API token and no session'),
  403: answer(
    'The role or token does not allow this, the request comes from a page of another site, or needs a fresh sign-in',
  ),
  422: answer('The request is not valid'),
  429: answer('Too many requests'),
  503: answer('A service that it needs cannot be reached'),
};

/** The same, of lists and figures that could be one person's. */
export const problemsByPerson = {
  ...problems,
  403: answer(
    'The role or token does not allow this, or they would be figures of another person, which the workspace does not show (insights-by-person-off)',
  ),
};

/** What Node's own parser finds is answered before there is a request, and is no problem of RFC 9457's. */
const unread = z.object({
  error: z.string().describe('What is wrong, in words'),
  message: z.string().describe('The same, in more'),
  statusCode: z.number().describe('The HTTP status'),
});
const tooLong = { description: 'The address is too long', content: { 'application/json': { schema: unread } } };

/** The same, where an address of others' making may be longer than what Node takes (16 KiB of headers). */
export const problemsOfLongAddress = { ...problems, 404: noneOrElses, 431: tooLong };

/** What the setup answers where its link is of no use. */
export const setupOver = answer('The link is not valid, has run out, or there is a workspace already');

/** What a webhook endpoint answers its sender. */
export const problemsOfWebhook = {
  400: answer('The body is not JSON'),
  401: answer('The signature is not valid, or not of the last five minutes'),
  422: answer('An event is not valid: nothing of the request was kept'),
  503: answer('Nothing was kept: send it again'),
};

/** What an identity provider's logout is answered (Back-Channel Logout 1.0, section 2.8). */
export const problemsOfLogout = {
  400: answer('The logout token does not hold, or was used before'),
  404: answer('There is no such identity provider'),
  422: answer('There is no logout token'),
  429: answer('Too many requests'),
  503: answer('Nothing was ended: send it again'),
};

/** The same, of one action or record. */
export const problemsOfOne = { ...problems, 404: noneOrElses };

/** The same, of a user or what is his. */
export const problemsOfPeople = {
  ...problemsOfOne,
  409: answer('The user is deactivated, the last who administers, or his id or address is taken'),
};

/** The same, of somebody's mail servers. */
export const problemsOfMailbox = {
  ...problemsOfOne,
  409: answer('The user is deactivated, or no worker with a SECRET_KEY has started yet'),
};

/** The same, of a contact to be forgotten. */
export const problemsOfErasure = { ...problems, 409: answer('An action to the contact is being executed: try again') };

/** The same, of a webhook key. */
export const problemsOfKeys = {
  ...problemsOfOne,
  409: answer('There are as many keys in force as there may be'),
};

/** The same, of an endpoint for outgoing webhooks. */
export const problemsOfEndpoints = {
  ...problemsOfOne,
  409: answer(
    'There are as many endpoints as there may be, it is disabled, or no worker with a SECRET_KEY has started',
  ),
};

/** The same, of a template that people write. */
export const problemsOfTemplates = { ...problems, 409: answer('Somebody else has changed the template since') };

/** The same, of a trigger. */
export const problemsOfTrigger = {
  ...problems,
  409: answer('The user has so many pending actions that none is added'),
};

/** The same, of a decision. */
export const problemsOfDecision = {
  ...problemsOfOne,
  409: answer('The action is not in a state to be decided so: the members tell what it is in'),
};
