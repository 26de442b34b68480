/** What is wrong with blocks or a view, in the words in which Slack says it. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * Checks a value as Slack does; each complaint ends with the JSON pointer of its place, which begins with `root`. Slack's page
 * only says that there are such messages; the words are those that people quote from its answers.
 */
export function complaintsAbout(schema: z.ZodType, value: unknown, root: string): string[] {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return [];
  return parsed.error.issues.flatMap(inSlacksWords).map(({ words, path }) => complaint(words, [root, ...path]));
}

export const complaint = (words: string, path: readonly PropertyKey[]) =>
  `${words} [json-pointer:${path.map((step) => `/${String(step)}`).join('')}]`;

interface Complaint {
  words: string;
  path: readonly PropertyKey[];
}

function inSlacksWords(issue: Issue): Complaint[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ words: `invalid additional property: ${key}`, path }));
    case 'too_big':
      return [{ words: tooBig(issue), path }];
    case 'too_small':
      return [{ words: tooSmall(issue), path }];
    case 'invalid_union':
      return [unknownType(issue)];
    case 'custom':
      return [{ words: issue.message, path }];
    default:
      return [isMissing(issue) ? missing(path) : { words: wordsOf(issue), path }];
  }
}

const tooBig = ({ origin, maximum }: Extract<Issue, { code: 'too_big' }>) =>
  origin === 'array'
    ? `no more than ${maximum} items allowed`
    : `must be less than ${Number(maximum) + 1}${characters(origin)}`;
const tooSmall = ({ origin, minimum }: Extract<Issue, { code: 'too_small' }>) =>
  origin === 'array'
    ? `must provide at least ${minimum} items`
    : `must be more than ${Number(minimum) - 1}${characters(origin)}`;
const characters = (origin: string) => (origin === 'string' ? ' characters' : '');

const isMissing = (issue: Issue) => issue.code !== 'custom' && issue.input === undefined;
const missing = (path: readonly PropertyKey[]): Complaint => ({
  words: `missing required field: ${String(path.at(-1))}`,
  path: path.slice(0, -1),
});

function unknownType({ path, input }: Extract<Issue, { code: 'invalid_union' }>): Complaint {
  if (input === undefined) return missing(path.at(-1) === 'type' ? path.slice(0, -1) : path);
  if (typeof input !== 'object' || input === null) return { words: 'must provide an object', path };
  const type = 'type' in input ? input.type : undefined;
  const place = path.at(-1) === 'type' ? path : [...path, 'type'];
  return type === undefined ? missing(place) : { words: `unsupported type: ${String(type)}`, path: place };
}

function wordsOf(issue: Issue): string {
  if (issue.code === 'invalid_value') return 'must be a valid enum value';
  if (issue.code !== 'invalid_type') return 'failed to match all allowed schemas';
  return `must provide ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
}
