import { Button, Kbd } from '@mantine/core';
import type { ActionDetail, Me } from '../api/client.ts';
import type { Decisions } from '../decide/decisions.ts';
import { finishing, useFinish } from '../decide/useFinish.ts';
import { useOnline } from '../shell/connection.ts';
import { SHORTCUTS, singleKeys } from '../shell/shortcuts.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { useNowMs } from '../ticker.ts';
import classes from './DecisionBar.module.css';
import { type Possible, possibleOn } from './possible.ts';

interface DecisionBarProps {
  action: ActionDetail;
  me: Me | undefined;
  mayDecide: boolean;
  decisions: Decisions;
  onEdit: (action: ActionDetail) => void;
  onCancel: (action: ActionDetail) => void;
  onReschedule: (action: ActionDetail) => void;
  onSnooze: (action: ActionDetail) => void;
  onLater: (action: ActionDetail) => void;
}

/** What one can do with the action now, each with its key. */
export function DecisionBar({ action, me, mayDecide, decisions, ...open }: DecisionBarProps) {
  const isOnline = useOnline();
  const nowMs = useNowMs();
  const isFinishing = useStore(finishing).has(action.id);
  const finish = useFinish();
  const viewer = { id: me?.id ?? '', mayDecide, maySnooze: me?.may.includes('actions.snooze') ?? false };
  const possible = possibleOn(action, viewer, nowMs);
  if (possible.length === 0) return null;

  const take: Record<Possible, () => void> = {
    approve: () => void decisions.approve(action),
    sendNow: () => void decisions.approve(action, { sendNow: true }),
    later: () => open.onLater(action),
    edit: () => open.onEdit(action),
    cancel: () => open.onCancel(action),
    reschedule: () => open.onReschedule(action),
    snooze: () => open.onSnooze(action),
    unsnooze: () => void decisions.snooze(action, null),
    undo: () => void decisions.undo(action),
    retry: () => finish.retry(action),
    confirm: () => finish.confirm(action),
    dismiss: () => finish.dismiss(action),
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a part of a form, and these are none
    <div className={classes.bar} role="group" aria-label={texts.detail.actions} data-tour="decide">
      {possible.map((command, index) => (
        <Choice
          key={command}
          command={command}
          label={labelOf(command, action)}
          isFirst={index === 0}
          disabled={!isOnline || isFinishing}
          onTake={take[command]}
        />
      ))}
    </div>
  );
}

/** Approving is called by what it does. */
function labelOf(command: Possible, { actionType }: ActionDetail): string {
  if (command === 'later') return `${texts.later(actionType)} …`;
  return command === 'approve' ? texts.verbs[actionType].button : texts.detail.buttons[command];
}

interface ChoiceProps {
  command: Possible;
  label: string;
  isFirst: boolean;
  disabled: boolean;
  onTake: () => void;
}

function Choice({ command, label, isFirst, disabled, onTake }: ChoiceProps) {
  const areKeysOn = useStore(singleKeys);
  const [key] = SHORTCUTS.find((shortcut) => shortcut.command === command)?.keys ?? [];
  const hint = areKeysOn ? key : undefined;
  return (
    <Button
      variant={isFirst ? 'filled' : 'default'}
      size="sm"
      disabled={disabled}
      aria-keyshortcuts={hint}
      rightSection={
        hint !== undefined && (
          <Kbd className={classes.key} data-on-filled={isFirst || undefined} size="xs" aria-hidden>
            {hint.toUpperCase()}
          </Kbd>
        )
      }
      onClick={onTake}
    >
      {label}
    </Button>
  );
}
