import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { cut, table } from '../../../src/cli/table.ts';

describe('CLI: tables', () => {
  it('aligns columns by code points and ignores colours', () => {
    const rows = [
      ['a', '🎉🎉', 'x'],
      ['bbb', '\u001b[31mred\u001b[39m', 'y'],
    ];
    assert.equal(table(rows), 'a    🎉🎉   x\nbbb  \u001b[31mred\u001b[39m  y');
  });

  it('keeps within the width by cutting the last column, never half a character', () => {
    const lines = table([['id', `${'🎉'.repeat(40)}`]], { width: 20 }).split('\n');
    assert.equal(lines[0], `id  ${'🎉'.repeat(15)}…`);
    assert.equal(Array.from(lines[0] ?? '').length, 20);
  });

  it('cuts nothing where there is no width, and leaves no blanks at the end of lines', () => {
    const long = 'x'.repeat(500);
    assert.equal(table([['a', long]]), `a  ${long}`);
    assert.equal(table([['a', '']]), 'a');
  });

  it('shows headings above', () => {
    // In a terminal they are dimmed.
    const shown = stripVTControlCharacters(table([['1', '2']], { headings: ['ID', 'WHAT'] }));
    assert.deepEqual(shown.split('\n'), ['ID  WHAT', '1   2']);
  });

  it('cuts text that is too long, and only that', () => {
    assert.equal(cut('short', 5), 'short');
    assert.equal(cut('longer text', 8), 'longer…');
  });
});
