/** Sends syslog messages over TCP, TLS or UDP. */
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * Sends messages in order, and resolves when they are known to have come across, as far as the protocol can tell. Over TCP and TLS
 * each has its length before it (octet counting: RFC 6587, section 3.4.1; RFC 5425, section 4.3). Syslog has no acknowledgement, so
 * the connection is closed after them: that the other side closes as well says that its TCP has received every byte before. Over UDP
 * (RFC 5426) each is a datagram, and nobody learns whether it arrives.
 *
 * @param url `tls://host:port`, `tcp://host:port` or `udp://host:port`; a certificate has to be one that Node trusts
 * @param timeoutMs how long all of it may take
 * @throws where they have not come across, or not for sure; or when `signal` aborts
 */
export async function sendSyslog(url: string, messages: readonly string[], timeoutMs: number, signal: AbortSignal) {
  const { protocol, hostname, port: digits } = new URL(url);
  // IPv6 addresses stand in brackets in a URL.
  const to = { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(digits) };
  const ending = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  if (protocol === 'udp:') return sendDatagrams(to, messages, ending);
  const socket = protocol === 'tls:' ? connectTls({ ...to, servername: serverName(to.host) }) : connect(to);
  const framed = messages.map((message) => `${Buffer.byteLength(message)} ${message}`).join('');
  return sendAndClose(socket, framed, ending);
}

interface Receiver {
  host: string;
  port: number;
}

/** An address is no name that a server could be asked for: RFC 6066, section 3. */
function serverName(host: string): string | undefined {
  return /^[\d.]+$|:/.test(host) ? undefined : host;
}

function sendAndClose(socket: Socket, bytes: string, ending: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let ended = false;
    const giveUp = () => socket.destroy(new Error('the receiver has not taken the messages and closed in time'));
    ending.addEventListener('abort', giveUp, { once: true });
    if (ending.aborted) giveUp();
    socket
      .on('error', reject)
      // Read and dropped: 'end' comes after all that was sent.
      .on('data', () => undefined)
      .on('end', () => {
        ended = socket.writableFinished;
      })
      .on('close', () => {
        ending.removeEventListener('abort', giveUp);
        if (ended) resolve();
        else reject(new Error('the receiver closed before it had taken the messages'));
      })
      .end(bytes);
  });
}

async function sendDatagrams({ host, port }: Receiver, messages: readonly string[], ending: AbortSignal) {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const failed = new Promise<never>((_resolve, reject) => socket.once('error', reject));
  // Awaited with each message; where none is left nobody else takes it for unhandled.
  failed.catch(() => undefined);
  try {
    for (const message of messages) {
      ending.throwIfAborted();
      const sent = new Promise<void>((resolve, reject) => {
        socket.send(message, port, host, (error) => (error === null ? resolve() : reject(error)));
      });
      await Promise.race([sent, failed]);
    }
  } finally {
    socket.close();
  }
}
