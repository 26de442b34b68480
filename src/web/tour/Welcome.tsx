import { Button } from '@mantine/core';
import strip from '../shell/strip.module.css';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { tourSeen } from './seen.ts';
import classes from './Welcome.module.css';

/** Offers the tour to whoever is here for the first time: nobody who has come to decide is made to take it. */
export function Welcome({ onTour }: { onTour: () => void }) {
  if (useStore(tourSeen)) return null;
  return (
    <aside className={strip.strip} aria-label={texts.tour.label}>
      <span className={classes.text}>{texts.tour.offer}</span>
      <Button size="compact-sm" onClick={onTour}>
        {texts.tour.take}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={() => tourSeen.turn(true)}>
        {texts.tour.decline}
      </Button>
    </aside>
  );
}
