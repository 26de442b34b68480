import assert from 'node:assert/strict';
import { createBuiltInCrm } from '../../../src/integrations/crm/builtIn.ts';
import type { CrmTask } from '../../../src/integrations/crm/crm.ts';
import { testAttempt } from '../../support/deliveryAttempt.ts';

describe('the built-in CRM', () => {
  const task: CrmTask = {
    workspaceId: 'w',
    userId: 'u',
    subject: 'Call Acme',
    dueAt: '2026-03-02T09:00:00Z',
    priority: 'high',
  };
  const storeOf = (tasks: Map<string, CrmTask>) => ({
    insertTask: async (key: string, row: CrmTask) => {
      tasks.set(key, tasks.get(key) ?? row);
      return { id: `task-of-${key}` };
    },
    insertTouch: async (key: string) => ({ id: `touch-of-${key}` }),
  });

  it('keeps one task for a delivery, however often it is performed or asked for', async () => {
    const tasks = new Map<string, CrmTask>();
    const effect = createBuiltInCrm(storeOf(tasks)).createTask(task);
    const attempt = testAttempt('a/task');
    const result = { crm: 'built-in', taskId: 'task-of-a/task' };
    assert.deepEqual(await effect.perform(attempt), result);
    assert.deepEqual(await effect.perform(attempt), result);
    assert.deepEqual(await effect.ask?.(attempt), result);
    assert.deepEqual([...tasks], [['a/task', task]]);
  });

  it('keeps nothing where the fence refuses', async () => {
    const tasks = new Map<string, CrmTask>();
    const refused = new Error('the claim is lost');
    const attempt = testAttempt('a/task', () => Promise.reject(refused));
    await assert.rejects(createBuiltInCrm(storeOf(tasks)).createTask(task).perform(attempt), refused);
    assert.equal(tasks.size, 0);
  });
});
