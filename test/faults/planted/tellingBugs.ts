/** Bugs in what people are told, in deciding where one is told, and in how many emails leave. See bugs.ts. */
import type { Bug } from './bugs.ts';

const SLACK_AWAY_TESTS = 'test/integration/pipeline/slackAway.test.ts';
const SLACK_DOOR_TESTS = 'test/integration/pipeline/slackDoor.test.ts';
const TELLING_RACES_TESTS = 'test/integration/pipeline/tellingRaces.test.ts';
const CAPS_TESTS = 'test/integration/pipeline/caps.test.ts';

export const TELLING_BUGS: Bug[] = [
  {
    name: 'a message in Slack is right by the look that wrote it, whatever was decided meanwhile',
    edits: [
      {
        file: 'src/store/telling/tellings.ts',
        from: "      .where('holder', '=', holder)\n      .where('seq', '=', seq)\n",
        to: "      .where('holder', '=', holder)\n",
      },
      {
        file: 'src/store/telling/tellings.ts',
        from: "attempts: 0, error: null })\n    .where('seq', '=', seq)\n",
        to: 'attempts: 0, error: null })\n',
      },
    ],
    test: SLACK_AWAY_TESTS,
    title: 'a decision that comes while an older state is being written stands in the message all the same',
  },
  {
    name: 'an update of Slack’s that nobody answered is tried again at once, and overwrites what is newer when it is carried out',
    edits: [
      {
        file: 'src/integrations/slack/messages.ts',
        from: "slackCall('unconfirmed', () => client.chat.update",
        to: "slackCall('transient', () => client.chat.update",
      },
    ],
    test: SLACK_AWAY_TESTS,
    title: 'an update that nobody answered and that is carried out late is not the last thing that a message shows',
  },
  {
    name: 'a post that nobody answered is not waited for, and posted again',
    edits: [
      {
        file: 'src/activities/telling/tellPeople.ts',
        from: '(isInFlight ? keepAway(db, telling, afterMs, why) : putOffTelling(db, telling, afterMs, why))',
        to: 'putOffTelling(db, telling, afterMs, why)',
      },
    ],
    test: SLACK_AWAY_TESTS,
    title:
      'a post that nobody answered and that is carried out late makes no second message, whatever is changed meanwhile',
  },
  {
    name: 'an email to somebody waits where Slack asks to wait',
    edits: [
      {
        file: 'src/activities/telling/mailMessenger.ts',
        from: '    held: () => undefined,\n',
        to: "    held: () => new DeliveryError('rate-limited', 'Slack asks to wait', { retryAfterMs: 120_000 }),\n",
      },
    ],
    test: SLACK_AWAY_TESTS,
    title: 'while it asks to wait it is not asked again, and whoever is told by email is told meanwhile',
  },
  {
    name: 'people are told of what was decided between the look and the message',
    edits: [
      {
        file: 'src/store/telling/messages.ts',
        from: '    if (unchanged === undefined) return undefined;\n',
        to: '',
      },
    ],
    test: TELLING_RACES_TESTS,
    title: 'between the look and the message: nothing is begun',
  },
  {
    name: 'what could not be told is sent later, decided or not',
    edits: [
      {
        file: 'src/activities/telling/tellOf.ts',
        from: "const isWanted = decides && told.state.standing.kind === 'open';",
        to: 'const isWanted = true;',
      },
    ],
    test: TELLING_RACES_TESTS,
    title: 'while Slack was away: what never left is not sent any more',
  },
  {
    name: 'an email’s link is not used up by its use',
    edits: [
      {
        file: 'src/store/access/decisionLinks.ts',
        from: '    .set({ used_at: sql<Date>`now()` })\n',
        to: '    .set({ used_at: null })\n',
      },
    ],
    test: TELLING_RACES_TESTS,
    title: 'two forms at the same moment decide once, also where the first leaves the action pending',
  },
  {
    name: 'looking at an email’s link uses it up',
    edits: [
      {
        file: 'src/api/routes/decide.ts',
        from: '    const identity = await identify(deps, request).catch(() => undefined);\n',
        to: `    const identity = await identify(deps, request).catch(() => undefined);
    await db.updateTable('decision_links').set({ used_at: new Date() }).where('id', '=', followed.link.id).execute();
`,
      },
    ],
    test: 'test/integration/pipeline/emailDoor.test.ts',
    title: 'looking at it decides nothing and uses nothing up, however often',
  },
  {
    name: 'whoever clicks in Slack and is nobody here is taken for a rep',
    edits: [
      {
        file: 'src/store/access/slackUsers.ts',
        from: "eb(sql`lower(email)`, '=', verifiedEmail?.toLowerCase() ?? '')",
        to: "eb('role', '=', 'rep')",
      },
    ],
    test: SLACK_DOOR_TESTS,
    title: 'whom nobody here is decides nothing, and is told so alone',
  },
  {
    name: 'an address that Slack has not confirmed is somebody’s',
    edits: [
      {
        file: 'src/integrations/slack/people.ts',
        from: 'verifiedEmail: isConfirmed ? (user.profile?.email ?? null) : null',
        to: 'verifiedEmail: isConfirmed || user.profile ? (user.profile?.email ?? null) : null',
      },
    ],
    test: SLACK_DOOR_TESTS,
    title: 'an address that Slack has not confirmed, a guest’s and another organisation’s are nobody’s',
  },
  {
    name: 'the claim counts under the caps without their locks',
    edits: [{ file: 'src/store/execution/postpone.ts', from: '  await lockCaps(tx, rules, mail);\n', to: '' }],
    test: CAPS_TESTS,
    title: 'let exactly as many leave as they say where several reps write to one contact at the same moment',
  },
  {
    name: 'the claim does not ask the caps',
    edits: [
      {
        file: 'src/store/execution/postpone.ts',
        from: 'findLeave(tx, rules, mail, { fromMs: nowMs, sendNow: approval?.sendNow })',
        to: 'findLeave(tx, { ...rules, caps: {} }, mail, { fromMs: nowMs, sendNow: approval?.sendNow })',
      },
    ],
    test: CAPS_TESTS,
    title: 'put off what finds them reached when it leaves, and say so in its trail',
  },
];
