import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { MAX_TEMPLATE_BODY, MAX_TEMPLATE_SUBJECT } from '../../domain/templates.ts';
import type { Template, TemplatePreview, TemplateTexts } from '../api/client.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { texts } from '../texts.ts';
import type { Level } from './sections.ts';
import { TemplateExamples } from './TemplateExamples.tsx';
import classes from './Templates.module.css';
import { TemplateVersions } from './TemplateVersions.tsx';
import { type Flaw, flawsOf, indexOf } from './templatePlaces.ts';
import { useHistory } from './useHistory.ts';
import { useChangeTemplate } from './useTemplate.ts';
import { useTyped } from './useTyped.ts';

const words = texts.settings.templates;

interface TemplateEditorProps {
  template: Template;
  level: Level;
  /** Who is signed in. */
  userId: string;
  mayChange: boolean;
}

/** One template: what it says, what is wrong in it and where, what it would make, and what it said before. */
export function TemplateEditor({ template, level, userId, mayChange }: TemplateEditorProps) {
  const { builtIn, facts, versions } = template;
  const newest = versions.find(({ owner }) => owner === level);
  const ofWorkspace = level === 'own' ? versions.find(({ owner }) => owner === 'workspace') : undefined;
  // Whoever has none begins with what holds for him now.
  const inherited: TemplateTexts = ofWorkspace?.texts ?? builtIn;
  const holds = [newest, ofWorkspace].find((version) => version?.texts != null);
  const draftVersion = holds?.draftVersion ?? builtIn.draftVersion;
  const history = useHistory('template', level === 'own' ? 'own' : 'team');
  const change = useChangeTemplate(template, level);
  const typed = useTyped(`${userId} ${level} ${template.triggerType} ${template.kind}`, {
    texts: newest?.texts ?? inherited,
    seen: newest?.version ?? 0,
  });
  const { fields, isChanged, seen, isOutdated } = typed;
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const [preview, setPreview] = useState<TemplatePreview | null>(null);
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');
  const [isBusy, setBusy] = useState(false);
  const inputs = { subject: useRef<HTMLInputElement>(null), body: useRef<HTMLTextAreaElement>(null) };

  /** What was said of the text before holds no more. */
  const forget = () => {
    setFlaws([]);
    setProblem('');
    setSaid('');
    setPreview(null);
  };
  const write = (change: (texts: TemplateTexts) => TemplateTexts) => {
    forget();
    typed.setFields(change);
  };
  const run = async (work: () => Promise<string>) => {
    forget();
    setBusy(true);
    try {
      setSaid(await work());
    } catch (error) {
      const refusal = asProblem(error);
      const found = flawsOf(refusal);
      setFlaws(found);
      setProblem(found.length > 0 ? words.notSaved : texts.problem(refusal));
    } finally {
      setBusy(false);
    }
  };
  const look = () =>
    run(async () => {
      const { subject, body } = fields;
      const found = await change.preview({ subject, body });
      setPreview(found);
      setFlaws(found.flaws);
      return found.flaws.length > 0 ? words.found(found.flaws.length) : words.looked(found.examples.length);
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await change.save({ subject: fields.subject, body: fields.body }, seen);
      return words.saved;
    });
  };
  const remove = () =>
    run(async () => {
      await change.remove(newest?.version ?? 0);
      typed.setFields(() => inherited);
      return words.removed;
    });
  const goTo = (flaw: Flaw) => {
    const input = inputs[flaw.field].current;
    const at = indexOf(fields[flaw.field], flaw);
    input?.focus();
    input?.setSelectionRange(at, at);
  };
  const of = (field: keyof TemplateTexts) => ({
    label: words.fields[field],
    value: fields[field],
    readOnly: !mayChange,
    spellCheck: true,
    error: flaws.some((flaw) => flaw.field === field),
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      write((now) => ({ ...now, [field]: value })),
  });
  return (
    <form className={dialogs.form} onSubmit={submit} noValidate>
      <p>
        {words.holds(holds?.owner ?? 'builtIn')} <code className={classes.fact}>{draftVersion}</code>.{' '}
        {history(draftVersion)}
      </p>
      <TextInput {...of('subject')} ref={inputs.subject} maxLength={MAX_TEMPLATE_SUBJECT} />
      <Textarea {...of('body')} ref={inputs.body} rows={12} maxLength={MAX_TEMPLATE_BODY} />
      <p className={dialogs.help}>
        {words.facts}{' '}
        {facts.map(({ name, isAlways }) => (
          <span key={name}>
            <code className={classes.fact}>{`{{ ${name} }}`}</code>
            {isAlways ? ' ' : '* '}
          </span>
        ))}
        {words.mayBeMissing}
      </p>
      {flaws.length > 0 && (
        <ul className={classes.flaws} aria-label={words.flaws}>
          {flaws.map((flaw) => (
            <li key={`${flaw.field} ${flaw.line} ${flaw.column} ${flaw.message}`}>
              <button type="button" className={classes.place} onClick={() => goTo(flaw)}>
                {words.place(words.fields[flaw.field], flaw.line, flaw.column)}
              </button>
              {flaw.message}
            </li>
          ))}
        </ul>
      )}
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
      <p className={dialogs.left} role="status">
        {said === '' && isChanged ? words.unsaved : said}
      </p>
      {isOutdated && (
        <p role="alert">
          {words.outdated(seen, newest?.version ?? 0)}{' '}
          <Button size="compact-xs" variant="default" onClick={typed.goOver}>
            {words.goOver}
          </Button>
        </p>
      )}
      {mayChange && (
        <div className={dialogs.buttons}>
          {newest?.texts != null && (
            <Button variant="subtle" color="red" disabled={isBusy} onClick={() => void remove()}>
              {words.remove}
            </Button>
          )}
          <Button variant="subtle" disabled={isBusy} onClick={() => write(() => builtIn)}>
            {words.beginAnew}
          </Button>
          <Button variant="default" disabled={isBusy} onClick={() => void look()}>
            {words.preview}
          </Button>
          <Button type="submit" disabled={isBusy}>
            {words.save}
          </Button>
        </div>
      )}
      {preview !== null && preview.flaws.length === 0 && <TemplateExamples examples={preview.examples} />}
      <TemplateVersions
        versions={versions.filter(({ owner }) => owner === level)}
        onShow={mayChange ? (texts) => write(() => texts) : undefined}
      />
    </form>
  );
}
