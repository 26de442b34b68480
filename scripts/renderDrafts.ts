/** Renders the default draft of each trigger to docs/drafts.md: `node --import tsx scripts/renderDrafts.ts`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ActionType } from '../src/domain/actionTypes.ts';
import type { JsonObject } from '../src/domain/json.ts';
import type { Subject } from '../src/domain/subject.ts';
import { TRIGGER_ACTION_MAP, TRIGGER_TYPES, type TriggerType } from '../src/domain/triggers.ts';
import { type Calendar, DEFAULT_WORKING_HOURS } from '../src/domain/workingHours.ts';
import { draft } from '../src/drafting/draft.ts';
import type { TriggerToDraft } from '../src/drafting/triggerToDraft.ts';

/** Where the page stands. */
export const DRAFTS_PAGE = new URL('../docs/drafts.md', import.meta.url);

const INTRODUCTION = `<!-- Made by \`node --import tsx scripts/renderDrafts.ts\`. Change src/drafting/templates, then run it again. -->

# The drafts

What Signoff proposes for each of the 13 triggers, as rendered from \`src/drafting/templates/\`. This page is made by
\`node --import tsx scripts/renderDrafts.ts\`, and a test fails where it is not what the templates say.

- The **summary** is the reviewer's sentence in the queue, with the figures; it is never sent to a contact.
- An **email** is what a contact reads: 50 to 80 words, one question, no figure and no hint of what was observed; \`send_email\` and
  \`draft_email\` say the same. Below it stands the rep's signature, or the rep's name where there is none.
- Of its **three wordings** the one is taken that the most is known for: a next step that was agreed on, else what the last meeting (of
  a form: the form) was called, else neither. What such a thing is called is said only where it is short and speaks of nothing that is
  ours alone (\`src/drafting/sayable.ts\`): where a rep called the meeting "Discount strategy", it is not spoken of.
- Where an email between the two is known, it is **answered**: its subject, and its Message-ID as In-Reply-To and References. From
  HubSpot (emails of connected mailboxes), the generic webhook (\`messageId\`) and what Signoff itself sent for the rep, within the last
  90 days; BottleCRM tells no Message-ID. A new contact and a form are written to anew.
- The **two times** lie in the working hours of both, by the contact's clocks where these are known, else by the rep's. They lie more
  than seven days ahead, behind the action's expiry: however late it is approved, no email offers a time that is past. Signoff sees
  nobody's diary: the rep should look before approving.
- How much time is asked for, and what is promised, follows from the contact's **role** by job title (\`src/drafting/role.ts\`); the
  title itself is never said. How **urgent** a trigger is follows the rules in \`src/domain/urgency.ts\`; the **tone** stands in
  \`src/drafting/situations.ts\`.
- Each draft names its **template's version**, as \`deal_value_decrease/2\` (\`draft_version\` of the action). Workspaces and reps write
  templates of their own in the place of these: [templates.md](templates.md).
- Tasks are due at 09:00 on the rep's next working day. Here the rep is Ana Ruiz of Northwind in New York, and it is Tuesday,
  3 November 2026. Each email is judged by one question: would I, the rep, send this as it stands?`;

const acme = { company: { id: 'acme', name: 'Acme Corp' } };
const deal = (name: string, stage: string) => ({
  deal: { id: 'deal-1', name, amountMinor: 10_000_000, currency: 'USD', stage },
});
const contact = (name: string) => ({ contact: { id: 'contact-1', name, email: 'contact@acme.example' } });
const renewal: Subject = { ...acme, ...deal('Acme Renewal', 'negotiation'), ...contact('Sarah Lee') };

const at = (timeZone: string): Calendar => ({ hours: DEFAULT_WORKING_HOURS, timeZone, isHoliday: () => false });
const here = at('America/New_York');
const chicago = { calendars: { rep: here, contact: at('America/Chicago') } };
const london = { calendars: { rep: here, contact: at('Europe/London') } };
const walkthrough = { meeting: 'Product walkthrough' };
const questionnaire = { nextStep: 'Send the security questionnaire', jobTitle: 'IT Security Manager' };
const thread = { thread: { messageId: '<rollout@acme.example>', subject: 'Questions on the rollout' } };

interface Example extends Pick<TriggerToDraft, 'subject' | 'facts' | 'shared' | 'calendars'> {
  /** What is known, in words. */
  known: string;
  /** Would I send this? */
  verdict: string;
}

const EXAMPLES: Readonly<Record<TriggerType, Example>> = {
  deal_stage_regression: {
    subject: renewal,
    facts: { before: { stage: 'negotiation' }, after: { stage: 'qualification' } },
    shared: { ...questionnaire, ...thread },
    ...chicago,
    known: 'a next step, an email to answer, the contact works in IT in Chicago',
    verdict: 'Yes. It is about our own next step, and leaves the door open to say what went wrong.',
  },
  deal_value_decrease: {
    subject: renewal,
    facts: { before: { amountMinor: 10_000_000 }, after: { amountMinor: 7_500_000 }, percent: 25 },
    shared: { ...walkthrough, ...thread, jobTitle: 'Head of Procurement' },
    ...chicago,
    known: 'the last meeting, an email to answer, the contact buys, in Chicago',
    verdict: 'Yes, if I did take notes. I would add the part of the plan that I think has moved.',
  },
  deal_value_increase: {
    subject: renewal,
    facts: { before: { amountMinor: 10_000_000 }, after: { amountMinor: 12_500_000 }, percent: 25 },
    shared: walkthrough,
    ...chicago,
    known: 'the last meeting, the contact is in Chicago',
    verdict: 'Yes, once the people on our side are in fact being asked.',
  },
  deal_close_date_pushed: {
    subject: renewal,
    facts: { before: { closeDate: '2026-12-01' }, after: { closeDate: '2026-12-31' }, days: 30 },
    shared: { ...questionnaire, jobTitle: 'Chief Operating Officer' },
    ...chicago,
    known: 'a next step, the contact leads the company, in Chicago',
    verdict: 'Yes. Fifteen minutes and one thing to settle is what a COO answers to.',
  },
  deal_competitor_added: {
    subject: renewal,
    facts: { competitor: 'Globex' },
    shared: { ...walkthrough, ...thread },
    ...chicago,
    known: 'the last meeting, an email to answer, the contact is in Chicago',
    verdict: 'Yes, after naming the customer whom I have in mind: an offer without a name is easily passed over.',
  },
  new_contact_high_fit: {
    subject: { ...acme, ...contact('Priya Nair') },
    facts: { score: 91 },
    ...london,
    known: 'nothing but name and company, and that the contact is in London',
    verdict:
      'Not as it stands. It is honest and short, but says neither what we make nor why I write to her: that sentence only the rep, or a template of the workspace’s own, can add.',
  },
  email_opened_multiple: {
    subject: renewal,
    facts: { count: 3, windowHours: 24 },
    shared: thread,
    ...chicago,
    known: 'an email to answer, the contact is in Chicago',
    verdict: 'Yes. In the thread that she is reading anyway it comes at the right time and does not say that I know.',
  },
  activity_slump: {
    subject: renewal,
    facts: { days: 16 },
    shared: { ...walkthrough, ...thread },
    ...chicago,
    known: 'the last meeting, an email to answer, the contact is in Chicago',
    verdict:
      'Yes. It offers three ways to go on and does not complain of the silence. A piece of news would make it better.',
  },
  champion_title_change: {
    subject: renewal,
    facts: { before: { jobTitle: 'Head of Procurement' }, after: { jobTitle: 'Chief Operating Officer' } },
    shared: { jobTitle: 'Chief Operating Officer' },
    known: 'the role; not where the contact is, nor anything of the past',
    verdict:
      'Barely. Where she has announced the new job herself, I would begin by congratulating; the draft may not know that she has.',
  },
  champion_cold: {
    subject: renewal,
    facts: { days: 12 },
    shared: { ...questionnaire, ...thread },
    ...chicago,
    known: 'a next step, an email to answer, the contact works in IT in Chicago',
    verdict: 'Yes. It takes work off her and asks for little.',
  },
  multi_thread_engagement: {
    subject: { ...acme, ...contact('Tom Brandt') },
    facts: { count: 3, windowHours: 168, contactNames: ['Sarah Lee', 'Tom Brandt', 'Inès Moreau'] },
    shared: walkthrough,
    ...chicago,
    known: 'the last meeting, the contact is in Chicago',
    verdict: 'Yes, and I would put the colleagues whom I know in copy.',
  },
  meeting_completed: {
    subject: renewal,
    facts: { title: 'Product walkthrough' },
    shared: thread,
    ...chicago,
    known: 'what the meeting was called, an email to answer, the contact is in Chicago',
    verdict: 'After adding what was agreed. Where the CRM tells the next step, the draft names it and I would send it.',
  },
  form_submission: {
    subject: { ...acme, ...contact('Priya Nair') },
    facts: { title: 'Request a demo' },
    ...london,
    known: 'what the form is called, the contact is in London',
    verdict: 'Yes, at once: a quick answer with two times counts for more than a better one tomorrow.',
  },
};

/** The whole page. */
export function draftsPage(): string {
  return `${[INTRODUCTION, ...TRIGGER_TYPES.map(section)].join('\n\n')}\n`;
}

function section(triggerType: TriggerType): string {
  const { known, verdict, ...example } = EXAMPLES[triggerType];
  const drafted = (actionType: ActionType) =>
    draft({
      ...example,
      triggerType,
      actionType,
      given: {},
      occurredAt: new Date('2026-11-03T13:30:00Z'),
      now: new Date('2026-11-03T14:00:00Z'),
      rep: { displayName: 'Ana Ruiz', timeZone: 'America/New_York', company: 'Northwind' },
      currency: 'USD',
    });
  const actionType = TRIGGER_ACTION_MAP[triggerType];
  const { params, contextSummary, urgency } = drafted(actionType);
  const email = drafted('draft_email');
  const isEmail = actionType === 'draft_email';
  return [
    `## ${triggerType} → ${actionType}`,
    `Summary: ${contextSummary}`,
    `Urgency: ${urgency} · tone: ${params.suggestedTone}`,
    ...(isEmail ? [] : [quoted(params), 'As an email:']),
    quoted(email.params),
    `\`${email.draftVersion}\`. Known: ${known}. **Would I send this?** ${verdict}`,
  ].join('\n\n');
}

function quoted({ subject, body, dueAt, inReplyTo }: JsonObject): string {
  const due = typeof dueAt === 'string' ? [`Due: ${dueAt} (09:00 in New York)`] : [];
  const answers = typeof inReplyTo === 'string' ? [`In-Reply-To: \`${inReplyTo}\``] : [];
  const lines = [`**${subject}**`, ...answers, ...String(body).split('\n'), ...due].filter((line) => line !== '');
  return `> ${lines.join('\n>\n> ')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(DRAFTS_PAGE, draftsPage());
