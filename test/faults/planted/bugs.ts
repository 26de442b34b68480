import { TELLING_BUGS } from './tellingBugs.ts';

/**
 * Mistakes that would break a promise, each with the test that says so. A replacement must find its text exactly once, or the
 * run fails: whoever changes that code plants the bug anew.
 */
export interface Bug {
  /** What is wrong, as the table in docs/reliability.md names it. */
  name: string;
  edits: Edit[];
  test: string;
  /** The test's own title. */
  title: string;
}

export interface Edit {
  file: string;
  from: string;
  to: string;
}

const DELIVERY_TESTS = 'test/integration/pipeline/delivery.test.ts';

export const BUGS: Bug[] = [
  {
    name: 'a decision neither locks its row nor compares before it sets',
    edits: [
      { file: 'src/store/actions/actionRow.ts', from: '    .forUpdate()\n', to: '' },
      { file: 'src/store/actions/transition.ts', from: "    .where('status', '=', row.status)\n", to: '' },
    ],
    test: 'test/integration/pipeline/decisions.test.ts',
    title: 'of twenty decisions at once exactly one is taken',
  },
  {
    name: 'the fence lets an overtaken attempt through',
    edits: [
      {
        file: 'src/store/execution/deliveries.ts',
        from: "lease_until: lease(leaseMs) })\n    .where('action_id', '=', actionId)\n    .where('step', '=', STEP)\n    .where('attempt', '=', attempt)\n",
        to: "lease_until: lease(leaseMs) })\n    .where('action_id', '=', actionId)\n    .where('step', '=', STEP)\n",
      },
    ],
    test: DELIVERY_TESTS,
    title: 'an attempt that was overtaken before the fence never sends',
  },
  {
    name: 'an email that was never confirmed counts as not sent, and is sent again',
    edits: [
      {
        file: 'src/integrations/email/smtpFailure.ts',
        from: "new DeliveryError('unconfirmed', message",
        to: "new DeliveryError('transient', message",
      },
    ],
    test: DELIVERY_TESTS,
    title: 'an email whose last answer is lost is never sent again: unconfirmed, for a person to look at',
  },
  {
    name: 'the index that allows one pending action for a key is none',
    edits: [
      {
        file: 'migrations/0002_actions.sql',
        from: 'create unique index one_pending_per_key',
        to: 'create index one_pending_per_key',
      },
    ],
    test: 'test/integration/pipeline/dedup.test.ts',
    title: 'while an action is pending the same situation makes no second one, and its alert joins the first',
  },
  {
    name: 'the mail client sends again by itself, as a pool of connections would',
    edits: [
      {
        file: 'src/integrations/email/smtp.ts',
        from: "perform: async (attempt) => send(readMailUrl(settings.smtpUrl, 'smtp'), settings.message, timeouts, attempt),",
        to: `perform: async (attempt) => {
      const again = () => send(readMailUrl(settings.smtpUrl, 'smtp'), settings.message, timeouts, attempt);
      return again().catch(again);
    },`,
      },
    ],
    test: 'test/integration/smtpPhases.test.ts',
    title: 'a reset after the dot is unconfirmed',
  },
  {
    name: "Slack's client retries by itself",
    edits: [
      {
        file: 'src/integrations/slack/notify.ts',
        from: 'retryConfig: { retries: 0 },',
        to: 'retryConfig: { retries: 2, minTimeout: 10 },',
      },
    ],
    test: 'test/integration/slack.test.ts',
    title: '{"method":"chat.postMessage","kind":"http_500"} is unconfirmed, after one call',
  },
  {
    name: 'a GET approves, as a link in an email that a scanner follows',
    edits: [
      {
        file: 'src/api/routes/decisions.ts',
        from: "  api.post(\n    '/autonomous-actions/:id/approve',\n",
        to: `  api.get('/autonomous-actions/:id/approve', { config, schema: { params } }, async (request) =>
    toAnswer(await decide(deps, request, request.params.id, 'approve', {})),
  );
  api.post(
    '/autonomous-actions/:id/approve',
`,
      },
    ],
    test: 'test/integration/api/access.test.ts',
    title: 'has a row for every route, so that a new one cannot be forgotten',
  },
  {
    name: 'who may see a whole workspace sees every workspace',
    edits: [
      {
        file: 'src/store/access/scope.ts',
        from: "case 'workspace':\n      return sql<SqlBool>`",
        to: "case 'workspace':\n      return sql<SqlBool>`true or ",
      },
    ],
    test: 'test/integration/api/access.test.ts',
    title: 'lists nobody’s actions, alerts, drafts or counts outside the scope, whatever is asked for',
  },
  {
    name: 'a signature from the future holds',
    edits: [
      {
        file: 'src/integrations/crm/hubspot/verify.ts',
        from: 'Math.abs(receivedAt.getTime() - Number(timestamp))',
        to: '(receivedAt.getTime() - Number(timestamp))',
      },
    ],
    test: 'test/unit/integrations/crm/verify.test.ts',
    title: 'hold for exactly five minutes, either way',
  },
  {
    name: 'an edit keeps the approval that it changes the content of',
    edits: [
      {
        file: 'src/domain/decide.ts',
        from: 'change({ ...asksAgain(state, nowMs), version: state.version + 1 })',
        to: 'change({ ...state, version: state.version + 1 })',
      },
    ],
    test: 'test/integration/pipeline/undo.test.ts',
    title: 'an edit voids it, so that nobody sends what nobody has approved',
  },
  {
    name: 'failures go into histories with what the server said',
    edits: [
      {
        file: 'src/activities/execute.ts',
        from: 'type: failure.kind, message: IN_POSTGRES,',
        to: 'type: failure.kind, message: failure.message,',
      },
    ],
    test: DELIVERY_TESTS,
    title: 'what a server said of a delivery stands in no history',
  },
  {
    name: 'the sweep settles an execution whose attempt is still alive',
    edits: [{ file: 'src/temporal/closeAction.ts', from: '  if (await isLeased(db, row.id)) return;\n', to: '' }],
    test: DELIVERY_TESTS,
    title: 'an execution whose workflow was terminated is not settled while its attempt may be alive',
  },
  ...TELLING_BUGS,
];
