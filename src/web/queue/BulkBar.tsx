import { Button } from '@mantine/core';
import strip from '../shell/strip.module.css';
import { texts } from '../texts.ts';
import classes from './BulkBar.module.css';
import { MAX_SELECTED, type Selection } from './useSelection.ts';

interface BulkBarProps {
  selection: Selection;
  /** How many could be selected. */
  loaded: number;
  disabled: boolean;
  onDecide: (decision: 'approve' | 'cancel') => void;
}

/** What one can do with the selected cards; there while any is selected. */
export function BulkBar({ selection, loaded, disabled, onDecide }: BulkBarProps) {
  const selected = selection.cards.length;
  if (selected === 0) return null;
  const canSelect = Math.min(loaded, MAX_SELECTED);
  return (
    <section className={strip.strip} aria-label={texts.bulk.label}>
      <strong role="status">{texts.bulk.selected(selected)}</strong>
      <Button size="compact-sm" disabled={disabled} onClick={() => onDecide('approve')}>
        {texts.bulk.approve}
      </Button>
      <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => onDecide('cancel')}>
        {texts.bulk.cancel}
      </Button>
      {selected < canSelect && (
        <Button size="compact-sm" variant="subtle" onClick={selection.selectAll}>
          {loaded > MAX_SELECTED ? texts.bulk.selectFirst(MAX_SELECTED) : texts.bulk.selectAll(loaded)}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={selection.clear}>
        {texts.bulk.clear}
      </Button>
      {selected === MAX_SELECTED && <span className={classes.limit}>{texts.bulk.limit(MAX_SELECTED)}</span>}
    </section>
  );
}
