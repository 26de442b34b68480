/** BottleCRM's REST API (django-crm 1.35.0), as far as it is used here. All calls throw DeliveryErrors only. */
import { z } from 'zod';
import type { CrmOwnerRecord } from '../crm.ts';
import { pathOf } from '../path.ts';
import { type CallKind, noAnswerError, refusal } from './failure.ts';

export const BOTTLECRM = 'bottlecrm';

export interface BottleCrmSettings {
  /** Of its API: what `/api/` is appended to. */
  url: string;
  /** A personal access token, `bcrm_pat_…`. */
  token: string;
  /** For each request; 10 seconds unless told otherwise. */
  timeoutMs?: number;
  /** Of its web app, where people open records: its API knows no such address. Without it there are no links. */
  webUrl?: string;
}

const TIMEOUT_MS = 10_000;

type Query = Readonly<Record<string, string | number | undefined>>;

export interface BottleCrmApi {
  /** @param path the segments below `/api/`, as they are: they are encoded here */
  get<T>(path: string[], shape: z.ZodType<T>, options?: { query?: Query; signal?: AbortSignal }): Promise<T>;
  /** Sends at once: whoever calls it has passed the fence. */
  post(path: string[], body: unknown, signal: AbortSignal): Promise<unknown>;
  /** Resolves where the token may write: it asks to change a record that is not there, which BottleCRM looks at after the scope. */
  tryWriting(resource: string, signal: AbortSignal): Promise<void>;
  /** The members of the organization who are active; others BottleCRM tells administrators only. Kept for a while. */
  owners(signal?: AbortSignal): Promise<CrmOwnerRecord[]>;
}

/** Where people open a record: `/tasks/…`, `/pipeline/…`, by the path's segments (django-crm 1.35.0, the links in its e-mails). */
export function webLink({ webUrl }: Pick<BottleCrmSettings, 'webUrl'>, ...path: string[]): string | null {
  return webUrl === undefined ? null : `${webUrl.replace(/\/+$/, '')}/${pathOf(...path)}`;
}

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Members are few and seldom change. */
const OWNERS_KEPT_MS = 10 * 60_000;

export const profile = z.object({
  id: z.string(),
  is_active: z.boolean().optional(),
  user_details: z.object({ email: z.string().nullish(), name: z.string().nullish(), is_active: z.boolean().nullish() }),
});
const members = z.object({ profiles: z.array(profile) });

/**
 * @param refusedToken what a refused token means for a read: reading waits until somebody has mended it, but an action is to
 *   fail at once and say so
 */
export function createBottleCrmApi(
  { url, token, timeoutMs = TIMEOUT_MS }: BottleCrmSettings,
  refusedToken: 'transient' | 'permanent' = 'transient',
): BottleCrmApi {
  const base = url.replace(/\/+$/, '');
  const send = async (path: string[], query: Query, init: RequestInit, signal: AbortSignal | undefined) => {
    const late = AbortSignal.timeout(timeoutMs);
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
    // With its closing slash: BottleCRM answers a redirect to a path without.
    const answer = await fetch(`${base}/api/${pathOf(...path)}/${search.size === 0 ? '' : `?${search}`}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' },
      // Followed, a POST would become a GET.
      redirect: 'manual',
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
    });
    return { ok: answer.ok, status: answer.status, headers: answer.headers, body: await answer.text() };
  };
  const call = async (kind: CallKind, path: string[], query: Query, init: RequestInit, signal?: AbortSignal) => {
    try {
      const answer = await send(path, query, init, signal);
      if (!answer.ok) throw refusal(kind, answer, refusedToken);
      // The caller checks the shape.
      return JSON.parse(answer.body) as unknown;
    } catch (error) {
      throw noAnswerError(kind, error);
    }
  };

  const api: BottleCrmApi = {
    async get(path, shape, { query = {}, signal } = {}) {
      const answer = shape.safeParse(await call('read', path, query, {}, signal));
      if (!answer.success) throw noAnswerError('read', new Error(`${pathOf(...path)} is not as in version 1.35.0`));
      return answer.data;
    },
    async tryWriting(resource, signal) {
      const answer = await send([resource, NOBODY], {}, { method: 'PATCH', body: '{}' }, signal).catch((error) => {
        throw noAnswerError('read', error);
      });
      if (answer.status !== 404) throw refusal('read', answer, refusedToken);
    },
    post: (path, body, signal) => call('write', path, {}, { method: 'POST', body: JSON.stringify(body) }, signal),
    owners(signal) {
      if (known !== undefined && known.untilMs > Date.now()) return known.owners;
      const owners = api.get(['users', 'get-teams-and-users'], members, { signal }).then(
        ({ profiles }) => profiles.map(ownerOf),
        (error: unknown) => {
          known = undefined;
          throw error;
        },
      );
      known = { owners, untilMs: Date.now() + OWNERS_KEPT_MS };
      return owners;
    },
  };
  let known: { owners: Promise<CrmOwnerRecord[]>; untilMs: number } | undefined;
  return api;
}

function ownerOf({ id, is_active = true, user_details: user }: z.output<typeof profile>): CrmOwnerRecord {
  const active = is_active && user.is_active !== false;
  return { id, email: user.email || null, name: user.name || null, active };
}
