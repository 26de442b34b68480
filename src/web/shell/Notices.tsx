import { Button, CloseButton } from '@mantine/core';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import classes from './Notices.module.css';
import { announcement, dismissNotice, type Notice, notices } from './notices.ts';

/** Quiet notices in a corner, and the regions that screen readers listen to. */
export function Notices() {
  const shown = useStore(notices);
  const { text, number } = useStore(announcement);
  const of = (kind: Notice['kind']) =>
    shown.filter((notice) => notice.kind === kind).map((notice) => <Item key={notice.id} notice={notice} />);
  return (
    <div className={classes.region}>
      <div role="status" className="visually-hidden">
        <span key={number}>{text}</span>
      </div>
      <section className={classes.notices} aria-label={texts.shell.notices}>
        <div role="alert">{of('error')}</div>
        <div role="status">{of('info')}</div>
      </section>
    </div>
  );
}

function Item({ notice: { id, kind, text, offer } }: { notice: Notice }) {
  return (
    <div className={classes.notice} data-kind={kind}>
      <p className={classes.text}>{text}</p>
      {offer !== undefined && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            dismissNotice(id);
            offer.take();
          }}
        >
          {offer.label}
        </Button>
      )}
      <CloseButton size="sm" aria-label={texts.common.dismiss} onClick={() => dismissNotice(id)} />
    </div>
  );
}
