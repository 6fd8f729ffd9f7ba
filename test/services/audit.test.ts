import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyAudit } from '../../src/services/audit/verifyAudit.ts';
import { type AuditEntry, addAudit } from '../../src/storage/auditStore.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { factories } from '../factories.ts';

describe.each(engines)('the chain of changes, on %s', (engine) => {
  let database: OpenDatabase;
  let domainId: number;
  beforeAll(async () => {
    database = await openDatabase(engine);
    domainId = (await factories(database.door).domain({ name: 'msu' })).id;
  });
  afterAll(() => database.drop());

  const entry = (object: string): AuditEntry => ({
    domainId,
    courseId: null,
    actor: 'msu/dora 🎓',
    deed: 'domain-changed',
    object,
    before: { title: 'a\u2028b' },
    after: { title: `half a pair: \ud83c` },
  });
  const write = (...entries: readonly AuditEntry[]) =>
    database.door.write((sql) => addAudit(sql, entries, 1_766_000_000_000));
  const run = (text: string) => database.door.write((sql) => sql.run(text));
  const verdicts = async () =>
    (await verifyAudit(database.door)).map(({ changes, broken }) => [changes, broken?.seq]);

  test('holds for whatever names and values it is given, also when many write at once', async () => {
    await write(entry('first'), { ...entry('of the server'), domainId: null });
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => write(entry(`change ${at} half \ud83c`), entry('two'))),
    );
    expect(await verdicts()).toEqual([
      [1, undefined],
      [41, undefined],
    ]);
  });

  test.each([
    [
      'a value that was altered',
      "UPDATE audit SET object = 'another' WHERE seq = 7 AND domain_id IS NOT NULL",
      7,
    ],
    ['one that was taken out of the middle', 'DELETE FROM audit WHERE seq = 5 AND domain_id IS NOT NULL', 5],
    ['the newest that were taken away', 'DELETE FROM audit WHERE seq > 3 AND domain_id IS NOT NULL', 4],
  ])('breaks by %s', async (_what, tampering, seq) => {
    await run(tampering);
    const [server, domain] = await verdicts();
    expect(server).toEqual([1, undefined]);
    expect(domain?.[1]).toBe(seq);
  });
});
