import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addAudit } from '../../src/storage/auditStore.ts';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { hashOf, signedIn } from './visitors.ts';

describe.each(engines)('the audit trail of a domain, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    const other = await world.make.domain({ name: 'osu' });
    const entry = { courseId: null, actor: 'msu/dora', deed: 'person-changed' } as const;
    const domainId = world.domain.id;
    const many = Array.from({ length: 60 }, (_, at) => ({ ...entry, domainId, object: `person-${at}` }));
    const odd = {
      ...entry,
      domainId,
      object: '=1+1 <b>%_! 🎓',
      before: { email: '' },
      after: { email: '@x' },
    };
    const foreign = { ...entry, domainId: other.id, object: 'foreign' };
    await world.database.door.write((sql) => addAudit(sql, [...many, odd, foreign], world.clock.now));
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  const rows = (text: string) => text.split('<tr>').length - 2;

  test('is shown fifty at a time, newest first, and never another domain’s', async () => {
    const first = await dora.get('/adm/msu/audit');
    expect([rows(first.text), first.text.includes('person-0<')]).toEqual([50, false]);
    const [, older = ''] = /href="([^"]*before=\d+)"/.exec(first.text) ?? [];
    const second = await dora.get(older.replaceAll('&amp;', '&'));
    expect([rows(second.text), second.text.includes('person-0<')]).toEqual([11, true]);
    expect(first.text + second.text).not.toContain('foreign');
    expect((await dora.get('/adm/msu/audit?before=x&q=foreign')).text).toContain(
      'Nothing matches this search.',
    );
  });

  test('is searched by who and what, with the signs of a pattern taken literally', async () => {
    const found = await dora.get(`/adm/msu/audit?q=${encodeURIComponent('<b>%_!')}`);
    expect(rows(found.text)).toBe(1);
    expect(found.text).toContain('=1+1 &lt;b&gt;%_! 🎓');
    expect(rows((await dora.get('/adm/msu/audit?q=msu%2Fdora')).text)).toBe(50);
  });

  test('is saved whole as a table that no spreadsheet computes', async () => {
    const { text, headers } = await dora.get('/adm/msu/audit/csv');
    expect(headers['content-disposition']).toContain('msu-audit.csv');
    expect(text.startsWith('\uFEFFat,who,deed,object,course,before,after\r\n')).toBe(true);
    expect(text.trimEnd().split('\r\n')).toHaveLength(62);
    expect(text).toContain("'=1+1 <b>%_! 🎓");
    expect(text).not.toContain('foreign');
  });
});
