import { createStore } from '../store.ts';

/** Whether somebody was signed in on this page, and is no longer, without having asked for it. */
export const sessionEnded = createStore(false);
