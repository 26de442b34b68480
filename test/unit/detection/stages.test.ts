import assert from 'node:assert/strict';
import { stageKind, stageName, stagePosition } from '../../../src/detection/stages.ts';
import { type DetectionSettings, effectiveDetection } from '../../../src/domain/detectionSettings.ts';
import type { CrmPipeline, Pipeline } from '../../../src/domain/pipelines.ts';

const RENEWALS: CrmPipeline = {
  id: '77',
  stages: [
    { id: '1002', label: 'Offer sent', kind: 'open' },
    { id: '1001', label: 'Contract sent', kind: 'open' },
    { id: '1003', label: 'Renewed', kind: 'won' },
    { id: '1004', label: 'Not renewed', kind: 'lost' },
  ],
};
const DEFAULT: CrmPipeline = {
  id: 'default',
  stages: [
    { id: 'contractsent', label: 'Signing', kind: 'open' },
    { id: 'qualifiedtobuy', label: 'Qualified To Buy', kind: 'open' },
  ],
};

describe('the stages of a CRM’s own pipelines', () => {
  const names = (settings: DetectionSettings, pipeline: string, stages: string[]) =>
    stages.map((stage) => stageName(settings, pipeline, stage));
  const positions = (settings: DetectionSettings, pipeline: string, stages: string[]) =>
    stages.map((stage) => stagePosition(settings, pipeline, stage));

  it('have the names, the order and the ends that the CRM tells, over those that are built in', () => {
    const settings = effectiveDetection({}, [RENEWALS, DEFAULT]);
    assert.deepEqual(names(settings, '77', ['1001', '1003']), ['Contract sent', 'Renewed']);
    assert.deepEqual(positions(settings, '77', ['1002', '1001', '1003']), [0, 1, -1]);
    assert.deepEqual(
      ['1001', '1003', '1004', '9'].map((stage) => stageKind(settings, '77', stage)),
      ['open', 'won', 'lost', 'unknown'],
    );
    assert.deepEqual(names(settings, 'default', ['contractsent']), ['Signing']);
    assert.deepEqual(positions(settings, 'default', ['contractsent', 'qualifiedtobuy']), [0, 1]);
  });

  it('give way to what the workspace has chosen for the pipeline, its labels one by one', () => {
    const own: Pipeline = { id: '77', open: ['1001', '1002'], won: [], lost: [], labels: { '1001': 'Pilot' } };
    const settings = effectiveDetection({ pipelines: [own] }, [RENEWALS, DEFAULT]);
    assert.deepEqual(names(settings, '77', ['1001', '1002']), ['Pilot', 'Offer sent']);
    assert.deepEqual(positions(settings, '77', ['1001', '1002']), [0, 1]);
    assert.equal(stageKind(settings, '77', '1003'), 'unknown');
    assert.deepEqual(positions(settings, 'default', ['qualifiedtobuy']), [1], 'for others the CRM’s hold');
  });

  it('give way to what it has chosen for all pipelines, but for their names', () => {
    const own: Pipeline = { id: '*', open: ['1001', '1002'], won: ['1003'], lost: [] };
    const settings = effectiveDetection({ pipelines: [own] }, [RENEWALS]);
    assert.deepEqual(positions(settings, '77', ['1001', '1002']), [0, 1]);
    assert.deepEqual(names(settings, '77', ['1001']), ['Contract sent']);
  });

  it('do not give way to what is for all pipelines and names no stage of theirs', () => {
    const own: Pipeline = { id: '*', open: ['demo', 'proposal'], won: ['closed_won'], lost: [] };
    const settings = effectiveDetection({ pipelines: [own] }, [RENEWALS]);
    assert.deepEqual(positions(settings, '77', ['1002', '1001']), [0, 1]);
    assert.deepEqual(positions(settings, 'sales', ['proposal']), [1]);
  });

  it('change nothing for pipelines that it does not tell of', () => {
    const [without, settings] = [effectiveDetection({}, []), effectiveDetection({}, [RENEWALS])];
    for (const pipeline of ['sales', 'default', 'bottlecrm:1']) {
      const stages = ['demo', 'contractsent', 'PROPOSAL', '1001'];
      assert.deepEqual(positions(settings, pipeline, stages), positions(without, pipeline, stages));
      assert.deepEqual(names(settings, pipeline, stages), stages);
    }
  });
});
