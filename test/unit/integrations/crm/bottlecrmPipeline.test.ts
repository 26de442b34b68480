import assert from 'node:assert/strict';
import { stageKind, stagePosition } from '../../../../src/detection/stages.ts';
import { DEFAULT_DETECTION } from '../../../../src/domain/detectionSettings.ts';

const PIPELINE = 'bottlecrm:00000000-0000-4000-8000-000000000009';

describe('BottleCRM’s stages', () => {
  it('have their order and their ends without any setting, whatever the pipeline’s id', () => {
    const open = ['PROSPECTING', 'QUALIFICATION', 'PROPOSAL', 'NEGOTIATION'];
    assert.deepEqual(
      open.map((stage) => stagePosition(DEFAULT_DETECTION, PIPELINE, stage)),
      [0, 1, 2, 3],
    );
    assert.equal(stageKind(DEFAULT_DETECTION, PIPELINE, 'CLOSED_WON'), 'won');
    assert.equal(stageKind(DEFAULT_DETECTION, PIPELINE, 'CLOSED_LOST'), 'lost');
  });

  it('give way to an entry of the pipeline’s own', () => {
    const own = { id: PIPELINE, open: ['NEGOTIATION', 'PILOT'], won: ['SIGNED'], lost: [] };
    const settings = { ...DEFAULT_DETECTION, pipelines: [...DEFAULT_DETECTION.pipelines, own] };
    assert.equal(stagePosition(settings, PIPELINE, 'NEGOTIATION'), 0);
    assert.equal(stageKind(settings, PIPELINE, 'SIGNED'), 'won');
    assert.equal(stageKind(settings, PIPELINE, 'PROPOSAL'), 'unknown');
  });

  it('are the general ones where a workspace has set only those', () => {
    const settings = { ...DEFAULT_DETECTION, pipelines: [{ id: '*', open: ['PILOT'], won: [], lost: [] }] };
    assert.equal(stagePosition(settings, PIPELINE, 'PILOT'), 0);
  });
});
