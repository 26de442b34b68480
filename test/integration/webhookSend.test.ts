import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { join } from 'node:path';
import { sendWebhook } from '../../src/integrations/webhooks/send.ts';
import { directory } from '../support/running.ts';

const LOOPBACK = ['127.0.0.0/8'];

describe('sending a webhook', function () {
  this.timeout(30_000);
  const secrets = [`whsec_${randomBytes(32).toString('base64')}`];
  const servers: TcpServer[] = [];
  const listen = async (server: TcpServer): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // It listens on TCP.
    return (server.address() as AddressInfo).port;
  };
  after(() => {
    for (const server of servers) {
      server.close();
      if (server instanceof HttpServer) server.closeAllConnections();
    }
  });

  interface Sending {
    networks?: string[];
    addresses?: string[];
    timeoutMs?: number;
    stop?: AbortSignal;
  }
  const send = (
    url: string,
    { networks = LOOPBACK, addresses = ['127.0.0.1'], timeoutMs = 5_000, stop }: Sending = {},
  ) =>
    sendWebhook(
      { url, id: 'msg', body: '{}', secrets },
      { networks, timeoutMs, stop, resolve: async () => addresses.map((address) => ({ address, family: 4 })) },
    );
  /** A server, and how many connections came to it. */
  async function counting(answer: RequestListener): Promise<{ port: number; connections: () => number }> {
    let connections = 0;
    const server = createServer(answer).on('connection', () => {
      connections += 1;
    });
    return { port: await listen(server), connections: () => connections };
  }

  it('connects to no private address, whether the URL names it or its name resolves to it', async () => {
    const { port, connections } = await counting((_request, response) => response.end());
    for (const host of ['127.0.0.1', 'hooks.acme.test']) {
      const outcome = await send(`https://${host}:${port}/`, { networks: [] });
      assert.match(JSON.stringify(outcome), /private or reserved/);
    }
    const mixed = await send(`https://hooks.acme.test:${port}/`, { networks: [], addresses: ['1.1.1.1', '127.0.0.1'] });
    assert.match(JSON.stringify(mixed), /private or reserved/);
    assert.equal(connections(), 0);
    assert.deepEqual(await send(`http://127.0.0.1:${port}/`), { status: 200 });
    assert.equal(connections(), 1);
  });

  it('follows no redirect, not even to itself', async () => {
    const { port, connections } = await counting((_request, response) =>
      response.writeHead(307, { location: '/again' }).end(),
    );
    assert.deepEqual(await send(`http://hooks.acme.test:${port}/`), { status: 307 });
    assert.equal(connections(), 1);
  });

  it('ends in time where nobody answers, or DNS does not, and reads no answer without end', async () => {
    const { port: silent } = await counting(() => undefined);
    assert.deepEqual(await send(`http://hooks.acme.test:${silent}/`, { timeoutMs: 200 }), {
      error: 'no answer within 0.2 s',
    });
    const never = { networks: LOOPBACK, timeoutMs: 200, resolve: () => new Promise<never>(() => undefined) };
    const unresolved = await sendWebhook({ url: 'https://hooks.acme.test/', id: 'msg', body: '{}', secrets }, never);
    assert.deepEqual(unresolved, { error: 'no answer within 0.2 s' });
    const { port: endless } = await counting((_request, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(more));
    });
    assert.deepEqual(await send(`http://hooks.acme.test:${endless}/`), { status: 200 });
  });

  it('ends at once where the other side changes the protocol, or hangs up', async () => {
    const rude = async (answer: string) => {
      const server = createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => (answer === '' ? socket.destroy() : socket.write(answer)));
      });
      return send(`http://hooks.acme.test:${await listen(server)}/`);
    };
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n';
    assert.deepEqual(await rude(upgrade), { status: 101 });
    assert.deepEqual(await rude(''), { error: 'no connection (ECONNRESET)' });
    assert.deepEqual(await rude('SSH-2.0-OpenSSH_9.6\r\n'), { error: 'no connection (HPE_INVALID_CONSTANT)' });
  });

  it('one that is cut off says so, and is no outcome', async () => {
    const { port } = await counting(() => undefined);
    const stop = new AbortController();
    const cut = send(`http://hooks.acme.test:${port}/`, { stop: stop.signal });
    stop.abort(new Error('stopped'));
    await assert.rejects(cut, /^Error: stopped$/);
  });

  it('says in a few words why there is no answer, without the address', async () => {
    const { port } = await counting(() => undefined);
    servers.pop()?.close();
    assert.deepEqual(await send(`http://hooks.acme.test:${port}/`), { error: 'no connection (ECONNREFUSED)' });
  });

  it('over TLS it asks for the name, and takes no certificate that is not trusted', async () => {
    const [key = '', cert = ''] = ['key', 'cert'].map((name) => join(directory(), `webhook-${name}.pem`));
    const names = ['-subj', '/CN=hooks.acme.test', '-addext', 'subjectAltName=DNS:hooks.acme.test'];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, ...names], { stdio: 'ignore' });
    const asked: string[] = [];
    let requests = 0;
    const tls = {
      key: readFileSync(key),
      cert: readFileSync(cert),
      SNICallback: (name: string, answer: (error: null) => void) => {
        asked.push(name);
        answer(null);
      },
    };
    const port = await listen(
      createHttpsServer(tls, (_request, response) => {
        requests += 1;
        response.end();
      }),
    );
    const outcome = await send(`https://hooks.acme.test:${port}/`);
    assert.deepEqual(outcome, { error: 'no connection (DEPTH_ZERO_SELF_SIGNED_CERT)' });
    assert.deepEqual([asked, requests], [['hooks.acme.test'], 0]);
  });
});
