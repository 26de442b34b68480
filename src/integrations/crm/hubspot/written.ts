/** Tasks and touches as HubSpot's objects: types, properties and associations. */
import type { Urgency } from '../../../domain/actionTypes.ts';
import type { RecordKind } from '../../../domain/crm.ts';
import { escapeHtml } from '../../../domain/escapeHtml.ts';
import type { CrmTask, CrmTouch } from '../crm.ts';

export type WrittenType = 'tasks' | 'notes' | 'meetings' | 'calls' | 'emails';

/** A record that the new object is linked to. */
export interface Link {
  kind: RecordKind;
  id: string;
}

/** An object to be created. */
export interface Written {
  object: WrittenType;
  /** All but the body. */
  properties: Readonly<Record<string, string>>;
  /** Plain text. */
  text: string;
  /** The one to look it up by first. */
  links: Link[];
}

interface ObjectFacts {
  /** Which property holds the text; HTML in all of them. */
  body: string;
  /** HubSpot's association types from it (@hubspot/api-client, AssociationTypes). */
  associationTypeIds: Readonly<Record<RecordKind, number>>;
}

export const WRITTEN: Readonly<Record<WrittenType, ObjectFacts>> = {
  tasks: { body: 'hs_task_body', associationTypeIds: { deal: 216, contact: 204, company: 192 } },
  notes: { body: 'hs_note_body', associationTypeIds: { deal: 214, contact: 202, company: 190 } },
  meetings: { body: 'hs_meeting_body', associationTypeIds: { deal: 212, contact: 200, company: 188 } },
  calls: { body: 'hs_call_body', associationTypeIds: { deal: 206, contact: 194, company: 182 } },
  emails: { body: 'hs_email_html', associationTypeIds: { deal: 210, contact: 198, company: 186 } },
};

const PRIORITY: Readonly<Record<Urgency, string>> = { low: 'LOW', normal: 'MEDIUM', high: 'HIGH' };

export function taskWritten(task: CrmTask): Written {
  return {
    object: 'tasks',
    properties: {
      hs_timestamp: task.dueAt,
      hs_task_subject: task.subject,
      hs_task_status: 'NOT_STARTED',
      hs_task_priority: PRIORITY[task.priority],
      hs_task_type: 'TODO',
      ...ownerOf(task),
    },
    text: task.body ?? '',
    links: linksOf(task),
  };
}

/** A form is no object of HubSpot's that can be made: it becomes a note. */
const TOUCH_TYPES: Readonly<Record<CrmTouch['touchType'], WrittenType>> = {
  note: 'notes',
  form: 'notes',
  meeting: 'meetings',
  call: 'calls',
  email: 'emails',
};

export function touchWritten(touch: CrmTouch): Written {
  const object = TOUCH_TYPES[touch.touchType];
  const { subject, body = '', occurredAt } = touch;
  return {
    object,
    properties: { hs_timestamp: occurredAt, ...touchProperties(object, subject, occurredAt), ...ownerOf(touch) },
    // A note has no title of its own.
    text: object === 'notes' && body !== '' ? `${subject}\n\n${body}` : object === 'notes' ? subject : body,
    links: linksOf(touch),
  };
}

function touchProperties(object: WrittenType, subject: string, occurredAt: string): Record<string, string> {
  if (object === 'meetings') {
    // How long it took is not known.
    const times = { hs_meeting_start_time: occurredAt, hs_meeting_end_time: occurredAt };
    return { hs_meeting_title: subject, hs_meeting_outcome: 'COMPLETED', ...times };
  }
  if (object === 'calls') return { hs_call_title: subject, hs_call_status: 'COMPLETED' };
  if (object !== 'emails') return {};
  return { hs_email_subject: subject, hs_email_direction: 'EMAIL', hs_email_status: 'SENT' };
}

function ownerOf({ ownerId }: CrmTask | CrmTouch): Record<string, string> {
  return ownerId === undefined ? {} : { hubspot_owner_id: ownerId };
}

function linksOf({ dealId, contactId, companyId }: CrmTask | CrmTouch): Link[] {
  const ids = { deal: dealId, contact: contactId, company: companyId };
  const kinds: RecordKind[] = ['deal', 'contact', 'company'];
  return kinds.flatMap((kind) => (ids[kind] ? [{ kind, id: ids[kind] }] : []));
}

/** HubSpot's limit of a note's body; the others' is not documented as lower. */
const MAX_HTML = 65_536;

/** The body as HTML: text without markup, its line breaks kept, the mark in a line of its own at the end. */
export function bodyHtml(text: string, key: string): string {
  const end = escapeHtml(markerOf(key));
  const cut = fitting(text.replaceAll('\r\n', '\n').trim(), MAX_HTML - end.length - BREAK.length * 2);
  return cut === '' ? end : `${cut}${BREAK}${BREAK}${end}`;
}

const BREAK = '<br>';

/** How one of ours is found again. */
export function markerOf(key: string): string {
  return `ref: ${key}`;
}

function fitting(text: string, max: number): string {
  let html = '';
  for (const character of text) {
    const piece = character === '\n' ? BREAK : escapeHtml(character);
    if (html.length + piece.length >= max) return `${html}…`;
    html += piece;
  }
  return html;
}
