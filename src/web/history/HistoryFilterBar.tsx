import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type RefObject, useState } from 'react';
import type { Me } from '../api/client.ts';
import { useFormat } from '../format.ts';
import bar from '../queue/FilterBar.module.css';
import { Search } from '../queue/FilterBar.tsx';
import { texts } from '../texts.ts';
import { BEHIND_A_NUMBER, type HistoryFilters, narrowingOf, scopeOf } from './filters.ts';
import classes from './HistoryScreen.module.css';

const words = texts.history;

interface HistoryFilterBarProps {
  me: Me;
  filters: HistoryFilters;
  onChange: (change: HistoryFilters) => void;
  search: RefObject<HTMLInputElement | null>;
}

/** What narrows the history. */
export function HistoryFilterBar({ me, filters, onChange, search }: HistoryFilterBarProps) {
  const [isOpen, setOpen] = useState(false);
  const narrowing = narrowingOf(filters).length;
  const people = peopleOf(me);
  const { label, outcome, anyOutcome, from, to } = words.filters;
  return (
    <search className={bar.bar} aria-label={label}>
      <Search value={filters.q ?? ''} onChange={(q) => onChange({ q })} input={search} />
      <Button
        size="xs"
        variant="default"
        className={bar.toggle}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {narrowing === 0 ? texts.filters.toggle : texts.filters.toggleActive(narrowing)}
      </Button>
      <div className={bar.choices} data-open={isOpen || undefined}>
        <Choice
          label={outcome}
          any={anyOutcome}
          names={words.outcomes}
          value={filters.failure ?? filters.status}
          onChange={(value) =>
            onChange(value === 'open' ? { failure: value, status: undefined } : { status: value, failure: undefined })
          }
        />
        <Choice
          label={texts.filters.actionType}
          any={texts.filters.anyActionType}
          names={texts.actionTypes}
          value={filters.actionType}
          onChange={(actionType) => onChange({ actionType })}
        />
        <Choice
          label={texts.filters.triggerType}
          any={texts.filters.anyTriggerType}
          names={texts.triggers}
          value={filters.triggerType}
          onChange={(triggerType) => onChange({ triggerType })}
        />
        {scopeOf(filters, me) === 'team' && Object.keys(people).length > 1 && (
          <Choice
            label={words.filters.person}
            any={words.filters.anyPerson}
            names={people}
            value={filters.userId}
            onChange={(userId) => onChange({ userId, scope: 'team' })}
          />
        )}
        <Day label={from} value={filters.from} max={filters.to} onChange={(day) => onChange({ from: day })} />
        <Day label={to} value={filters.to} min={filters.from} onChange={(day) => onChange({ to: day })} />
      </div>
    </search>
  );
}

/** Whose history somebody with a team can choose: an administrator has none of their own. */
function peopleOf({ id, displayName, role, team }: Me): Record<string, string> {
  const own = role === 'admin' ? [] : [{ id, displayName }];
  return Object.fromEntries([...own, ...team].map((person) => [person.id, person.displayName]));
}

interface ChoiceProps {
  label: string;
  any: string;
  names: Readonly<Record<string, string>>;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Choice({ label, any, names, value, onChange }: ChoiceProps) {
  // What a link narrows by is shown even where nobody could choose it.
  const isOffered = value === undefined || value in names;
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      data={[
        { value: '', label: any },
        ...(isOffered ? [] : [{ value, label: value }]),
        ...Object.entries(names).map(([value, label]) => ({ value, label })),
      ]}
    />
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string | undefined) => void;
}

function Day({ label, value, min, max, onChange }: DayProps) {
  return (
    <TextInput
      type="date"
      className={classes.period}
      size="xs"
      aria-label={label}
      title={label}
      leftSection={<span aria-hidden="true">{label}</span>}
      leftSectionWidth={48}
      value={value ?? ''}
      min={min}
      max={max}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

/** Which number of the insights led here, and the way out of it; nothing where none did. */
export function BehindNumber({ filters, onChange }: Pick<HistoryFilterBarProps, 'filters' | 'onChange'>) {
  const format = useFormat();
  const { counted, countedFrom, countedTo, draftVersion, cancelKind } = filters;
  if (BEHIND_A_NUMBER.every((name) => filters[name] === undefined)) return null;
  const { behind } = words;
  // A day is the same whatever the clocks: at noon of UTC it is that day almost everywhere.
  const day = (date: string) => (Number.isNaN(Date.parse(date)) ? date : format.day(`${date}T12:00:00Z`));
  const parts = [
    counted === undefined ? undefined : (behind.counted[counted] ?? counted),
    cancelKind === undefined ? undefined : (behind.cancelKinds[cancelKind] ?? cancelKind),
    countedFrom === undefined || countedTo === undefined ? undefined : behind.days(day(countedFrom), day(countedTo)),
    draftVersion === undefined ? undefined : behind.template(draftVersion),
  ].filter((part) => part !== undefined);
  return (
    <section className={classes.behind} aria-label={behind.label}>
      <span>{parts.join(' · ')}</span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => onChange(Object.fromEntries(BEHIND_A_NUMBER.map((name) => [name, undefined])))}
      >
        {behind.leave}
      </Button>
    </section>
  );
}
