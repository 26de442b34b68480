import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { TEMPLATE_KINDS, templateKindOf } from '../../domain/templates.ts';
import { TRIGGER_ACTION_MAP, TRIGGER_TYPES } from '../../domain/triggers.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { texts } from '../texts.ts';
import classes from './SettingsScreen.module.css';
import type { Level } from './sections.ts';
import { TemplateEditor } from './TemplateEditor.tsx';
import { type TemplateKey, useTemplate, useTemplates } from './useTemplate.ts';

const words = texts.settings.templates;

interface TemplatesProps {
  level: Level;
  /** Who is signed in. */
  userId: string;
  mayChange: boolean;
}

/** What drafts are made with: one's own templates, or the workspace's, in the place of ours. */
export function Templates({ level, userId, mayChange }: TemplatesProps) {
  const { data: listed = [] } = useTemplates();
  const [key, setKey] = useState<TemplateKey>({ triggerType: 'deal_value_decrease', kind: 'email' });
  const has = (some: Partial<TemplateKey>) =>
    listed.some(
      ({ owner, triggerType, kind }) =>
        owner === level && (some.triggerType ?? triggerType) === triggerType && (some.kind ?? kind) === kind,
    );
  const mark = (name: string, some: Partial<TemplateKey>) => (has(some) ? words.marked(name) : name);
  return (
    <div className={dialogs.form}>
      <p className={dialogs.help}>
        {words.help} {!mayChange && words.mayNot}
      </p>
      <div className={classes.fields}>
        <NativeSelect
          size="xs"
          label={words.trigger}
          value={key.triggerType}
          onChange={({ currentTarget: { value } }) => {
            const triggerType = TRIGGER_TYPES.find((one) => one === value);
            if (triggerType === undefined) return;
            setKey({ triggerType, kind: templateKindOf(TRIGGER_ACTION_MAP[triggerType]) });
          }}
          data={TRIGGER_TYPES.map((value) => ({
            value,
            label: mark(texts.triggers[value], { triggerType: value }),
          }))}
        />
        <NativeSelect
          size="xs"
          label={words.kind}
          value={key.kind}
          onChange={({ currentTarget: { value } }) => {
            const kind = TEMPLATE_KINDS.find((one) => one === value);
            if (kind !== undefined) setKey({ ...key, kind });
          }}
          data={TEMPLATE_KINDS.map((value) => ({
            value,
            label: mark(words.kinds[value], { triggerType: key.triggerType, kind: value }),
          }))}
        />
      </div>
      <Chosen
        key={`${key.triggerType} ${key.kind}`}
        template={key}
        level={level}
        userId={userId}
        mayChange={mayChange}
      />
    </div>
  );
}

function Chosen({ template, ...props }: TemplatesProps & { template: TemplateKey }) {
  const { data, isError, isFetchedAfterMount, refetch } = useTemplate(template);
  if (isError) {
    return (
      <p role="alert">
        {words.error} <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </p>
    );
  }
  // What is shown at once may be old, and a form does not change under one's hands.
  if (data === undefined || !isFetchedAfterMount) return <p role="status">{texts.common.loading}</p>;
  return <TemplateEditor template={data} {...props} />;
}
