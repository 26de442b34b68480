import { Button } from '@mantine/core';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { askAgain } from '../api/queries.ts';
import { LATE_MS } from '../api/watchedFetch.ts';
import { texts } from '../texts.ts';
import classes from './LateNote.module.css';

/** Stands where something is loading: says so when it takes too long, and lets one ask again. */
export function LateNote({ of }: { of: QueryKey }) {
  const client = useQueryClient();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <div className={classes.note} role="alert">
      {texts.common.late}
      <Button size="compact-sm" variant="default" onClick={() => void askAgain(client, of)}>
        {texts.common.retry}
      </Button>
    </div>
  );
}
