import { z } from 'zod';
import { GROUP_ROLES } from '../../store/directory/groups.ts';
import { time } from './common.ts';

export const directoryGroup = z
  .object({
    id: z.string(),
    displayName: z.string(),
    externalId: z.string().nullable(),
    role: z.enum(GROUP_ROLES).nullable().describe('Which role its members have; null: it gives none'),
    memberIds: z.array(z.string()),
    createdAt: time,
  })
  .meta({ id: 'DirectoryGroup' });
export const directoryGroups = z.object({ items: z.array(directoryGroup) }).meta({ id: 'DirectoryGroups' });
export const groupChanges = z
  .strictObject({ role: z.enum(GROUP_ROLES).nullable() })
  .meta({ id: 'DirectoryGroupChanges', examples: [{ role: 'manager' }] });
