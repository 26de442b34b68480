/** Checks that every import stays within the walls of scripts/lib/rooms.mjs; says where one does not. Part of `npm run check`. */
import { importsOf, sourceFiles } from './lib/imports.mjs';
import { OUT_OF_REACH, ROOMS } from './lib/rooms.mjs';
import { main, ROOT } from './lib/run.mjs';
import { brokenRules } from './lib/walls.mjs';

await main(() => {
  const imports = importsOf(ROOT, sourceFiles(ROOT, ['src', 'local']));
  const broken = brokenRules(imports, ROOMS, OUT_OF_REACH);
  for (const line of broken) console.error(line);
  if (broken.length > 0)
    console.error('\nscripts/lib/rooms.mjs says who may import what; docs/architecture.md says why.');
  return broken.length === 0 ? 0 : 1;
});
