import type { ActionSummary } from '../api/client.ts';
import { useFormat } from '../format.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import { checkLater, laterTimes, zoneOf } from './laterTimes.ts';
import { Offers } from './Offers.tsx';

const words = texts.dialogs.later;

interface ChoicesProps {
  action: ActionSummary;
  /** Closing is the caller's. @param executeAt RFC 3339 */
  onConfirm: (executeAt: string) => void;
}

interface LaterDialogProps extends ChoicesProps {
  opened: boolean;
  onClose: () => void;
}

/** For which moment an action is approved, by the contact's clocks where they are known. */
export function LaterDialog({ action, opened, onClose, onConfirm }: LaterDialogProps) {
  return (
    <Dialog title={texts.later(action.actionType)} opened={opened} onClose={onClose}>
      <Choices action={action} onConfirm={onConfirm} />
    </Dialog>
  );
}

function Choices({ action, onConfirm }: ChoicesProps) {
  const format = useFormat();
  const zone = zoneOf(action, format.timeZone);
  const offers = laterTimes(action, Date.now(), zone).map(([choice, time]) => ({
    label: words.choices[choice],
    time,
    when: format.momentIn(time, zone),
  }));
  return (
    <Offers offers={offers} words={words} check={(time) => checkLater(time, action, Date.now())} onTake={onConfirm}>
      <p>{action.contextSummary}</p>
      <p className={classes.help}>
        {words.until} {zone === format.timeZone ? words.ownClocks : words.contactsClocks(zone)}
      </p>
    </Offers>
  );
}
