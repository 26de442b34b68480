import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import type { CrmChange } from '../../../src/domain/crm.ts';
import { acmeDeal, contact, deal } from '../../support/crmChanges.ts';
import { type CrmIn, startCrmIn } from '../../support/crmIn.ts';
import { create, decide, mailsOf, type Pipeline, untilStatus } from '../../support/pipeline.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

describe('emails that go on from what the contact knows', () => {
  let crm: CrmIn;
  let pipeline: Pipeline;
  before(async () => {
    crm = await startCrmIn();
    ({ pipeline } = crm);
  });
  after(() => crm.stop());

  const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

  const took = (id: string, contactId: string, daysAgo: number, rest: object): CrmChange =>
    // What the tests below give besides makes it whole.
    ({ type: 'engagement', id, contactId, bulk: true, at: ago(daysAgo), ...rest }) as CrmChange;

  /** Someone of one's own on a deal of one's own, and what is drafted when the deal loses value. */
  async function draftFor(name: string, ...known: CrmChange[]) {
    const properties = { ...acmeDeal, name: 'Globex platform', companyId: `c-${name}`, contactIds: [name] };
    await crm.receive(
      contact(name, 1, {
        name: 'Sarah Lee',
        email: `${name}@acme.test`,
        companyId: `c-${name}`,
        jobTitle: 'Head of Procurement',
        timeZone: 'Europe/Berlin',
      }),
    );
    await crm.receive(deal(`d-${name}`, 1, { ...properties, competitors: ['Initech'] }));
    for (const change of known) await crm.receive(change);
    await crm.receive(deal(`d-${name}`, 2, { amountMinor: 7_500_000 }));
    const [action] = await crm.actionsOn(`d-${name}`);
    return action ?? assert.fail('no action');
  }

  it('the last email that the CRM knows of is answered, with its subject, in In-Reply-To and References', async () => {
    const action = await draftFor(
      'thread',
      took('e1', 'thread', 9, { kind: 'email', title: 'Older', messageId: '<older@acme.test>', direction: 'inbound' }),
      took('e2', 'thread', 3, {
        kind: 'email',
        title: 'RE: Rollout',
        messageId: '<last@acme.test>',
        direction: 'inbound',
      }),
      took('e3', 'thread', 2, { kind: 'email', title: 'Logged by hand', direction: 'outbound' }),
    );
    assert.equal(action.draft_version, 'deal_value_decrease/2');
    assert.equal(action.action_params.inReplyTo, '<last@acme.test>');
    assert.equal(action.action_params.subject, 'Re: Rollout');
    assert.match(String(action.action_params.body), /in writing.*\n\nWould 20 minutes suit you on .* your time\?$/s);

    await decide(pipeline, action, 'approve');
    await untilStatus(pipeline, action.id, 'executed');
    const { eml } = await pipeline.db
      .selectFrom('email_drafts')
      .select('eml')
      .where('action_id', '=', action.id)
      .executeTakeFirstOrThrow();
    const parsed = await simpleParser(eml);
    assert.deepEqual([parsed.inReplyTo, parsed.references], ['<last@acme.test>', '<last@acme.test>']);
    assert.match(parsed.text ?? '', /-- \nAna Ruiz\n/);
  });

  it('what was agreed on is come back to, else the last meeting; of others’ meetings nothing is said', async () => {
    const met = await draftFor(
      'met',
      took('m1', 'met', 20, { kind: 'meeting', title: 'Product walkthrough' }),
      took('m2', 'somebody-else', 2, { kind: 'meeting', title: 'Their own meeting', nextStep: 'Their own step' }),
      took('m3', 'met', 120, { kind: 'meeting', title: 'Long ago', nextStep: 'Done long ago' }),
    );
    assert.match(String(met.action_params.body), /“Product walkthrough”/);
    const agreed = await draftFor(
      'agreed',
      took('m4', 'agreed', 20, { kind: 'meeting', title: 'Product walkthrough', nextStep: 'Pilot in Leeds' }),
    );
    assert.match(String(agreed.action_params.body), /“Pilot in Leeds”/);
  });

  it('a meeting or an email that names a competitor on the deal is passed over', async () => {
    const { action_params: params } = await draftFor(
      'secret',
      took('m5', 'secret', 5, { kind: 'meeting', title: 'How we compare with initech', nextStep: 'Beat Initech' }),
      took('e4', 'secret', 4, { kind: 'email', title: 'Initech’s offer', messageId: '<secret@acme.test>' }),
    );
    assert.equal(params.inReplyTo, undefined);
    assert.doesNotMatch(`${params.subject} ${params.body}`, /initech|“/i);
  });

  it('the rep’s own last email is answered where the CRM knows of none', async () => {
    const params = {
      subject: 'Your questions',
      body: 'Here they are.',
      contactEmail: 'Sent@acme.test',
      urgency: 'normal',
    };
    const sent = await create(pipeline, { userId: 'ana', params });
    await decide(pipeline, sent, 'approve');
    await untilStatus(pipeline, sent.id, 'executed');
    const [mail] = await mailsOf(pipeline, sent.id);
    const action = await draftFor('sent');
    assert.equal(action.action_params.inReplyTo, mail?.messageId);
    assert.equal(action.action_params.subject, 'Re: Your questions');
  });

  it('who is forgotten is in no thread any more', async () => {
    const action = await draftFor(
      'erased',
      took('e5', 'erased', 3, { kind: 'email', title: 'Rollout', messageId: '<erased@acme.test>', nextStep: 'Pilot' }),
    );
    assert.equal(action.action_params.inReplyTo, '<erased@acme.test>');
    await crm.receive({ type: 'erasure', contactId: 'erased', at: new Date().toISOString() });
    const [left] = await crm.actionsOn('d-erased');
    assert.deepEqual([left?.action_params.inReplyTo, left?.original_params.inReplyTo], [undefined, undefined]);
    const engagement = await pipeline.db
      .selectFrom('crm_engagements')
      .select(['title', 'message_id', 'next_step'])
      .where('id', '=', 'e5')
      .executeTakeFirstOrThrow();
    assert.deepEqual(engagement, { title: null, message_id: null, next_step: null });
  });
});
