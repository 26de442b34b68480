import { createStore } from '../store.ts';
import { ProblemError } from './client.ts';

/** Told whether the person has signed in again; null where nobody is asked to. */
export const askedToSignIn = createStore<((hasSignedIn: boolean) => void) | null>(null);

/**
 * Does what the API lets only somebody do who has signed in of late: where it says so, the dialog asks to sign in again, and
 * then it is done after all.
 *
 * @throws ProblemError as `work` does, and `sign-in-again` where the person would not
 */
export async function afterSigningInAgain<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'sign-in-again') throw error;
    const hasSignedIn = await new Promise<boolean>((resolve) => askedToSignIn.set(() => resolve));
    // Not within the key that closed it: the dialog below would take the same Esc for its own.
    await new Promise((resolve) => setTimeout(resolve));
    askedToSignIn.set(() => null);
    if (!hasSignedIn) throw error;
    return work();
  }
}
