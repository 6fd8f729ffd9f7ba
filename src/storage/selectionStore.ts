import { insertRows } from './dialect.ts';
import type { Door, SqlValue } from './door.ts';
import type { SelectionRow } from './schema/selecting.ts';

/** A choice of contents that an LMS has asked for. All hashes are SHA-256, all times epoch milliseconds. */
export interface NewSelection {
  /** Of the token that only the asking page holds. */
  readonly tokenHash: Buffer;
  readonly reference: string;
  readonly domainId: number;
  /** 0: the LMS asked for no course in particular. */
  readonly courseId: number;
  readonly protectorId: number;
  readonly key: string;
  readonly secretUsed: 'current' | 'previous';
  /** Sealed with the token. */
  readonly askedSealed: string;
  readonly frameOrigins: readonly string[];
  readonly family: string;
  readonly locale: string | undefined;
  /** Of the LMS's own id of the person; undefined where it says none. */
  readonly subjectHash: Buffer | undefined;
  readonly startedAt: number;
  readonly expiresAt: number;
}

export interface KnownSelection extends NewSelection {
  readonly id: number;
  /** Who chooses; undefined until somebody has signed in. */
  readonly signedIn: SignedInPerson | undefined;
  readonly isAnswered: boolean;
}

export interface SignedInPerson {
  readonly personId: number;
  /** Epoch milliseconds, by password. */
  readonly at: number;
}

/** Whose browser a selection may be gone on in without the password: the same LMS's, asked for by the same LMS user. */
export interface SameTeacher {
  readonly browserHashes: readonly Buffer[];
  readonly domainId: number;
  readonly protectorId: number;
  readonly subjectHash: Buffer;
  readonly now: number;
}

export interface SelectionSignIn {
  readonly person: SignedInPerson;
  /** Names what was sealed anew: ids change when somebody signs in. */
  readonly tokenHash: Buffer;
  readonly askedSealed: string;
  readonly browserHash: Buffer | undefined;
  readonly expiresAt: number;
}

export interface SelectionStore {
  /** Undefined for one that never was, or is over. */
  find(tokenHash: Buffer, now: number): Promise<KnownSelection | undefined>;
  /** Who chose last in this browser, coming from the same LMS as the same LMS user. */
  personOf(teacher: SameTeacher): Promise<SignedInPerson | undefined>;
  /** Gives it to a person under a new token, once: false where somebody was quicker. */
  signIn(id: number, signIn: SelectionSignIn): Promise<boolean>;
  /** Goes on being good until then. */
  touch(id: number, expiresAt: number): Promise<void>;
  /** Answered once and for all: of any number of calls exactly one is true. */
  answer(id: number, now: number): Promise<boolean>;
}

export function selectionStore(door: Door): SelectionStore {
  return {
    find: (tokenHash, now) =>
      door.read(async (sql) => {
        const text = 'SELECT * FROM selections WHERE token_hash = ? AND expires_at > ?';
        const [row] = await sql.rows<SelectionRow>(text, [tokenHash, now]);
        return row && selectionFrom(row);
      }),
    personOf: ({ browserHashes, domainId, protectorId, subjectHash, now }) =>
      door.read(async (sql) => {
        const text = `SELECT person_id, signed_in_at FROM selections WHERE browser_hash = ? AND domain_id = ? AND protector_id = ?
          AND subject_hash = ? AND person_id IS NOT NULL AND expires_at > ? ORDER BY id DESC LIMIT 1`;
        for (const hash of browserHashes) {
          const values = [hash, domainId, protectorId, subjectHash, now];
          const [row] = await sql.rows<Pick<SelectionRow, 'person_id' | 'signed_in_at'>>(text, values);
          if (row) return signedInFrom(row);
        }
        return undefined;
      }),
    signIn: (id, { person, tokenHash, askedSealed, browserHash, expiresAt }) =>
      door.write(async (sql) => {
        const text = `UPDATE selections SET person_id = ?, signed_in_at = ?, token_hash = ?, asked_sealed = ?, browser_hash = ?, expires_at = ?
          WHERE id = ? AND person_id IS NULL AND answered_at IS NULL`;
        const values = [
          person.personId,
          person.at,
          tokenHash,
          askedSealed,
          browserHash ?? null,
          expiresAt,
          id,
        ];
        return (await sql.run(text, values)).affected === 1;
      }),
    touch: (id, expiresAt) =>
      door.write(async (sql) => {
        await sql.run('UPDATE selections SET expires_at = ? WHERE id = ?', [expiresAt, id]);
      }),
    answer: (id, now) =>
      door.write(async (sql) => {
        const text = 'UPDATE selections SET answered_at = ? WHERE id = ? AND answered_at IS NULL';
        return (await sql.run(text, [now, id])).affected === 1;
      }),
  };
}

function selectionFrom(row: SelectionRow): KnownSelection {
  return {
    id: Number(row.id),
    tokenHash: row.token_hash,
    reference: row.reference,
    domainId: row.domain_id,
    courseId: row.course_id,
    protectorId: row.protector_id,
    key: row.consumer_key,
    secretUsed: row.secret_used === 'previous' ? 'previous' : 'current',
    askedSealed: row.asked_sealed,
    frameOrigins: row.frame_origins.split(' ').filter((origin) => origin !== ''),
    family: row.family,
    locale: row.locale ?? undefined,
    subjectHash: row.subject_hash ?? undefined,
    startedAt: Number(row.started_at),
    expiresAt: Number(row.expires_at),
    signedIn: signedInFrom(row),
    isAnswered: row.answered_at !== null,
  };
}

function signedInFrom({
  person_id,
  signed_in_at,
}: Pick<SelectionRow, 'person_id' | 'signed_in_at'>): SignedInPerson | undefined {
  return person_id === null ? undefined : { personId: person_id, at: Number(signed_in_at) };
}

const columns = [
  'token_hash',
  'reference',
  'domain_id',
  'course_id',
  'protector_id',
  'consumer_key',
  'secret_used',
  'asked_sealed',
  'frame_origins',
  'family',
  'locale',
  'subject_hash',
  'started_at',
  'expires_at',
] as const;

/** Written with the nonce that it came with. */
export function insertingSelections(selections: readonly NewSelection[]): {
  readonly text: string;
  readonly values: SqlValue[];
} {
  return {
    text: insertRows('selections', columns, selections.length),
    values: selections.flatMap((one) => [
      one.tokenHash,
      one.reference,
      one.domainId,
      one.courseId,
      one.protectorId,
      one.key,
      one.secretUsed,
      one.askedSealed,
      one.frameOrigins.join(' '),
      one.family,
      one.locale ?? null,
      one.subjectHash ?? null,
      one.startedAt,
      one.expiresAt,
    ]),
  };
}
