import { createHash } from 'node:crypto';
import { searchWordsOf } from '../src/model/searchWords.ts';
import { insertRows } from '../src/storage/dialect.ts';
import type { Door, Sql, SqlValue } from '../src/storage/door.ts';
import type {
  AdministratorRow,
  CourseRow,
  DeepLinkRow,
  DomainAddressRow,
  DomainRow,
  ItemRow,
  LinkRow,
  PersonRow,
  ProtectorRow,
  RoleRow,
} from '../src/storage/schema/rows.ts';

/** The moment at which rows of tests are made, epoch milliseconds. */
export const madeAt = 1_764_000_000_000;

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

let made = 0;

function next(): number {
  made += 1;
  return made;
}

/**
 * Rows with sensible parents: what a test leaves out is made up, parents included, so that it names only its point.
 * Children take domain and course from the parent that they are given.
 */
export interface Factories {
  domain(fields?: Partial<DomainRow>): Promise<DomainRow>;
  address(fields?: Partial<DomainAddressRow>): Promise<DomainAddressRow>;
  course(fields?: Partial<CourseRow>): Promise<CourseRow>;
  person(fields?: Partial<PersonRow>): Promise<PersonRow>;
  administrator(fields?: Partial<AdministratorRow>): Promise<AdministratorRow>;
  /** A student's role unless said otherwise. */
  role(fields?: Partial<RoleRow>): Promise<RoleRow>;
  /** A page at the top of its course unless said otherwise. */
  item(fields?: Partial<ItemRow>): Promise<ItemRow>;
  /** The domain's own unless a course is named. */
  protector(fields?: Partial<ProtectorRow>): Promise<ProtectorRow>;
  link(fields?: Partial<LinkRow>): Promise<LinkRow>;
  /** For everybody and the whole course unless said otherwise. */
  setting(fields?: Partial<DeepLinkRow>): Promise<DeepLinkRow>;
}

export function factories(door: Door): Factories {
  const write = <Row extends object>(table: string, row: Omit<Row, 'id'> & { id?: number }) =>
    door.write((sql) => insertRow<Row>(sql, table, row));

  async function courseOf(given: {
    domain_id?: number;
    course_id?: number;
  }): Promise<{ domain_id: number; course_id: number }> {
    if (given.course_id !== undefined) {
      const domain_id = given.domain_id ?? (await domainOf('courses', given.course_id));
      return { domain_id, course_id: given.course_id };
    }
    const course = await make.course(given.domain_id === undefined ? {} : { domain_id: given.domain_id });
    return { domain_id: course.domain_id, course_id: course.id };
  }

  async function domainOf(table: string, id: number): Promise<number> {
    const [row] = await door.read((sql) =>
      sql.rows<{ domain_id: number }>(`SELECT domain_id FROM ${table} WHERE id = ?`, [id]),
    );
    if (!row) throw new Error(`There is no row ${id} in ${table}.`);
    return row.domain_id;
  }

  const make: Factories = {
    domain: (fields = {}) =>
      write<DomainRow>('domains', {
        name: `domain${next()}`,
        title: 'A domain',
        time_zone: 'UTC',
        trust_usernames: 0,
        secret_rules: '{}',
        server_address: 1,
        last_protector: 0,
        created_at: madeAt,
        journal_days: null,
        ...fields,
      }),
    async address(fields = {}) {
      const host = fields.host ?? `host${next()}.example`;
      return write<DomainAddressRow>('domain_addresses', {
        domain_id: fields.domain_id ?? (await make.domain()).id,
        origin: `https://${host}`,
        host,
        is_current: 1,
        added_at: madeAt,
        ...fields,
      });
    },
    async course(fields = {}) {
      return write<CourseRow>('courses', {
        domain_id: fields.domain_id ?? (await make.domain()).id,
        course_id: `course${next()}`,
        title: 'A course',
        trust_usernames: null,
        last_protector: 0,
        last_menu: 0,
        archived_at: null,
        created_at: madeAt,
        ...fields,
      });
    },
    async person(fields = {}) {
      const username = fields.username ?? `person${next()}`;
      return write<PersonRow>('people', {
        domain_id: fields.domain_id ?? (await make.domain()).id,
        username,
        fold_hash: sha256(`fold of ${username}`),
        display_name: 'A person',
        email: null,
        password_hash: null,
        domain_coordinator: 0,
        disabled_at: null,
        sessions_after: 0,
        created_at: madeAt,
        search_words: searchWordsOf({
          username,
          displayName: fields.display_name ?? 'A person',
          email: fields.email ?? null,
        }),
        ...fields,
      });
    },
    async administrator(fields = {}) {
      const username = fields.username ?? `administrator${next()}`;
      return write<AdministratorRow>('administrators', {
        username,
        fold_hash: sha256(`fold of ${username}`),
        password_hash: null,
        disabled_at: null,
        sessions_after: 0,
        created_at: madeAt,
        ...fields,
      });
    },
    async role(fields = {}) {
      const given = { ...fields };
      if (given.domain_id === undefined && given.course_id === undefined && given.person_id !== undefined) {
        given.domain_id = await domainOf('people', given.person_id);
      }
      const place = await courseOf(given);
      return write<RoleRow>('roles', {
        person_id: given.person_id ?? (await make.person({ domain_id: place.domain_id })).id,
        role: 'student',
        section: '',
        starts: null,
        ends: null,
        ...given,
        ...place,
      });
    },
    async item(fields = {}) {
      const place = await courseOf(fields);
      return write<ItemRow>('items', {
        item_id: `item${next()}`,
        parent_id: null,
        path: '/',
        position: 0,
        kind: 'page',
        title: 'An item',
        body: '# An item',
        url: null,
        file_hash: null,
        file_name: null,
        file_type: null,
        file_size: null,
        ...fields,
        ...place,
      });
    },
    async protector(fields = {}) {
      const number = fields.number ?? next();
      const courseId = fields.course_id ?? 0;
      const parent = async () =>
        courseId === 0 ? (await make.domain()).id : await domainOf('courses', courseId);
      return write<ProtectorRow>('protectors', {
        domain_id: fields.domain_id ?? (await parent()),
        course_id: courseId,
        number,
        name: `Launcher ${number}`,
        lti_version: '1.1',
        enabled: 1,
        valid_from: null,
        valid_until: null,
        nonce_lifetime: 300,
        consumer_key: `key-${number}`,
        secret: 'sealed',
        previous_secret: null,
        previous_until: null,
        use_identity: null,
        origins: '[]',
        origin_check: 'warn',
        remember_users: 'warn',
        created_at: madeAt,
        relaunch: null,
        secret_changed_at: null,
        ...fields,
      });
    },
    async link(fields = {}) {
      const place = await courseOf(fields);
      return write<LinkRow>('links', {
        short_id: `s${String(next()).padStart(5, '0')}`,
        item_id: fields.item_id ?? (await make.item(place)).id,
        enabled: 1,
        valid_from: null,
        valid_until: null,
        place_check: null,
        created_at: madeAt,
        ...fields,
        ...place,
      });
    },
    async setting(fields = {}) {
      const place = await courseOf(fields);
      return write<DeepLinkRow>('deep_links', {
        item_id: 0,
        audience: 'everybody',
        section: '',
        person_id: 0,
        access: null,
        protect: null,
        key_word: null,
        word_version: null,
        word_set_at: null,
        menu: null,
        menu_shows: null,
        scope: null,
        others: null,
        listing: null,
        target: null,
        exit_to: null,
        ...fields,
        ...place,
      });
    },
  };
  return make;
}

async function insertRow<Row extends object>(
  sql: Sql,
  table: string,
  row: Omit<Row, 'id'> & { id?: number },
): Promise<Row> {
  const columns = Object.keys(row);
  const values = Object.values(row) as SqlValue[];
  const { lastId } = await sql.run(insertRows(table, columns, 1), values);
  return { ...row, id: row.id ?? lastId } as Row;
}
