/** An SMTP server that follows a script: what real servers seldom do, on demand. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface RawSmtp {
  url: string;
  /** Every line the client sent, over all connections. */
  lines: string[];
  /** The messages that came complete with their final dot. */
  accepted: number;
  /** Resolves when a connection has ended, whoever ended it. */
  ended: Promise<void>;
  close(): Promise<void>;
}

/** Answers the line with `text`, or with nothing. */
export function say(socket: Socket, text?: string): 'handled' {
  if (text !== undefined) socket.write(`${text}\r\n`);
  return 'handled';
}

/** What to do instead of the usual answer; undefined answers as usual. */
export type Script = (line: string, socket: Socket, inData: boolean) => 'handled' | undefined;

export async function startRawSmtp(script: Script = () => undefined): Promise<RawSmtp> {
  const sockets = new Set<Socket>();
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', end);
    let inData = false;
    if (script('', socket, false) !== 'handled') socket.write('220 raw.test ESMTP\r\n');
    const reader = createInterface({ input: socket });
    // It says again what its socket says, and who resets a connection would end the whole run.
    reader.on('error', () => undefined);
    reader.on('line', (line) => {
      raw.lines.push(line);
      const complete = inData && line === '.';
      if (complete) raw.accepted += 1;
      const handled = script(line, socket, inData);
      if (complete) inData = false;
      if (handled === 'handled' || inData) return;
      if (line === 'DATA') inData = true;
      socket.write(`${usual(line)}\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const raw: RawSmtp = {
    // A TCP server that listens has an address of this shape.
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines: [],
    accepted: 0,
    ended,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return raw;
}

function usual(line: string): string {
  if (line === 'DATA') return '354 go on';
  if (line === 'QUIT') return '221 bye';
  return '250 ok';
}
