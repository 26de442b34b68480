import { z } from 'zod';
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { MAX_DELAY_MINUTES } from '../../domain/autoExecute.ts';
import { MAX_UNDO_SECONDS } from '../../domain/decide.ts';
import { AT_ONCE, TOLD_BY } from '../../domain/notifications.ts';
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

/** What was chosen; what is absent is inherited. */
export const chosenSettings = z
  .strictObject({
    autoExecute: z.partialRecord(z.enum(ACTION_TYPES), rule).optional(),
    triggerActions: z
      .partialRecord(z.enum(TRIGGER_TYPES), actionOrOff)
      .optional()
      .describe('Overrides of the default map; off: that trigger makes no action'),
    undoSeconds: z
      .partialRecord(z.enum(ACTION_TYPES), undoWindow)
      .optional()
      .describe('How long an approval from the screen can be undone'),
    notifications: z.strictObject(notifications).partial().optional().describe('What one is told, and where'),
  })
  .meta({
    id: 'Settings',
    examples: [
      {
        autoExecute: { log_touch: { enabled: true, autoExecuteDelayMinutes: 30 } },
        triggerActions: { activity_slump: 'create_followup_task', email_opened_multiple: 'off' },
        undoSeconds: { send_email: 10 },
        notifications: { atOnce: 'urgent', by: 'slack' },
      },
    ],
  });

/** Every rule as it holds for the caller. */
const effective = z.object({
  autoExecute: z.record(z.enum(ACTION_TYPES), rule),
  triggerActions: z.record(z.enum(TRIGGER_TYPES), actionOrOff),
  undoSeconds: z.record(z.enum(ACTION_TYPES), undoWindow),
  notifications: z.object(notifications),
});

export const settingsAnswer = z
  .object({ own: chosenSettings, workspace: chosenSettings, effective })
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
