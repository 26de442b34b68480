import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/pipeline.ts';
import { paths } from './paths.ts';

const HISTORIES = new URL('histories/', import.meta.url);

describe('replay', () => {
  it('there is a recorded history of every path', async () => {
    const recorded = new Set((await readdir(HISTORIES)).map((file) => file.replace(/(\.\d+)?\.json$/, '')));
    assert.deepEqual(
      Object.keys(paths).filter((path) => !recorded.has(path)),
      [],
    );
  });

  it('todays workflow code replays every history ever recorded', async () => {
    const files = await readdir(HISTORIES);
    const histories = await Promise.all(
      files.map(async (file) => ({
        workflowId: file,
        history: JSON.parse(await readFile(new URL(file, HISTORIES), 'utf8')),
      })),
    );
    const bundle = await workflowBundle();
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: bundle }, histories)) {
      assert.equal(error, undefined, `${workflowId}: ${error?.message}`);
    }
  });
});
