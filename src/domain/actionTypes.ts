/** What an action can do (product rules, section 3). */
export const ACTION_TYPES = ['send_email', 'draft_email', 'create_followup_task', 'log_touch', 'notify_rep'] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

/** How pressing an action is; the queue shows the highest first. */
export const URGENCIES = ['low', 'normal', 'high'] as const;
export type Urgency = (typeof URGENCIES)[number];
