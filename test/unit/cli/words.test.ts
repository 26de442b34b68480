import assert from 'node:assert/strict';
import { amount, clean, cleanLine, indent, shortTime } from '../../../src/cli/words.ts';

describe('CLI: words', () => {
  it('lets nothing through that a terminal would obey', () => {
    assert.equal(cleanLine('\u001b]0;owned\u0007Acme\r\nCorp\u009b2J'), ']0;owned Acme Corp 2J');
    assert.equal(clean('one\r\ntwo\u202e'), 'one\ntwo ');
  });

  it('shows times short: the clock today, the day before it otherwise, the year where it is another one', () => {
    const now = new Date(2026, 10, 23, 12, 0);
    assert.equal(shortTime(new Date(2026, 10, 23, 9, 5), now), '09:05');
    assert.equal(shortTime(new Date(2026, 10, 22, 23, 59), now), '22 Nov 23:59');
    assert.equal(shortTime(new Date(2027, 0, 2, 8, 0).toISOString(), now), '2 Jan 2027 08:00');
  });

  it('shows amounts in their currency, without empty decimals', () => {
    assert.equal(amount(7_500_000, 'USD'), '$75,000');
    assert.equal(amount(1_250, 'EUR'), '€12.50');
    assert.equal(amount(5_000, 'JPY'), '¥5,000');
  });

  it('indents lines with something on them', () => {
    assert.equal(indent('a\n\nb'), '  a\n\n  b');
  });
});
