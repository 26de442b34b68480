/** One card, several doors: each shows the same facts, and nothing of a CRM's is markup in any. */
import assert from 'node:assert/strict';
import { decisionPage } from '../../../src/api/decisionPage.ts';
import type { ActionState, ScheduledApproval, Waits } from '../../../src/domain/decide.ts';
import { type Card, cardOf } from '../../../src/notify/card.ts';
import type { CardAction } from '../../../src/notify/cardAction.ts';
import { htmlCard, textCard } from '../../../src/notify/htmlCard.ts';
import { noticeMail } from '../../../src/notify/mail.ts';
import { slackCard } from '../../../src/notify/slackCard.ts';

const LINK = 'http://signoff.test/actions/1';

function action(changes: Partial<CardAction> = {}): CardAction {
  return {
    id: '6f0a1c3e-0000-4000-8000-000000000001',
    userId: 'ana',
    ownerName: 'Ana Ruiz',
    actionType: 'send_email',
    triggerType: 'deal_value_decrease',
    contextSummary: 'Review the Acme deal: value dropped 25 %',
    urgency: 'high',
    subject: {
      company: { id: 'acme', name: 'Acme Corp' },
      deal: { id: 'd1', name: 'Renewal 2027', amountMinor: 7_500_000, currency: 'USD', stage: 'contract_sent' },
      contact: { id: 'c1', name: 'Sarah Chen', email: 'sarah@acme.test' },
    },
    params: {
      subject: 'Following up',
      body: 'Shall we talk?\nOn Tuesday?',
      contactEmail: 'sarah@acme.test',
      contactName: 'Sarah Chen',
    },
    state: {
      version: 3,
      changes: 0,
      autoExecuteAtMs: Date.parse('2026-12-07T14:00:00Z'),
      expiresAtMs: Date.parse('2026-12-14T10:00:00Z'),
      createdAtMs: Date.parse('2026-12-07T10:00:00Z'),
      standing: { kind: 'open' },
    },
    deciderName: null,
    cancelReason: null,
    failure: null,
    leave: null,
    updatedAt: new Date('2026-12-07T10:00:00Z'),
    ...changes,
  };
}
const reader = { userId: 'ana', locale: 'en-GB', timeZone: 'Europe/Berlin', mayDecide: true };

/** What a person reads there, without markup and escapes. */
const DOORS: Record<string, (card: Card) => string> = {
  Slack: (card) => {
    const texts: string[] = [];
    const walk = (part: unknown): void => {
      if (Array.isArray(part)) part.forEach(walk);
      else if (typeof part === 'object' && part !== null) {
        if ('text' in part && typeof part.text === 'string') texts.push(part.text);
        Object.values(part).forEach(walk);
      }
    };
    walk(slackCard(card, { link: LINK, kind: 'new', isAnswered: true }).blocks);
    return unescaped(texts.join('\n'));
  },
  'a mail’s HTML': (card) =>
    unescaped(
      noticeMail(card, { link: LINK, kind: 'new' })
        .html.replace(/<br>/g, '\n')
        .replace(/<[^>]+>/g, ' '),
    ),
  'a mail’s text': (card) => noticeMail(card, { link: LINK, kind: 'new' }).text.replace(/^> ?/gm, ''),
  'the page of a mail’s link': (card) =>
    unescaped(
      decisionPage({ card, url: LINK, isOpen: true })
        .replace(/<br>/g, '\n')
        .replace(/<[^>]+>/g, ' '),
    ),
};
function unescaped(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}

/** All that a card says. */
function factsOf({ heading, summary, facts, effect, draft, stands, approve }: Card): string[] {
  const listed = [...facts, ...draft.more].flatMap(({ label, value }) => [label, value]);
  return [heading, summary, ...listed, effect, draft.subject, ...draft.body.split('\n'), ...stands, approve].filter(
    (fact) => fact !== '',
  );
}

describe('one card, several doors', () => {
  const states: Record<string, Partial<CardAction>> = {
    waits: {},
    'is somebody else’s': { userId: 'ben', ownerName: 'Ben Okri' },
    'holds what would be markup': {
      contextSummary: '<!channel> & <script>alert(1)</script>',
      params: { subject: '<b>"Hi"</b>', body: '<https://evil.test|click> & *bold*', contactEmail: 'a@b.test' },
    },
    'leaves later': {
      leave: { kind: 'at', atMs: Date.parse('2026-12-10T08:04:00Z'), timeZone: 'Europe/Berlin', why: 'window' },
    },
    'is a task': {
      actionType: 'create_followup_task',
      params: { subject: 'Call', body: 'Ask why', dueAt: '2026-12-08T09:00:00Z' },
    },
  };
  for (const [what, changes] of Object.entries(states)) {
    for (const [door, read] of Object.entries(DOORS)) {
      it(`shows in ${door} every fact of an action that ${what}`, () => {
        const card = cardOf(action(changes), reader);
        const text = read(card);
        // The approving button of a mail is on its page.
        const expected =
          door.includes('mail’s HTML') || door.includes('mail’s text') ? factsOf(card).slice(0, -1) : factsOf(card);
        for (const fact of expected) assert.ok(text.includes(fact), `${fact}\nis missing in\n${text}`);
      });
    }
  }

  it('leaves nothing of a CRM’s as markup', () => {
    const card = cardOf(action(states['holds what would be markup']), reader);
    for (const html of [
      htmlCard(card),
      noticeMail(card, { link: LINK, kind: 'new' }).html,
      decisionPage({ card, url: LINK, isOpen: true }),
    ]) {
      assert.ok(!html.includes('<script>') && !html.includes('<b>"'), html);
    }
    const blocks = JSON.stringify(slackCard(card, { link: LINK, kind: 'new', isAnswered: true }).blocks);
    assert.ok(!blocks.includes('<!channel>') && !blocks.includes('<https://evil'), blocks);
    assert.ok(textCard(card).includes('<!channel>'));
  });

  it('says when it acts by the reader’s own clock', () => {
    assert.match(cardOf(action(), reader).stands.join(' '), /Executes by itself Mon,? 7 Dec,? 15:00/);
  });

  it('says to the minute when an email would leave, by its recipient’s clocks', () => {
    const leave = {
      kind: 'at',
      atMs: Date.parse('2026-12-10T08:04:00Z'),
      timeZone: 'Europe/Berlin',
      why: 'window',
    } as const;
    assert.match(
      cardOf(action({ leave }), { ...reader, timeZone: 'UTC' }).stands.join(' '),
      /leaves Thu,? 10 Dec,? 09:04 \(Europe\/Berlin\)/,
    );
  });

  it('says so too once it is approved and waits, and by the reader’s clock where only the undo window is open', () => {
    const standsWith = (waits?: Waits) => {
      const by = { by: 'ana', channel: 'web', credential: { kind: 'link', linkId: 'l1', userId: 'ana' } } as const;
      const times = { at: '2026-12-09T22:00:00Z', executesAt: '2026-12-10T08:04:00Z' };
      const approval: ScheduledApproval = { id: 'a1', ...by, ...times, ...(waits && { waits }) };
      const state: ActionState = { ...action().state, standing: { kind: 'scheduled', approval } };
      return cardOf(action({ state, deciderName: 'Ana' }), { ...reader, timeZone: 'UTC' }).stands.join(' ');
    };
    assert.match(
      standsWith({ why: 'window', timeZone: 'Europe/Berlin' }),
      /Sending on Thu,? 10 Dec,? 09:04 \(Europe\/Berlin\), until then it can be undone/,
    );
    assert.match(standsWith(), /Sending on Thu,? 10 Dec,? 08:04:00/);
  });

  it('names who decided, why, and what went wrong, and offers nothing more', () => {
    const decision = { command: 'cancel', by: 'mia', channel: 'web' as const, at: '2026-12-07T11:00:00Z' };
    const state = { ...action().state, standing: { kind: 'closed', outcome: 'cancelled', decision } as const };
    const card = cardOf(action({ state, deciderName: 'Mia', cancelReason: 'Wrong contact' }), reader);
    assert.match(card.stands.join(' '), /Cancelled by Mia.*Reason: Wrong contact/);
    assert.deepEqual(card.buttons, []);
  });

  it('fits Slack’s limits, whatever a CRM says', () => {
    const long = '€&<'.repeat(20_000);
    const card = cardOf(
      action({
        contextSummary: long,
        subject: {
          company: { id: 'a', name: long },
          deal: { id: 'd', name: long, stage: long },
          contact: { name: long },
        },
        params: { subject: long, body: long, contactEmail: long, contactName: long },
      }),
      reader,
    );
    for (const block of slackCard(card, { link: LINK, kind: 'reminder', isAnswered: true }).blocks) {
      const texts = JSON.stringify(block).match(/"text":"(?:[^"\\]|\\.)*"/g) ?? [];
      const max = block.type === 'header' ? 150 : 3_000;
      for (const text of texts) assert.ok(JSON.parse(`{${text}}`).text.length <= max, `${block.type} ${text.length}`);
    }
  });
});
