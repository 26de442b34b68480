import assert from 'node:assert/strict';
import { pbkdf2 } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { createResolve } from '../../src/integrations/webhooks/resolve.ts';

/** More than the process has threads. */
const MANY = 40;

/** A name server: it knows `known.test`, never answers of `*.silent.test`, and has nothing of all else. */
async function startNameServer(): Promise<{ socket: Socket; address: string }> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const name = question.toString('latin1', 12);
    if (name.includes('silent')) return;
    const isKnown = name.includes('known') && question.readUInt16BE(question.indexOf(0, 12) + 1) === 1;
    socket.send(answerTo(question, isKnown), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { socket, address: `127.0.0.1:${socket.address().port}` };
}

/** RFC 1035, section 4: the question again, and 192.0.2.7 or that there is no such name. */
function answerTo(asked: Buffer, isKnown: boolean): Buffer {
  const question = asked.subarray(12, asked.indexOf(0, 12) + 5);
  const header = Buffer.from([
    ...asked.subarray(0, 2),
    0x81,
    isKnown ? 0x80 : 0x83,
    0,
    1,
    0,
    isKnown ? 1 : 0,
    0,
    0,
    0,
    0,
  ]);
  const answer = [0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7];
  return Buffer.concat([header, question, Buffer.from(isKnown ? answer : [])]);
}

describe('resolving the names of webhooks', function () {
  this.timeout(30_000);
  let server: Awaited<ReturnType<typeof startNameServer>>;
  before(async () => {
    server = await startNameServer();
  });
  after(() => server.socket.close());

  it('names whose servers do not answer hold up neither other names nor what else needs the process’s threads', async () => {
    const resolve = createResolve([server.address]);
    let answered = 0;
    const silent = Array.from({ length: MANY }, (_, i) =>
      resolve(`host-${i}.silent.test`).finally(() => {
        answered += 1;
      }),
    );
    const outcomes = Promise.allSettled(silent);
    assert.deepEqual(await resolve('known.test'), [{ address: '192.0.2.7', family: 4 }]);
    await promisify(pbkdf2)('password', 'salt', 1, 32, 'sha256');
    assert.equal(answered, 0);
    for (const outcome of await outcomes)
      assert.match(outcome.status === 'rejected' ? outcome.reason.code : '', /^ETIMEOUT$/);
  });

  it('what DNS does not know the system is asked for, as it reads the hosts file', async () => {
    const resolve = createResolve([server.address]);
    const found = await Promise.all([resolve('localhost'), resolve('localhost')]);
    for (const addresses of found)
      assert.ok(addresses.some(({ address }) => address === '127.0.0.1' || address === '::1'));
  });
});
