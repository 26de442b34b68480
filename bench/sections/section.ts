/** A section of the bench: what it measures, and how. */
import type { Add, Column, Measure } from '../report/figures.ts';
import type { Stand } from '../stand/stand.ts';

/** How much is done; see ../options.ts. */
export interface Sizes {
  rounds: number;
  /** Actions of one round; a quarter of them is approved one by one. */
  actions: number;
  /** How long actions that execute by themselves become due, in seconds. */
  dueSeconds: { slow: number; fast: number };
  webhooks: number;
  triggers: number;
  /** The numbers of waiting actions to grow to. */
  waiting: number[];
  idleSeconds: number;
  requests: number;
}

export interface Section {
  name: string;
  columns: Column[];
  measures: Measure[];
  /** Undefined: it needs no stand, and starts what it needs itself. */
  onStand?: (stand: Stand, add: Add, sizes: Sizes) => Promise<void>;
  alone?: (add: Add, sizes: Sizes) => Promise<void>;
}
