import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { TEMPLATE_KINDS } from '../../domain/templates.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import { readAnswer } from '../apiClient.ts';
import { oneOf } from '../arguments.ts';
import { UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { table } from '../table.ts';
import { cleanLine, shortTime } from '../words.ts';
import { common, connect, print } from './options.ts';

const WHOSE = ['me', 'workspace'] as const;
const takes = 'TRIGGER KIND';
const count = { min: 2, max: 2 };
const options = {
  of: { type: 'string', value: 'WHOSE', help: 'me (the default) or workspace' },
  ...common,
} as const;

const texts = z.object({ subject: z.string(), body: z.string() });
const version = z.object({
  owner: z.enum(['own', 'workspace']),
  version: z.number(),
  draftVersion: z.string(),
  texts: texts.nullable(),
  createdAt: z.string(),
});
const listed = z.object({
  items: z.array(version.extend({ triggerType: z.string(), kind: z.string() })),
});
const template = z.object({
  builtIn: texts.extend({ draftVersion: z.string() }),
  facts: z.array(z.object({ name: z.string(), isAlways: z.boolean() })),
  versions: z.array(version),
});

export const templates = command({
  summary: 'List the templates of one’s own and of the workspace; what has none is drafted with Signoff’s',
  options: common,
  async run(values) {
    const answer = await connect(values).get('/templates');
    print(values, answer, () => {
      const rows = readAnswer(listed, answer).items.map((item) => [
        item.triggerType,
        item.kind,
        item.owner,
        item.draftVersion,
        shortTime(item.createdAt),
        cleanLine(item.texts?.subject ?? ''),
      ]);
      if (rows.length === 0) return 'There are none: drafts are made with Signoff’s.';
      return table(rows, { headings: ['TRIGGER', 'KIND', 'OF', 'VERSION', 'SINCE', 'SUBJECT'] });
    });
  },
});

export const templatesShow = command({
  takes,
  count,
  summary: `Show what drafts of a trigger are made with, and what it may say; KIND: ${TEMPLATE_KINDS.join(', ')}`,
  options: common,
  async run(values, given) {
    const answer = await connect(values).get(`/templates/${pathOf(given)}`);
    print(values, answer, () => {
      const { builtIn, facts, versions } = readAnswer(template, answer);
      const newest = (owner: 'own' | 'workspace') => versions.find((one) => one.owner === owner);
      const own = [newest('own'), newest('workspace')].find((one) => one?.texts != null);
      const { subject, body } = own?.texts ?? builtIn;
      const names = facts.map(({ name, isAlways }) => (isAlways ? name : `${name}*`)).join(', ');
      return `${own?.draftVersion ?? builtIn.draftVersion}\n\n${subject}\n\n${body}\n\nIt may say: ${names} (*: where it is known)`;
    });
  },
});

export const templatesSet = command({
  takes,
  count,
  summary: 'Write a template; what is wrong in it is told with line and column',
  options: {
    subject: { type: 'string', value: 'TEXT', help: 'One line: an email’s subject, a task’s title' },
    'body-file': { type: 'string', value: 'FILE', help: 'Where the text is' },
    ...options,
  },
  async run(values, given) {
    const { subject, 'body-file': file } = values;
    if (subject === undefined || file === undefined) throw new UsageError('--subject and --body-file are required');
    const body = await readFile(file, 'utf8').catch(() => {
      throw new UsageError(`${file} cannot be read`);
    });
    const { api, path, seen } = await seenBy(values, given);
    const answer = await api.put(path, { subject, body: body.replace(/\n$/, ''), seen });
    print(values, answer, () => `Drafts are made with ${readAnswer(template, answer).versions[0]?.draftVersion}`);
  },
});

export const templatesRemove = command({
  takes,
  count,
  summary: 'Take a template away; its versions are kept',
  options,
  async run(values, given) {
    const { api, path, seen } = await seenBy(values, given);
    if (seen === 0) throw new UsageError('there is no such template');
    const answer = await api.delete(path, { seen: String(seen) });
    print(values, answer, () => 'Taken away');
  },
});

/** Where it is changed, and the version that is there now. */
async function seenBy(values: { of?: string; as?: string }, given: string[]) {
  const of = values.of === undefined ? 'me' : oneOf('--of', values.of, WHOSE);
  const api = connect(values, of === 'me' ? 'rep' : 'admin');
  const key = pathOf(given);
  const { versions } = readAnswer(template, await api.get(`/templates/${key}`));
  const owner = of === 'me' ? 'own' : 'workspace';
  const seen = versions.find((one) => one.owner === owner)?.version ?? 0;
  return { api, path: of === 'me' ? `/templates/${key}` : `/workspace/templates/${key}`, seen };
}

function pathOf([trigger = '', kind = '']: string[]): string {
  return `${oneOf('TRIGGER', trigger, TRIGGER_TYPES)}/${oneOf('KIND', kind, TEMPLATE_KINDS)}`;
}
