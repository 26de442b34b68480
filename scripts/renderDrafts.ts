/** Renders the default draft of each trigger to docs/drafts.md: `node --import tsx scripts/renderDrafts.ts`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { TriggerFacts } from '../src/domain/crm.ts';
import type { Subject } from '../src/domain/subject.ts';
import { TRIGGER_ACTION_MAP, TRIGGER_TYPES, type TriggerType } from '../src/domain/triggers.ts';
import { draft } from '../src/drafting/draft.ts';

/** Where the page stands. */
export const DRAFTS_PAGE = new URL('../docs/drafts.md', import.meta.url);

const INTRODUCTION = `<!-- Made by \`node --import tsx scripts/renderDrafts.ts\`. Change src/drafting/templates, then run it again. -->

# The drafts

What Signoff proposes by default for each of the 13 triggers, as rendered from \`src/drafting/templates/\`. This page is made by
\`node --import tsx scripts/renderDrafts.ts\`, and a test fails where it is not what the templates say.

- The **summary** is the reviewer's sentence in the queue, with the figures; it is never sent to a contact.
- An **email** is what a contact reads: names only, one question, no figure and no hint of what was observed. The rep's signature
  is added when it is sent; \`send_email\` and \`draft_email\` say the same.
- How **urgent** a trigger is follows the rules in \`src/domain/urgency.ts\`; the **tone** stands in \`src/drafting/situations.ts\`.
- Tasks are due at 09:00 on the rep's next working day. Here the rep is Ana Ruiz in New York, and it is Tuesday, 3 November 2026.`;

const acme = { company: { id: 'acme', name: 'Acme Corp' } };
const deal = (name: string, stage: string) => ({
  deal: { id: 'deal-1', name, amountMinor: 10_000_000, currency: 'USD', stage },
});
const contact = (name: string) => ({ contact: { id: 'contact-1', name, email: 'contact@acme.example' } });
const renewal: Subject = { ...acme, ...deal('Acme Renewal', 'negotiation'), ...contact('Sarah Lee') };

const EXAMPLES: Readonly<Record<TriggerType, { subject: Subject; facts: TriggerFacts }>> = {
  deal_stage_regression: {
    subject: renewal,
    facts: { before: { stage: 'negotiation' }, after: { stage: 'qualification' } },
  },
  deal_value_decrease: {
    subject: renewal,
    facts: { before: { amountMinor: 10_000_000 }, after: { amountMinor: 7_500_000 }, percent: 25 },
  },
  deal_value_increase: {
    subject: renewal,
    facts: { before: { amountMinor: 10_000_000 }, after: { amountMinor: 12_500_000 }, percent: 25 },
  },
  deal_close_date_pushed: {
    subject: renewal,
    facts: { before: { closeDate: '2026-12-01' }, after: { closeDate: '2026-12-31' }, days: 30 },
  },
  deal_competitor_added: { subject: renewal, facts: { competitor: 'Globex' } },
  new_contact_high_fit: { subject: { ...acme, ...contact('Priya Nair') }, facts: { score: 91 } },
  email_opened_multiple: { subject: renewal, facts: { count: 3, windowHours: 24 } },
  activity_slump: { subject: renewal, facts: { days: 16 } },
  champion_title_change: {
    subject: renewal,
    facts: { before: { jobTitle: 'Head of Procurement' }, after: { jobTitle: 'Chief Operating Officer' } },
  },
  champion_cold: { subject: renewal, facts: { days: 12 } },
  multi_thread_engagement: {
    subject: acme,
    facts: { count: 3, windowHours: 168, contactNames: ['Sarah Lee', 'Tom Brandt', 'Inès Moreau'] },
  },
  meeting_completed: { subject: renewal, facts: { title: 'Product walkthrough' } },
  form_submission: { subject: { ...acme, ...contact('Priya Nair') }, facts: { title: 'Request a demo' } },
};

/** The whole page. */
export function draftsPage(): string {
  return `${[INTRODUCTION, ...TRIGGER_TYPES.map(section)].join('\n\n')}\n`;
}

function section(triggerType: TriggerType): string {
  const actionType = TRIGGER_ACTION_MAP[triggerType];
  const { params, contextSummary, urgency } = draft({
    ...EXAMPLES[triggerType],
    triggerType,
    actionType,
    given: {},
    occurredAt: new Date('2026-11-03T13:30:00Z'),
    now: new Date('2026-11-03T14:00:00Z'),
    rep: { displayName: 'Ana Ruiz', timeZone: 'America/New_York' },
    currency: 'USD',
  });
  const due = typeof params.dueAt === 'string' ? [`Due: ${params.dueAt} (09:00 in New York)`] : [];
  const quoted = [`**${params.subject}**`, ...String(params.body).split('\n'), ...due]
    .filter((line) => line !== '')
    .join('\n>\n> ');
  return [
    `## ${triggerType} → ${actionType}`,
    `Summary: ${contextSummary}`,
    `Urgency: ${urgency} · tone: ${params.suggestedTone}`,
    `> ${quoted}`,
  ].join('\n\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(DRAFTS_PAGE, draftsPage());
