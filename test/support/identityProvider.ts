/** A real identity provider (npm's oidc-provider) on this machine, whose tokens a test may alter on their way. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export const CLIENT_ID = 'signoff';
export const CLIENT_SECRET = 'a secret of the client';

/** What the provider says of an account, beside its subject. */
export type AccountClaims = Record<string, unknown>;

export interface IdentityProvider {
  issuer: string;
  /** Who is signed in there, as whoever opens its page is. */
  account: string;
  accounts: Map<string, AccountClaims>;
  /** Changes the claims of the next ID token, and who signs it. */
  tamper: ((claims: JWTPayload) => { claims: JWTPayload; foreignKey?: boolean }) | undefined;
  /** A logout token with these claims. */
  logoutToken(claims: JWTPayload, foreignKey?: boolean): Promise<string>;
  stop(): Promise<void>;
}

const ALGORITHM = 'RS256';

/** @param redirectUris where it may send browsers back to */
export async function startIdentityProvider(
  redirectUris: string[],
  signedOutUris: string[],
): Promise<IdentityProvider> {
  // Here, as it has words of its own about Node 20 wherever it is loaded.
  const { default: Provider } = await import('oidc-provider');
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Node has it as soon as it listens on a port.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [own, foreign] = [await signingKey(), await signingKey()];
  const accounts = new Map<string, AccountClaims>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: redirectUris,
        post_logout_redirect_uris: signedOutUris,
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [own.jwk] },
    cookies: { keys: ['a key of the test'] },
    // With the address in the ID token, as large providers have it.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups', 'oid', 'manager'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) }),
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    // Nobody is asked what he consents to.
    async loadExistingGrant({ oidc }) {
      const { client, session } = oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();

  const idp: IdentityProvider = {
    issuer,
    account: 'nobody',
    accounts,
    tamper: undefined,
    logoutToken: (claims, isForeign = false) => sign(claims, isForeign ? foreign : own, 'logout+jwt'),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/')) {
      // Whoever opens the page is signed in by that.
      void provider.interactionFinished(request, response, { login: { accountId: idp.account } });
      return;
    }
    if (request.url === '/token' && idp.tamper !== undefined) alterAnswer(response, idp.tamper);
    void handle(request, response);
  });

  function alterAnswer(response: ServerResponse, tamper: NonNullable<IdentityProvider['tamper']>): void {
    idp.tamper = undefined;
    const end = response.end.bind(response);
    response.end = ((body: unknown) => {
      const answer = JSON.parse(String(body));
      const [, payload = ''] = String(answer.id_token).split('.');
      const { claims, foreignKey = false } = tamper(JSON.parse(Buffer.from(payload, 'base64url').toString()));
      void sign(claims, foreignKey ? { ...foreign, kid: own.kid } : own, 'JWT').then((id_token) => {
        const altered = JSON.stringify({ ...answer, id_token });
        response.setHeader('content-length', Buffer.byteLength(altered));
        end(altered);
      });
      return response;
      // Of its overloads the provider uses this one.
    }) as typeof response.end;
  }
  return idp;
}

type SigningKey = Awaited<ReturnType<typeof signingKey>>;

let keys = 0;

async function signingKey() {
  keys += 1;
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const kid = `key-${keys}`;
  const jwk: JWK = { ...(await exportJWK(privateKey)), kid, alg: ALGORITHM, use: 'sig' };
  return { privateKey, kid, jwk };
}

function sign(claims: JWTPayload, { privateKey, kid }: SigningKey, typ: string): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid, typ }).sign(privateKey);
}
