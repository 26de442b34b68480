import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type RefObject, useEffect, useState } from 'react';
import type { Counts } from '../api/client.ts';
import { type Filters, NARROWING, tabOf, WIDE } from '../api/filters.ts';
import { useCompanies, useMe } from '../api/queries.ts';
import { texts } from '../texts.ts';
import classes from './FilterBar.module.css';

const SEARCH_DELAY_MS = 250;

interface FilterBarProps {
  filters: Filters;
  onChange: (change: Partial<Filters>) => void;
  counts: Counts | undefined;
  search: RefObject<HTMLInputElement | null>;
}

/** What narrows the queue, each choice with how many it leaves. */
export function FilterBar({ filters, onChange, counts, search }: FilterBarProps) {
  return (
    <search className={classes.bar} aria-label={texts.filters.label}>
      <Search value={filters.q ?? ''} onChange={(q) => onChange({ q })} input={search} />
      <Person filters={filters} onChange={onChange} />
      {tabOf(filters) === 'waiting' && <Choices filters={filters} onChange={onChange} counts={counts} />}
    </search>
  );
}

/** Whose of a team's, for whoever has one. */
function Person({ filters: { scope, userId }, onChange }: Pick<FilterBarProps, 'filters' | 'onChange'>) {
  const { data: me } = useMe();
  const others = (me?.team ?? []).filter(({ id }) => id !== me?.id);
  const own = me == null || me.role === 'admin' ? [] : [{ id: me.id, displayName: me.displayName }];
  const people = [...own, ...others];
  if (userId === undefined && (scope !== 'team' || people.length < 2)) return null;
  // What a link narrows by is shown even where nobody could choose it.
  const isOffered = userId === undefined || people.some(({ id }) => id === userId);
  return (
    <NativeSelect
      size="xs"
      className={classes.person}
      aria-label={texts.filters.person}
      value={userId ?? ''}
      onChange={(event) => onChange({ userId: event.currentTarget.value || undefined })}
      data={[
        { value: '', label: texts.filters.anyPerson },
        ...(isOffered ? [] : [{ value: userId, label: userId }]),
        ...people.map(({ id, displayName }) => ({ value: id, label: displayName })),
      ]}
    />
  );
}

/** The other parts of the queue are few enough to be searched alone. */
function Choices({ filters, onChange, counts }: Omit<FilterBarProps, 'search'>) {
  const { byActionType = {}, byTriggerType = {}, byCurrency = {} } = counts?.pending ?? {};
  const [isOpen, setOpen] = useState(false);
  const narrowing = NARROWING.filter((name) => filters[name] !== undefined).length;
  const order = [
    { value: '', label: texts.filters.byUrgency },
    ...Object.keys(byCurrency).map((currency) => ({ value: currency, label: texts.filters.byValue(currency) })),
  ];
  return (
    <>
      <Button
        size="xs"
        variant={filters.snoozed === undefined ? 'default' : 'filled'}
        aria-pressed={filters.snoozed !== undefined}
        onClick={() => onChange({ snoozed: filters.snoozed === undefined ? 'only' : undefined })}
      >
        {texts.filters.snoozed}
      </Button>
      <Button
        size="xs"
        variant="default"
        className={classes.toggle}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {narrowing === 0 ? texts.filters.toggle : texts.filters.toggleActive(narrowing)}
      </Button>
      <div className={classes.choices} data-open={isOpen || undefined}>
        <Choice
          label={texts.filters.actionType}
          any={texts.filters.anyActionType}
          names={texts.actionTypes}
          counts={byActionType}
          value={filters.actionType}
          onChange={(actionType) => onChange({ actionType })}
        />
        <Choice
          label={texts.filters.triggerType}
          any={texts.filters.anyTriggerType}
          names={texts.triggers}
          counts={byTriggerType}
          value={filters.triggerType}
          onChange={(triggerType) => onChange({ triggerType })}
        />
        <Company filters={filters} onChange={onChange} />
        <NativeSelect
          size="xs"
          aria-label={texts.filters.order}
          value={filters.currency ?? ''}
          onChange={(event) => onChange({ currency: event.currentTarget.value || undefined })}
          data={order}
        />
        {narrowing > 0 && (
          <Button size="xs" variant="subtle" onClick={() => onChange(WIDE)}>
            {texts.filters.clear}
          </Button>
        )}
      </div>
    </>
  );
}

interface ChoiceProps<Name extends string> {
  label: string;
  any: string;
  names: Record<Name, string>;
  counts: { [name: string]: number };
  value: Name | undefined;
  onChange: (value: Name | undefined) => void;
}

function Choice<Name extends string>({ label, any, names, counts, value, onChange }: ChoiceProps<Name>) {
  // Object.keys of a record that nobody extends.
  const all = Object.keys(names) as Name[];
  const offered = all.filter((name) => (counts[name] ?? 0) > 0 || name === value);
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(all.find((name) => name === event.currentTarget.value))}
      data={[
        { value: '', label: any },
        ...offered.map((name) => ({ value: name, label: texts.filters.withCount(names[name], counts[name] ?? 0) })),
      ]}
    />
  );
}

interface SearchProps {
  value: string;
  onChange: (value: string | undefined) => void;
  input: RefObject<HTMLInputElement | null>;
}

/** A field that searches a moment after somebody has stopped typing. */
export function Search({ value, onChange, input }: SearchProps) {
  const [text, setText] = useState(value);
  const send = useDebouncedCallback((typed: string) => onChange(typed.trim() || undefined), SEARCH_DELAY_MS);
  // What comes from elsewhere: back in the history, or all filters cleared.
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      ref={input}
      size="xs"
      type="search"
      className={classes.search}
      aria-label={texts.filters.search}
      placeholder={texts.filters.searchPlaceholder}
      maxLength={200}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

function Company({ filters, onChange }: Pick<FilterBarProps, 'filters' | 'onChange'>) {
  const { data } = useCompanies(filters);
  const { companyId } = filters;
  const companies = (data?.items ?? [])
    .map(({ id, name, count }) => ({ value: id, label: texts.filters.withCount(name, count) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const isOffered = companyId === undefined || companies.some(({ value }) => value === companyId);
  return (
    <NativeSelect
      size="xs"
      aria-label={texts.filters.company}
      value={companyId ?? ''}
      onChange={(event) => onChange({ companyId: event.currentTarget.value || undefined })}
      data={[
        { value: '', label: texts.filters.anyCompany },
        ...(isOffered ? [] : [{ value: companyId, label: companyId }]),
        ...companies,
      ]}
    />
  );
}
