import { RECORD_KINDS } from '../../domain/crm.ts';
import { readAnswer } from '../apiClient.ts';
import { oneOf, wholeNumber } from '../arguments.ts';
import { command } from '../program.ts';
import { timeline } from '../shapes.ts';
import { cleanLine, indent, shortId, shortTime } from '../words.ts';
import { common, connect, print } from './options.ts';

/** What was seen of a record of the CRM, and why it came to nothing: `signoff why deal hubspot 123`. */
export const why = command({
  takes: 'deal|contact|company CRM ID',
  count: { min: 3, max: 3 },
  summary: 'Tell what was seen of a deal, a contact or a company, and why nothing came of it; the newest first',
  options: {
    limit: { type: 'string', value: 'N', help: 'So many entries at most (50; up to 200)' },
    cursor: { type: 'string', value: 'CURSOR', help: 'Go on where an earlier list ended' },
    ...common,
  },
  async run(values, [given = '', crm = '', id = '']) {
    const kind = oneOf('what is asked for', given, RECORD_KINDS);
    const { limit, cursor } = values;
    const path = ['', 'timeline', kind, crm, id].map(encodeURIComponent).join('/');
    const answer = await connect(values).get(path, {
      cursor,
      limit: limit === undefined ? undefined : String(wholeNumber('--limit', limit, 1)),
    });
    print(values, answer, () => {
      const { items, nextCursor, name } = readAnswer(timeline, answer);
      const lines = items.flatMap(({ at, inWords, cameTo, actionId }) => [
        `${shortTime(at)}  ${cleanLine(inWords)}${actionId === null ? '' : `  [${shortId(actionId)}]`}`,
        ...(cameTo === null ? [] : [indent(cleanLine(cameTo))]),
      ]);
      return [
        ...(name === null ? [] : [cleanLine(name)]),
        ...(lines.length === 0 ? ['Nothing has been seen of it yet.'] : lines),
        ...(nextCursor === null ? [] : [`More with --cursor ${nextCursor}`]),
      ].join('\n');
    });
  },
});
