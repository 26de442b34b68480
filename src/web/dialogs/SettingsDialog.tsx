import { Button } from '@mantine/core';
import { useMe } from '../api/queries.ts';
import { OwnHours } from '../hours/OwnHours.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import { AwayForm } from './AwayForm.tsx';
import classes from './dialogs.module.css';
import { NotificationsForm } from './NotificationsForm.tsx';
import { OwnMailbox } from './OwnMailbox.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { useSettings } from './useSettings.ts';

/** One's own undo windows, working hours and what one is told, for orientation what executes by itself, who covers while one is away, and one's mail servers. */
export function SettingsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { data: me } = useMe();
  return (
    <Dialog title={texts.dialogs.settings.title} opened={opened} onClose={onClose} size="lg">
      <Loaded onClose={onClose} decides={me != null && me.role !== 'admin'} />
      {me != null && <AwayForm me={me} />}
      {me != null && me.role !== 'admin' && <OwnMailbox />}
    </Dialog>
  );
}

function Loaded({ onClose, decides }: { onClose: () => void; decides: boolean }) {
  const { data, isError, isFetching, refetch } = useSettings();
  if (isError) {
    return (
      <div className={classes.form} role="alert">
        <p>{texts.dialogs.settings.error}</p>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </div>
    );
  }
  // What is shown at once may be old, and a form does not change under one's hands.
  if (data === undefined || isFetching) return <p role="status">{texts.common.loading}</p>;
  return (
    <>
      <SettingsForm settings={data} onClose={onClose} />
      {decides && <NotificationsForm settings={data} />}
      <OwnHours settings={data} />
    </>
  );
}
