/** Templates that workspaces and reps write themselves, in the place of ours. */
import type { ActionType } from './actionTypes.ts';

/** What a template is of. Sent at once or left to the rep: it is the same email. */
export const TEMPLATE_KINDS = ['email', 'task', 'touch', 'message'] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

const KINDS: Readonly<Record<ActionType, TemplateKind>> = {
  send_email: 'email',
  draft_email: 'email',
  create_followup_task: 'task',
  log_touch: 'touch',
  notify_rep: 'message',
};

export function templateKindOf(actionType: ActionType): TemplateKind {
  return KINDS[actionType];
}

/** The action whose words a template's are; of an email, the one that a person sends. */
export const ACTION_OF_KIND = {
  email: 'draft_email',
  task: 'create_followup_task',
  touch: 'log_touch',
  message: 'notify_rep',
} as const satisfies Record<TemplateKind, ActionType>;

export const MAX_TEMPLATE_SUBJECT = 500;
export const MAX_TEMPLATE_BODY = 5_000;

export interface TemplateTexts {
  subject: string;
  body: string;
}

/** A template as drafts are made with it. */
export interface OwnTemplate extends TemplateTexts {
  /** `deal_value_decrease/w17` of a workspace's, `…/u17` of a rep's. */
  draftVersion: string;
}

/** What is wrong in a template, and where: line and column begin with 1. */
export interface TemplateFlaw {
  field: keyof TemplateTexts;
  line: number;
  column: number;
  message: string;
}
