import assert from 'node:assert/strict';
import { hrefOf, readAddress } from '../../../src/web/settings/sections.ts';

const at = (address: string, role: 'rep' | 'admin' = 'rep') => {
  const { search, hash } = new URL(address, 'http://localhost');
  return readAddress({ search, hash }, { role });
};

describe('The address of the settings', () => {
  it('names one’s own or the workspace’s, and a part', () => {
    assert.deepEqual(at('/settings'), { level: 'own', section: null });
    assert.deepEqual(at('/settings#hours'), { level: 'own', section: 'hours' });
    assert.deepEqual(at('/settings?of=workspace#triggers'), { level: 'workspace', section: 'triggers' });
    for (const level of ['own', 'workspace'] as const)
      assert.deepEqual(at(hrefOf(level, 'triggers')), { level, section: 'triggers' });
  });

  it('finds a part where it is, whichever level was named', () => {
    assert.deepEqual(at('/settings#detection'), { level: 'workspace', section: 'detection' });
    assert.deepEqual(at('/settings?of=workspace#away'), { level: 'own', section: 'away' });
    assert.deepEqual(at('/settings#actions', 'admin'), { level: 'workspace', section: 'actions' });
    assert.deepEqual(at('/settings#nothing'), { level: 'own', section: null });
  });
});
