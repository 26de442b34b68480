import type { CrmClients } from '../../src/activities/crm.ts';
import type { Attempt, DeliveryResult, Effect } from '../../src/domain/delivery.ts';
import type { CrmClient } from '../../src/integrations/crm/crm.ts';

/** A CRM whose next attempts behave as told; when the list is empty they succeed. */
export function scriptedCrm(): ScriptedCrm {
  const attempts: Attempt[] = [];
  const prepare: (() => void)[] = [];
  const next: Script[] = [];
  const ask: Asked[] = [];
  const effect = (): Effect => {
    prepare.shift()?.();
    return {
      perform: async (attempt) => {
        attempts.push(attempt);
        const script = next.shift();
        if (script !== undefined) return script(attempt);
        await attempt.fence();
        return { made: attempts.length };
      },
      ask: async () => {
        const asked = ask.shift();
        return asked === undefined ? null : asked();
      },
    };
  };
  const client: CrmClient = { name: 'built-in', createTask: effect, logTouch: effect };
  return { crms: new Map([['built-in', client]]), attempts, prepare, next, ask };
}

interface ScriptedCrm {
  crms: CrmClients;
  attempts: Attempt[];
  /** What the next effects are prepared with, one after the other. */
  prepare: (() => void)[];
  next: Script[];
  ask: Asked[];
}

type Script = (attempt: Attempt) => Promise<DeliveryResult>;
type Asked = () => Promise<DeliveryResult | null>;
