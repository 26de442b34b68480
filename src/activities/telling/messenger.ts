import type { DeliveryError } from '../../domain/delivery.ts';
import type { Card } from '../../notify/card.ts';
import type { ActionMessage } from '../../store/telling/messages.ts';
import type { Person, ToldAction } from '../../store/telling/readTelling.ts';

/** A message that is to arrive, or to be kept true. */
export interface Showing {
  message: ActionMessage;
  /** Whether nobody can have sent it yet. */
  isNew: boolean;
  /** Whether there is something to decide, for whom it is: what is over by now is not sent any more. */
  isWanted: boolean;
  told: ToldAction;
  card: Card;
  /** A digest of what it will show. */
  shows: string;
  /** Of the telling, as it was taken. */
  seq: number;
  recipient: Person;
  /** Nobody else tells of the action for so long. @throws Error where somebody else does by now: whoever stopped in the midst of it goes no further */
  keep(forMs: number): Promise<void>;
}

/** One way to tell people. */
export interface Messenger {
  /**
   * Has the message arrive, once, and show the card where that can still be changed. What cannot be told this way is marked so.
   *
   * @throws DeliveryError where it is to be tried again
   */
  show(showing: Showing): Promise<void>;
  /** Why nothing can be told this way for now, undefined where it can: nothing is begun then, and nobody who is told otherwise waits. */
  held(): DeliveryError | undefined;
}
