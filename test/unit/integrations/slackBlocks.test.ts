import assert from 'node:assert/strict';
import fc from 'fast-check';
import { slackBlocks, slackFallback } from '../../../src/integrations/slack/slackBlocks.ts';
import { slackText } from '../../../src/notify/slackText.ts';

const action = { actionId: 'act-1', isAnswered: false, link: 'https://signoff.test/a/act-1' };

describe('text for Slack', () => {
  it('escapes what Slack takes as control', () => {
    assert.equal(
      slackText('<!channel> & <https://evil.test|click>', 200),
      '&lt;!channel&gt; &amp; &lt;https://evil.test|click&gt;',
    );
  });

  it('is never longer than allowed, never ends within a character or an entity, and is a beginning of the whole', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '&', '<', '>', '🎉', 'é', ' ') });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (given, max) => {
        const cut = slackText(given, max);
        assert.ok(cut.length <= max);
        assert.doesNotMatch(cut, /\p{Surrogate}/u);
        assert.doesNotMatch(cut.replace(/&(amp|lt|gt);/g, ''), /[&<>]/);
        assert.ok(slackText(given, 1_000).startsWith(cut.replace(/…$/, '')));
      }),
    );
  });
});

describe('the Slack message of a note', () => {
  const note = { company: 'Acme', happened: 'Deal value up', summary: 'From 50 to 75', body: 'Call them' };

  it('says what happened, company, summary, note and where to look', () => {
    const text = JSON.stringify(slackBlocks(note, action));
    for (const part of ['Deal value up', '*Acme*', 'From 50 to 75', 'Call them', action.link])
      assert.ok(text.includes(part), part);
    assert.equal(slackFallback(note), 'Acme: Deal value up – From 50 to 75');
  });

  it('stays within the limits of Slack and leaves out what is empty or said already', () => {
    const long = 'x<'.repeat(5_000);
    const blocks = slackBlocks({ company: ' ', happened: long, summary: long, body: long }, action);
    const [header, section] = blocks;
    assert.ok(header?.type === 'header' && header.text.text.length <= 150);
    assert.ok(section?.type === 'section' && (section.text?.text.length ?? 0) <= 3_000);
    assert.deepEqual(
      blocks.map(({ type }) => type),
      ['header', 'section', 'context', 'actions'],
    );
  });

  it('leads to the action by its one button into Signoff, and to the CRM by another that says to which host', () => {
    const buttons = (record?: { href: string; host: string }) => {
      const last = slackBlocks(note, { ...action, record }).at(-1);
      assert.ok(last?.type === 'actions');
      return last.elements.map((element) => (element.type === 'button' ? [element.text.text, element.url] : []));
    };
    assert.deepEqual(buttons(), [['Open in Signoff', action.link]]);
    const href = 'https://crm.acme.test/deals/1';
    assert.deepEqual(buttons({ href, host: 'crm.acme.test' }), [
      ['Open in Signoff', action.link],
      ['Open record at crm.acme.test', href],
    ]);
    const [, long] = buttons({ href, host: `${'signoff-'.repeat(20)}.evil.test` });
    assert.equal(long?.[0]?.length, 75);
    assert.match(long?.[0] ?? '', /^Open record at ….*\.evil\.test$/);
  });
});
