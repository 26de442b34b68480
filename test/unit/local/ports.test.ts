import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, isPortFree } from '../../../local/ports.ts';

/** The first that Linux gives to outgoing connections and to servers that ask for any port (ip(7), ip_local_port_range). */
const FIRST_EPHEMERAL = 32_768;

describe('free ports', () => {
  it('are none that another server or a connection of the system could be given meanwhile, and each is given once', async () => {
    const ports = [];
    for (let i = 0; i < 200; i += 1) ports.push(await freePort());
    assert.ok(ports.every((port) => port >= 1_024 && port < FIRST_EPHEMERAL));
    assert.equal(new Set(ports).size, ports.length);
  });

  it('are free: one that a server listens on is none', async () => {
    const port = await freePort();
    assert.ok(await isPortFree(port));
    const server = createServer();
    await once(server.listen(port, '127.0.0.1'), 'listening');
    assert.ok(!(await isPortFree(port)));
    await new Promise((closed) => server.close(closed));
    assert.ok(await isPortFree(port));
  });
});
