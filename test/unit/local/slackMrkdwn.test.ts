import assert from 'node:assert/strict';
import { mrkdwnHtml, plainHtml } from '../../../local/slackFake/page/mrkdwn.ts';

describe('Slack’s text on the fake’s page', () => {
  const html = (text: string) => mrkdwnHtml(text, (id) => (id === 'U0ANA' ? 'Ana <Ruiz>' : id));

  const shown: [text: string, html: string][] = [
    [
      '*bold* and _slanted_, ~gone~, `code *as is*`',
      '<strong>bold</strong> and <em>slanted</em>, <s>gone</s>, <code>code *as is*</code>',
    ],
    ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['*not\nover lines*', '*not\nover lines*'],
    ['Acme &amp; &lt;Sons&gt;', 'Acme &amp; &lt;Sons&gt;'],
    [
      '<https://crm.test/?a=1&amp;b=2|the deal>',
      '<a href="https://crm.test/?a=1&amp;b=2" rel="noreferrer">the deal</a>',
    ],
    ['<https://crm.test/a_b_c>', '<a href="https://crm.test/a_b_c" rel="noreferrer">https://crm.test/a_b_c</a>'],
    ['<@U0ANA> <!channel>', '<strong>@Ana &lt;Ruiz&gt;</strong> <strong>@channel</strong>'],
    ['<!date^1392734382^{date}|Feb 18, 2014>', 'Feb 18, 2014'],
    ['&gt; quoted\nnot', '<q>quoted</q>\nnot'],
    ['<javascript:alert(1)|click>', '&lt;javascript:alert(1)|click&gt;'],
    [
      '<https://a.test/" onclick="alert(1)|x>',
      '<a href="https://a.test/&quot; onclick=&quot;alert(1)" rel="noreferrer">x</a>',
    ],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ];
  for (const [text, expected] of shown) {
    it(`shows ${JSON.stringify(text)} as Slack does, and nothing in it as markup of its own`, () => {
      assert.equal(html(text), expected);
    });
  }

  it('plain text has no marks', () => {
    assert.equal(plainHtml('*Acme* &amp; <b>'), '*Acme* &amp; &lt;b&gt;');
  });
});
