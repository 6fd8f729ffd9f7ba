import type { EntitySchema } from 'typeorm';
import { bytes, exact, flag, key, longText, orNull, primary, ref, table, text, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type {
  AccountSessionRow,
  AdministratorRow,
  FailureRow,
  ForgottenNameRow,
  ImportDraftRow,
  OneTimeAddressRow,
  PersonRow,
  RoleRow,
} from './rows.ts';

export function peopleTables(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    table<AdministratorRow>(dialect, {
      name: 'administrators',
      columns: {
        id: key,
        username: exact(400),
        fold_hash: bytes(32),
        password_hash: orNull(exact(255)),
        disabled_at: orNull(time),
        sessions_after: time,
        created_at: time,
      },
      unique: { uq_administrator: ['fold_hash'] },
    }),
    table<PersonRow>(dialect, {
      name: 'people',
      columns: {
        id: key,
        domain_id: ref,
        username: exact(400),
        fold_hash: bytes(32),
        display_name: text(200),
        email: orNull(text(254)),
        password_hash: orNull(exact(255)),
        domain_coordinator: flag,
        disabled_at: orNull(time),
        sessions_after: time,
        created_at: time,
        search_words: orNull(exact(2_400)),
      },
      unique: { uq_person_username: ['domain_id', 'username'], uq_person_fold: ['domain_id', 'fold_hash'] },
      indexes: {
        ix_person_coordinator: ['domain_id', 'domain_coordinator'],
        ix_person_search: ['domain_id', 'search_words'],
      },
    }),
    table<OneTimeAddressRow>(dialect, {
      name: 'one_time_addresses',
      columns: {
        token_hash: primary(bytes(32)),
        administrator_id: orNull(ref),
        person_id: orNull(ref),
        created_at: time,
        expires_at: time,
      },
      unique: { uq_one_time_administrator: ['administrator_id'], uq_one_time_person: ['person_id'] },
      indexes: { ix_one_time_expires: ['expires_at'] },
    }),
    table<RoleRow>(dialect, {
      name: 'roles',
      columns: {
        id: key,
        domain_id: ref,
        course_id: ref,
        person_id: ref,
        role: exact(16),
        section: exact(64),
        starts: orNull(exact(10)),
        ends: orNull(exact(10)),
      },
      unique: { uq_role: ['course_id', 'person_id', 'role', 'section'] },
      indexes: {
        ix_role_person: ['person_id'],
        // SQLite would take it for whatever it covers, and read a whole domain's roles to find one person's.
        ...(dialect === 'mysql'
          ? { ix_role_course: ['domain_id', 'course_id', 'role', 'person_id', 'starts', 'ends', 'section'] }
          : {}),
      },
    }),
    table<AccountSessionRow>(dialect, {
      name: 'account_sessions',
      columns: {
        id_hash: primary(bytes(32)),
        administrator_id: orNull(ref),
        person_id: orNull(ref),
        started_at: time,
        seen_at: time,
        expires_at: time,
        agent: orNull(exact(24)),
      },
      indexes: {
        ix_account_session_person: ['person_id'],
        ix_account_session_administrator: ['administrator_id'],
        ix_account_session_expires: ['expires_at'],
      },
    }),
    table<FailureRow>(dialect, {
      name: 'failures',
      columns: { mark: primary(bytes(16)), failed_at: time, expires_at: time },
      indexes: { ix_failure_expires: ['expires_at'] },
    }),
    table<ImportDraftRow>(dialect, {
      name: 'import_drafts',
      columns: {
        id: key,
        domain_id: ref,
        person_id: ref,
        content: longText,
        made_at: time,
        expires_at: time,
      },
      unique: { uq_import_draft_person: ['person_id'] },
      indexes: { ix_import_draft_expires: ['expires_at'] },
    }),
    table<ForgottenNameRow>(dialect, {
      name: 'forgotten_names',
      columns: { id: key, domain_id: ref, username: exact(400), pseudonym: exact(400), up_to: time },
    }),
  ] as EntitySchema<unknown>[];
}
