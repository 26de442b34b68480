/** Deciding by an email's link. Whoever has it is whom it was sent to; looking changes nothing, however often and by whom. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ActionType } from '../../domain/actionTypes.ts';
import type { KnownUser } from '../../domain/actor.ts';
import { undoSecondsOf } from '../../domain/autoExecute.ts';
import type { AskedFor } from '../../domain/decide.ts';
import { actionUrl } from '../../domain/links.ts';
import { storable } from '../../domain/text.ts';
import { cancelReasons } from '../../domain/words/cancelReasons.ts';
import { type Card, cardOf } from '../../notify/card.ts';
import { type DecisionLink, findDecisionLink } from '../../store/access/decisionLinks.ts';
import type { Scope } from '../../store/access/scope.ts';
import { readSettings } from '../../store/settings/settings.ts';
import { mayDecide, readTelling } from '../../store/telling/readTelling.ts';
import { reachOf } from '../access.ts';
import { identify } from '../authenticate.ts';
import { commandId } from '../commandId.ts';
import { decideAndTell } from '../decide.ts';
import { DECISION_CSP, decisionPage, FORM, noSuchLinkPage } from '../decisionPage.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { whyNot } from '../whyNot.ts';

const MEDIA_TYPE = 'application/x-www-form-urlencoded';
const params = z.object({ token: z.string().max(100) });

const WORDS = {
  used: 'This link has been used, or its time is over. You can still decide in Signoff.',
  changed: 'It has changed since this email was sent. Look at it in Signoff.',
  decided: 'There is nothing to decide any more.',
  unread: 'Nothing was decided: tick that you have read it.',
  reason: 'Nothing was decided: choose a reason.',
  done: { approve: 'Approved.', cancel: 'Cancelled.' },
} as const;

/** What is known of a link that is good. */
interface Followed {
  link: DecisionLink;
  card: Card;
  actionType: ActionType;
  /** Why it decides no more. */
  why: string | undefined;
}

/** Two routes for one address: what it shows, and what its forms do. */
export async function decideRoutes(api: Api, deps: RouteDeps): Promise<void> {
  const { db, trySecret, publicUrl = '', kickTelling } = deps;
  api.removeAllContentTypeParsers();
  api.addContentTypeParser(MEDIA_TYPE, { parseAs: 'string', bodyLimit: 4_096 }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
  );
  const schema = { hide: true, params };

  api.get('/decide/:token', { schema }, async (request, reply) => {
    const followed = await follow(request, request.params.token);
    if (followed === undefined) return notFound(reply);
    const identity = await identify(deps, request).catch(() => undefined);
    // Who is signed in needs no link.
    if (identity?.userId === followed.link.user.id) return reply.redirect(`/actions/${followed.link.actionId}`, 303);
    return show(reply, followed);
  });

  api.post('/decide/:token', { schema }, async (request, reply) => {
    const followed = await follow(request, request.params.token);
    if (followed === undefined) return notFound(reply);
    if (followed.why !== undefined) return show(reply, followed, followed.why, 409);
    const asked = readForm(request.body);
    if ('why' in asked) return show(reply, followed, asked.why, 422);
    const { link } = followed;
    const { type } = asked;
    const actor: KnownUser = {
      by: link.user.id,
      channel: 'email',
      credential: { kind: 'link', linkId: link.id, userId: link.user.id },
    };
    const given: AskedFor = { ...asked.given, version: link.version, ...(await undoWindow(type, followed)) };
    const decision = { actionId: link.actionId, type, asked: given, actor, commandId: idOf(type, link) };
    try {
      await decideAndTell(deps, request.log, scopeOf(link), decision);
    } catch (error) {
      return show(reply, (await look(request.params.token)) ?? followed, whyNot(error, link.user), 409);
    }
    kickTelling();
    return show(reply, (await look(request.params.token)) ?? followed, WORDS.done[type]);
  });

  async function follow(request: FastifyRequest, token: string): Promise<Followed | undefined> {
    return trySecret(request.ip, token, () => look(token));
  }

  async function look(token: string): Promise<Followed | undefined> {
    const link = await findDecisionLink(db, token);
    const told = link && (await readTelling(db, link.actionId));
    if (link === undefined || told === undefined) return undefined;
    const { id: userId, locale, timeZone } = link.user;
    const card = cardOf(told.action, { userId, locale, timeZone, mayDecide: mayDecide(told, userId) });
    return { link, card, actionType: told.action.actionType, why: whyOver(link, card) };
  }

  async function undoWindow(type: 'approve' | 'cancel', { link, actionType }: Followed) {
    if (type === 'cancel') return {};
    const { own, workspace } = await readSettings(db, link.user.id);
    return { undoSeconds: undoSecondsOf(own, workspace, actionType) };
  }

  function show(reply: FastifyReply, { card, link, why }: Followed, said = why, status = 200) {
    const url = actionUrl(publicUrl, link.actionId);
    return html(reply.code(status)).send(decisionPage({ card, url, isOpen: why === undefined, said }));
  }
}

function whyOver({ isOver, version }: DecisionLink, card: Card): string | undefined {
  if (isOver) return WORDS.used;
  if (!card.buttons.includes('approve')) return WORDS.decided;
  return card.version === version ? undefined : WORDS.changed;
}

function readForm(body: unknown): { type: 'approve' | 'cancel'; given: AskedFor } | { why: string } {
  const form = z.record(z.string(), z.string()).safeParse(body).data ?? {};
  if (form[FORM.decision] === 'approve') {
    return form[FORM.read] === 'yes' ? { type: 'approve', given: {} } : { why: WORDS.unread };
  }
  const known: Readonly<Record<string, string>> = cancelReasons;
  const preset = known[form[FORM.preset] ?? ''];
  const words = storable(form[FORM.words] ?? '')
    .trim()
    .slice(0, 400);
  if (form[FORM.decision] !== 'cancel' || preset === undefined) return { why: WORDS.reason };
  return { type: 'cancel', given: { reason: words === '' ? preset : `${preset}: ${words}` } };
}

function scopeOf({ workspaceId, user: { id, role } }: DecisionLink): Scope {
  return { workspaceId, userId: id, reach: reachOf('actions.decide', { role, verbs: null }) };
}

/** Each try is one of its own: what stood in the way of the last may be mended. That the link decides once its row sees to. */
function idOf(type: 'approve' | 'cancel', { user }: DecisionLink): string {
  return commandId(type, { userId: user.id, key: undefined }, type);
}

function notFound(reply: FastifyReply) {
  return html(reply.code(404)).send(noSuchLinkPage());
}

/** Nobody keeps it, and where it leads does not learn where somebody came from: the link is in the address. */
function html(reply: FastifyReply): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', DECISION_CSP)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex');
}
