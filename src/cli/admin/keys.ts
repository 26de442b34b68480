import { keyIds } from '../../store/people/encryption.ts';
import { countByKey, rotateKeys } from '../../store/people/rotateKeys.ts';
import { CommandFailure } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { readSecretKey, withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';

export const keysList = command({
  summary: 'List the keys of SECRET_KEY by their ids, and how many values each encrypts',
  async run() {
    const [newest, ...others] = keyIds(readSecretKey());
    const counts = await withDatabase(countByKey);
    const held = [newest, ...others];
    const foreign = [...counts.keys()].filter((id) => id === undefined || !held.includes(id));
    const rows = [...held, ...foreign].map((id) => [id ?? '-', useOf(id), String(counts.get(id) ?? 0)]);
    console.log(table(rows, { headings: ['KEY', 'USE', 'ENCRYPTS'], width: terminalWidth() }));

    function useOf(id: string | undefined): string {
      if (id === newest) return 'encrypts and decrypts';
      if (id === undefined) return 'from before keys had ids';
      return others.includes(id) ? 'decrypts' : 'is not in SECRET_KEY';
    }
  },
});

export const keysRotate = command({
  summary: 'Encrypt with the first key of SECRET_KEY what others encrypted',
  async run() {
    const key = readSecretKey();
    const { anew, lost, secrets } = await withDatabase((db) => rotateKeys(db, key, operatorHere()));
    console.log(`${anew} mail URLs are encrypted anew with the key ${keyIds(key)[0]}`);
    if (secrets.anew > 0) console.log(`so are ${secrets.anew} secrets of outgoing webhooks`);
    const left = [
      ...(lost.length > 0 ? [`the mailbox of ${lost.join(', ')}: set it again`] : []),
      ...(secrets.lost.length > 0 ? [`the secret of the endpoint ${secrets.lost.join(', ')}: rotate it`] : []),
    ];
    if (left.length > 0)
      throw new CommandFailure('not-decrypted', `no key of SECRET_KEY decrypts ${left.join('; nor ')}`);
  },
});
