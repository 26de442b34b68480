import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { sql } from 'kysely';
import { type Person, startApi, type TestApi } from '../api/support.ts';
import { run } from './run.ts';

describe('CLI: signoff', function () {
  this.timeout(120_000);
  this.slow(10_000);
  let api: TestApi;
  let url: string;

  before(async () => {
    api = await startApi();
    url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => api.stop());

  const signoffAs = (who: Person, args: string[], env: Record<string, string> = {}) =>
    run('src/cli/signoff.ts', args, { env: { SIGNOFF_URL: url, SIGNOFF_TOKEN: api.tokens[who], ...env } });
  const signoff = (...args: string[]) => signoffAs('ana', args);
  const shown = async (id: string) => (await api.call('ana', 'GET', `/api/autonomous-actions/${id}`)).body;

  it('reports a trigger, and that the same once more has joined it', async () => {
    const args = ['trigger', 'deal_value_decrease', '--company', 'c-cli', '--company-name', 'Acme Corp'];
    const deal = ['--deal', 'd-cli', '--deal-name', 'Renewal', '--deal-amount-minor', '7500000'];
    const contact = ['--contact-name', 'Sarah Lee', '--contact-email', 'sarah@acme.test', '--contact-id', 'c1'];
    const first = await signoff(...args, ...deal, ...contact, '--action', 'send_email', 'subject=Hello', '--json');
    assert.equal(first.code, 0, first.err);
    const { actionId, status } = JSON.parse(first.out);
    const { actionType, params, subject } = await shown(actionId);
    assert.deepEqual([status, actionType, params.subject], ['pending', 'send_email', 'Hello']);
    assert.deepEqual([subject.deal.amountMinor, subject.contact.id], [7_500_000, 'c1']);
    const again = await signoff(...args, ...deal, ...contact, '--action', 'send_email');
    assert.equal(again.code, 0);
    assert.match(
      again.out,
      new RegExp(`^${actionId.slice(0, 8)} stands already and is pending: joined \\(send_email:`),
    );
  });

  it('writes a template, shows it and takes it away; what is wrong in it is told with line and column', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'signoff-templates-'));
    const file = join(dir, 'body.txt');
    const set = (body: string, ...of: string[]) =>
      writeFile(file, body).then(() =>
        signoff(
          'templates',
          'set',
          'champion_cold',
          'email',
          '--subject',
          'On {{ company }}',
          '--body-file',
          file,
          ...of,
        ),
      );
    try {
      const wrong = await set('Hi\n{{ compny }}\n');
      assert.equal(wrong.code, 1);
      assert.match(wrong.err, /line 2, column 4: there is no fact compny/);
      assert.match((await set('{{ greeting }}\n')).out, /^Drafts are made with champion_cold\/u\d+\n$/);
      assert.match(
        (await signoff('templates')).out,
        /^champion_cold +email +own +champion_cold\/u\d+ .* On \{\{ company/m,
      );
      const { out } = await signoff('templates', 'show', 'champion_cold', 'email');
      assert.match(out, /^champion_cold\/u\d+\n\nOn \{\{ company \}\}\n\n\{\{ greeting \}\}\n\nIt may say: .*topic\*/);
      assert.equal((await set('x', '--of', 'workspace')).code, 1, 'which administrators do');
      assert.equal((await signoff('templates', 'remove', 'champion_cold', 'email')).out, 'Taken away\n');
      assert.match((await signoff('templates', 'show', 'champion_cold', 'email')).out, /^champion_cold\/\d+\n/);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('reports one for somebody else, as the service', async () => {
    const { code, out, err } = await signoffAs('crm', ['trigger', 'champion_cold', '--company', 'x', '--user', 'ben']);
    assert.equal(code, 0, err);
    assert.match(out, /^[0-9a-f]{8} created: draft_email: /);
  });

  it('lists what waits, as a table and as the API has it', async () => {
    const id = await api.makeAction('ana');
    const table = await signoff('list');
    assert.match(table.out, /^ID +STATUS +ACTION +WHEN +SUMMARY\n/);
    assert.match(
      table.out,
      new RegExp(`^${id.slice(0, 8)}  pending  draft_email  until \\d+ \\w+ \\d\\d:\\d\\d  Acme Corp`, 'm'),
    );
    assert.equal(stripVTControlCharacters(table.out), table.out, 'no colours but on a terminal');
    const { items, nextCursor } = JSON.parse((await signoff('list', '--type', 'draft_email', '--json')).out);
    assert.ok(items.some((item: { id: string }) => item.id === id));
    assert.equal(nextCursor, null);
    assert.equal((await signoff('list', '--status', 'failed')).out, 'There are no such actions.\n');
  });

  it('lists the history, and prints all of it as CSV', async () => {
    const id = await api.makeAction('ana', {
      triggerType: 'meeting_completed',
      company: { id: 'c-csv', name: 'Søren & Co' },
    });
    assert.equal((await signoff('cancel', id, '--reason', 'no')).err, '');
    const waits = await api.makeAction('ana', { triggerType: 'meeting_completed' });
    const { out: shown } = await signoff('history', '--type', 'meeting_completed');
    assert.match(shown, new RegExp(`^${id.slice(0, 8)}  cancelled`, 'm'));
    assert.ok(!shown.includes(waits.slice(0, 8)));
    const csv = await signoff('history', '--csv', '--company', 'c-csv', '--from', '2020-01-01T00:00:00Z');
    assert.equal(csv.code, 0, csv.err);
    const [names, line, ...rest] = csv.out.split('\r\n');
    assert.ok(names?.startsWith('id,status,'));
    assert.ok(line?.startsWith(`${id},cancelled,`) && line.includes('Søren & Co'), line);
    assert.deepEqual(rest, ['']);
    const excel = await signoff('history', '--csv', '--excel', '--to', '2020-01-01T00:00:00Z');
    assert.ok(excel.out.startsWith('\ufeffid,'));
    const wrong = await signoff('history', '--csv', '--limit', '5');
    assert.deepEqual([wrong.code, wrong.out], [2, '']);
    assert.equal((await signoffAs('crm', ['history', '--csv'])).code, 1, 'refused as any command is');
  });

  it('says that what it printed is not all where the answer breaks off', async () => {
    // A time that JavaScript has no number for, pages behind the beginning.
    await sql`insert into pending_autonomous_actions (workspace_id, user_id, trigger_type, action_type, action_params,
        original_params, context_summary, expires_at, status, decided_at, executed_at, occurrence, workflow_id, tell)
      select 'acme', 'ben', 'champion_cold', 'log_touch', '{}', '{}', 'Many', now(), 'executed', now() - n * interval '1 s',
        case when n = 1100 then timestamptz '290000-01-01' else now() end, n, 'broken-' || n, null
      from generate_series(1, 1200) as n`.execute(api.db);
    const { code, out, err } = await signoffAs('ben', ['history', '--csv']);
    assert.deepEqual([code, err], [1, 'incomplete: the answer broke off: what was printed is not all of it\n']);
    const lines = out.split('\r\n').length;
    assert.ok(lines > 500 && lines < 1_200, String(lines));
    // Whoever lists them later reads them.
    await sql`update pending_autonomous_actions set executed_at = now() where context_summary = 'Many'`.execute(api.db);
  });

  it('fits the lines into the terminal', async () => {
    await api.makeAction('ana');
    const { out } = await signoffAs('ana', ['list', '--all'], { COLUMNS: '60' });
    for (const line of out.trimEnd().split('\n')) assert.ok(Array.from(line).length <= 60, line);
    assert.match(out, /…$/m);
  });

  it('shows an action by the beginning of its id, and lets no text of the CRM command the terminal', async () => {
    const id = await api.makeAction('ana', { contextSummary: 'Acme \u001b[2Jhas moved' });
    const { code, out, err } = await signoff('show', id.slice(0, 6));
    assert.equal(code, 0, err);
    for (const text of [
      id,
      'Acme [2Jhas moved',
      'Sarah Lee, sarah@acme.test',
      '$75,000',
      'History',
      `approve ${id.slice(0, 8)}`,
    ]) {
      assert.ok(out.includes(text), `${text} in ${out}`);
    }
    assert.deepEqual(JSON.parse((await signoff('show', id, '--json')).out), await shown(id));
  });

  it('tells why nothing came of what was seen of a deal, and names the action where something did', async () => {
    const deal = { id: 'why-1', name: 'Renewal' };
    const id = await api.makeAction('ana', { deal });
    await signoff('edit', id, 'subject=Hello');
    const { code, out, err } = await signoff('why', 'deal', 'built-in', 'why-1');
    assert.equal(code, 0, err);
    const lines = out.trimEnd().split('\n');
    assert.equal(lines[0], 'Renewal');
    assert.match(lines[1] ?? '', new RegExp(`Edited by Ana .*: subject {2}\\[${id.slice(0, 8)}\\]$`));
    assert.equal(lines.at(-1), '  It made an action.');
    const { err: none } = await signoff('why', 'deal', 'built-in', 'why-2');
    assert.match(none, /there is no such deal/);
    assert.match((await signoff('why', 'dael', 'built-in', 'why-1')).err, /must be one of company, contact, deal/);
  });

  it('approves with a window to undo it in or for a moment, and undoes it', async () => {
    const id = await api.makeAction('ana');
    const approved = await signoff('approve', id, '--undo', '600');
    assert.match(approved.out, /^[0-9a-f]{8} approved: it is executed at .* unless undone\n$/, approved.err);
    assert.match((await signoff('show', id)).out, /^ {2}Approved +by Ana, executes at /m);
    assert.match((await signoff('undo', id)).out, /^[0-9a-f]{8}: the approval is undone, it is pending\n$/);
    assert.equal((await shown(id)).scheduledApproval, null);
    const at = new Date(Date.now() + 86_400_000).toISOString();
    assert.match(
      (await signoff('approve', id, '--at', at)).out,
      /^[0-9a-f]{8} approved: it is executed at .* unless undone/,
    );
    assert.equal((await shown(id)).scheduledApproval.executesAt, at);
    await signoff('undo', id);
    const wrong = await signoff('approve', id, '--undo', 'soon');
    assert.deepEqual([wrong.code, wrong.err], [2, 'signoff: --undo must be a whole number from 0 on\n']);
  });

  it('reschedules: holds what would execute by itself, and extends the expiry', async () => {
    const id = await api.makeAction('ana');
    const expires = new Date(Date.now() + 20 * 86_400_000).toISOString();
    const moved = await signoff('reschedule', id, '--hold', '--expires', expires);
    assert.match(moved.out, /^[0-9a-f]{8} waits for a decision, expires at /, moved.err);
    assert.deepEqual([(await shown(id)).autoExecuteAt, (await shown(id)).expiresAt], [null, expires]);
    for (const [wrong, ...args] of [
      ['--at TIME, --hold or --expires TIME is required'],
      ['--hold and --at exclude each other', '--hold', '--at', expires],
      ['--at must be a time such as 2026-11-30T09:00', '--at', 'soon'],
    ] as const) {
      const { code, err } = await signoff('reschedule', id, ...args);
      assert.deepEqual([code, err], [2, `signoff: ${wrong}\n`]);
    }
  });

  it('approves the version that is there, or the one that was seen', async () => {
    const [one, two] = [await api.makeAction('ana'), await api.makeAction('ana')];
    const { code, out, err } = await signoff('approve', one);
    assert.equal(code, 0, err);
    assert.match(out, /^[0-9a-f]{8} approved: it is being executed\n$/);
    const { decisionChannel, decidedBy } = await shown(one);
    assert.deepEqual([decisionChannel, decidedBy], ['cli', 'ana']);
    const stale = await signoff('approve', two, '--version', '7');
    assert.deepEqual([stale.code, stale.out], [1, '']);
    assert.match(stale.err, /^stale-version: .*version 1\n$/);
    assert.equal((await shown(two)).status, 'pending');
    const late = await signoff('approve', one);
    assert.equal(late.code, 1);
    assert.match(late.err, /^already-decided: .*\n$/);
  });

  it('edits parameters, takes some away, and leaves the action pending', async () => {
    const id = await api.makeAction('ana');
    const { code, out, err } = await signoff('edit', id, 'subject=A = B', 'body=Hi\nthere', 'suggestedTone:=null');
    assert.equal(code, 0, err);
    assert.match(out, /edited: it is version 2 now\n$/);
    const { status, version, params } = await shown(id);
    assert.deepEqual([status, version, params.subject, params.body], ['pending', 2, 'A = B', 'Hi\nthere']);
    assert.ok(!('suggestedTone' in params));
    const refused = await signoff('edit', id, 'dueAt=tomorrow');
    assert.equal(refused.code, 1);
    assert.match(refused.err, /^invalid-params: .*dueAt.*\n$/);
  });

  it('cancels with a reason', async () => {
    const id = await api.makeAction('ana');
    const { code, out } = await signoff('cancel', id, '--reason', 'Already on the phone');
    assert.deepEqual([code, out], [0, `${id.slice(0, 8)} cancelled\n`]);
    const { status, cancelReason, decisionChannel } = await shown(id);
    assert.deepEqual([status, cancelReason, decisionChannel], ['cancelled', 'Already on the phone', 'cli']);
  });

  it('says why nothing can be retried or confirmed', async () => {
    const id = await api.makeAction('ana');
    for (const command of ['retry', 'confirm']) {
      const { code, err } = await signoff(command, id);
      assert.equal(code, 1);
      assert.match(err, /^not-(failed|unconfirmed): .*\n$/);
    }
  });

  it('changes when one is at work and when emails leave, and nothing else of the settings', async () => {
    const settings = async () => (await api.call('ana', 'GET', '/api/settings')).body;
    const own = { undoSeconds: { send_email: 20 } };
    await api.call('ana', 'PUT', '/api/settings', { body: own });
    const said = await signoff('settings', 'hours', '--days', 'mon,tue', '--from', '08:30', '--country', 'de-by');
    assert.equal(said.code, 0, said.err);
    assert.equal(said.out, 'At work mon tue from 08:30 to 17:00, but for the public holidays of DE-BY\n');
    const hours = { days: ['mon', 'tue'], from: '08:30', to: '17:00', country: 'DE-BY' };
    assert.deepEqual((await settings()).own, { ...own, workingHours: hours });
    assert.match((await signoff('settings')).out, /^At work mon tue from 08:30 to 17:00, but for .* DE-BY$/m);
    await signoff('settings', 'hours', '--country', '', '--days-off', '2026-12-24');
    const { country: _, ...bare } = hours;
    assert.deepEqual((await settings()).own.workingHours, { ...bare, daysOff: ['2026-12-24'] });
    await signoff('settings', 'hours', '--none');
    assert.deepEqual((await settings()).own, own);

    const workspace = async () => (await api.call('adam', 'GET', '/api/workspace/settings')).body;
    const before = await workspace();
    const window = await signoffAs('adam', ['settings', 'hours', '--of', 'emails', '--to', '18:00', '--country', 'US']);
    assert.equal(
      window.out,
      'Emails leave mon tue wed thu fri from 09:00 to 18:00, but for the public holidays of US\n',
    );
    assert.equal((await workspace()).sendWindow.hours.to, '18:00');
    await signoffAs('adam', ['settings', 'hours', '--of', 'workspace', '--from', '10:00']);
    assert.deepEqual(
      [(await workspace()).workingHours.from, (await settings()).effective.workingHours.from],
      ['10:00', '10:00'],
    );
    await signoffAs('adam', ['settings', 'hours', '--of', 'workspace', '--none']);
    await signoffAs('adam', ['settings', 'hours', '--of', 'emails', '--none']);
    assert.deepEqual(await workspace(), before);
  });

  it('refuses hours that are nobody’s, as the API does, and says which', async () => {
    const refused: [string[], number, RegExp][] = [
      [['--from', '9:00'], 2, /--from: must be a time/],
      [['--from', '17:00', '--to', '09:00'], 2, /--to: must be after the beginning/],
      [['--days', 'mon,someday'], 2, /--days must be one of/],
      [['--days-off', 'Christmas'], 2, /--days-off: /],
      [['--country', 'Germany'], 2, /--country: must be a country/],
      [['--country', 'XX'], 1, /^invalid-request: .*public holidays are known/],
      [['--none', '--from', '09:00'], 2, /--none goes with no hours/],
      [[], 2, /say what to change/],
      [['--of', 'nobody'], 2, /--of must be one of me, workspace, emails/],
      [['--of', 'emails', '--from', '08:00'], 1, /^forbidden/],
    ];
    for (const [args, code, words] of refused) {
      const said = await signoff('settings', 'hours', ...args);
      assert.deepEqual([said.code, words.test(said.err)], [code, true], `${args.join(' ')}: ${said.err}`);
    }
  });

  it('shows alerts and settings', async () => {
    await api.makeAction('ana');
    assert.match(
      (await signoff('alerts', '--unread', '--limit', '3')).out,
      /^AT +SEVERITY +ACTION +SUMMARY\n.* warning +\w{8} +new +/,
    );
    assert.match((await signoff('settings')).out, /^send_email +when approved$/m);
  });

  it('does not know the actions of others', async () => {
    const id = await api.makeAction('ben');
    for (const given of [id, id.slice(0, 8)]) {
      const { code, out, err } = await signoff('show', given);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /^not-found: .*\n$/);
    }
    const ofManager = await signoffAs('max', ['show', id.slice(0, 8)]);
    assert.deepEqual([ofManager.code, ofManager.err], [0, ''], "their manager's it is");
  });

  it('refuses wrong usage in one line, with exit code 2, and changes nothing', async () => {
    const id = await api.makeAction('ana');
    const before = api.told.length;
    const wrong = [
      [],
      ['approve'],
      ['approve', 'abc'],
      ['approve', id, '--version', 'two'],
      ['approve', id, '--loudly'],
      ['edit', id],
      ['edit', id, 'subject'],
      ['cancel', id],
      ['cancel', id, '--reason', ' '],
      ['trigger', 'deal_lost'],
      ['list', '--status', 'waiting'],
      ['list', '--as', 'admin'],
    ];
    const ended = await Promise.all(wrong.map((args) => signoff(...args)));
    for (const [index, { code, out, err }] of ended.entries()) {
      assert.deepEqual([code, out], [2, ''], `${wrong[index]}: ${err}`);
      assert.match(err, /^signoff: [^\n]+\n$/);
    }
    assert.equal(api.told.length, before);
  });

  it('says in one line that there is no API, or that the token is not in force', async () => {
    const none = await run('src/cli/signoff.ts', ['list']);
    assert.deepEqual([none.code, none.out], [2, '']);
    assert.match(none.err, /^signoff: no local stack is running \(npm start\).*\n$/);
    const down = await signoffAs('ana', ['list'], { SIGNOFF_URL: 'http://127.0.0.1:1' });
    assert.deepEqual(
      [down.code, down.err],
      [1, 'unreachable: nothing answers at http://127.0.0.1:1: is it running?\n'],
    );
    const wrong = await signoffAs('ana', ['list'], { SIGNOFF_TOKEN: 'so_wrong' });
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /^unauthenticated: .*\n$/);
    const halfSet = await run('src/cli/signoff.ts', ['list'], { env: { SIGNOFF_URL: url } });
    assert.deepEqual([halfSet.code, halfSet.err], [2, 'signoff: SIGNOFF_TOKEN is required where SIGNOFF_URL is set\n']);
  });

  it('shows help of all commands and of each', async () => {
    const all = await signoff('--help');
    assert.equal(all.code, 0);
    const words = ['list', 'show', 'approve', 'edit', 'cancel', 'retry', 'confirm', 'trigger', 'alerts', 'settings'];
    for (const word of words) assert.match(all.out, new RegExp(`^  ${word} `, 'm'));
    assert.match(
      (await signoff('cancel', '--help')).out,
      /^signoff cancel ID --reason TEXT \[options\]\n.*^ {2}--reason TEXT +Why/ms,
    );
  });
});
