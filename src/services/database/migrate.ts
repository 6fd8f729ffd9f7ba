import type { Door } from '../../storage/door.ts';
import { migrateDown, migrateUp, type SchemaState, schemaState } from '../../storage/migrating.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { newerSchema } from './openDatabase.ts';

export interface Migrated {
  readonly state: SchemaState['state'];
  /** Steps taken now. */
  readonly steps: readonly string[];
}

export { schemaState } from '../../storage/migrating.ts';

/**
 * Brings the schema up to date.
 * @throws OperatorRefusal where it is of a newer version, which only that one can take back
 */
export async function bringUp(door: Door): Promise<Migrated> {
  const { state, unknown } = await schemaState(door);
  if (state === 'newer') throw newerSchema(unknown);
  const steps = await migrateUp(door);
  return { state: (await schemaState(door)).state, steps };
}

/**
 * Takes the last step back, with the data that it brought.
 * @throws OperatorRefusal where there is none, or this version does not know it
 */
export async function takeBack(door: Door): Promise<Migrated> {
  const { state, unknown } = await schemaState(door);
  if (state === 'newer') throw newerSchema(unknown);
  const step = await migrateDown(door);
  if (step === undefined) throw new OperatorRefusal('The database is empty; there is no step to take back.');
  return { state: (await schemaState(door)).state, steps: [step] };
}
