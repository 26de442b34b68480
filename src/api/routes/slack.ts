/** Where Slack sends what people do there. Who has the signing secret is Slack: there are no tokens here. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseJson } from '../../domain/json.ts';
import { verifySlackRequest } from '../../integrations/slack/signature.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { Problem } from '../problems.ts';
import { problemsOfWebhook } from '../schemas/problem.ts';
import { slackAnswer, slackForm } from '../schemas/slack.ts';
import type { SlackAnswer } from '../slack/slackDoor.ts';

const MAX_BODY_BYTES = 512 * 1024;
const MEDIA_TYPE = 'application/x-www-form-urlencoded';

/** There are none where nothing is signed. */
export async function slackRoutes(api: Api, deps: RouteDeps): Promise<void> {
  const { slack, slackDoor: door } = deps;
  const signingSecret = slack?.signingSecret;
  if (door === undefined || signingSecret === undefined) return;
  takeRawForms(api);
  // The bodies' schemas are for the document: bytes are verified before anything reads them.
  api.setValidatorCompiler(() => (value) => ({ value }));

  const signed = (summary: string, operationId: string) => ({
    bodyLimit: MAX_BODY_BYTES,
    schema: {
      tags: ['slack'],
      operationId,
      summary,
      security: [],
      consumes: [MEDIA_TYPE],
      body: slackForm,
      response: { 200: slackAnswer, ...problemsOfWebhook },
    },
  });

  api.post(
    '/interactions',
    signed('Slack’s own: clicks on buttons, and forms that were sent', 'receiveSlackInteraction'),
    async (request, reply) => {
      const payload = parseJson(fieldsIn(request, signingSecret).payload ?? '');
      return answer(reply, await door.interaction(payload, request.log));
    },
  );

  api.post('/commands', signed('Slack’s own: /signoff was typed', 'receiveSlackCommand'), async (request, reply) => {
    return answer(reply, await door.command(fieldsIn(request, signingSecret), request.log));
  });
}

/** @throws Problem signature-invalid */
function fieldsIn(request: FastifyRequest, signingSecret: string): Record<string, string> {
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const reason = verifySlackRequest(signingSecret, {
    rawBody,
    timestamp: header('x-slack-request-timestamp'),
    signature: header('x-slack-signature'),
  });
  if (reason !== 'ok') {
    request.log.warn({ reason }, 'denied: Slack’s signature');
    throw new Problem('signature-invalid', 'sign the request as it is, now, with the app’s signing secret');
  }
  return Object.fromEntries(new URLSearchParams(rawBody.toString('utf8')));
}

/** What there is to show, or an empty body: a form closes by that alone (docs.slack.dev/surfaces/modals, "Closing views"). */
async function answer(reply: FastifyReply, given: SlackAnswer | undefined): Promise<FastifyReply> {
  if (given === undefined) throw new Problem('bad-request', 'this is nothing that Slack sends');
  return given === null ? reply.send() : reply.send(given);
}

/** In this scope only: what is signed is bytes. */
function takeRawForms(api: Api): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser(MEDIA_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
