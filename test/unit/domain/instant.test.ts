import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readInstant } from '../../../src/domain/instant.ts';
import { isTooDeep, parseJson } from '../../../src/domain/json.ts';
import { instant } from '../../../src/domain/params/instant.ts';
import { readCommand } from '../../../src/domain/readCommand.ts';
import { timeOf } from '../../../src/integrations/crm/hubspot/properties.ts';
import { CursorError, readCursor } from '../../../src/store/database/paging.ts';

const NONE = [
  '9999-12-31T23:59:59-23:59',
  '9999-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '2026-01-01T00:00:00+16:00',
  '2026-01-01T00:00:00-23:59',
  '2026-13-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2027-02-29T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T10:00Z',
  '+275760-09-13T00:00:00Z',
  '2026-01-01',
  '',
];
const twoDigits = fc.integer({ min: 0, max: 61 }).map((number) => String(number).padStart(2, '0'));
/** What looks like a time, and may be none. */
const nearTime = fc
  .tuple(
    fc.constantFrom('0000', '1969', '1970', '2026', '2028', '9998', '9999'),
    fc.constantFrom('-00', '-01', '-02', '-12', '-13'),
    fc.constantFrom('-00', '-01', '-28', '-29', '-30', '-31', '-32'),
    fc.constantFrom('T', 't', ' ', ''),
    fc.array(twoDigits, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(':')),
    fc.constantFrom('', '.', '.5', '.123456789', '.1234567890'),
    fc.constantFrom('Z', 'z', '', '+02:00', '-15:59', '+16:00', '+0200'),
  )
  .map((parts) => parts.join(''));
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const ARRIVAL = { id: '1', at: '2026-11-24T10:00:00.000Z', channel: 'temporal' } as const;
const cursor = (...parts: string[]) => Buffer.from(parts.join(' ')).toString('base64url');
const UUID = '00000000-0000-4000-8000-000000000001';

describe('A moment from outside', () => {
  it('is of 1970 to 9998 and of an offset that there is, and is kept in UTC', () => {
    for (const text of NONE) {
      assert.equal(readInstant(text), undefined, text);
      assert.equal(instant.safeParse(text).success, false, text);
      const { ok } = readCommand('reschedule', { expiresAt: text }, ARRIVAL);
      assert.equal(ok, false, text);
    }
    assert.equal(instant.parse('2026-11-24T10:00:00+15:59'), '2026-11-23T18:01:00.000Z');
    assert.equal(timeOf('8640000000000000'), null);
    assert.equal(timeOf('+275760-09-13T00:00:00Z'), null);
  });

  it('is whatever text it may be a time that Postgres has, or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
        (text) => {
          const read = readInstant(text);
          if (read !== undefined) assert.match(read, /^(19[7-9]|[2-9]\d\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
          assert.equal(instant.safeParse(text).data, read);
        },
      ),
    );
  });

  it('is judged alike by every door and by the decider, whatever looks like a time', () => {
    const time = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day);
    fc.assert(
      fc.property(nearTime, (text) => {
        const read = readCommand('reschedule', { autoExecuteAt: text }, ARRIVAL);
        assert.equal(read.ok && read.command.autoExecuteAt, instant.safeParse(text).data ?? false, text);
        if (!read.ok) return;
        const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
        assert.equal(new Date(time(year, month, day)).getUTCDate(), day, text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('in a forged cursor is looked at before Postgres is asked', () => {
    const good = '2026-11-24T10:00:00.000000Z';
    assert.deepEqual(readCursor(cursor('newest', good, UUID), 'newest'), [good, UUID]);
    const forged = ['9999-99-99T99:99:99.999999Z', '0000-01-01T00:00:00.000000Z', '2026-02-31T00:00:00.000000Z'];
    for (const time of forged) {
      assert.throws(() => readCursor(cursor('newest', time, UUID), 'newest'), CursorError, time);
    }
  });
});

describe('JSON from outside', () => {
  it('is not read where it is nested too deep, however deep', () => {
    assert.deepEqual(parseJson(deep(5)), JSON.parse(deep(5)));
    for (const levels of [40, 100_000]) {
      assert.equal(parseJson(deep(levels)), undefined);
      const params: unknown = JSON.parse(`{"subject": ${deep(levels)}}`);
      assert.ok(isTooDeep(params));
      assert.equal(readCommand('edit', { params }, ARRIVAL).ok, false);
    }
  });

  it('in a signal holds nothing that Postgres cannot keep', () => {
    for (const params of [{ subject: 'a\0' }, { 'a\ud800': 'b' }, { body: '\udc00' }]) {
      assert.equal(readCommand('edit', { params }, ARRIVAL).ok, false);
    }
    assert.equal(readCommand('cancel', { reason: 'no\0' }, ARRIVAL).ok, false);
  });
});
