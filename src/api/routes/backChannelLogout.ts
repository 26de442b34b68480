/** A provider tells that somebody has signed out there: OpenID Connect Back-Channel Logout 1.0. */
import { SignInFailed } from '../../integrations/oidc/failure.ts';
import type { LogoutClaims } from '../../integrations/oidc/logoutToken.ts';
import type { RelyingParty } from '../../integrations/oidc/relyingParty.ts';
import { endSessionsOfProvider } from '../../store/access/sessions.ts';
import type { Db } from '../../store/database/db.ts';
import { strangerIn } from '../authenticate.ts';
import type { Api } from '../deps.ts';
import { Problem } from '../problems.ts';
import { logoutBody, providerParams } from '../schemas/oidc.ts';
import { problemsOfLogout } from '../schemas/problem.ts';
import { nothing } from '../schemas/session.ts';

/** @param find the provider of that id. @throws Problem not-found */
export function backChannelLogoutRoute(api: Api, db: Db, find: (id: string) => RelyingParty): void {
  api.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
  );

  api.post(
    '/session/oidc/:provider/backchannel-logout',
    {
      schema: {
        tags: ['session'],
        operationId: 'endCompanySessions',
        summary: 'The identity provider’s own: ends the sessions of somebody who has signed out there',
        security: [],
        consumes: ['application/x-www-form-urlencoded'],
        params: providerParams,
        body: logoutBody,
        response: { 200: nothing, ...problemsOfLogout },
      },
    },
    async (request, reply) => {
      const party = find(request.params.provider);
      const provider = party.provider.id;
      const logout = await read(party, request.body.logout_token).catch((error) => {
        request.log.warn({ provider, err: error.cause ?? error }, 'denied: logout token');
        throw error;
      });
      const ended = await endSessionsOfProvider(db, { provider, ...logout }, strangerIn(request));
      if (ended === undefined) throw new Problem('bad-request', 'this logout token was used before');
      request.log.info({ provider, ended }, 'signed out by the provider');
      return reply.code(200).send(null);
    },
  );
}

/** @throws Problem */
async function read(party: RelyingParty, token: string): Promise<LogoutClaims> {
  try {
    return await party.readLogout(token);
  } catch (error) {
    if (!(error instanceof SignInFailed)) throw error;
    const { failure, cause } = error;
    const problem =
      failure === 'provider-away'
        ? new Problem('provider-unavailable', 'its keys could not be read: send it again')
        : new Problem('bad-request', 'this logout token does not hold');
    problem.cause = cause;
    throw problem;
  }
}
