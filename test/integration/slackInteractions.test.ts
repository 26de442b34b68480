import assert from 'node:assert/strict';
import type { ActionsBlockElement } from '@slack/web-api';
import { replay } from '../support/slack.ts';
import { CARD, MODAL } from '../support/slackCards.ts';
import { isSigned, useSlackStage } from '../support/slackStage.ts';

describe('people in the fake of Slack', () => {
  const stage = useSlackStage();

  it('a click is told to the app in a request that Bolt finds rightly signed, and that is wrong after any change', async () => {
    const message = await stage.card();
    const outcome = await stage.desk.click('U0ANA', message, 'approve');
    assert.deepEqual([outcome.error, outcome.status], [null, 200]);
    const received = stage.last();
    assert.equal(received.path, '/slack/interactions');
    assert.equal(received.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(isSigned(received), true);
    assert.equal(isSigned(received, 'another'), false);
    assert.equal(isSigned({ ...received, body: `${received.body}&x=1` }), false);
    const { payload } = received;
    assert.deepEqual(
      [payload.type, payload.user.id, payload.team.id, payload.channel.id, payload.message.ts, payload.container.type],
      ['block_actions', 'U0ANA', 'TSIGNOFF', 'D0ANA', message.ts, 'message'],
    );
    const [action, ...others] = payload.actions;
    assert.equal(others.length, 0);
    assert.deepEqual([action.action_id, action.block_id, action.value], ['approve', 'decide', 'act-1:3']);
    assert.match(action.action_ts, /^\d+\.\d{6}$/);
    await replay(outcome.request);
    assert.equal(stage.last().body, received.body);
  });

  it('a menu tells what was chosen, in a message as in a modal', async () => {
    await stage.desk.click('U0ANA', await stage.card(), 'snooze', { value: '1h' });
    const snooze = { text: { type: 'plain_text', text: 'In an hour' }, value: '1h' };
    assert.deepEqual(stage.last().payload.actions[0].selected_option, snooze);
    assert.deepEqual(stage.last().payload.state.values.decide.snooze.selected_option, snooze);
    const { elements } = CARD.at(-1) as { elements: ActionsBlockElement[] };
    const view = await stage.opened({
      ...MODAL,
      blocks: [...MODAL.blocks, { type: 'actions', block_id: 'more', elements }],
    });
    await stage.desk.clickInView('U0ANA', view, 'more', { value: 'none', values: { subject: { text: 'Hi' } } });
    const { actions, container, view: shown, message, response_url: url } = stage.last().payload;
    assert.deepEqual([actions[0].type, actions[0].selected_option.value], ['overflow', 'none']);
    assert.deepEqual([container, message, url], [{ type: 'view', view_id: view.id }, undefined, undefined]);
    assert.equal(shown.state.values.subject.text.value, 'Hi');
    await stage.desk.close('U0ANA', view);
  });

  it('a command comes as Slack’s form, signed; its answer is for its user alone unless it says otherwise', async () => {
    stage.app.answers(({ payload }) => ({ body: `two for ${payload.user_name}` }));
    assert.equal((await stage.desk.command('U0BEN', '/signoff', 'due & late')).error, null);
    const { path, payload } = stage.last();
    assert.equal(isSigned(stage.last()), true);
    assert.deepEqual(
      [path, payload.command, payload.text, payload.user_id, payload.team_id, payload.channel_id, payload.api_app_id],
      ['/slack/commands', '/signoff', 'due & late', 'U0BEN', 'TSIGNOFF', 'D0BEN', 'ASIGNOFF'],
    );
    assert.match(payload.trigger_id, /^\d+\.\d+\.[0-9a-f]{32}$/);
    assert.equal((await stage.desk.ephemerals('U0BEN')).at(-1)?.text, 'two for ben.adeyemi');
    stage.app.answers(() => ({ body: { response_type: 'in_channel', text: 'for all', blocks: CARD } }));
    await stage.desk.command('U0BEN', '/signoff');
    assert.equal((await stage.desk.messages()).at(-1)?.text, 'for all');
    stage.app.answers(() => ({ body: { text: 'x', blocks: [{ type: 'nothing' }] } }));
    assert.equal((await stage.desk.command('U0BEN', '/signoff')).error, 'invalid_command_response');
  });

  it('an app that is too slow, broken or away is shown to the person as Slack would, once', async () => {
    const message = await stage.card();
    const hasty = await stage.another({ patienceMs: 50 });
    const before = stage.app.received.length;
    stage.app.answers(() => new Promise(() => {}));
    assert.equal((await hasty.desk.click('U0ANA', message, 'approve')).error, 'operation_timeout');
    assert.equal(stage.app.received.length, before + 1);
    stage.app.answers(() => ({ status: 500 }));
    assert.equal((await hasty.desk.click('U0ANA', message, 'approve')).error, 'http_service_error');
    stage.app.answers(() => ({ status: 401 }));
    assert.equal((await hasty.desk.command('U0ANA', '/signoff')).error, 'http_client_error');
    await hasty.desk.configure({ interactionsUrl: 'http://127.0.0.1:1/' });
    assert.equal((await hasty.desk.click('U0ANA', message, 'approve')).error, 'dispatch_failed');
    const deaf = await stage.another({ interactionsUrl: undefined });
    const outcome = await deaf.desk.click('U0ANA', message, 'approve');
    assert.equal(outcome.error, 'app_missing_action_url');
  });

  it('what only one user sees only that user clicks, and stays so when it is replaced', async () => {
    await stage.client.chat.postEphemeral({ channel: 'D0ANA', user: 'U0ANA', text: 'psst', blocks: CARD });
    const message = (await stage.desk.ephemerals('U0ANA')).at(-1) ?? assert.fail();
    await assert.rejects(stage.desk.click('U0BEN', message, 'approve'), /no such message/);
    await stage.desk.click('U0ANA', message, 'approve');
    const { container, response_url: url } = stage.last().payload;
    assert.equal(container.is_ephemeral, true);
    await fetch(url, { method: 'POST', body: JSON.stringify({ replace_original: true, text: 'done' }) });
    assert.equal((await stage.desk.ephemerals('U0ANA')).at(-1)?.text, 'done');
    assert.ok((await stage.desk.messages()).every(({ ts }) => ts !== message.ts));
  });

  it('nobody clicks what is not there: an element, a message, a modal of somebody else’s', async () => {
    const message = await stage.card();
    await assert.rejects(stage.desk.click('U0ANA', message, 'nothing'), /404.*no such element/);
    await assert.rejects(stage.desk.click('U0ANA', { ...message, ts: '1.000001' }, 'approve'), /404.*no such message/);
    await assert.rejects(stage.desk.click('U0NOBODY', message, 'approve'), /404.*no such user/);
    const view = await stage.opened();
    await assert.rejects(stage.desk.submit('U0BEN', view), /404.*no such modal/);
    await stage.desk.close('U0ANA', view);
  });

  it('a response_url replaces, adds and deletes: five times, for a while', async () => {
    const message = await stage.card();
    await stage.desk.click('U0ANA', message, 'approve');
    const { response_url: url } = stage.last().payload;
    const respond = async (body: object) => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, await response.text()];
    };
    assert.deepEqual(await respond({ replace_original: true, text: 'working …' }), [200, 'ok']);
    assert.deepEqual(
      (await stage.desk.versions(message)).map(({ text, by }) => [text, by]),
      [
        ['Decide', 'chat.postMessage'],
        ['working …', 'response_url'],
      ],
    );
    assert.deepEqual(await respond({ text: 'only you' }), [200, 'ok']);
    assert.equal((await stage.desk.ephemerals('U0ANA')).at(-1)?.text, 'only you');
    assert.deepEqual(await respond({ text: 'everybody', response_type: 'in_channel' }), [200, 'ok']);
    assert.equal((await stage.desk.messages()).at(-1)?.text, 'everybody');
    assert.deepEqual(await respond({ delete_original: true }), [200, 'ok']);
    assert.equal(
      (await stage.desk.messages()).some(({ ts }) => ts === message.ts),
      false,
    );
    assert.equal((await respond({ text: 'fifth' }))[0], 200);
    assert.deepEqual(await respond({ text: 'sixth' }), [404, '{"ok":false,"error":"used_url"}']);
    const hasty = await stage.another({ responseUrlLifeMs: 0 });
    await hasty.desk.command('U0ANA', '/signoff');
    const late = await fetch(stage.last().payload.response_url, { method: 'POST', body: '{"text":"late"}' });
    assert.deepEqual([late.status, await late.json()], [404, { ok: false, error: 'expired_url' }]);
  });
});
