import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KnownBlock, ModalView, WebClient } from '@slack/web-api';
import { type SlackFake, startSlackFake } from '../../local/slackFake.ts';
import { type SlackDesk, slackDesk } from '../support/slack.ts';
import { slackClient, slackRefusal } from '../support/slackClient.ts';

describe('the shapes that the fake of Slack takes and refuses', () => {
  let dir: string;
  let fake: SlackFake;
  let desk: SlackDesk;
  let client: WebClient;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-slackshapes-'));
    fake = await startSlackFake({ port: 0, dir });
    desk = slackDesk(`http://127.0.0.1:${fake.port}`);
    client = slackClient(fake);
  });
  after(async () => {
    await fake.close();
    await rm(dir, { recursive: true });
  });

  const post = async (blocks: object[]) => {
    // Malformed on purpose, some of them.
    const { ts = '' } = await client.chat.postMessage({ channel: 'D0ANA', text: 'hi', blocks: blocks as KnownBlock[] });
    return { channel: 'D0ANA', ts };
  };

  const taken: [what: string, blocks: object[]][] = [
    ['a text of 3,000', [section(long(3_000))]],
    ['a heading of 150', [{ type: 'header', text: plain(long(150)) }]],
    ['25 elements, each with its own action_id', [actions(many(25, (n) => button({ action_id: `a${n}` })))]],
    ['the same action_id in two blocks', [actions([button({})]), actions([button({})])]],
    ['a value of 2,000 and an action_id of 255', [actions([button({ value: long(2_000), action_id: long(255) })])]],
    ['10 elements of a context', [{ type: 'context', elements: many(10, (n) => plain(`${n}`)) }]],
    ['100 options, of 75 and 150', [actions([menu([option(75, 150), ...options(99)])])]],
    ['a menu of 5', [actions([{ type: 'overflow', options: options(5) }])]],
    ['a question before a click', [actions([button({ confirm: confirm({}) })])]],
    ['50 blocks', many(50, () => ({ type: 'divider' }))],
  ];
  for (const [what, blocks] of taken) {
    it(`takes ${what}, and gives each block and each element its id`, async () => {
      const { ts: latest } = await post(blocks);
      const read = await client.conversations.history({ channel: 'D0ANA', latest, inclusive: true, limit: 1 });
      const kept = read.messages?.[0]?.blocks ?? [];
      assert.equal(kept.length, blocks.length);
      assert.ok(kept.every(({ block_id: id }) => id));
      const elements = kept.flatMap((block) => (block.type === 'actions' ? (block.elements ?? []) : []));
      assert.ok(elements.every(({ action_id: id }) => id));
    });
  }

  const refusedBlocks: [words: string, pointer: string, blocks: object[]][] = [
    ['must be less than 3001 characters', '/blocks/0/text/text', [section(long(3_001))]],
    ['must be more than 0 characters', '/blocks/0/text/text', [section('')]],
    ['must be less than 151 characters', '/blocks/0/text/text', [{ type: 'header', text: plain(long(151)) }]],
    ['must define either `text` or `fields`', '/blocks/0', [{ type: 'section' }]],
    ['unsupported type: table', '/blocks/1/type', [section('x'), { type: 'table' }]],
    ['unsupported type: mrkdwn', '/blocks/0/elements/0/type', [actions([{ type: 'mrkdwn', text: 'x' }])]],
    ['missing required field: type', '/blocks/0', [{ text: plain('x') }]],
    ['missing required field: text', '/blocks/0/elements/0', [actions([{ type: 'button', action_id: 'a' }])]],
    ['must provide an object', '/blocks/0/elements/0/text', [actions([button({ text: 'x' })])]],
    ['invalid additional property: disabled', '/blocks/0/elements/0', [actions([button({ disabled: true })])]],
    [
      'must be less than 76 characters',
      '/blocks/0/elements/0/text/text',
      [actions([button({ text: plain(long(76)) })])],
    ],
    ['must be less than 2001 characters', '/blocks/0/elements/0/value', [actions([button({ value: long(2_001) })])]],
    [
      'must be less than 256 characters',
      '/blocks/0/elements/0/action_id',
      [actions([button({ action_id: long(256) })])],
    ],
    ['must be a valid enum value', '/blocks/0/elements/0/style', [actions([button({ style: 'warning' })])]],
    ['`action_id` "a" already exists', '/blocks/0/elements/1/action_id', [actions([button({}), button({})])]],
    ['`block_id` "b" already exists', '/blocks/1/block_id', many(2, () => ({ type: 'divider', block_id: 'b' }))],
    ['no more than 25 items allowed', '/blocks/0/elements', [actions(many(26, (n) => button({ action_id: `a${n}` })))]],
    ['must provide at least 1 items', '/blocks/0/elements', [actions([])]],
    [
      'no more than 10 items allowed',
      '/blocks/0/elements',
      [{ type: 'context', elements: many(11, () => plain('x')) }],
    ],
    ['no more than 50 items allowed', '/blocks', many(51, () => ({ type: 'divider' }))],
    ['no more than 100 items allowed', '/blocks/0/elements/0/options', [actions([menu(options(101))])]],
    ['must be less than 76 characters', '/blocks/0/elements/0/options/0/text/text', [actions([menu([option(76, 1)])])]],
    ['must be less than 151 characters', '/blocks/0/elements/0/options/0/value', [actions([menu([option(1, 151)])])]],
    [
      'must provide at least 2 items',
      '/blocks/0/elements/0/options',
      [actions([{ type: 'overflow', options: options(1) }])],
    ],
    [
      'no more than 5 items allowed',
      '/blocks/0/elements/0/options',
      [actions([{ type: 'overflow', options: options(6) }])],
    ],
    [
      'missing required field: deny',
      '/blocks/0/elements/0/confirm',
      [actions([button({ confirm: confirm({ deny: undefined }) })])],
    ],
    [
      'must be less than 101 characters',
      '/blocks/0/elements/0/confirm/title/text',
      [actions([button({ confirm: confirm({ title: plain(long(101)) }) })])],
    ],
  ];
  for (const [words, pointer, blocks] of refusedBlocks) {
    it(`refuses blocks, in a new message as in an update: ${words}, at ${pointer}`, async () => {
      const expected = { error: 'invalid_blocks', messages: [`[ERROR] ${words} [json-pointer:${pointer}]`] };
      assert.deepEqual(await slackRefusal(post(blocks)), expected);
      const own = await post([]);
      // Malformed on purpose.
      const update = client.chat.update({ ...own, text: 'x', blocks: blocks as KnownBlock[] });
      assert.deepEqual(await slackRefusal(update), expected);
      assert.equal((await desk.versions(own)).length, 1);
    });
  }

  const refusedViews: [words: string, pointer: string, changes: object][] = [
    ['must be less than 25 characters', '/view/title/text', { title: plain(long(25)) }],
    ['must be less than 25 characters', '/view/submit/text', { submit: plain(long(25)) }],
    ['must be less than 25 characters', '/view/close/text', { close: plain(long(25)) }],
    ['missing required field: title', '/view', { title: undefined }],
    ['missing required field: blocks', '/view', { blocks: undefined }],
    ['no more than 100 items allowed', '/view/blocks', { blocks: many(101, () => ({ type: 'divider' })) }],
    ['must be less than 3001 characters', '/view/private_metadata', { private_metadata: long(3_001) }],
    ['must be less than 256 characters', '/view/callback_id', { callback_id: long(256) }],
    ['missing required field: label', '/view/blocks/0', { blocks: [field({ label: undefined })] }],
    [
      'must be less than 2001 characters',
      '/view/blocks/0/label/text',
      { blocks: [field({ label: plain(long(2_001)) })] },
    ],
    [
      'must be less than 3001 characters',
      '/view/blocks/0/element/initial_value',
      { blocks: [field({}, { initial_value: long(3_001) })] },
    ],
    ['must be less than 3001', '/view/blocks/0/element/max_length', { blocks: [field({}, { max_length: 3_001 })] }],
    ['must define `submit` to use an `input` block in modals', '/view/blocks/0/input', { submit: undefined }],
  ];
  for (const [words, pointer, changes] of refusedViews) {
    it(`refuses a modal, a new one as an update: ${words}, at ${pointer}`, async () => {
      const expected = { error: 'invalid_arguments', messages: [`[ERROR] ${words} [json-pointer:${pointer}]`] };
      // Malformed on purpose.
      const view = {
        type: 'modal',
        title: plain('Edit'),
        submit: plain('Save'),
        blocks: [field({})],
        ...changes,
      } as ModalView;
      assert.deepEqual(await slackRefusal(client.views.open({ trigger_id: 'any', view })), expected);
      assert.deepEqual(await slackRefusal(client.views.update({ view_id: 'any', view })), expected);
    });
  }
});

function long(length: number): string {
  return 'x'.repeat(length);
}

function many<T>(length: number, make: (n: number) => T): T[] {
  return Array.from({ length }, (_, n) => make(n));
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

function actions(elements: object[]) {
  return { type: 'actions', elements };
}

function button(changes: object) {
  return { type: 'button', action_id: 'a', text: plain('Go'), ...changes };
}

function menu(choices: object[]) {
  return { type: 'static_select', action_id: 'menu', options: choices };
}

function option(textLength: number, valueLength: number) {
  return { text: plain(long(textLength)), value: long(valueLength) };
}

function options(length: number) {
  return many(length, (n) => ({ text: plain(`${n}`), value: `${n}` }));
}

function confirm(changes: object) {
  return { title: plain('Sure?'), text: plain('Really?'), confirm: plain('Yes'), deny: plain('No'), ...changes };
}

function field(changes: object, element: object = {}) {
  const input = { type: 'plain_text_input', action_id: 'text', ...element };
  return { type: 'input', block_id: 'f', label: plain('Field'), element: input, ...changes };
}
