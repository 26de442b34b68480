import assert from 'node:assert/strict';
import type { ModalView } from '@slack/web-api';
import { MODAL } from '../support/slackCards.ts';
import { slackRefusal } from '../support/slackClient.ts';
import { isSigned, useSlackStage } from '../support/slackStage.ts';

describe('modals in the fake of Slack', () => {
  const stage = useSlackStage();

  it('a submission carries what was put in and what was left, and the app’s field errors stay at the modal', async () => {
    const view = await stage.opened();
    stage.app.answers(() => ({ body: { response_action: 'errors', errors: { subject: 'Too short' } } }));
    const outcome = await stage.desk.submit('U0ANA', view, { subject: { text: 'Hi' } });
    assert.deepEqual(outcome.errors, { subject: 'Too short' });
    const { payload } = stage.last();
    assert.equal(isSigned(stage.last()), true);
    assert.equal(payload.type, 'view_submission');
    assert.deepEqual([payload.view.id, payload.view.private_metadata], [view.id, '{"actionId":"act-1"}']);
    assert.deepEqual(payload.view.state.values.subject.text, { type: 'plain_text_input', value: 'Hi' });
    assert.deepEqual(payload.view.state.values.body.text, { type: 'plain_text_input', value: 'Dear Sarah' });
    assert.deepEqual((await stage.desk.views('U0ANA'))[0]?.errors, { subject: 'Too short' });
    stage.app.answers(() => ({}));
    assert.equal((await stage.desk.submit('U0ANA', view, { subject: { text: 'Hello' } })).error, null);
    assert.deepEqual(await stage.desk.views('U0ANA'), []);
  });

  it('a modal that the app answers is closed, changed, covered by another, or stays with what Slack says of a wrong answer', async () => {
    const view = await stage.opened();
    const titles = async () => (await stage.desk.views('U0ANA')).map(({ title }) => title.text);
    const submit = async (body: object) => {
      stage.app.answers(() => ({ body }));
      const top = (await stage.desk.views('U0ANA')).at(-1) ?? assert.fail();
      return stage.desk.submit('U0ANA', top, { subject: { text: 'Hello' } });
    };
    const titled = (text: string) => ({ ...MODAL, title: { type: 'plain_text', text } });
    assert.equal((await submit({ response_action: 'update', view: titled('Second') })).error, null);
    assert.deepEqual(await titles(), ['Second']);
    assert.notEqual((await stage.desk.views('U0ANA'))[0]?.hash, view.hash);
    await submit({ response_action: 'push', view: titled('Third') });
    await submit({ response_action: 'push', view: titled('Fourth') });
    assert.deepEqual(await titles(), ['Second', 'Third', 'Fourth']);
    const trouble = 'We had some trouble connecting. Try again?';
    for (const wrong of [
      { response_action: 'push', view: titled('Fifth') },
      { response_action: 'update', view: titled('x'.repeat(25)) },
      { response_action: 'errors', errors: { nowhere: 'Too short' } },
      { response_action: 'explode' },
    ])
      assert.equal((await submit(wrong)).error, trouble);
    assert.deepEqual(await titles(), ['Second', 'Third', 'Fourth']);
    assert.equal((await submit({ response_action: 'clear' })).error, null);
    assert.deepEqual(await titles(), []);
  });

  it('what Slack finds incomplete is not sent to the app', async () => {
    const view = await stage.opened();
    const before = stage.app.received.length;
    const outcome = await stage.desk.submit('U0ANA', view, { body: { text: 'x'.repeat(3_001) } });
    assert.deepEqual(Object.keys(outcome.errors), ['subject', 'body']);
    assert.equal(stage.app.received.length, before);
  });

  it('the app hears of a modal that is closed where it asks to', async () => {
    const silent = await stage.opened();
    const before = stage.app.received.length;
    await stage.desk.close('U0ANA', silent);
    assert.equal(stage.app.received.length, before);
    await stage.desk.close('U0ANA', await stage.opened({ ...MODAL, notify_on_close: true }));
    const { type, is_cleared: isCleared, view } = stage.last().payload;
    assert.deepEqual([type, isCleared, view.private_metadata], ['view_closed', false, '{"actionId":"act-1"}']);
    assert.deepEqual(await stage.desk.views('U0ANA'), []);
  });

  it('an open modal is updated by its id and its newest hash', async () => {
    const { id: view_id, hash } = await stage.opened();
    const view: ModalView = { ...MODAL, callback_id: 'two' };
    const updated = await stage.client.views.update({ view_id, view, hash });
    assert.notEqual(updated.view?.hash, hash);
    assert.equal((await stage.desk.views('U0ANA'))[0]?.callback_id, 'two');
    const refused = async (change: object) =>
      (await slackRefusal(stage.client.views.update({ view_id, view, ...change }))).error;
    assert.equal(await refused({ hash }), 'hash_conflict');
    assert.equal(await refused({ view_id: 'V0' }), 'not_found');
    await stage.desk.close('U0ANA', { id: view_id });
    assert.equal(await refused({}), 'not_found');
  });

  it('a trigger opens one modal, soon', async () => {
    const open = async (trigger_id: string) =>
      (await slackRefusal(stage.client.views.open({ trigger_id, view: MODAL }))).error;
    await stage.opened();
    const { trigger_id: used } = stage.last().payload;
    assert.equal(await open(used), 'exchanged_trigger_id');
    assert.equal(await open('1.2.3'), 'invalid_trigger_id');
    const hasty = await stage.another({ triggerLifeMs: 0 });
    await hasty.desk.command('U0ANA', '/signoff');
    const { trigger_id: late } = stage.last().payload;
    const opening = hasty.client.views.open({ trigger_id: late, view: MODAL });
    assert.equal((await slackRefusal(opening)).error, 'expired_trigger_id');
  });
});
