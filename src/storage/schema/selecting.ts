import type { EntitySchema } from 'typeorm';
import { bigKey, bytes, exact, longText, orNull, ref, table, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';

/** A teacher who chooses contents from inside the LMS. */
export interface SelectionRow {
  id: number;
  token_hash: Buffer;
  reference: string;
  domain_id: number;
  /** 0: a course of the domain is chosen first. */
  course_id: number;
  protector_id: number;
  consumer_key: string;
  /** `current` or `previous`: the LMS checks the answer by the secret that it signed with. */
  secret_used: string;
  /** What the LMS asked, and where the answer goes, sealed with the token. */
  asked_sealed: string;
  frame_origins: string;
  family: string;
  locale: string | null;
  subject_hash: Buffer | null;
  browser_hash: Buffer | null;
  person_id: number | null;
  signed_in_at: number | null;
  started_at: number;
  expires_at: number;
  answered_at: number | null;
}

export function selectingTables(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    table<SelectionRow>(dialect, {
      name: 'selections',
      columns: {
        id: bigKey,
        token_hash: bytes(32),
        reference: exact(12),
        domain_id: ref,
        course_id: ref,
        protector_id: ref,
        consumer_key: exact(255),
        secret_used: exact(10),
        asked_sealed: longText,
        frame_origins: exact(2000),
        family: exact(64),
        locale: orNull(exact(16)),
        subject_hash: orNull(bytes(32)),
        browser_hash: orNull(bytes(32)),
        person_id: orNull(ref),
        signed_in_at: orNull(time),
        started_at: time,
        expires_at: time,
        answered_at: orNull(time),
      },
      unique: { uq_selection_token: ['token_hash'] },
      indexes: { ix_selection_browser: ['browser_hash'], ix_selection_expires: ['expires_at'] },
    }),
  ] as EntitySchema<unknown>[];
}
