import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openApiDocument } from '../../../scripts/lib/openApi.ts';

describe('The screens’ client', () => {
  it('has the types of the API as it is', async () => {
    const client = readFileSync(new URL('../../../src/web/api/schema.d.ts', import.meta.url), 'utf8');
    const { sha256 } = await openApiDocument();
    assert.equal(/SHA-256 (\w{64})/.exec(client)?.[1], sha256, 'the API has changed: run `npm run generate`');
  });
});
