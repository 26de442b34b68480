import assert from 'node:assert/strict';
import { csvRecord } from '../../../src/api/csv.ts';

describe('CSV', () => {
  it('is RFC 4180: quotes where needed, doubled within, CRLF at the end', () => {
    assert.equal(
      csvRecord(['plain', 'a,b', 'say "hi"', 'two\r\nlines', ' edge ']),
      'plain,"a,b","say ""hi""","two\r\nlines"," edge "\r\n',
    );
    assert.equal(csvRecord([null, undefined, '', 12, -5]), ',,,12,-5\r\n');
    assert.equal(csvRecord([new Date(Date.UTC(2026, 10, 28, 9))]), '2026-11-28T09:00:00.000Z\r\n');
  });

  it('has nothing that a spreadsheet would take for a formula', () => {
    for (const begin of ['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
      assert.equal(csvRecord([`${begin}1+1`]), `'${begin}1+1\r\n`);
    }
    for (const begin of ['\t', '\r', '\n']) assert.equal(csvRecord([`${begin}=1`]), `"'${begin}=1"\r\n`);
    // A cell cannot be left by what stands in it, to begin another.
    assert.equal(csvRecord(['x",=1+1,"']), '"x"",=1+1,"""\r\n');
  });
});
