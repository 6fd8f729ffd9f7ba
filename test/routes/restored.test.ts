import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { restored } from '../../src/services/backup/restored.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { engines } from '../databases.ts';
import { encode, openWorld, type World } from '../world.ts';
import { change, hashOf, launched, rowsOf, signedIn, verdict, withTicket } from './visitors.ts';

const allOf = 'SELECT * FROM settings_version';

describe.each(engines)('a restored database on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeEach(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'exam' }));
  });
  afterEach(() => world.close());

  const click = (body: string, visitor = world.browser()) =>
    visitor.postFromElsewhere(`/adm/launch/tiny/msu/${link.short_id}`, body);
  const mark = () => restored(world.database.door, world.clock.now);

  test('opens no launch of the lost time, although nobody knows its nonce any more', async () => {
    const form = encode(world.signed(link));
    expect((await click(form)).status).toBe(303);
    // What the copy does not hold.
    await change(world, 'DELETE FROM nonces');
    await mark();
    // In the very second of the mark, and long before the form would be too old by itself.
    expect((await click(form)).status).toBe(403);
    world.clock.now += 20_000;
    expect((await click(form)).status).toBe(403);
    expect((await world.journal()).slice(0, 2).map(({ code }) => code)).toEqual(['stale', 'stale']);
    expect((await click(encode(world.signed(link)))).status).toBe(303);
  });

  test('ends every session and ticket that it remembers, those that servers have just used as well', async () => {
    const [launch, account, ticket] = [
      await launched(world, link),
      await signedIn(world, 'ann'),
      await withTicket(world, link),
    ];
    await change(
      world,
      'INSERT INTO one_time_addresses (token_hash, person_id, created_at, expires_at) VALUES (?, ?, 1, ?)',
      [Buffer.alloc(32, 1), world.ann.id, world.clock.now + 1_000_000],
    );
    expect([
      verdict(await launch.get('/msu/phy101/exam')),
      verdict(await account.get('/msu/phy101/exam')),
    ]).toEqual(['open', 'open']);
    const { ended } = await mark();
    expect(ended).toMatchObject({ launch_sessions: 2, account_sessions: 1, one_time_addresses: 1 });
    for (const visitor of [launch, account])
      expect(verdict(await visitor.get('/msu/phy101/exam'))).not.toBe('open');
    const { visitor, fields } = ticket;
    const answer = await visitor.post('/login', {
      ...fields,
      username: 'ann',
      password: 'amber-thicket-compass',
    });
    expect(answer.headers.location ?? '').not.toContain('exam');
    world.clock.now += 2_000;
    await launched(world, link);
  });

  test('is not judged by what servers remember of the lost time', async () => {
    const [before] = await rowsOf<{ version: number }>(world, allOf);
    await launched(world, link);
    // The copy is older and has been changed as often as the lost one: a count alone would come to the same version.
    await change(world, 'UPDATE links SET enabled = 0 WHERE id = ?', [link.id]);
    await change(world, 'UPDATE settings_version SET version = ?', [Number(before?.version) - 1]);
    await mark();
    world.clock.now += 2_000;
    expect((await world.launch(world.browser(), link)).status).toBe(403);
    await change(world, 'UPDATE links SET enabled = 1 WHERE id = ?', [link.id]);
  });

  test('may be marked again and again, each time with its row in the audit trail', async () => {
    const marks = [await mark(), await mark()];
    expect(marks[1]).toEqual({ ...marks[0], ended: expect.objectContaining({ launch_sessions: 0 }) });
    world.clock.now += 2_000;
    await launched(world, link);
    const rows = await rowsOf<{ deed: string; actor: string; domain_id: number | null }>(
      world,
      'SELECT deed, actor, domain_id FROM audit ORDER BY id DESC',
    );
    const row = { deed: 'database-restored', actor: 'command line', domain_id: null };
    expect(rows.slice(0, 2)).toEqual([row, row]);
  });
});
