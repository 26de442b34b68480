import { z } from 'zod';
import { ACTION_TYPES, type ActionType } from '../actionTypes.ts';
import { paramsSchemas } from './schemas.ts';

/** Parameters as JSON Schema, as they may be sent: what has a default may be left out. What forms are built from. */
// fromEntries forgets the keys' type; these are all of them.
export const jsonSchemas = Object.fromEntries(
  ACTION_TYPES.map((actionType) => [actionType, z.toJSONSchema(paramsSchemas[actionType], { io: 'input' })]),
) as unknown as Readonly<Record<ActionType, Record<string, unknown>>>;
