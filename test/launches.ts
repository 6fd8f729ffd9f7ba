import { randomBytes } from 'node:crypto';
import type { Door } from '../src/storage/door.ts';
import type { NewLaunchSession } from '../src/storage/launchSessionColumns.ts';
import type { LaunchRecord } from '../src/storage/launchStore.ts';
import { madeAt, sha256 } from './factories.ts';

/** A launch session that was just made; every one of its own. */
export function newSession(fields: Partial<NewLaunchSession> = {}): NewLaunchSession {
  return {
    launchKey: randomBytes(16),
    state: 'pending',
    secretHash: randomBytes(32),
    domainId: 1,
    courseId: 1,
    linkId: 1,
    itemId: 1,
    protectorId: 1,
    protector: { level: 'domain', number: 1 },
    personId: 1,
    subjectHash: sha256('an LMS user'),
    named: 'ann',
    identity: 'accepted',
    passwordSignedIn: false,
    originMatched: true,
    reference: 'ABCD2345',
    frameOrigins: ['https://lms.example'],
    target: 'frame',
    returnSealed: undefined,
    family: 'moodle',
    locale: undefined,
    startedAt: madeAt,
    seenAt: madeAt,
    expiresAt: madeAt + 300_000,
    ...fields,
  };
}

export interface LaunchFields {
  readonly nonce?: string;
  readonly protectorId?: number;
  /** Epoch seconds. */
  readonly timestamp?: number;
  readonly reference?: string;
  readonly session?: Partial<NewLaunchSession>;
  readonly remember?: LaunchRecord['remember'];
}

/** A good launch with its session and journal row; two calls with the same words are copies of one launch. */
export function launch(fields: LaunchFields = {}): LaunchRecord {
  const reference = fields.reference ?? randomBytes(6).toString('hex');
  return {
    nonce: {
      protectorId: fields.protectorId ?? 1,
      timestamp: fields.timestamp ?? madeAt / 1000,
      hash: sha256(fields.nonce ?? reference),
    },
    journal: { at: madeAt, reference, code: 'opened', domainId: 1, courseId: 1, protectorId: 1 },
    session: newSession({ reference, ...fields.session }),
    remember: fields.remember,
  };
}

/** How many rows of each kind launches have left behind. */
export async function countRows(door: Door): Promise<Record<'nonces' | 'sessions' | 'journal', number>> {
  const count = async (table: string) => {
    const rows = await door.read((sql) => sql.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`));
    return Number(rows[0]?.n);
  };
  return {
    nonces: await count('nonces'),
    sessions: await count('launch_sessions'),
    journal: await count('launches'),
  };
}

export async function forgetLaunches(door: Door): Promise<void> {
  await door.write(async (sql) => {
    for (const table of ['nonces', 'launch_sessions', 'launches', 'lms_users'])
      await sql.run(`DELETE FROM ${table}`);
  });
}
