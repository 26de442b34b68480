import { Switch } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '../api/client.ts';
import { asProblem } from '../decide/refusals.ts';
import { useSaveWorkspaceSettings } from '../settings/useSettings.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import classes from './InsightsScreen.module.css';

const words = texts.insights.byPerson;

interface ByPersonProps {
  me: Me;
  isOn: boolean;
  /** They are switched off: what is shown by person can be asked for no more. */
  onOff: () => void;
}

/** Whether anybody sees figures by person: everybody is told, and an administrator decides. */
export function ByPerson({ me, isOn, onOff }: ByPersonProps) {
  const client = useQueryClient();
  const save = useSaveWorkspaceSettings();
  const [isSaving, setSaving] = useState(false);
  const choose = async (insightsByPerson: boolean) => {
    setSaving(true);
    try {
      await save((settings) => ({ ...settings, insightsByPerson }));
      if (!insightsByPerson) onOff();
      await client.invalidateQueries({ queryKey: ['insights'] });
    } catch (error) {
      notify({ kind: 'error', text: `${words.notSaved} ${texts.problem(asProblem(error))}` });
    }
    setSaving(false);
  };
  if (me.role !== 'admin') return <p className={classes.note}>{isOn ? words.on : words.off}</p>;
  return (
    <Switch
      size="xs"
      label={words.toggle}
      description={words.help}
      checked={isOn}
      disabled={isSaving}
      onChange={(event) => void choose(event.currentTarget.checked)}
    />
  );
}
