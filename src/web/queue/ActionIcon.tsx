import type { ActionType } from '../api/client.ts';
import { texts } from '../texts.ts';
import classes from './Card.module.css';

/** Drawn on 16 by 16. */
const PATHS: Record<ActionType, string> = {
  send_email: 'M1.5 3.5h13v9h-13zM1.5 4l6.5 5 6.5-5',
  draft_email: 'M2 14h12M3 11l7.5-7.5 2 2L5 13l-2.5.5z',
  create_followup_task: 'M2.5 2.5h11v11h-11zM5 8l2 2 4-4.5',
  log_touch: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 1.5',
  notify_rep: 'M4 11V7a4 4 0 0 1 8 0v4l1.5 1.5h-11zM6.5 14h3',
};

/** Of what kind an action is; a screen reader hears it in words. */
export function ActionIcon({ type }: { type: ActionType }) {
  return (
    <span className={classes.icon} title={texts.actionTypes[type]}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
        <path d={PATHS[type]} fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
      </svg>
    </span>
  );
}
