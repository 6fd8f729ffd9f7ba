import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Door, Sql, SqlValue } from '../../src/storage/door.ts';
import { entriesOfReference, journalEntries, placeAfter } from '../../src/storage/journalPageStore.ts';
import {
  clocksOfProtectors,
  lastGoodLaunch,
  launchDaysOf,
  newestLaunch,
  uncountedLaunches,
} from '../../src/storage/launchDayStore.ts';
import { addRows } from '../../src/storage/rowWriting.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { analysed } from './plans.ts';

const rowsThere = 6_000;
const scope = { domainId: 1 };
const inCourse = { domainId: 1, courseId: 2 };
const before = { at: 4_000, id: 4_000 };
const conditions = { codes: ['stale'] as const, linkId: 3, person: { username: 'ann', id: 4 } };

/** Every question that a page asks of the tables that grow with each launch, and the index that answers it. */
const questions: readonly (readonly [string, (sql: Sql) => Promise<unknown>, string])[] = [
  [
    'a page of a domain',
    (sql) => journalEntries(sql, scope, { conditions: {}, most: 51 }),
    'ix_launch_domain',
  ],
  [
    'a later page',
    (sql) => journalEntries(sql, scope, { conditions: {}, before, most: 51 }),
    'ix_launch_domain',
  ],
  [
    'a page of a course',
    (sql) => journalEntries(sql, inCourse, { conditions: {}, before, most: 51 }),
    'ix_launch_course',
  ],
  [
    'a filtered page',
    (sql) => journalEntries(sql, scope, { conditions, from: 3_000, most: 51 }),
    'ix_launch_domain',
  ],
  [
    'some days',
    (sql) => journalEntries(sql, inCourse, { conditions: {}, from: 10, until: 90, most: 51 }),
    'ix_launch_course',
  ],
  ['how far to look', (sql) => placeAfter(sql, scope, { before, rows: 500 }), 'ix_launch_domain'],
  ['a reference number', (sql) => entriesOfReference(sql, inCourse, 'ABCD-2346'), 'ix_launch_reference'],
  ['what is not counted', (sql) => uncountedLaunches(sql, scope, 5_900), 'PRIMARY'],
  ['the newest row', (sql) => newestLaunch(sql), 'PRIMARY'],
  ['days of a link', (sql) => launchDaysOf(sql, { ...inCourse, linkId: 3 }, 5), 'PRIMARY'],
  ['the last use of a protector', (sql) => lastGoodLaunch(sql, { domainId: 1, protectorId: 3 }), 'PRIMARY'],
  ['clocks of protectors', (sql) => clocksOfProtectors(sql, 1, 5), 'PRIMARY'],
];

async function fill(door: Door): Promise<void> {
  const numbers = Array.from({ length: rowsThere }, (_, n) => n);
  await door.write((sql) =>
    addRows(
      sql,
      'launches',
      numbers.map((n) => ({
        at: n,
        reference: `R${String(n).padStart(8, '0')}`,
        domain_id: 1 + (n % 2),
        course_id: 2 + (n % 10),
        code: 'opened',
        tolerated: '',
        notes: '',
        times: 1,
      })),
    ),
  );
  await door.write((sql) =>
    addRows(
      sql,
      'launch_days',
      numbers.map((n) => ({
        domain_id: 1 + (n % 2),
        course_id: n % 5,
        protector_id: n % 3,
        link_id: n % 7,
        day: n,
        code: 'opened',
        times: 1,
        last_at: n,
        clock_least: 1,
      })),
    ),
  );
}

interface Asked {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

describe.each(engines)('what pages ask of the journal, on %s', (engine) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(engine);
    await fill(database.door);
    await analysed(database.door, ['launches', 'launch_days']);
  }, 60_000);
  afterAll(() => database.drop());

  /** The statement that a question sends. */
  async function statementOf(question: (sql: Sql) => Promise<unknown>): Promise<Asked> {
    let asked: Asked | undefined;
    const { dialect } = database.door;
    const run = () => Promise.reject(new Error('not asked'));
    await question({
      dialect,
      run,
      rows: async (text, values = []) => {
        asked = { text, values };
        return [];
      },
    });
    if (!asked) throw new Error('nothing was asked');
    return asked;
  }

  test.each(questions)('is answered from an index, however large it is: %s', async (_, question, index) => {
    const { text, values } = await statementOf(question);
    if (engine === 'sqlite') {
      const plan = await database.door.read((sql) =>
        sql.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, values),
      );
      const steps = plan
        .map(({ detail }) => detail)
        .filter((step) => /\b(j|l|launches|launch_days)\b/.test(step));
      expect(steps.filter((step) => /^SCAN (j|l|launches|launch_days)\b/.test(step))).toEqual([]);
      const wanted =
        index === 'PRIMARY' ? /PRIMARY KEY|sqlite_autoindex|SEARCH launches/ : new RegExp(`INDEX ${index} `);
      expect([steps, steps.some((step) => wanted.test(step))]).toEqual([steps, true]);
      return;
    }
    const plan = await database.door.read((sql) =>
      sql.rows<{ table: string | null; type: string | null; key: string | null; Extra: string }>(
        `EXPLAIN ${text}`,
        values,
      ),
    );
    const found = plan.filter(({ key }) => key === index);
    const isTold = plan.some(({ Extra }) => /optimized away/i.test(Extra));
    expect([plan, isTold || found.length > 0]).toEqual([plan, true]);
    const ofJournal = plan.filter(
      ({ table }) => table === 'j' || table === 'launches' || table === 'launch_days',
    );
    expect(ofJournal.filter(({ type }) => type === 'ALL')).toEqual([]);
    const sorted = ofJournal.filter(
      ({ key, Extra }) => key !== 'PRIMARY' && /filesort|temporary/i.test(Extra),
    );
    expect(sorted).toEqual([]);
  });
});
