import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { noticeSignOut } from '../api/queries.ts';
import { asProblem } from '../decide/refusals.ts';
import { texts } from '../texts.ts';

/** What a part of the screen does, one thing at a time: a button pressed twice does it once. */
export interface Work {
  isBusy: boolean;
  /** Why the last was not done, or is not known to be; empty where it was. */
  problem: string;
  /** What came of the last, in words; empty where it was not done. */
  said: string;
  /** Answers whether it was done. `work` answers what is to be said of it. */
  run(work: () => Promise<string>): Promise<boolean>;
}

/** @param after done after each, whether it was refused or not, such as loading a list anew */
export function useWork(after: () => Promise<unknown>): Work {
  const client = useQueryClient();
  const [state, setState] = useState({ isBusy: false, problem: '', said: '' });
  const isRunning = useRef(false);
  return {
    ...state,
    async run(work) {
      if (isRunning.current) return false;
      isRunning.current = true;
      setState({ isBusy: true, problem: '', said: '' });
      const done = await work().then(
        (said) => ({ problem: '', said }),
        (error) => {
          noticeSignOut(client, error);
          const problem = asProblem(error);
          return { problem: problem.errors?.[0]?.detail ?? texts.problem(problem), said: '' };
        },
      );
      isRunning.current = false;
      setState({ isBusy: false, ...done });
      await after();
      return done.problem === '';
    },
  };
}
