import { z } from 'zod';
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { MAX_DELAY_MINUTES } from '../../domain/autoExecute.ts';
import { MAX_UNDO_SECONDS } from '../../domain/decide.ts';
import { AT_ONCE, TOLD_BY } from '../../domain/notifications.ts';
import { workingHours } from '../../domain/params/workingHours.ts';
import { ROLES } from '../../domain/roles.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';

const rule = z.strictObject({
  enabled: z.boolean(),
  autoExecuteDelayMinutes: z.number().int().min(0).max(MAX_DELAY_MINUTES),
});
const undoWindow = z.number().int().min(0).max(MAX_UNDO_SECONDS);
const actionOrOff = z.enum([...ACTION_TYPES, 'off']);

const notifications = {
  atOnce: z.enum(AT_ONCE).describe('Of which new actions one is told at once'),
  digest: z.boolean().describe('Whether one is told each morning what waits'),
  reminders: z
    .boolean()
    .describe('Whether one is reminded a day before an action expires, and before an urgent one executes by itself'),
  escalation: z.boolean().describe('Whether one’s manager is told four hours before an action expires'),
  by: z.enum(TOLD_BY).describe('Where; whom Slack does not know is told by email'),
};
const chosen = {
  autoExecute: z.partialRecord(z.enum(ACTION_TYPES), rule).optional(),
  triggerActions: z
    .partialRecord(z.enum(TRIGGER_TYPES), actionOrOff)
    .optional()
    .describe('Overrides of the default map; off: that trigger makes no action'),
  undoSeconds: z
    .partialRecord(z.enum(ACTION_TYPES), undoWindow)
    .optional()
    .describe('How long an approval from the screen can be undone'),
  workingHours: workingHours.optional().describe('When somebody is at work, by his own clocks: he is reminded then'),
  notifications: z.strictObject(notifications).partial().optional().describe('What one is told, and where'),
};
const example = {
  autoExecute: { log_touch: { enabled: true, autoExecuteDelayMinutes: 30 } },
  triggerActions: { activity_slump: 'create_followup_task', email_opened_multiple: 'off' },
  undoSeconds: { send_email: 10 },
  notifications: { atOnce: 'urgent', by: 'slack' },
} as const;
const hours = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00', country: 'DE' } as const;

/** What was chosen; what is absent is inherited. */
export const chosenSettings = z.strictObject(chosen).meta({
  id: 'Settings',
  examples: [{ ...example, workingHours: { ...hours, days: [...hours.days] } }],
});

const cap = z.int().min(1).max(10_000);

/** What a workspace has chosen: defaults for its users, and when emails leave, which holds for all of them. */
export const workspaceSettings = z
  .strictObject({
    ...chosen,
    sendWindow: z
      .strictObject({ hours: workingHours.describe('By the recipient’s clocks') })
      .optional()
      .describe('Emails to contacts leave within these hours; absent: at any hour'),
    caps: z
      .strictObject({
        perContactPerDay: cap.optional().describe('Emails to one contact within 24 hours'),
        perContactPerWeek: cap.optional().describe('Emails to one contact within 7 days'),
        perRepPerDay: cap.optional().describe('Emails of one rep within 24 hours'),
      })
      .optional()
      .describe('How many emails leave at most, of all reps and triggers together; absent: as many as are approved'),
    insightsByPerson: z
      .boolean()
      .optional()
      .describe('Whether managers and admins see insights by person; absent: only of all together'),
  })
  .meta({
    id: 'WorkspaceSettings',
    examples: [
      {
        ...example,
        sendWindow: { hours: { ...hours, days: [...hours.days] } },
        caps: { perContactPerDay: 1, perContactPerWeek: 3 },
      },
    ],
  });

/** Every rule as it holds for the caller. */
const effective = z.object({
  autoExecute: z.record(z.enum(ACTION_TYPES), rule),
  triggerActions: z.record(z.enum(TRIGGER_TYPES), actionOrOff),
  undoSeconds: z.record(z.enum(ACTION_TYPES), undoWindow),
  notifications: z.object(notifications),
  workingHours,
});

export const settingsAnswer = z
  .object({ own: chosenSettings, workspace: workspaceSettings, effective })
  .meta({ id: 'SettingsAnswer' });

export const me = z
  .object({
    id: z.string(),
    workspaceId: z.string(),
    workspaceName: z.string(),
    role: z.enum(ROLES),
    displayName: z.string(),
    email: z.string(),
    timeZone: z.string(),
    locale: z.string(),
    currency: z.string().describe('ISO 4217, the workspace’s'),
    managerId: z.string().nullable(),
    may: z.array(z.string()).describe('The verbs of the access table that the role has'),
    failedWorkflowsUrl: z
      .string()
      .nullable()
      .describe(
        'For an admin, the workflows of failed actions in Temporal’s Web UI; null for others and where none is configured',
      ),
    team: z.array(z.object({ id: z.string(), displayName: z.string() })).describe('Whose actions the caller may see'),
    covering: z
      .array(z.object({ id: z.string(), displayName: z.string() }))
      .describe('Whom the caller covers now: their actions are in the caller’s queue'),
  })
  .meta({ id: 'Me' });
