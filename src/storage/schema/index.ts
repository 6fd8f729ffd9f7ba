import type { EntitySchema } from 'typeorm';
import type { Dialect } from '../dialect.ts';
import { auditTables } from './audit.ts';
import { contentsTables } from './contents.ts';
import { countingTables } from './counting.ts';
import { importingTables } from './importing.ts';
import { inspectingTables } from './inspecting.ts';
import { keysTables } from './keys.ts';
import { launchingTables } from './launching.ts';
import { peopleTables } from './people.ts';
import { selectingTables } from './selecting.ts';
import { tenancyTables } from './tenancy.ts';

/** Every table of the present. What made them, step by step, is `migrations/`; a test compares the two. */
export function schemas(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    ...tenancyTables(dialect),
    ...keysTables(dialect),
    ...peopleTables(dialect),
    ...contentsTables(dialect),
    ...launchingTables(dialect),
    ...countingTables(dialect),
    ...auditTables(dialect),
    ...inspectingTables(dialect),
    ...selectingTables(dialect),
    ...importingTables(dialect),
  ];
}
