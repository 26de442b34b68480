import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ActionDetail } from '../api/client.ts';
import { texts } from '../texts.ts';
import { draftPlace } from './draftPlace.ts';
import classes from './KeptDraft.module.css';
import { Section } from './Section.tsx';

const { kept } = texts.detail;

/** Where an executed draft is; one that is kept here, as a file and as text to copy. */
export function KeptDraft({ action }: { action: ActionDetail }) {
  const place = draftPlace(action);
  if (place === undefined) return null;
  return (
    <Section title={kept.title}>
      <p>{kept.where(place)}</p>
      {place.kind === 'kept' && action.draft !== null && <Ways draft={action.draft} />}
    </Section>
  );
}

function Ways({ draft: { actionId, body } }: { draft: NonNullable<ActionDetail['draft']> }) {
  const [outcome, setOutcome] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(body);
      setOutcome(kept.copied);
    } catch {
      // Over plain http from another machine there is no clipboard.
      setOutcome(kept.notCopied);
    }
  };
  return (
    <>
      <div className={classes.ways}>
        <Button component="a" variant="default" href={`/api/drafts/${actionId}.eml`} download>
          {kept.download}
        </Button>
        <Button variant="default" onClick={() => void copy()}>
          {kept.copy}
        </Button>
        <span role="status">{outcome}</span>
      </div>
      <p className={classes.hint}>{kept.hint}</p>
    </>
  );
}
