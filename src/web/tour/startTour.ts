import { texts } from '../texts.ts';
import { tourSeen } from './seen.ts';

type StepName = keyof typeof texts.tour.steps;

interface Place {
  step: StepName;
  at: string;
  /** Only where list and action stand side by side. */
  isWide?: true;
  /** Not where nothing waits. */
  isOfCard?: true;
}

/** What each step points at, in the order of the tour. */
const PLACES: readonly Place[] = [
  { step: 'card', at: '[data-queue] li[data-current]', isOfCard: true },
  { step: 'detail', at: '[data-tour="detail"]', isWide: true, isOfCard: true },
  { step: 'decide', at: '[data-tour="decide"]', isWide: true, isOfCard: true },
  { step: 'tabs', at: '[data-tour="tabs"]' },
  { step: 'nav', at: '[data-tour="nav"]' },
  { step: 'help', at: '[data-tour="help"]' },
];
/** How long an action that has just been opened may take to be there; whoever may decide nothing has no step for that. */
const LOADING_MS = 3_000;

/**
 * Shows what the parts of the queue are for, one after the other, over what is on the screen; Esc ends it, and arrows go on and back
 * (https://driverjs.com). The library is loaded when somebody takes it.
 */
export async function startTour({ isWide, hasCards }: { isWide: boolean; hasCards: boolean }): Promise<void> {
  const [{ driver }] = await Promise.all([import('driver.js'), import('./tour.css')]);
  const before = document.activeElement;
  const { next, back, done, progress, steps } = texts.tour;
  driver({
    animate: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    showProgress: true,
    progressText: progress,
    nextBtnText: next,
    prevBtnText: back,
    doneBtnText: done,
    popoverClass: 'signoff-tour',
    disableActiveInteraction: true,
    skipMissingElement: true,
    waitForElement: LOADING_MS,
    steps: PLACES.filter((place) => (isWide || !place.isWide) && (hasCards || !place.isOfCard)).map(({ step, at }) => {
      const [title, description] = steps[step];
      return { element: at, popover: { title, description } };
    }),
    onPopoverRender({ title, footer }) {
      // A header and a footer, which of the page would be landmarks.
      for (const part of [title, footer]) part.setAttribute('role', 'none');
    },
    onHighlighted(element, _step, { state }) {
      // It calls what it points at a button that opens it; they are parts of the page, for which none of this is allowed.
      for (const name of ['aria-haspopup', 'aria-expanded', 'aria-controls']) element?.removeAttribute(name);
      // By itself the focus is on what closes it, and Enter is for going on.
      state.popover?.nextButton.focus();
    },
    onDestroyed() {
      tourSeen.turn(true);
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    },
  }).drive();
}
