/** An SMTP server that fails in one phase, for the next so many connections, and takes everything otherwise. */
import type { Socket } from 'node:net';
import { type RawSmtp, type Script, say, startRawSmtp } from '../../support/rawSmtp.ts';
import { actionOf } from './outside.ts';

export interface Phase {
  name: string;
  /**
   * Whether the sender cannot know what became of the message. `perhaps`: only where all of it, dot included, was on its way before
   * the cut was seen; who sends sees no difference to a cut after the dot.
   */
  unknown: 'never' | 'perhaps' | 'always';
  fail: Script;
}

const LATE_MS = 3_000;
const cut = (socket: Socket): 'handled' => {
  socket.resetAndDestroy();
  return 'handled';
};
const atDot = (line: string, inData: boolean) => inData && line === '.';

export const PHASES: Phase[] = [
  {
    name: 'greeting refused',
    unknown: 'never',
    fail: (line, socket) => (line === '' ? say(socket, '421 later') : undefined),
  },
  { name: 'EHLO cut', unknown: 'never', fail: (line, socket) => (line.startsWith('EHLO') ? cut(socket) : undefined) },
  {
    name: 'MAIL put off',
    unknown: 'never',
    fail: (line, socket) => (line.startsWith('MAIL') ? say(socket, '451 later') : undefined),
  },
  {
    name: 'RCPT put off',
    unknown: 'never',
    fail: (line, socket) => (line.startsWith('RCPT') ? say(socket, '451 later') : undefined),
  },
  {
    name: 'DATA put off',
    unknown: 'never',
    fail: (line, socket) => (line === 'DATA' ? say(socket, '451 later') : undefined),
  },
  {
    name: 'cut in the message',
    unknown: 'perhaps',
    fail: (line, socket, inData) => (inData && line === '' ? cut(socket) : undefined),
  },
  {
    name: 'cut after the dot',
    unknown: 'always',
    fail: (line, socket, inData) => (atDot(line, inData) ? cut(socket) : undefined),
  },
  {
    name: 'answered late',
    unknown: 'never',
    fail: (line, socket, inData) => {
      if (!atDot(line, inData)) return undefined;
      setTimeout(() => say(socket, '250 at last'), LATE_MS);
      return 'handled';
    },
  },
];

/** Takes five minutes, for as long as a sender should wait (RFC 5321, section 4.5.3.2.6). */
export const SILENCE: Phase = {
  name: 'silent after the dot',
  unknown: 'always',
  fail: (line, _socket, inData) => (atDot(line, inData) ? 'handled' : undefined),
};

export interface FailingSmtp {
  url: string;
  /** Fails in this phase for so many connections, and answers how many it has failed so far. */
  failNext(phase: Phase, connections: number): () => number;
  /** The action of every message that came complete. */
  taken(): string[];
  close(): Promise<void>;
}

export async function startFailingSmtp(): Promise<FailingSmtp> {
  const failing = new WeakMap<Socket, Phase>();
  const seen = new WeakSet<Socket>();
  const failed = new WeakSet<Socket>();
  const writing = new WeakMap<Socket, string>();
  const taken: string[] = [];
  let next: { phase: Phase; left: number; failed: number } | undefined;

  const script: Script = (line, socket, inData) => {
    if (!seen.has(socket)) {
      seen.add(socket);
      if (next !== undefined && next.left > 0) {
        next.left -= 1;
        failing.set(socket, next.phase);
      }
    }
    if (inData && /^Message-ID:/i.test(line)) writing.set(socket, actionOf(line));
    if (atDot(line, inData)) taken.push(writing.get(socket) ?? 'a message of no action');
    const handled = failing.get(socket)?.fail(line, socket, inData);
    if (handled !== undefined && next !== undefined && !failed.has(socket)) {
      failed.add(socket);
      next.failed += 1;
    }
    return handled;
  };
  const server: RawSmtp = await startRawSmtp(script);
  return {
    url: server.url,
    failNext(phase, connections) {
      const order = { phase, left: connections, failed: 0 };
      next = order;
      return () => order.failed;
    },
    taken: () => taken,
    close: () => server.close(),
  };
}
