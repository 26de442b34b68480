import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emailHtml } from '../../../src/integrations/email/html.ts';

const paragraphs = (text: string) => [...emailHtml(text).matchAll(/<p [^>]*>(.*?)<\/p>/gs)].map(([, inner]) => inner);

/** What a mail program shows of it, without any style: its text, a line to an item. */
function shown(text: string): string[] {
  return paragraphs(text)
    .join('<br>')
    .split('<br>')
    .map((line) =>
      line
        // HTML's blanks are one, and none at a line's beginning.
        .replace(/[ \n]+/g, ' ')
        .replace(/^ /, '')
        .replaceAll('&nbsp;', ' ')
        .replaceAll('&lt;', '<')
        .replaceAll('&amp;', '&'),
    );
}

describe('plain text as the HTML of an email', () => {
  it('parts lines by <br> alone: no line feed beside it, and no style that mail programs drop', () => {
    assert.deepEqual(paragraphs('one\ntwo\n\nthree'), ['one<br>two', 'three']);
    assert.doesNotMatch(emailHtml('one\ntwo'), /white-space/);
  });

  it('keeps blank lines beyond the one between two paragraphs', () => {
    assert.deepEqual(paragraphs('one\n\n\n\ntwo'), ['one', '<br><br>two']);
    assert.deepEqual(paragraphs('one\n \t\ntwo'), ['one', 'two'], 'a line of blanks is blank');
    assert.deepEqual(paragraphs('\n\none\n\n'), ['one'], 'not those around the text');
  });

  it('shows every line of every text without any style, with all its blanks', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '  ', '\t', '\n', '<', '&') });
    fc.assert(
      fc.property(text, (given) => {
        const written = given.replaceAll('\t', '    ').split('\n');
        const lines = written.filter((line) => line.trim() !== '').map((line) => line.trimEnd());
        const got = shown(given).filter((line) => line.trim() !== '');
        assert.deepEqual(
          got.map((line) => line.trimEnd()),
          lines,
        );
      }),
    );
  });
});
