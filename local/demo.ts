/**
 * `npm run demo`: plays a morning to the running stack. A CRM and a HubSpot account send signed webhooks, Signoff makes
 * actions of them, Ana decides on some.
 */
import { randomUUID } from 'node:crypto';
import { type ApiClient, createApiClient, readAnswer } from '../src/cli/apiClient.ts';
import { commandLine } from '../src/cli/commandLine.ts';
import { reportErrors } from '../src/cli/errors.ts';
import { triggerAnswer } from '../src/cli/shapes.ts';
import { triggerInWords } from '../src/cli/signoff/trigger.ts';
import { cut, table, terminalWidth } from '../src/cli/table.ts';
import { shortId } from '../src/cli/words.ts';
import { type Account, makeAccount } from './demo/account.ts';
import { DEMO_DECISIONS, decideInDemo, queueOf } from './demo/decisions.ts';
import { type HubspotStep, hubspotBefore, hubspotMorning } from './demo/hubspot.ts';
import { makeMorning } from './demo/morning.ts';
import { lastLogged, loggedAfter, outcomesTable, unusedInWords } from './demo/outcomes.ts';
import { PAST_DAYS, tellPast } from './demo/past.ts';
import { queueInWords } from './demo/queue.ts';
import { sendCloudEvents, sendHubspotEvents, type ToldChange } from './demo/senders.ts';
import { type DemoStack, readDemoStack } from './demo/stack.ts';
import { runNow, untilDrained } from './demo/waiting.ts';

const SEED = 2026;

await reportErrors('demo', async () => {
  const stack = readDemoStack(process.env);
  const as = (token: string) => createApiClient({ url: stack.apiUrl, token });
  const [ana, admin] = [as(stack.tokens.rep), as(stack.tokens.admin)];
  const run = randomUUID();
  const account = makeAccount(SEED, Date.now());

  const past = await tellPast(stack, account, Date.now());
  if (past > 0) console.log(`Of the ${PAST_DAYS} days before there are ${past} actions, decided by Ana, Ben and Mia.`);
  // What is logged from here on is of this morning.
  const logged = await lastLogged(admin);
  console.log(`The CRM tells of ${inNumbers(account)}, and of their histories.`);
  await sendCloudEvents(stack, known(account), { run, bulk: true });
  await sendHubspotEvents(stack, hubspotBefore(Date.now()));
  // By which Signoff knows whom it can give tasks to there.
  await runNow(stack, 'poll');
  await untilDrained(stack);

  console.log('\nTuesday morning, in the CRM:');
  const morning = makeMorning(account, Date.now());
  for (const line of repeated(morning.map(({ inWords }) => inWords))) console.log(step(line));
  await sendCloudEvents(stack, morning, { run: `${run}-morning`, bulk: false });
  await tellOfHubspot(stack, hubspotMorning(Date.now()));
  await untilDrained(stack);
  await runNow(stack, 'scan');
  console.log(step('And the scan for silence went through all deals.'));

  const entries = await loggedAfter(admin, logged);
  console.log(`\nWhat Signoff has made of it:\n\n${outcomesTable(entries)}\n\n${unusedInWords(entries)}`);
  console.log(`\nA program posts a trigger of its own:\n${step(await postTrigger(as(stack.tokens.service)))}`);
  console.log('\nAna decides on some of hers:');
  await decide(ana);
  console.log(`\n${await queueInWords(admin)}`);
  console.log(`\n${whereToLook(stack)}`);
});

function inNumbers({ companies, deals, contacts }: Account): string {
  return `${companies.length} companies, ${deals.length} deals and ${contacts.length} contacts`;
}

/** As an import: it brings the mirror to where the morning begins, also where an earlier demo has left it elsewhere. */
function known({ companies, contacts, deals, engagements }: Account): ToldChange[] {
  return [
    ...companies.map((record) => ({ type: 'crm.company.created' as const, record })),
    ...contacts.map((record) => ({ type: 'crm.contact.created' as const, record })),
    ...deals.map((record) => ({ type: 'crm.deal.created' as const, record })),
    ...engagements.map((record) => ({ type: 'crm.engagement.logged' as const, record })),
  ];
}

async function tellOfHubspot(stack: DemoStack, morning: HubspotStep): Promise<void> {
  const { stored } = await sendHubspotEvents(stack, morning);
  console.log(step(`HubSpot: ${stored} events of Cobalt Aerospace's deals and people, in one batch`));
}

/** One that names an action type of its own: an email that is really sent. */
async function postTrigger(service: ApiClient): Promise<string> {
  const trigger = {
    userId: 'ana',
    triggerType: 'form_submission',
    actionType: 'send_email',
    eventId: 'form-7730',
    contextSummary: 'Priya Nair asked for a demo by the web form, for 40 seats',
    company: { id: 'initech', name: 'Initech' },
    contact: { id: 'priya-nair', name: 'Priya Nair', email: 'priya.nair@initech.test' },
  };
  return triggerInWords(readAnswer(triggerAnswer, await service.post('/triggers', trigger)));
}

async function decide(ana: ApiClient): Promise<void> {
  const queue = await queueOf(ana);
  for (const decision of DEMO_DECISIONS) {
    const { triggerType, actionType, inWords } = decision;
    const action = queue.find((each) => each.triggerType === triggerType && each.actionType === actionType);
    const said = `${triggerType.padEnd(24)}`;
    if (action === undefined) console.log(step(`${said}nothing like it is pending`));
    else console.log(step(`${said}${shortId(action.id)} ${inWords}: ${await decideInDemo(ana, decision, action)}`));
  }
}

function whereToLook({ apiUrl, mailboxUrl, temporalUiUrl, slackFakeUrl }: DemoStack): string {
  const links = table([
    ['  Queue', apiUrl],
    ['  Mailbox', mailboxUrl],
    ['  Workflows in Temporal', temporalUiUrl],
    ['  Slack', slackFakeUrl],
    ['  API docs', `${apiUrl}/docs`],
  ]);
  const next = commandLine('signoff', ['list']);
  return `What is shown as "runs" executes by itself at that time. See for yourself:\n\n${links}\n\nDecide on the rest in the queue, or here: ${next}`;
}

/** Each once, with how often. */
function repeated(lines: string[]): string[] {
  return [...new Set(lines)].map((line) => {
    const times = lines.filter((other) => other === line).length;
    return times === 1 ? line : `${line} ${times} times`;
  });
}

function step(what: string): string {
  return cut(`  ${what}`, terminalWidth() ?? Number.POSITIVE_INFINITY);
}
