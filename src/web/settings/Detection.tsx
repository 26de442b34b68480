import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { DEFAULT_DETECTION } from '../../domain/detectionSettings.ts';
import { type JsonObject, mergePatch } from '../../domain/json.ts';
import { api, type DetectionAnswer, unwrap } from '../api/client.ts';
import { noticeSignOut, queryKeys } from '../api/queries.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { thresholdInWords } from '../texts/settings.ts';
import { texts } from '../texts.ts';
import { changed } from './changed.ts';
import {
  type DetectionField,
  type DetectionFields,
  detectionErrorsOf,
  detectionFieldsOf,
  invalidDetection,
  THRESHOLDS,
  withDetection,
} from './detectionForm.ts';
import classes from './SettingsScreen.module.css';
import { placeOf } from './sections.ts';
import { noteUnsaved } from './unsaved.ts';
import { useHistory } from './useHistory.ts';

const words = texts.settings.detection;

interface DetectionProps {
  /** ISO 4217, the workspace's. */
  currency: string;
  mayChange: boolean;
}

/** From which size on a change is worth a trigger. */
export function Detection(props: DetectionProps) {
  const { data, isError, isFetchedAfterMount, refetch } = useQuery({
    queryKey: queryKeys.detection,
    queryFn: () => unwrap(api.GET('/api/workspace/detection')),
    refetchOnMount: 'always',
  });
  // What is shown at once may be old, and a form does not change under one's hands.
  if (data !== undefined && isFetchedAfterMount) return <Loaded {...props} detection={data} />;
  if (!isError) return <p role="status">{texts.common.loading}</p>;
  return (
    <p role="alert">
      {texts.settings.error} <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
    </p>
  );
}

function Loaded({ detection, currency, mayChange }: DetectionProps & { detection: DetectionAnswer }) {
  const client = useQueryClient();
  const format = useFormat();
  const history = useHistory('trigger', 'team');
  const [began, setBegan] = useState(detection.own);
  const [fields, setFields] = useState(() => detectionFieldsOf(began, currency));
  const [errors, setErrors] = useState<Partial<DetectionFields>>({});
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');
  const byDefault = detectionFieldsOf(DEFAULT_DETECTION, currency);
  const holds = { ...DEFAULT_DETECTION, ...withDetection(detection.own, fields, currency) };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const invalid = invalidDetection(fields);
    setErrors(Object.fromEntries(invalid.map((field) => [field, words.invalid])));
    setProblem('');
    setSaid('');
    if (invalid.length > 0) return;
    try {
      // Read anew: PUT replaces all of them, and somebody else may have changed some.
      const { own } = await unwrap(api.GET('/api/workspace/detection'));
      const now = withDetection(began, fields, currency);
      // Settings are JSON, and a patch that is an object makes an object of the same members.
      const patch = changed(began as JsonObject, now as JsonObject);
      const body = mergePatch(own as JsonObject, patch) as typeof own;
      client.setQueryData(queryKeys.detection, await unwrap(api.PUT('/api/workspace/detection', { body })));
      setBegan(now);
      noteUnsaved(placeOf('workspace', 'detection'), false);
      setSaid(words.saved);
    } catch (error) {
      noticeSignOut(client, error);
      const refusal = asProblem(error);
      setErrors(detectionErrorsOf(refusal));
      setProblem(`${words.notSaved} ${refusal.code === 'invalid-request' ? '' : texts.problem(refusal)}`);
    }
  };
  const input = (trigger: string, field: DetectionField) => (
    <TextInput
      key={field}
      size="xs"
      w={160}
      inputMode="decimal"
      label={words.fields[field]}
      aria-label={words.of(trigger, words.fields[field])}
      placeholder={byDefault[field]}
      value={fields[field]}
      error={errors[field]}
      disabled={!mayChange}
      onChange={({ currentTarget: { value } }) => setFields((now) => ({ ...now, [field]: value }))}
    />
  );
  return (
    <form className={dialogs.form} onSubmit={(event) => void submit(event)} noValidate>
      <p className={dialogs.help}>{words.help}</p>
      <ul className={classes.rules}>
        {THRESHOLDS.map(({ trigger, fields: ofTrigger }) => (
          <li key={trigger} className={classes.rule}>
            <h3 className={classes.name}>{texts.triggers[trigger]}</h3>
            <div className={classes.fields}>{ofTrigger.map((field) => input(texts.triggers[trigger], field))}</div>
            <p className={classes.effect}>
              {invalidDetection(fields).length === 0 &&
                thresholdInWords(trigger, holds, (amountMinor) => format.money(amountMinor, currency))}{' '}
              {history(trigger)} {texts.settings.below(detection.below[trigger] ?? 0)}
            </p>
          </li>
        ))}
      </ul>
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
      <p className={dialogs.left} role="status">
        {said}
      </p>
      {mayChange && (
        <Button type="submit" w="fit-content">
          {words.save}
        </Button>
      )}
    </form>
  );
}
