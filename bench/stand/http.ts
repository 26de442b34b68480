/** The callers' side of HTTP: kept connections, one for each caller, and no more work than that, as it shares the machine. */
import { Agent, request } from 'node:http';
import { isJsonObject, type JsonObject, parseJson } from '../../src/domain/json.ts';

export interface Answer {
  status: number;
  /** `{}` where it was no JSON object. */
  body: JsonObject;
}

/** Posts a body, JSON (a string as it is); without one it gets. */
export type Call = (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>;

/** Nothing that is measured takes longer; a call without an answer by then fails the bench. */
const GIVE_UP_AFTER_MS = 60_000;

/** Calls one server. Answers of any status are answers. */
export function createCall(url: string): Call {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const send = (path: string, sent: string | undefined, headers: Record<string, string>) =>
    new Promise<Answer>((resolve, reject) => {
      const method = sent === undefined ? 'GET' : 'POST';
      const asked = request(new URL(path, url), { method, agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.once('error', reject);
        response.once('end', () => {
          const parsed = parseJson(text);
          resolve({ status: response.statusCode ?? 0, body: isJsonObject(parsed) ? parsed : {} });
        });
      });
      asked.setTimeout(GIVE_UP_AFTER_MS, () => asked.destroy(new Error(`no answer from ${path}`)));
      asked.once('error', (error) => {
        // A kept connection that the server was about to close: it has not seen the request (https://nodejs.org/api/http.html#requestreusedsocket).
        const wasClosed = asked.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
        if (wasClosed) resolve(send(path, sent, headers));
        else reject(error);
      });
      asked.end(sent);
    });
  return (path, body, headers = {}) => {
    if (body === undefined) return send(path, undefined, headers);
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const length = String(Buffer.byteLength(sent));
    return send(path, sent, { 'content-type': 'application/json', 'content-length': length, ...headers });
  };
}
