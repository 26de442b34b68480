import assert from 'node:assert/strict';
import { commandId } from '../../../src/api/commandId.ts';

describe('a decision’s id', () => {
  it('is the same only for the same command, caller, key and body', () => {
    const by = { userId: 'ana', key: 'k' };
    const ids = [
      commandId('approve', by, '{}'),
      commandId('cancel', by, '{}'),
      commandId('approve', { ...by, userId: 'mia' }, '{}'),
      commandId('approve', { ...by, key: 'l' }, '{}'),
      commandId('approve', by, '{"version":1}'),
    ];
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(commandId('approve', by, '{}'), ids[0]);
  });

  it('is new each time without a key', () => {
    const by = { userId: 'ana', key: undefined };
    assert.notEqual(commandId('approve', by, '{}'), commandId('approve', by, '{}'));
  });
});
