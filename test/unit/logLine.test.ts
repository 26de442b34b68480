import assert from 'node:assert/strict';
import { pino } from 'pino';
import { logLine } from '../../src/logLine.ts';
import { intoLog } from '../../src/temporal/runtime.ts';

/** What pino writes, as a line for people. */
function lineOf(log: (log: pino.Logger) => void): string {
  const written: string[] = [];
  log(pino({ name: 'api' }, { write: (line) => void written.push(line) }));
  return logLine(written.join(''));
}

describe('logLine', () => {
  it('says when, how grave, what and the facts, in one line', () => {
    const line = lineOf((log) =>
      log.info({ actionId: '0193', userId: 'ana', code: undefined, by: null }, 'approve accepted'),
    );
    assert.match(line, /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {2}api: approve accepted actionId=0193 userId=ana$/);
  });

  it('has an error in words, its causes too, and where it was thrown', () => {
    const error = new Error('could not send', { cause: new Error('550 no such\r\nmailbox') });
    const line = lineOf((log) => log.warn({ err: error, temporal: { attempt: 2 } }, 'a delivery failed'));
    assert.match(
      line,
      / WARN {2}api: a delivery failed: could not send: 550 no such \| mailbox temporal=\{"attempt":2\} at="/,
    );
    assert.match(line, /logLine\.test\.ts:\d+/);
    assert.equal(line.split('\n').length, 1);
  });

  it('has what Temporal logs with its error in words, and without the token of the task', () => {
    const meta = { workflowId: 'action/1', taskToken: 'abc', error: new Error('the row is gone') };
    const line = lineOf((log) => intoLog(log)({ level: 'WARN', message: 'Activity failed', meta }));
    assert.match(line, / WARN {2}api: Activity failed: the row is gone temporal=\{"workflowId":"action\/1"\} at="/);
  });

  it('has no warning of a worker that is to have no workflows, as the one of webhooks is', () => {
    const meta = { taskQueue: 'signoff-webhooks' };
    const message = 'No workflows registered, not polling for workflow tasks';
    const line = lineOf((log) => {
      log.level = 'debug';
      intoLog(log)({ level: 'WARN', message, meta });
    });
    assert.match(line, / DEBUG api: No workflows registered/);
  });

  it('keeps control characters out of the terminal', () => {
    const line = lineOf((log) => log.info({ who: 'a\u001b[2Jb' }, 'x\u001b[2Jy'));
    assert.doesNotMatch(line, /\p{Cc}/u);
  });

  it('leaves JSON that is not pino’s as it is', () => {
    assert.equal(logLine('{"a":1}\n'), '{"a":1}');
  });
});
