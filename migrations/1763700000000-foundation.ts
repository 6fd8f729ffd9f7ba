import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, engineOf, makeIndex, makeTable, typesOf } from './kit.ts';

const tables = [
  'domains',
  'domain_addresses',
  'data_keys',
  'key_files',
  'administrators',
  'people',
  'one_time_addresses',
  'courses',
  'roles',
  'items',
  'deep_links',
  'protectors',
  'links',
  'link_places',
  'nonces',
  'launch_sessions',
  'launches',
  'lms_users',
  'account_sessions',
  'audit',
];

/** Everything from the first domain to the first opened launch. Times are epoch milliseconds unless named otherwise. */
export class Foundation1763700000000 implements MigrationInterface {
  readonly name = 'Foundation1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    const t = typesOf(engineOf(runner));
    await makeTable(runner, 'domains', [
      `id ${t.key}`,
      `name ${t.exact(32)} NOT NULL`,
      `title ${t.text(200)} NOT NULL`,
      `time_zone ${t.exact(64)} NOT NULL`,
      `trust_usernames ${t.flag} NOT NULL`,
      `secret_rules ${t.longText} NOT NULL`,
      `server_address ${t.flag} NOT NULL`,
      `last_protector ${t.int} NOT NULL`,
      `created_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_domain_name', 'domains (name)');

    await makeTable(runner, 'domain_addresses', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `origin ${t.exact(300)} NOT NULL`,
      `host ${t.exact(280)} NOT NULL`,
      `is_current ${t.flag} NOT NULL`,
      `added_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_address_host', 'domain_addresses (host)');
    await makeIndex(runner, 'INDEX', 'ix_address_domain', 'domain_addresses (domain_id)');

    await makeTable(runner, 'data_keys', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `key_id ${t.exact(32)} NOT NULL`,
      `wrapped ${t.exact(400)} NOT NULL`,
      `root_key ${t.exact(64)} NOT NULL`,
      `created_at ${t.time} NOT NULL`,
      `retired_at ${t.time}`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_data_key', 'data_keys (domain_id, key_id)');

    await makeTable(runner, 'key_files', [
      `id ${t.key}`,
      `kind ${t.exact(16)} NOT NULL`,
      `key_id ${t.exact(64)} NOT NULL`,
      `fingerprint ${t.exact(128)} NOT NULL`,
      `noted_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_key_file', 'key_files (kind, key_id)');

    await makeTable(runner, 'administrators', [
      `id ${t.key}`,
      `username ${t.exact(400)} NOT NULL`,
      `fold_hash ${t.bytes(32)} NOT NULL`,
      `password_hash ${t.exact(255)}`,
      `disabled_at ${t.time}`,
      `sessions_after ${t.time} NOT NULL`,
      `created_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_administrator', 'administrators (fold_hash)');

    await makeTable(runner, 'people', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `username ${t.exact(400)} NOT NULL`,
      `fold_hash ${t.bytes(32)} NOT NULL`,
      `display_name ${t.text(200)} NOT NULL`,
      `email ${t.text(254)}`,
      `password_hash ${t.exact(255)}`,
      `domain_coordinator ${t.flag} NOT NULL`,
      `disabled_at ${t.time}`,
      `sessions_after ${t.time} NOT NULL`,
      `created_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_person_username', 'people (domain_id, username)');
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_person_fold', 'people (domain_id, fold_hash)');

    await makeTable(runner, 'one_time_addresses', [
      `token_hash ${t.bytes(32)} NOT NULL`,
      `administrator_id ${t.ref}`,
      `person_id ${t.ref}`,
      `created_at ${t.time} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
      `PRIMARY KEY (token_hash)`,
    ]);
    await makeIndex(
      runner,
      'UNIQUE INDEX',
      'uq_one_time_administrator',
      'one_time_addresses (administrator_id)',
    );
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_one_time_person', 'one_time_addresses (person_id)');

    await makeTable(runner, 'courses', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.exact(64)} NOT NULL`,
      `title ${t.text(200)} NOT NULL`,
      `trust_usernames ${t.flag}`,
      `last_protector ${t.int} NOT NULL`,
      `archived_at ${t.time}`,
      `created_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_course', 'courses (domain_id, course_id)');

    await makeTable(runner, 'roles', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `person_id ${t.ref} NOT NULL`,
      `role ${t.exact(16)} NOT NULL`,
      `section ${t.exact(64)} NOT NULL`,
      `starts ${t.exact(10)}`,
      `ends ${t.exact(10)}`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_role', 'roles (course_id, person_id, role, section)');
    await makeIndex(runner, 'INDEX', 'ix_role_person', 'roles (person_id)');

    await makeTable(runner, 'items', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `item_id ${t.exact(64)} NOT NULL`,
      `parent_id ${t.ref}`,
      `path ${t.exact(400)} NOT NULL`,
      `position ${t.int} NOT NULL`,
      `kind ${t.exact(8)} NOT NULL`,
      `title ${t.text(200)} NOT NULL`,
      `body ${t.longText}`,
      `url ${t.exact(2000)}`,
      `file_hash ${t.exact(64)}`,
      `file_name ${t.text(255)}`,
      `file_type ${t.exact(100)}`,
      `file_size ${t.time}`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_item', 'items (course_id, item_id)');

    await makeTable(runner, 'deep_links', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `item_id ${t.ref} NOT NULL`,
      `audience ${t.exact(10)} NOT NULL`,
      `section ${t.exact(64)} NOT NULL`,
      `person_id ${t.ref} NOT NULL`,
      `access ${t.exact(10)}`,
      `protect ${t.exact(2000)}`,
      `key_word ${t.exact(1400)}`,
      `scope ${t.exact(10)}`,
      `others ${t.exact(10)}`,
      `listing ${t.exact(10)}`,
    ]);
    await makeIndex(
      runner,
      'UNIQUE INDEX',
      'uq_deep_link',
      'deep_links (course_id, item_id, audience, section, person_id)',
    );

    await makeTable(runner, 'protectors', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `number ${t.int} NOT NULL`,
      `name ${t.exact(320)} NOT NULL`,
      `lti_version ${t.exact(8)} NOT NULL`,
      `enabled ${t.flag} NOT NULL`,
      `valid_from ${t.time}`,
      `valid_until ${t.time}`,
      `nonce_lifetime ${t.int} NOT NULL`,
      `consumer_key ${t.exact(255)} NOT NULL`,
      `secret ${t.exact(1400)}`,
      `previous_secret ${t.exact(1400)}`,
      `previous_until ${t.time}`,
      `use_identity ${t.longText}`,
      `origins ${t.longText} NOT NULL`,
      `origin_check ${t.exact(10)} NOT NULL`,
      `remember_users ${t.exact(10)} NOT NULL`,
      `created_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(
      runner,
      'UNIQUE INDEX',
      'uq_protector_number',
      'protectors (domain_id, course_id, number)',
    );
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_protector_name', 'protectors (domain_id, course_id, name)');
    await makeIndex(
      runner,
      'UNIQUE INDEX',
      'uq_protector_key',
      'protectors (domain_id, course_id, consumer_key)',
    );

    await makeTable(runner, 'links', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `short_id ${t.exact(12)} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `item_id ${t.ref} NOT NULL`,
      `enabled ${t.flag} NOT NULL`,
      `valid_from ${t.time}`,
      `valid_until ${t.time}`,
      `place_check ${t.exact(10)}`,
      `created_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_link_short_id', 'links (domain_id, short_id)');
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_link_item', 'links (course_id, item_id)');

    await makeTable(runner, 'link_places', [
      `id ${t.key}`,
      `domain_id ${t.ref} NOT NULL`,
      `link_id ${t.ref} NOT NULL`,
      `protector_id ${t.ref} NOT NULL`,
      `context_id ${t.exact(255)} NOT NULL`,
      `resource_link_id ${t.exact(255)} NOT NULL`,
      `approved_at ${t.time} NOT NULL`,
    ]);
    await makeIndex(
      runner,
      'UNIQUE INDEX',
      'uq_link_place',
      'link_places (link_id, protector_id, context_id, resource_link_id)',
    );

    await makeTable(runner, 'nonces', [
      `protector_id ${t.ref} NOT NULL`,
      `oauth_timestamp ${t.time} NOT NULL`,
      `nonce_hash ${t.bytes(32)} NOT NULL`,
      `claim ${t.bytes(16)} NOT NULL`,
      `outcome ${t.exact(24)} NOT NULL`,
      `launch_key ${t.bytes(16)}`,
      `expires_at ${t.time} NOT NULL`,
      `PRIMARY KEY (protector_id, oauth_timestamp, nonce_hash)`,
    ]);
    await makeIndex(runner, 'INDEX', 'ix_nonce_expires', 'nonces (expires_at)');

    await makeTable(runner, 'launch_sessions', [
      `launch_key ${t.bytes(16)} NOT NULL`,
      `state ${t.exact(10)} NOT NULL`,
      `secret_hash ${t.bytes(32)} NOT NULL`,
      `domain_id ${t.ref} NOT NULL`,
      `course_id ${t.ref} NOT NULL`,
      `link_id ${t.ref} NOT NULL`,
      `item_id ${t.ref} NOT NULL`,
      `protector_id ${t.ref} NOT NULL`,
      `protector_level ${t.exact(10)} NOT NULL`,
      `protector_number ${t.int} NOT NULL`,
      `person_id ${t.ref}`,
      `subject_hash ${t.bytes(32)}`,
      `named ${t.exact(400)}`,
      `identity ${t.exact(20)}`,
      `password_signed_in ${t.flag} NOT NULL`,
      `origin_matched ${t.flag} NOT NULL`,
      `reference ${t.exact(12)} NOT NULL`,
      `frame_origins ${t.exact(2000)} NOT NULL`,
      `return_sealed ${t.exact(4000)}`,
      `family ${t.exact(64)} NOT NULL`,
      `started_at ${t.time} NOT NULL`,
      `seen_at ${t.time} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
      `PRIMARY KEY (launch_key)`,
    ]);
    await makeIndex(runner, 'UNIQUE INDEX', 'uq_launch_session_secret', 'launch_sessions (secret_hash)');
    await makeIndex(runner, 'INDEX', 'ix_launch_session_person', 'launch_sessions (person_id)');
    await makeIndex(runner, 'INDEX', 'ix_launch_session_expires', 'launch_sessions (expires_at)');

    await makeTable(runner, 'launches', [
      `id ${t.bigKey}`,
      `at ${t.time} NOT NULL`,
      `reference ${t.exact(12)} NOT NULL`,
      `domain_id ${t.ref}`,
      `course_id ${t.ref}`,
      `link_id ${t.ref}`,
      `item_id ${t.ref}`,
      `protector_id ${t.ref}`,
      `protector_level ${t.exact(10)}`,
      `protector_number ${t.int}`,
      `code ${t.exact(24)} NOT NULL`,
      `identity ${t.exact(20)}`,
      `named ${t.exact(400)}`,
      `person_id ${t.ref}`,
      `differs ${t.flag}`,
      `clock_difference ${t.int}`,
      `tolerated ${t.exact(100)} NOT NULL`,
      `notes ${t.exact(200)} NOT NULL`,
      `times ${t.int} NOT NULL`,
    ]);
    await makeIndex(runner, 'INDEX', 'ix_launch_at', 'launches (at)');
    await makeIndex(runner, 'INDEX', 'ix_launch_domain', 'launches (domain_id, at)');
    await makeIndex(runner, 'INDEX', 'ix_launch_course', 'launches (course_id, at)');
    await makeIndex(runner, 'INDEX', 'ix_launch_reference', 'launches (reference)');

    await makeTable(runner, 'lms_users', [
      `protector_id ${t.ref} NOT NULL`,
      `subject_hash ${t.bytes(32)} NOT NULL`,
      `person_id ${t.ref} NOT NULL`,
      `first_at ${t.time} NOT NULL`,
      `PRIMARY KEY (protector_id, subject_hash)`,
    ]);

    await makeTable(runner, 'account_sessions', [
      `id_hash ${t.bytes(32)} NOT NULL`,
      `administrator_id ${t.ref}`,
      `person_id ${t.ref}`,
      `started_at ${t.time} NOT NULL`,
      `seen_at ${t.time} NOT NULL`,
      `expires_at ${t.time} NOT NULL`,
      `PRIMARY KEY (id_hash)`,
    ]);
    await makeIndex(runner, 'INDEX', 'ix_account_session_person', 'account_sessions (person_id)');
    await makeIndex(
      runner,
      'INDEX',
      'ix_account_session_administrator',
      'account_sessions (administrator_id)',
    );
    await makeIndex(runner, 'INDEX', 'ix_account_session_expires', 'account_sessions (expires_at)');

    await makeTable(runner, 'audit', [
      `id ${t.bigKey}`,
      `at ${t.time} NOT NULL`,
      `domain_id ${t.ref}`,
      `course_id ${t.ref}`,
      `actor ${t.text(500)} NOT NULL`,
      `deed ${t.exact(64)} NOT NULL`,
      `object ${t.text(500)} NOT NULL`,
      `before_value ${t.longText}`,
      `after_value ${t.longText}`,
    ]);
    await makeIndex(runner, 'INDEX', 'ix_audit_domain', 'audit (domain_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
