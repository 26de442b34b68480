/**
 * Socket Mode: what people do in Slack comes through a connection of ours to Slack, where Slack cannot reach us
 * (docs.slack.dev/apis/events-api/using-socket-mode). What comes while there is none is lost: Slack does not send it again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isJsonObject, parseJson } from '../../domain/json.ts';
import { type SlackSettings, silent } from './notify.ts';

export interface SocketHandlers {
  /** @returns what to answer with; undefined or null: nothing but that it has come */
  interaction(payload: unknown): Promise<Record<string, unknown> | null | undefined>;
  command(fields: unknown): Promise<Record<string, unknown> | null | undefined>;
  /** Told of each connection that ended, and of each that could not be made. */
  onLost(error: unknown): void;
  /** Told how many connections Slack counts, where they are more than ours. */
  onGhosts(connections: number): void;
}

export interface SlackSocket {
  /** `connections` as Slack counts them, ours and those of other processes; it spreads what comes over all. */
  state(): { connected: boolean; connections: number | null };
  /** Resolves when nothing more comes. */
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/** Keeps one connection open until it is closed; what breaks is made anew. */
export function openSlackSocket(
  { slackApiUrl, appToken }: Pick<SlackSettings, 'slackApiUrl'> & { appToken: string },
  handlers: SocketHandlers,
): SlackSocket {
  const stopping = new AbortController();
  let connected = false;
  let connections: number | null = null;
  const running = run();

  async function run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!stopping.signal.aborted) {
      try {
        await hold(() => {
          connected = true;
          pauseMs = FIRST_PAUSE_MS;
        });
      } catch (error) {
        handlers.onLost(error);
      }
      connected = false;
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
    }
  }

  /** One connection, for as long as it lasts. */
  async function hold(onConnected: () => void): Promise<void> {
    const { LogLevel, SocketModeClient } = await import('@slack/socket-mode');
    const client = new SocketModeClient({
      appToken,
      // Connecting again is ours: where Slack cannot be reached, the library's own attempt is a rejection that nobody handles.
      autoReconnectEnabled: false,
      logger: silent(LogLevel.ERROR),
      clientOptions: { slackApiUrl, retryConfig: { retries: 0 } },
    });
    client.on('error', () => undefined);
    client.on('ws_message', (data: unknown) => count(String(data)));
    client.on('interactive', ({ body, ack }) => void answer(ack, () => handlers.interaction(body)));
    client.on('slash_commands', ({ body, ack }) => void answer(ack, () => handlers.command(body)));
    const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
    const stop = () => void client.disconnect().catch(() => undefined);
    stopping.signal.addEventListener('abort', stop);
    try {
      await client.start();
      if (stopping.signal.aborted) stop();
      onConnected();
      await ended;
    } finally {
      stopping.signal.removeEventListener('abort', stop);
    }
  }

  function count(message: string): void {
    const hello = parseJson(message);
    if (!isJsonObject(hello) || hello.type !== 'hello' || typeof hello.num_connections !== 'number') return;
    connections = hello.num_connections;
    if (connections > 1) handlers.onGhosts(connections);
  }

  async function answer(
    ack: (response?: Record<string, unknown>) => Promise<void>,
    work: () => Promise<Record<string, unknown> | null | undefined>,
  ): Promise<void> {
    try {
      await ack((await work()) ?? undefined);
    } catch (error) {
      handlers.onLost(error);
    }
  }

  return {
    state: () => ({ connected, connections }),
    async close() {
      stopping.abort();
      await running;
    },
  };
}
