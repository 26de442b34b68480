/** The real thing that the model is held against: rows, workflows and workers, with another side that does as subjects say. */
import { type Effect as Delivery, DeliveryError } from '../../../src/domain/delivery.ts';
import type { CrmClient } from '../../../src/integrations/crm/crm.ts';
import { type Created, createAction } from '../../../src/store/actions/createAction.ts';
import { markTold } from '../../../src/store/actions/outbox.ts';
import { startActionWorkflow } from '../../../src/temporal/tellWorkflow.ts';
import { addRep, automatic, newAction, type Pipeline, startPipeline, TOUCH } from '../../support/pipeline.ts';
import type { Effect } from './model.ts';

export interface Real {
  pipeline: Pipeline;
  /** How often the other side has got each action's effect. */
  effects: Map<string, number>;
  /** Whose touches are logged automatically. */
  automaticRep: string;
}

/** The situations of a program: the last is the automatic rep's. */
export const SITUATIONS = 3;

export async function startReal(): Promise<Real> {
  const pipeline = await startPipeline();
  const effects = new Map<string, number>();
  const crm = otherSide(effects);
  await pipeline.startWorker({ crms: new Map([[crm.name, crm]]) });
  return { pipeline, effects, automaticRep: await addRep(pipeline, automatic('log_touch')) };
}

function otherSide(effects: Map<string, number>): CrmClient {
  const effect = ({ subject }: { subject: string }): Delivery => ({
    async perform({ key, fence }) {
      const asked = subject.split(' ')[0];
      if (asked === 'refused') throw new DeliveryError('permanent', 'refused, as the subject says');
      await fence();
      effects.set(key, (effects.get(key) ?? 0) + 1);
      if (asked === 'doubtful') throw new DeliveryError('unconfirmed', 'not answered, as the subject says');
      return { taken: true };
    },
  });
  return { name: 'built-in', createTask: effect, logTouch: effect };
}

export function subjectOf(effect: Effect): string {
  return `${effect} by the other side`;
}

/** @param program tells the situations of programs apart */
export async function createReal(
  { pipeline, automaticRep }: Real,
  program: string,
  situation: number,
  effect: Effect,
): Promise<Created> {
  const created = await createAction(
    pipeline.db,
    newAction({
      ...TOUCH,
      params: { ...TOUCH.params, subject: subjectOf(effect) },
      dealId: `${program}-${situation}`,
      ...(situation === SITUATIONS - 1 ? { userId: automaticRep } : {}),
    }),
  );
  if (!created.deduplicated) {
    await startActionWorkflow(pipeline.client, pipeline.taskQueue, created.row);
    await markTold(pipeline.db, [created.row]);
  }
  return created;
}
