/** Records as BottleCRM's API answers them, made the shapes of its webhooks, so that both are read alike. */
import { z } from 'zod';
import { BOTTLECRM, type BottleCrmApi, profile } from './api.ts';

const link = z.object({ id: z.string() }).nullable();
const assigned = z.array(profile);
/** A code of ISO 3166-1, of a list to choose from (common/utils.py). */
const country = z.string().nullish();
/** Booleans and dates among them are not asked for. */
const customFields = z.record(z.string(), z.unknown()).nullish().transform(readable);

const dealRow = z.object({
  id: z.string(),
  name: z.string(),
  account: link,
  pipeline: z.string().nullable(),
  stage: z.string(),
  currency: z.string().nullable(),
  amount: z.union([z.string(), z.number()]).nullable(),
  closed_on: z.string().nullable(),
  contacts: z.array(
    z.object({
      id: z.string(),
      first_name: z.string().nullish(),
      last_name: z.string().nullish(),
      email: z.string().nullish(),
    }),
  ),
  assigned_to: assigned,
  custom_fields: customFields,
});

const contactRow = z.object({
  id: z.string(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  email: z.string().nullish(),
  title: z.string().nullish(),
  account: z.string().nullish(),
  country,
  assigned_to: assigned,
  created_at: z.string(),
  custom_fields: customFields,
});

const accountRow = z.object({ id: z.string(), name: z.string(), website: z.string().nullish(), country });

/** A pipeline as deals name it here: other CRMs may have ids like BottleCRM's. */
export function pipelineId(id: string): string {
  return `${BOTTLECRM}:${id}`;
}

/** By the word of BottleCRM's webhooks: a row of a list or of a single answer, as a webhook would have it. */
export const ROWS = {
  deal: dealRow.transform(({ account, pipeline, contacts, assigned_to, ...row }) => ({
    ...row,
    account_id: account?.id ?? null,
    pipeline_id: pipeline,
    assigned_to: assigned_to.map(({ id }) => id),
    contacts: contacts.map(({ id, first_name, last_name, email }) => ({
      id,
      name: [first_name, last_name].filter(Boolean).join(' '),
      email: email ?? null,
    })),
  })),
  contact: contactRow.transform(({ account, assigned_to, ...row }) => ({
    ...row,
    account_id: account ?? null,
    assigned_to: assigned_to.map(({ id }) => id),
  })),
  account: accountRow,
} as const;

const dealAnswer = z.object({ opportunity_obj: ROWS.deal });
const contactAnswer = z.object({ contact_obj: ROWS.contact });

export async function readDealContacts(api: BottleCrmApi, id: string) {
  return (await api.get(['opportunities', id], dealAnswer)).opportunity_obj;
}

export async function readContactFields(api: BottleCrmApi, id: string) {
  return (await api.get(['contacts', id], contactAnswer)).contact_obj.custom_fields;
}

function readable(fields: Record<string, unknown> | null | undefined) {
  const kept = z.union([z.string(), z.number(), z.array(z.string())]);
  return Object.fromEntries(
    Object.entries(fields ?? {}).flatMap(([name, value]) => {
      const parsed = kept.safeParse(value);
      return parsed.success ? [[name, parsed.data]] : [];
    }),
  );
}
