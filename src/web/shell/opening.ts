/** How links in an action's detail open another action: in whichever list the screen has beside it. */
import { createContext, use } from 'react';
import { texts } from '../texts.ts';
import { currentAddress, go, hrefOf } from './address.ts';

export interface Opening {
  hrefOf(actionId: string): string;
  open(actionId: string): void;
  /** What the button says that closes the detail. */
  back: string;
}

/** Beside the queue, unless a screen has another list. */
export const OpeningContext = createContext<Opening>({
  hrefOf: (actionId) => hrefOf({ ...currentAddress(), actionId }),
  open: (actionId) => go({ actionId }),
  back: texts.detail.back,
});

export function useOpening(): Opening {
  return use(OpeningContext);
}
