import { z } from 'zod';
import { SECURITY_EVENTS, type SecurityEvent } from '../../domain/securityEvents.ts';
import { exportSecurity, noteSecurity } from '../../store/access/securityTrail.ts';
import { command } from '../program.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check, instant, userId } from './shapes.ts';
import { workspaceOf } from './workspaceOf.ts';

// keyof is what Object.keys gives of an object that nobody extends.
const NAMES = Object.keys(SECURITY_EVENTS) as [SecurityEvent, ...SecurityEvent[]];
const events = z.array(z.enum(NAMES, `must be some of ${NAMES.join(', ')}`));

export const trailExport = command({
  summary: 'Print the security trail as JSON Lines, the newest first; that it was is an entry itself',
  options: {
    workspace: { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' },
    event: { type: 'string', value: 'EVENT,…', help: 'Only these: sign_in, token_add, …' },
    user: { type: 'string', value: 'ID', help: 'Only what this user did, or what is about him' },
    since: { type: 'string', value: 'TIME', help: 'Not before then: 2026-12-01T00:00:00Z' },
    until: { type: 'string', value: 'TIME', help: 'Before then' },
  },
  async run({ workspace, event, user, since, until }) {
    const filter = {
      events: event === undefined ? undefined : check('--event', events, event.split(',')),
      userId: user === undefined ? undefined : check('--user', userId, user),
      since: since === undefined ? undefined : check('--since', instant, since).toISOString(),
      until: until === undefined ? undefined : check('--until', instant, until).toISOString(),
    };
    await withDatabase(async (db) => {
      const workspaceId = await workspaceOf(db, workspace);
      const asked = Object.entries({ event, user, since, until });
      const detail = Object.fromEntries(asked.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
      await noteSecurity(db, operatorHere(), { event: 'trail_export', workspaceId, detail });
      for await (const line of exportSecurity(db, workspaceId, filter)) process.stdout.write(line);
    });
  },
});
