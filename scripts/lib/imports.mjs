/** Who imports what: read by a real parser, types included, from the files as they lie on disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'vite';

/** `import('…')`, of a module or of a type. */
const IN_PLACE = /\bimport\(\s*(['"])([^'"]+)\1\s*[,)]/g;

/**
 * @typedef {{ from: string, to: string, isType: boolean }} Import `to` is a file relative to the root where `from` names it
 *   relatively, else the package's name or `node:…`; `isType` where nothing of it is left at run time
 */

/** The TypeScript files in these folders, relative to the root; what is generated declares types and imports nothing. */
export function sourceFiles(root, folders) {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => posix.join(folder, name)),
  );
}

/**
 * All imports and re-exports of these files.
 * @param {string} root
 * @param {string[]} files relative to it
 * @returns {Import[]}
 * @throws where one cannot be parsed
 */
export function importsOf(root, files) {
  return files.flatMap((from) => {
    const text = readFileSync(join(root, from), 'utf8');
    return specifiersOf(from, text).map(([specifier, isType]) => ({ from, to: targetOf(from, specifier), isType }));
  });
}

function specifiersOf(file, text) {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const imports = module.staticImports.map(({ moduleRequest, entries }) => [
    moduleRequest.value,
    entries.length > 0 && entries.every(({ isType }) => isType),
  ]);
  const exports = module.staticExports
    .flatMap(({ entries }) => entries)
    .filter(({ moduleRequest }) => moduleRequest !== null && moduleRequest !== undefined)
    .map(({ moduleRequest, isType }) => [moduleRequest.value, isType]);
  const dynamic = new Set(
    module.dynamicImports.map(({ moduleRequest }) => text.slice(moduleRequest.start + 1, moduleRequest.end - 1)),
  );
  const inPlace = [...text.matchAll(IN_PLACE)].map(([, , specifier]) => [specifier, !dynamic.has(specifier)]);
  return [...imports, ...exports, ...inPlace];
}

function targetOf(from, specifier) {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
