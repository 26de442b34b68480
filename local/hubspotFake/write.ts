/** Creating engagements, with the checks that HubSpot makes. */
import { z } from 'zod';
import { json, type Reply, type Request } from '../fakes/http.ts';
import type { FakeObjects } from './objects.ts';
import { hubspotError, invalidReply } from './replies.ts';

const createInput = z.object({
  properties: z.record(z.string(), z.union([z.string(), z.number().transform(String)])),
  associations: z
    .array(
      z.object({
        to: z.object({ id: z.coerce.string() }),
        types: z
          .array(z.object({ associationCategory: z.literal('HUBSPOT_DEFINED'), associationTypeId: z.number().int() }))
          .min(1),
      }),
    )
    .default([]),
});
type Input = z.output<typeof createInput>;

/** What may be created, by association type the kind that it leads to, and the properties that there are. */
const CREATED: Readonly<Record<string, { types: Readonly<Record<number, string>>; properties: Properties }>> = {
  tasks: {
    types: { 216: 'deals', 204: 'contacts', 192: 'companies' },
    properties: {
      hs_task_subject: null,
      hs_task_body: null,
      hs_task_status: ['NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'COMPLETED', 'DEFERRED'],
      hs_task_priority: ['NONE', 'LOW', 'MEDIUM', 'HIGH'],
      hs_task_type: ['EMAIL', 'CALL', 'TODO'],
    },
  },
  notes: { types: { 214: 'deals', 202: 'contacts', 190: 'companies' }, properties: { hs_note_body: null } },
  meetings: {
    types: { 212: 'deals', 200: 'contacts', 188: 'companies' },
    properties: {
      hs_meeting_title: null,
      hs_meeting_body: null,
      hs_meeting_start_time: null,
      hs_meeting_end_time: null,
      hs_meeting_outcome: ['SCHEDULED', 'COMPLETED', 'RESCHEDULED', 'NO_SHOW', 'CANCELED'],
    },
  },
  calls: {
    types: { 206: 'deals', 194: 'contacts', 182: 'companies' },
    properties: { hs_call_title: null, hs_call_body: null, hs_call_status: ['COMPLETED', 'NO_ANSWER'] },
  },
  emails: {
    types: { 210: 'deals', 198: 'contacts', 186: 'companies' },
    properties: {
      hs_email_subject: null,
      hs_email_html: null,
      hs_email_text: null,
      hs_email_direction: ['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL'],
      hs_email_status: ['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING', 'SENT'],
    },
  },
};

/** Which values a property takes; null: any text up to HubSpot's limit. */
type Properties = Readonly<Record<string, readonly string[] | null>>;
const MAX_TEXT = 65_536;

/** Undefined where objects of this kind are not made here. */
export async function create(kind: string, { body }: Request, objects: FakeObjects): Promise<Reply | undefined> {
  const facts = CREATED[kind];
  if (facts === undefined) return undefined;
  const parsed = createInput.safeParse(JSON.parse(body));
  if (!parsed.success) return invalidReply(`Invalid input JSON: ${z.prettifyError(parsed.error)}`);
  const { properties, associations } = parsed.data;
  const refusal =
    refusedProperty(kind, properties, facts.properties, objects) ??
    associations.map((each) => refusedAssociation(each, facts.types, objects)).find((each) => each !== undefined);
  if (refusal !== undefined) return refusal;
  const links = associations.flatMap(({ to, types }) =>
    types.map(({ associationTypeId: typeId }) => ({
      to: facts.types[typeId] ?? '',
      id: to.id,
      primary: false,
      typeId,
    })),
  );
  const { id, createdAt, updatedAt } = await objects.create(kind, properties, links);
  const shown = { ...properties, hs_object_id: id };
  return json(201, { id, properties: shown, createdAt, updatedAt, archived: false });
}

function refusedProperty(
  kind: string,
  properties: Input['properties'],
  known: Properties,
  objects: FakeObjects,
): Reply | undefined {
  const { hs_timestamp: time, hubspot_owner_id: owner, ...others } = properties;
  if (!time) {
    const message = `Error creating ${kind.slice(0, -1).toUpperCase()}. Some required properties were not set.`;
    return invalidReply(message, { context: { properties: ['hs_timestamp'] } });
  }
  if (Number.isNaN(Date.parse(/^\d+$/.test(time) ? new Date(Number(time)).toISOString() : time))) {
    return notValid('hs_timestamp', `${time} was not a valid long.`, 'INVALID_LONG');
  }
  if (owner !== undefined && objects.get('owners', owner)?.properties.archived === 'true') {
    return notValid('hubspot_owner_id', `Owner ${owner} is not active`, 'INVALID_OWNER_ID');
  }
  if (owner !== undefined && objects.get('owners', owner) === undefined) {
    return notValid('hubspot_owner_id', `Owner ${owner} does not exist`, 'INVALID_OWNER_ID');
  }
  for (const [name, value] of Object.entries(others)) {
    const values = known[name];
    if (values === undefined) return notValid(name, `Property "${name}" does not exist`, 'PROPERTY_DOESNT_EXIST');
    if (values !== null && !values.includes(value)) {
      return notValid(name, `${value} was not one of the allowed options: ${values.join(', ')}`, 'INVALID_OPTION');
    }
    if (value.length > MAX_TEXT) return notValid(name, `${name} is too long`, 'PROPERTY_VALUE_TOO_LONG');
  }
  return undefined;
}

function notValid(name: string, message: string, error: string): Reply {
  return invalidReply(`Property values were not valid: ${JSON.stringify([{ isValid: false, message, error, name }])}`);
}

function refusedAssociation(
  { to, types }: Input['associations'][number],
  known: Readonly<Record<number, string>>,
  objects: FakeObjects,
): Reply | undefined {
  for (const { associationTypeId } of types) {
    const kind = known[associationTypeId];
    if (kind === undefined) return invalidReply(`One or more associations are not valid: no type ${associationTypeId}`);
    if (objects.get(kind, to.id) === undefined) {
      const message = `Could not associate: no ${kind} with the ID ${to.id} exists`;
      return hubspotError(404, 'OBJECT_NOT_FOUND', { message, context: { id: [to.id] } });
    }
  }
  return undefined;
}
