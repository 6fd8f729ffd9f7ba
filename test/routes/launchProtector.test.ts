import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow, ProtectorRow } from '../../src/storage/schema/rows.ts';
import { engines } from '../databases.ts';
import { change, countOf, expectRefused, hashOf, marked, postPairs } from '../hostile.ts';
import { type LaunchChanges, openWorld, type World } from '../world.ts';

const unknownKey = { status: 401, code: 'unknown-key' } as const;
const closed = { status: 401, code: 'protector-closed' } as const;
const forged = { status: 401, code: 'bad-signature' } as const;

describe.each(engines)('the protector of a launch on %s', (engine) => {
  let world: World;
  let item: ItemRow;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    item = await world.addItem({ item_id: 'intro' });
    link = await world.addLink(item);
  });
  beforeEach(() => {
    world.clock.now += 60_000;
  });
  afterAll(() => world.close());

  const send = (changes: LaunchChanges = {}) =>
    postPairs(
      world,
      link,
      world.signed(link, { ...changes, parameters: { ...marked, ...changes.parameters } }),
    );
  const opens = async (changes: LaunchChanges = {}) => expect((await send(changes)).status).toBe(303);
  const set = (protector: ProtectorRow, columns: string) =>
    change(world, `UPDATE protectors SET ${columns} WHERE id = ?`, [protector.id]);
  const alarms = () => world.logLines.filter((line) => line.includes('does not open')).length;

  test("of another domain opens nothing here, even under this domain's key and secret", async () => {
    const foreign = await world.make.domain({ name: 'other' });
    await world.make.protector({
      domain_id: foreign.id,
      consumer_key: 'foreign',
      number: world.protector.number,
      secret: world.protector.secret,
    });
    await expectRefused(world, await send({ key: 'foreign' }), unknownKey);
  });

  test('of another course opens nothing here', async () => {
    const course = await world.make.course({ domain_id: world.domain.id, course_id: 'phy102' });
    await world.addProtector({ plainSecret: 'of the second', consumer_key: 'second', course_id: course.id });
    await expectRefused(world, await send({ key: 'second', secret: 'of the second' }), unknownKey);
    const other = await world.addItem({ course_id: course.id, item_id: 'there' });
    const there = await world.addLink(other);
    const answer = await postPairs(
      world,
      there,
      world.signed(there, { key: 'second', secret: 'of the second' }),
    );
    expect(answer.status).toBe(303);
  });

  const now = () => Math.floor(world.clock.now / 1000);
  const closings: readonly [string, () => string][] = [
    ['is switched off', () => 'enabled = 0'],
    ['begins a second later', () => `valid_from = ${now() + 1}`],
    ['has just ended', () => `valid_until = ${now()}`],
    ['has no secret', () => 'secret = NULL'],
    ['has an empty secret column', () => "secret = ''"],
    ['has a secret that was never encrypted', () => "secret = 'a secret of the tests'"],
  ];
  test.each(closings)('verifies nothing when it %s', async (_, columns) => {
    const protector = await world.addProtector({ plainSecret: 'closing', consumer_key: `closing ${now()}` });
    const launch = { key: protector.consumer_key, secret: 'closing' };
    await opens(launch);
    await set(protector, columns());
    const before = await countOf(world, 'nonces');
    await expectRefused(world, await send(launch), closed);
    await expectRefused(world, await send({ key: protector.consumer_key, secret: '' }), closed);
    expect(await countOf(world, 'nonces')).toBe(before);
    await opens();
  });

  test('opens from its first second to its last', async () => {
    const columns = { valid_from: now(), valid_until: now() + 1 };
    await world.addProtector({ plainSecret: 'short', consumer_key: 'short', ...columns });
    await opens({ key: 'short', secret: 'short' });
  });

  test('opens nothing with a ciphertext that was copied from another row, and somebody hears of it', async () => {
    const victim = await world.addProtector({ plainSecret: 'its own', consumer_key: 'victim' });
    await opens();
    await set(victim, `secret = '${world.protector.secret}'`);
    const before = alarms();
    await expectRefused(world, await send({ key: 'victim' }), closed);
    await expectRefused(world, await send({ key: 'victim', secret: 'its own' }), closed);
    expect(alarms()).toBe(before + 2);
    await set(
      victim,
      `secret = NULL, previous_secret = '${world.protector.secret}', previous_until = 9999999999999`,
    );
    await expectRefused(world, await send({ key: 'victim' }), closed);
    await opens();
  });

  test('opens nothing with one flipped bit in its ciphertext', async () => {
    const victim = await world.addProtector({ plainSecret: 'bits', consumer_key: 'bits' });
    await opens({ key: 'bits', secret: 'bits' });
    const sealed = victim.secret ?? '';
    for (const at of [0, 3, Math.floor(sealed.length / 2), sealed.length - 3]) {
      const flipped = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
      await set(victim, `secret = '${flipped}'`);
      await expectRefused(world, await send({ key: 'bits', secret: 'bits' }), closed);
    }
    await set(victim, `secret = '${sealed}'`);
    await opens({ key: 'bits', secret: 'bits' });
  });

  test('takes its previous secret as long as it was given, and the journal says so', async () => {
    const protector = await world.addProtector({
      plainSecret: 'new one',
      plainPrevious: 'old one',
      consumer_key: 'changed',
      previous_until: world.clock.now + 1,
    });
    await opens({ key: 'changed', secret: 'old one' });
    expect((await world.journal())[0]?.notes).toContain('previous-secret');
    await opens({ key: 'changed', secret: 'new one' });
    expect((await world.journal())[0]?.notes).not.toContain('previous-secret');
    world.clock.now += 1;
    await expectRefused(world, await send({ key: 'changed', secret: 'old one' }), forged);
    await opens({ key: 'changed', secret: 'new one' });
    await set(protector, 'previous_until = NULL');
    await expectRefused(world, await send({ key: 'changed', secret: 'old one' }), forged);
  });

  test('verifies nothing by a previous secret when it has no secret any more', async () => {
    const protector = await world.addProtector({
      plainSecret: 'gone',
      plainPrevious: 'old one',
      consumer_key: 'bare',
      previous_until: world.clock.now + 600_000,
    });
    await opens({ key: 'bare', secret: 'old one' });
    await set(protector, 'secret = NULL');
    await expectRefused(world, await send({ key: 'bare', secret: 'old one' }), closed);
    await set(protector, `secret = '${world.protector.secret}'`);
    await expectRefused(world, await send({ key: 'bare', secret: 'old one' }), closed);
  });

  const damages: readonly (readonly [string, string])[] = [
    ['use_identity', '{'],
    ['use_identity', '{"parameter":"user_id","otherwise":"open","transform":{"kind":"none"}}'],
    ['origins', '"https://lms.example.evil.example"'],
    ['origins', '{"length":1}'],
    ['origin_check', 'Enforce'],
    ['remember_users', ''],
  ];
  test.each(damages)('opens nothing with %s as %s, and holds nobody else up', async (column, value) => {
    await world.addProtector({
      plainSecret: 'd',
      consumer_key: `damaged ${column}${value}`,
      [column]: value,
    });
    const launch = { key: `damaged ${column}${value}`, secret: 'd' };
    const [damaged, ...others] = await Promise.all([
      send(launch),
      ...Array.from({ length: 8 }, () => send()),
    ]);
    expect([damaged?.status, damaged?.setCookies]).toEqual([500, []]);
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 303));
  });
});
