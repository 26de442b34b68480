import assert from 'node:assert/strict';
import { TEMPLATE_KINDS, type TemplateKind } from '../../../src/domain/templates.ts';
import { TRIGGER_TYPES } from '../../../src/domain/triggers.ts';
import { draft } from '../../../src/drafting/draft.ts';
import { reviewerFacts } from '../../../src/drafting/facts.ts';
import { builtInTemplate } from '../../../src/drafting/own/builtIn.ts';
import { flawsIn } from '../../../src/drafting/own/flaws.ts';
import { fill } from '../../../src/drafting/own/language.ts';
import type { TriggerToDraft } from '../../../src/drafting/triggerToDraft.ts';
import { TRIGGER } from './fixtures.ts';

const flaws = (body: string, kind: TemplateKind = 'email') =>
  flawsIn(kind, { subject: 'About us', body }).map(
    ({ field, line, column, message }) => `${field} ${line}:${column} ${message}`,
  );
const own = (body: string, subject = 'About {{ company }}') => ({
  subject,
  body,
  draftVersion: 'deal_value_decrease/w7',
});
const drafted = (changes: Partial<TriggerToDraft>) => draft({ ...TRIGGER, ...changes });

describe('templates that people write', () => {
  it('may say what the contact knows, guard what may be missing, and nothing else', () => {
    const good =
      '{{ greeting }}\n\n{% if nextStep %}On “{{ nextStep }}”.{% elsif topic %}{{ topic }}{% else %}{{ company }}{% endif %}\n\n{{ question }}';
    assert.deepEqual(flaws(good), []);
    assert.deepEqual(flaws('Dear {{ firstName | default: "all" }}{% unless topic %}!{% endunless %}'), []);
    assert.deepEqual(flaws('{{ news }} {{ amount | default: "" }}', 'task'), []);
  });

  it('a misspelt name is an error with line and column, wherever it stands', () => {
    const [first, second] = flaws('Hi {{ greeting }}\n {% if nextStpe %}x{% endif %}\n\t{{ compny | default: "you" }}');
    assert.match(first ?? '', /^body 2:8 there is no fact nextStpe: there are greeting, company/);
    assert.match(second ?? '', /^body 3:5 there is no fact compny/);
    assert.match(flaws('{{ company.size }}')[0] ?? '', /^body 1:4 company is a text/);
    assert.ok(flaws('{{ __proto__ }}').length > 0);
    assert.ok(flaws('{{ constructor }}').length > 0);
    assert.deepEqual(
      flawsIn('email', { subject: 'On {{ compny }}', body: 'x' }).map(({ field, column }) => [field, column]),
      [['subject', 7]],
    );
  });

  it('what may be missing is asked for before it is said', () => {
    assert.match(flaws('Hi\n{{ firstName }}')[0] ?? '', /^body 2:4 firstName may be missing: write {% if firstName %}/);
    assert.match(flaws('{{ to }}', 'task')[0] ?? '', /^body 1:4 to may be missing/);
  });

  it('no internal fact and no word that tells of one is kept in a text for a contact', () => {
    for (const name of ['amount', 'stage', 'score', 'competitor', 'reason', 'news', 'deal', 'champion', 'summary'])
      assert.deepEqual(flaws(`Hi {{ ${name} }}`), [
        `body 1:7 ${name} is an internal fact: a text for a contact never says it`,
      ]);
    assert.deepEqual(flaws('{% if competitor %}We are better.{% endif %}').length, 1, 'nor may it be hinted at');
    for (const words of ['our champion', 'your fit score', 'the deal value', 'you opened my email', 'a competitor'])
      assert.match(flaws(`Hi,\n${words}`)[0] ?? '', /^body 2:\d+ “.+” tells a contact of an internal matter/, words);
    assert.deepEqual(flaws('our champion', 'task'), [], 'which reviewers may read');
  });

  it('is a small language: no loops, files, assignments or other filters', () => {
    for (const body of [
      '{% for x in names %}{{ x }}{% endfor %}',
      '{% assign x = company %}',
      '{% include "/etc/passwd" %}',
      '{% render "x" %}',
      '{% layout "x" %}',
      '{{ company | upcase }}',
      '{% if company %}open',
      '{{ company',
      '{{ }}',
    ])
      assert.match(flaws(body)[0] ?? '', /^body 1:\d+ /, body);
  });

  it('has no ranges, wherever one stands and whether or not it is ever reached: nothing is made of a size that a text says', function () {
    this.timeout(2_000);
    const range = '(1..2)';
    const refused: [text: string, place: string][] = [
      ['{{ (1..2) }}', '1:4'],
      [`{{ ${range} }}`, '1:4'],
      ['Hi\n {% if (1..2) contains 1 %}x{% endif %}', '2:8'],
      [`{% if nextStep contains "price" %}{{ ${range} }}{% endif %}x`, '1:38'],
      [`{% if company %}x{% elsif ${range} %}x{% else %}{{ company }}{% endif %}`, '1:27'],
      [`{% unless company %}{% if company %}{% else %}{{ ${range} }}{% endif %}{% endunless %}x`, '1:50'],
      [`{{ company | default: ${range} }}`, '1:23'],
      [`{{ company | default: "x", allow_false: ${range} }}`, '1:41'],
      [`{{ ${range}.size }}`, '1:4'],
      [`{{ company[${range}] }}`, '1:12'],
      [`{{ company[company[${range}.first]] }}`, '1:20'],
      ['{{ (company..company) }}', '1:4'],
      // Last, as filling these would take the process's memory: whatever lets a range through is found by the small ones.
      ['{{ (9007199254740992..9007199254740994) }}', '1:4'],
      ['{% if (1..9007199254740994) contains 1 %}x{% endif %}', '1:7'],
    ];
    for (const [text, place] of refused) {
      assert.deepEqual(flaws(text), [`body ${place} there are no ranges`], text);
      const filled = fill(text, { company: '2' });
      assert.equal('flaw' in filled && filled.flaw.message, 'there are no ranges', text);
    }
    assert.deepEqual(flaws('{{ company }} (1..2) {{ "(1..2)" }}'), [], 'in words it is none');
  });

  it('is refused where it is nested deeper than it can be read', () => {
    for (const text of [`{{ ${'a['.repeat(2_400)}1${']'.repeat(2_400)} }}`, `{{ ${'('.repeat(4_900)} }}`])
      assert.ok(flaws(text).length > 0 && 'flaw' in fill(text, {}));
  });

  it('is neither empty nor endless, and its subject is one line', () => {
    assert.deepEqual(flaws(' \n'), ['body 1:1 must not be empty']);
    assert.deepEqual(flaws('x'.repeat(5_001)), ['body 1:1 must be at most 5,000 characters long']);
    assert.deepEqual(flawsIn('email', { subject: 'a\nb', body: 'x' })[0]?.message, 'must be one line');
  });

  it('makes the words of the draft, which names its version', () => {
    const made = drafted({ own: own('{{ greeting }}\n\nAbout {{ company }}.\n\n{{ question }}') });
    assert.equal(made.draftVersion, 'deal_value_decrease/w7');
    assert.equal(made.params.subject, 'About Acme Corp');
    assert.match(String(made.params.body), /^Hi Sarah,\n\nAbout Acme Corp\.\n\nWhich day/);
    assert.equal(made.templateProblem, undefined);
    const task = drafted({ actionType: 'create_followup_task', own: own('{{ news }}!', 'See {{ deal }}') });
    assert.deepEqual([task.params.subject, task.params.dueAt !== undefined], ['See Renewal', true]);
  });

  it('what is in a fact is data, and no template', () => {
    const company = { id: 'c', name: '{{ rep }} {% x' };
    const made = drafted({ subject: { ...TRIGGER.subject, company }, own: own('{{ company }}') });
    assert.equal(made.params.body, '{{ rep }} {% x');
  });

  it('ours is taken where it cannot be filled, and it is said why', () => {
    for (const [body, why] of [
      ['x\n{{ nextStep }}', 'body, line 2, column 4: undefined variable: nextStep'],
      ['{% if topic %}{{ topic }}{% endif %}', 'body, line 1, column 1: nothing is left of it'],
      ['{% broken', 'body, line 1, column 1: '],
    ] as const) {
      const made = drafted({ own: own(body) });
      assert.match(made.draftVersion ?? '', /^deal_value_decrease\/\d+$/);
      assert.equal(made.params.body, drafted({}).params.body);
      assert.ok(
        made.templateProblem?.includes(`deal_value_decrease/w7 could not be used (${why}`),
        made.templateProblem,
      );
    }
  });

  it('begins with ours, which says the same in the language of own ones, and may be kept as it is', () => {
    const actions = { email: 'draft_email', task: 'create_followup_task', touch: 'log_touch', message: 'notify_rep' };
    const known: Partial<TriggerToDraft>[] = [
      {},
      { shared: { nextStep: 'Pilot', meeting: 'Demo' } },
      {
        shared: { meeting: 'Demo' },
        facts: {
          ...{ before: { stage: 'a', amountMinor: 1, closeDate: 'c', jobTitle: 'd' }, percent: 5, days: 3, count: 4 },
          ...{ after: { stage: 'e', amountMinor: 2, closeDate: 'f', jobTitle: 'g' }, windowHours: 9, score: 7 },
          ...{ competitor: 'Rival', contactNames: ['Ann', 'Bob'], title: 'Demo' },
        },
      },
      { subject: {} },
    ];
    for (const triggerType of TRIGGER_TYPES)
      for (const kind of TEMPLATE_KINDS) {
        const { draftVersion, ...texts } = builtInTemplate(triggerType, kind);
        assert.deepEqual(flawsIn(kind, texts), [], `${triggerType} ${kind}`);
        for (const knows of known) {
          // Typed by the table above.
          const actionType = actions[kind] as TriggerToDraft['actionType'];
          const ours = drafted({ ...knows, triggerType, actionType });
          const same = drafted({ ...knows, triggerType, actionType, own: { ...texts, draftVersion } });
          assert.deepEqual(same.params, ours.params, `${triggerType} ${kind}`);
          assert.deepEqual([same.templateProblem, same.draftVersion], [undefined, ours.draftVersion]);
        }
      }
  });

  it('every fact of ours has a name there: reviewers’ are those of their texts', () => {
    const names = Object.keys(reviewerFacts(TRIGGER));
    for (const name of names) assert.deepEqual(flaws(`{% if ${name} %}x{% endif %}x`, 'task'), [], name);
  });
});
