import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { foldInsights } from '../../../src/store/insights/fold.ts';
import { type Person, startApi, type TestApi } from './support.ts';

const PATH = '/api/templates/deal_value_decrease/email';
const OF_ALL = '/api/workspace/templates/deal_value_decrease/email';
const texts = (body: string) => ({ subject: 'About {{ company }}', body });

describe('API: templates', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const put = (who: Person, path: string, body: string, seen: number) =>
    api.call(who, 'PUT', path, { body: { ...texts(body), seen } });
  async function raise(userId: 'ana' | 'ben' = 'ana') {
    const id = randomUUID();
    const { status, body } = await api.call(userId, 'POST', '/api/triggers', {
      body: {
        triggerType: 'deal_value_decrease',
        company: { id, name: 'Acme Corp' },
        deal: { id, name: 'Renewal', amountMinor: 7_500_000, currency: 'USD' },
        contact: { id, name: 'Sarah Lee', email: `${id}@acme.test` },
      },
    });
    assert.equal(status, 201, JSON.stringify(body));
    return (await api.call(userId, 'GET', `/api/autonomous-actions/${body.actionId}`)).body;
  }

  it('a rep’s hold over the workspace’s, and those over ours; each draft names the version that made it', async () => {
    assert.equal((await raise()).draftVersion, 'deal_value_decrease/2');
    const ofAll = await put('adam', OF_ALL, 'To all.', 0);
    assert.equal(ofAll.status, 200, JSON.stringify(ofAll.body));
    const byWorkspace = await raise();
    assert.equal(byWorkspace.params.body, 'To all.');
    assert.equal(byWorkspace.draftVersion, ofAll.body.versions[0].draftVersion);
    const mine = await put('ana', PATH, '{{ greeting }} Mine.', 0);
    const byOwn = await raise();
    assert.deepEqual(
      [byOwn.params.subject, byOwn.params.body, byOwn.draftVersion],
      ['About Acme Corp', 'Hi Sarah, Mine.', mine.body.versions[0].draftVersion],
    );
    assert.match(byOwn.draftVersion, /^deal_value_decrease\/u\d+$/);
    assert.equal((await raise('ben')).params.body, 'To all.', 'and no colleague’s');
    const removed = await api.call('ana', 'DELETE', `${PATH}?seen=1`);
    assert.deepEqual(
      removed.body.versions.map(
        ({ owner, version, texts }: { owner: string; version: number; texts: object | null }) => [
          owner,
          version,
          texts !== null,
        ],
      ),
      [
        ['own', 2, false],
        ['own', 1, true],
        ['workspace', 1, true],
      ],
      'every version is kept',
    );
    assert.equal((await raise()).params.body, 'To all.');
    const { body: list } = await api.call('ana', 'GET', '/api/templates');
    assert.deepEqual(
      list.items.map(({ owner, kind }: { owner: string; kind: string }) => [owner, kind]),
      [['workspace', 'email']],
    );
    await api.call('adam', 'DELETE', `${OF_ALL}?seen=1`);
    assert.equal((await raise()).draftVersion, 'deal_value_decrease/2');
  });

  it('lists the newest 50 versions of each owner, so that many of a rep’s do not hide the workspace’s', async () => {
    const path = '/api/templates/activity_slump/email';
    const insert = (userId: string | null, versions: number) =>
      sql`insert into draft_templates (workspace_id, user_id, trigger_type, kind, version, subject, body)
        select 'acme', ${userId}, 'activity_slump', 'email', n, 'About', 'Hi' from generate_series(1, ${versions}::int) as n`.execute(
        api.db,
      );
    await insert(null, 2);
    await insert('ana', 60);
    const { versions } = (await api.call('ana', 'GET', path)).body;
    const listed = versions.map(({ owner, version }: { owner: string; version: number }) => `${owner} ${version}`);
    assert.deepEqual([listed.length, listed[0], listed[49]], [52, 'own 60', 'own 11']);
    assert.deepEqual(listed.slice(50), ['workspace 2', 'workspace 1']);
  });

  it('refuses a misspelt name with line and column, and an internal fact, and keeps nothing', async () => {
    for (const [body, detail] of [
      ['Hi\n{{ compny }}', /^line 2, column 4: there is no fact compny/],
      ['{{ amount }}', /^line 1, column 4: amount is an internal fact/],
    ] as const) {
      const { status, body: problem } = await put('ben', PATH, body, 0);
      assert.deepEqual([status, problem.errors[0].pointer], [422, '/body']);
      assert.match(problem.errors[0].detail, detail);
    }
    const { versions } = (await api.call('ben', 'GET', PATH)).body;
    assert.equal(versions.filter(({ owner }: { owner: string }) => owner === 'own').length, 0);
  });

  it('whoever has not seen the newest version is told, and the second of two at once', async () => {
    const both = await Promise.all([put('ben', PATH, 'One.', 0), put('ben', PATH, 'Two.', 0)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
    assert.equal((await put('ben', PATH, 'Three.', 0)).body.code, 'stale-template');
    assert.equal((await put('ben', PATH, 'Three.', 1)).status, 200);
    await api.call('ben', 'DELETE', `${PATH}?seen=2`);
    const { body } = await api.call('adam', 'GET', '/api/security-trail?event=template_change&event=template_remove');
    assert.match(body.items[0].inWords, /^Template taken away/);
    assert.equal(body.items[0].detail.version, 3);
    assert.ok(!JSON.stringify(body).includes('Three'), 'what it says is not in the trail');
  });

  it('shows what a template would make of real past triggers, of one’s own or of all, and why ours would be taken', async () => {
    const made = await raise();
    await raise('ben');
    const preview = (who: Person, path: string, body: string) =>
      api.call(who, 'POST', `${path}/preview`, { body: texts(body) });
    const mine = (await preview('ana', PATH, '{{ greeting }}')).body;
    assert.deepEqual(mine.flaws, []);
    assert.equal(mine.examples[0].actionId, made.id);
    assert.deepEqual(mine.examples[0].texts, { subject: 'About Acme Corp', body: 'Hi Sarah,' });
    const all = (await preview('adam', OF_ALL, '{% if topic %}{{ topic }}{% endif %}')).body;
    assert.notEqual(all.examples[0].actionId, made.id, 'the newest is ben’s');
    assert.match(all.examples[0].problem, /nothing is left of it/);
    const { flaws, examples } = (await preview('ana', PATH, '\n{{ compny }}')).body;
    assert.deepEqual([flaws[0].field, flaws[0].line, flaws[0].column, examples], ['body', 2, 4, []]);
    assert.equal((await raise()).draftVersion, 'deal_value_decrease/2', 'and keeps nothing');
  });

  it('a template that turns out not to fit costs no action: ours makes the draft, and the trail says why', async () => {
    // As one that was kept by an earlier version of ours might be.
    await put('ben', PATH, '{% if topic %}{{ nextStep }}{% else %}{{ company }}{% endif %}', 3);
    await api.db
      .updateTable('draft_templates')
      .set({ body: '{{ gone }}' } as never)
      .where('version', '=', 4)
      .execute();
    const action = await raise('ben');
    assert.equal(action.draftVersion, 'deal_value_decrease/2');
    assert.match(
      action.audit[0].inWords,
      /^Created: the template deal_value_decrease\/u\d+ could not be used \(body, line 1/,
    );
    await api.call('ben', 'DELETE', `${PATH}?seen=4`);
  });

  it('insights count each version; where figures by person are off, reps’ own are one, which opens its actions', async () => {
    const { body: kept } = await put('ana', PATH, 'Count me.', 2);
    const [{ draftVersion }] = kept.versions;
    const action = await raise();
    await foldInsights(api.db);
    const figures = async (who: Person, scope: string) =>
      (await api.call(who, 'GET', `/api/insights?groupBy=template&scope=${scope}`)).body.items;
    const of = (items: { key: string }[], key: string) => items.find((item) => item.key === key);
    assert.equal((of(await figures('ana', 'own'), draftVersion) as never as { created: { n: number } }).created.n, 1);
    const team = await figures('mia', 'team');
    assert.equal(of(team, draftVersion), undefined);
    const all = of(team, 'deal_value_decrease/own') as never as { created: { n: number; actions: string } };
    const { body: list } = await api.call('mia', 'GET', `/api/autonomous-actions?${all.created.actions}`);
    assert.equal(list.items.length, all.created.n);
    assert.ok(list.items.some(({ id }: { id: string }) => id === action.id));
  });

  it('lists, counts and exports nothing by one other person while figures by person are off, but all that insights link to', async () => {
    const { body: versions } = await api.call('ana', 'GET', PATH);
    const { draftVersion } = versions.versions[0];
    const days = 'countedFrom=2020-01-01&countedTo=2099-12-31';
    const answered = async (who: Person, query: string) => {
      const paths = ['', '/counts', '/companies', '/export'].map((path) => `/api/autonomous-actions${path}?${query}`);
      const answers = await Promise.all(paths.map((path) => api.call(who, 'GET', path)));
      return [...new Set(answers.map(({ status, body }) => (status === 200 ? 'shown' : `${status} ${body.code}`)))];
    };
    const ofPersons = [
      `scope=team&userId=ana&counted=edited&${days}`,
      `userId=ana&counted=created&${days}`,
      `scope=team&draftVersion=${draftVersion}`,
      `scope=team&draftVersion=${draftVersion}&counted=created&${days}`,
      `userId=ana&draftVersion=${draftVersion}`,
    ];
    const limited = '403 insights-by-person-off';
    for (const query of ofPersons) assert.deepEqual(await answered('mia', query), [limited], query);
    for (const [who, query] of [
      ['mia', `scope=team&counted=edited&${days}`],
      ['mia', `scope=team&userId=mia&counted=edited&${days}`],
      ['mia', `scope=team&userId=mia&draftVersion=${draftVersion}`],
      ['mia', 'scope=team&draftVersion=deal_value_decrease/own'],
      ['mia', 'scope=team&userId=ana&status=pending'],
      ['ana', `scope=team&userId=ana&draftVersion=${draftVersion}&counted=created&${days}`],
    ] as const)
      assert.deepEqual(await answered(who, query), ['shown'], query);
    const { body } = await api.call('ana', 'GET', `/api/insights?groupBy=template`);
    for (const { created } of body.items) assert.deepEqual(await answered('ana', created.actions), ['shown']);
    await api.call('adam', 'PUT', '/api/workspace/settings', { body: { insightsByPerson: true } });
    for (const query of ofPersons) assert.deepEqual(await answered('mia', query), ['shown'], query);
  });
});
