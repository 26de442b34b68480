import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { DRAFTS_PAGE, draftsPage } from '../../../scripts/renderDrafts.ts';

describe('docs/drafts.md', () => {
  it('is what the templates say: else run `node --import tsx scripts/renderDrafts.ts`', async () => {
    assert.equal(await readFile(DRAFTS_PAGE, 'utf8'), draftsPage());
  });
});
