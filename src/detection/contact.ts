import type { DetectionSettings } from '../domain/detectionSettings.ts';
import { urgencyOf } from '../domain/urgency.ts';
import { comparable, type Detected, type Known } from './detected.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface ContactContext {
  /** The open deals whose champion it is. */
  isChampionOf: { dealId: string; companyId?: string }[];
  /** new_contact_high_fit is told once for each contact. */
  highFitFired: boolean;
}

/** What a change of a contact means; at its first sight only a high fit means something. */
export function detectContact(
  contactId: string,
  before: Known<'contact'> | undefined,
  after: Known<'contact'>,
  at: string,
  settings: DetectionSettings,
  context: ContactContext,
): Detected[] {
  const companyId = after.properties.companyId ?? undefined;
  const about = { occurredAt: at, contactId, companyId };
  const highFit: Detected[] =
    !context.highFitFired && reachesFit(before, after, settings) && isNew(before, after, at, settings)
      ? [withUrgency({ ...about, triggerType: 'new_contact_high_fit', facts: { score: scoreOf(after) } })]
      : [];
  const facts = titleChange(before, after);
  const titleChanges = (facts === undefined ? [] : context.isChampionOf).map((deal) =>
    withUrgency({
      ...about,
      triggerType: 'champion_title_change',
      dealId: deal.dealId,
      companyId: deal.companyId ?? companyId,
      facts: facts ?? {},
    }),
  );
  return [...highFit, ...titleChanges];
}

function withUrgency(detected: Omit<Detected, 'urgency'>): Detected {
  return { ...detected, urgency: urgencyOf(detected.triggerType, detected.facts) };
}

/** One that had reached the threshold before is no news, also where nobody was told (an import). */
function reachesFit(
  before: Known<'contact'> | undefined,
  after: Known<'contact'>,
  { fitScoreThreshold }: DetectionSettings,
): boolean {
  const hasReached = (known: Known<'contact'> | undefined) => (scoreOf(known) ?? -Infinity) >= fitScoreThreshold;
  return hasReached(after) && !hasReached(before);
}

function scoreOf(known: Known<'contact'> | undefined): number | undefined {
  return known?.properties.fitScore ?? undefined;
}

/** Where the CRM does not say since when it has the contact, it is new at first sight and never again. */
function isNew(
  before: Known<'contact'> | undefined,
  after: Known<'contact'>,
  at: string,
  { newContactDays }: DetectionSettings,
): boolean {
  const { createdAt } = after.properties;
  if (createdAt === null) return before === undefined;
  return Date.parse(at) - Date.parse(createdAt) <= newContactDays * DAY_MS;
}

/** A first title is no change, nor is a title that went away or is only written differently. */
function titleChange(before: Known<'contact'> | undefined, after: Known<'contact'>) {
  if (before === undefined || !comparable(before, after, 'jobTitle')) return undefined;
  const [from, to] = [before.properties.jobTitle?.trim(), after.properties.jobTitle?.trim()];
  if (!from || !to || plain(from) === plain(to)) return undefined;
  return { before: { jobTitle: from }, after: { jobTitle: to } };
}

function plain(title: string): string {
  return title.toLowerCase().replace(/\s+/g, ' ');
}
