import type { ActionType } from '../../domain/actionTypes.ts';
import { type Field, fieldsOf } from '../../domain/form/fields.ts';
import { jsonSchemas } from '../../domain/params/jsonSchemas.ts';

/** The fields of the screen's form, read from the same schema. */
export function formFields(actionType: ActionType): Field[] {
  return fieldsOf(jsonSchemas[actionType]);
}
