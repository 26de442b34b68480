/**
 * The language of templates that people write: Liquid with variables, `if` and `unless`, and the one filter `default`. No loops, no ranges, no
 * files, no other filters: a template takes no longer than it is long, and makes nothing but its own text and its facts. A name that is not
 * known is an error, wherever it stands.
 */
import { Liquid, LiquidError, type Template, TokenizationError } from 'liquidjs';
import { rangesIn } from './ranges.ts';

const TAGS: readonly string[] = ['if', 'unless'];
const FILTERS: readonly string[] = ['default'];

const engine = createEngine();

function createEngine(): Liquid {
  const made = new Liquid({
    strictFilters: true,
    strictVariables: true,
    // What may be missing is asked for before it is said.
    lenientIf: true,
    ownPropertyOnly: true,
  });
  for (const name of Object.keys(made.tags)) if (!TAGS.includes(name)) delete made.tags[name];
  for (const name of Object.keys(made.filters)) if (!FILTERS.includes(name)) delete made.filters[name];
  return made;
}

/** What is wrong at a place of a text. Lines and columns begin with 1. */
export interface Flaw {
  line: number;
  column: number;
  message: string;
}

/** A name that a text says, once for each place. */
export interface Said {
  /** `company`; with more behind it where that was written: `company.size`. */
  name: string;
  line: number;
  column: number;
}

/** The names in a text, or why it is no template. */
export function namesIn(text: string): { names: Said[] } | { flaw: Flaw } {
  try {
    const { globals } = engine.analyzeSync(parse(text), { partials: false });
    const names = Object.values(globals).flatMap((uses) =>
      uses.map((use) => ({ name: use.toString(), line: use.location.row, column: use.location.col })),
    );
    return { names };
  } catch (error) {
    return { flaw: flawOf(error) };
  }
}

/** A text with its facts in it, or what was missing. The facts are data: nothing in them is taken for a template. */
export function fill(
  text: string,
  facts: Readonly<Record<string, string | undefined>>,
): { text: string } | { flaw: Flaw } {
  try {
    const known = Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
    // Liquid answers text where no engine option says otherwise.
    return { text: String(engine.renderSync(parse(text), known)) };
  } catch (error) {
    return { flaw: flawOf(error) };
  }
}

/**
 * A text as what it would do, before any of it is done: a range makes a list of as many numbers as it says, and never ends beyond 2^53.
 *
 * @throws LiquidError also where there is a range, in whatever branch
 */
function parse(text: string): Template[] {
  const templates = engine.parse(text);
  const [range] = rangesIn(templates);
  if (range !== undefined) throw new TokenizationError('there are no ranges', range);
  return templates;
}

function flawOf(error: unknown): Flaw {
  // The call stack is at its end: brackets in brackets by the hundred.
  if (error instanceof RangeError) return { line: 1, column: 1, message: 'is nested too deep' };
  if (!LiquidError.is(error)) throw error;
  const [line = 1, column = 1] = error.token.getPosition();
  // Its own message ends with the place, which stands beside it here.
  return { line, column, message: error.message.replace(/, line:\d+, col:\d+$/, '') };
}
