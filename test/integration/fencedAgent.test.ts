import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, request, type Server } from 'node:http';
import { createServer as createHttpsServer, request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createFencedAgent } from '../../src/integrations/fencedAgent.ts';
import { eventually } from '../support/eventually.ts';
import { directory } from '../support/running.ts';

describe('a connection with a fence', () => {
  let requests = 0;
  let connections = 0;
  let ca: Buffer;
  const servers: Server[] = [];
  const urls = { http: '', https: '' };

  before(async () => {
    const [key = '', cert = ''] = ['key', 'cert'].map((name) => join(directory(), `fenced-${name}.pem`));
    const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
    const names = ['-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, ...names], { stdio: 'ignore' });
    ca = readFileSync(cert);
    const answer: RequestListener = (_request, response) => {
      requests += 1;
      response.end('done');
    };
    const tls = createHttpsServer({ key: readFileSync(key), cert: ca }, answer);
    for (const [name, server] of Object.entries({ http: createServer(answer), https: tls })) {
      server.on('connection', () => {
        connections += 1;
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      servers.push(server);
      // A TCP server that listens has an address of this shape.
      urls[name as keyof typeof urls] = `${name}://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    }
  });
  after(() => {
    for (const server of servers) server.close();
  });
  beforeEach(() => {
    requests = connections = 0;
  });

  /** One request by way of the agent. */
  function send(url: string, { agent }: ReturnType<typeof createFencedAgent>, trusted: Buffer | undefined = ca) {
    const [start, tls] = url.startsWith('https:') ? [requestHttps, { ca: trusted }] : [request, {}];
    return new Promise<number | undefined>((resolve, reject) => {
      start(url, { agent, ...tls }, (response) => resolve(response.resume().statusCode))
        .once('error', reject)
        .end();
    });
  }

  for (const name of ['http', 'https'] as const) {
    it(`${name}: the fence is asked once, when the connection stands and nothing has left`, async () => {
      const seen: number[][] = [];
      const fenced = createFencedAgent(urls[name], async () => {
        await eventually(() => assert.equal(connections, 1));
        seen.push([connections, requests]);
      });
      assert.equal(await send(urls[name], fenced), 200);
      assert.deepEqual([seen, requests, fenced.hasLeft], [[[1, 0]], 1, true]);
      await fenced.close();
    });

    it(`${name}: what the fence refuses is not sent, and its reason is kept`, async () => {
      const why = new Error('overtaken');
      const fenced = createFencedAgent(urls[name], () => Promise.reject(why));
      await assert.rejects(send(urls[name], fenced), /not to be sent/);
      assert.deepEqual([requests, fenced.hasLeft, fenced.refusal], [0, false, { error: why }]);
      await fenced.close();
    });

    it(`${name}: given up while the fence is asked, it is not sent although the fence lets it through`, async () => {
      let letThrough = () => {};
      const fence = new Promise<void>((resolve) => {
        letThrough = resolve;
      });
      let wasAsked = false;
      const fenced = createFencedAgent(urls[name], () => {
        wasAsked = true;
        return fence;
      });
      // Its request may end without a word: its caller has gone on.
      void send(urls[name], fenced).catch(() => undefined);
      await eventually(() => assert.ok(wasAsked));
      const closed = fenced.close();
      letThrough();
      await closed;
      assert.equal(fenced.hasLeft, false);
      const next = createFencedAgent(urls[name]);
      assert.equal(await send(urls[name], next), 200);
      assert.equal(requests, 1, 'only the later one');
      await next.close();
    });
  }

  it('a certificate that is not trusted ends it before the fence', async () => {
    let asked = 0;
    const fenced = createFencedAgent(urls.https, async () => {
      asked += 1;
    });
    await assert.rejects(send(urls.https, fenced, Buffer.from('')), /self-signed|certificate/);
    assert.deepEqual([asked, requests, fenced.hasLeft], [0, 0, false]);
    await fenced.close();
  });
});
