/** The form of an action's parameters, read from its type's JSON Schema. Free of DOM and React. */
import { isJsonObject, type JsonObject } from '../json.ts';

/** One control of the form. */
export interface Field {
  name: string;
  control: 'line' | 'text' | 'choice' | 'time' | 'email';
  isRequired: boolean;
  /** Shown at once; the others are folded away. */
  isMain: boolean;
  /** In UTF-16 code units, as the API counts. */
  minLength: number;
  maxLength: number;
  /** ECMA-262, matched against the whole text as the schema writes it. */
  pattern: string | null;
  /** Of a choice. */
  choices: readonly string[];
  /** What holds where nothing is given. */
  fallback: string;
}

/** From this length on a text is written over several lines. */
const LONG_TEXT_CHARS = 500;

/** What a reviewer changes, the most often changed first; all else is there for the record. */
const MAIN_FIELDS = ['subject', 'body', 'contactEmail', 'dueAt', 'touchType', 'occurredAt', 'urgency'];

/**
 * The schema's properties as fields, the main ones first. Properties that are no text have no control: they keep their
 * value.
 */
export function fieldsOf({ properties, required }: Readonly<Record<string, unknown>>): Field[] {
  if (!isJsonObject(properties)) return [];
  const names = Array.isArray(required) ? required : [];
  const fields = Object.entries(properties).flatMap(([name, property]) =>
    isJsonObject(property) && property.type === 'string' ? [toField(name, property, names.includes(name))] : [],
  );
  return fields.sort((one, other) => rankOf(one) - rankOf(other));
}

function toField(name: string, property: JsonObject, isRequired: boolean): Field {
  const { minLength, maxLength, pattern, enum: choices, default: fallback } = property;
  return {
    name,
    control: controlOf(property),
    isRequired,
    isMain: isRequired || MAIN_FIELDS.includes(name),
    minLength: typeof minLength === 'number' ? minLength : 0,
    maxLength: typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY,
    pattern: typeof pattern === 'string' ? pattern : null,
    choices: Array.isArray(choices) ? choices.filter((choice) => typeof choice === 'string') : [],
    fallback: typeof fallback === 'string' ? fallback : '',
  };
}

function controlOf({ enum: choices, format, maxLength }: JsonObject): Field['control'] {
  if (Array.isArray(choices)) return 'choice';
  if (format === 'date-time') return 'time';
  if (format === 'email') return 'email';
  return typeof maxLength === 'number' && maxLength < LONG_TEXT_CHARS ? 'line' : 'text';
}

function rankOf({ name, isMain }: Field): number {
  const rank = MAIN_FIELDS.indexOf(name);
  if (rank >= 0) return rank;
  return isMain ? MAIN_FIELDS.length : MAIN_FIELDS.length + 1;
}
