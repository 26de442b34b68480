/** The ranges in a template, such as (1..9). Liquid has no option that takes them out of the language, so they are looked for. */
import { type Template, type Token, TypeGuards, toValueSync, Value } from 'liquidjs';

/** Every one, wherever it stands: in branches that are never taken, in conditions, in brackets, in what is given to a filter. Runs nothing. */
export function rangesIn(templates: readonly Template[]): Token[] {
  return templates.flatMap((template) => [
    ...[...(template.arguments?.() ?? [])].flatMap((said) => (said instanceof Value ? inValue(said) : inToken(said))),
    ...rangesIn(template.children === undefined ? [] : toValueSync(template.children(false, true))),
  ]);
}

/** A value, and what stands in brackets, are an expression and the filters behind it. */
function inValue({
  initial,
  filters,
}: Pick<Value, 'initial'> & { filters: readonly Pick<Value['filters'][number], 'args'>[] }): Token[] {
  const given = filters.flatMap(({ args }) => args.flatMap((arg) => (Array.isArray(arg) ? arg[1] : arg)));
  return [...initial.postfix, ...given].flatMap(inToken);
}

function inToken(token: Token | undefined): Token[] {
  if (token === undefined) return [];
  if (TypeGuards.isRangeToken(token)) return [token];
  if (TypeGuards.isFilteredValueToken(token)) return inValue(token);
  return TypeGuards.isPropertyAccessToken(token) ? [token.variable, ...token.props].flatMap(inToken) : [];
}
