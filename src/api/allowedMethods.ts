import type { Api } from './deps.ts';

/** The methods that a path has, sorted; none where nothing is at it. */
export type AllowedMethods = (path: string) => string[];

/**
 * Keeps the methods of every route that is added after this, for `Allow` (RFC 9110, section 15.5.6). Wildcards stand for
 * files and pages, and are no paths of the API's.
 */
export function watchMethods(app: Api): AllowedMethods {
  const routes: { pattern: RegExp; methods: string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    routes.push({ pattern: patternOf(url), methods: [method].flat() });
  });
  return (path) => {
    const matching = routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
  };
}

/** Parameters reach to the next slash, or to what the route writes after them. */
function patternOf(url: string): RegExp {
  const parts = url.split(/:[A-Za-z]+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}
