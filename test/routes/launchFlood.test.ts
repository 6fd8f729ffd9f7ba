import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { largeFormBytes, mostLargeForms } from '../../src/services/launch/largeForms.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { hashOf, launchPath, post } from '../hostile.ts';
import { encode, openWorld, publicUrl, type World } from '../world.ts';

// R19: what one course's LMS sends by the hundred must not keep another course's students out.
describe('a flood of good launches of one course', () => {
  let world: World;
  let flooded: LinkRow;
  let exam: LinkRow;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const arrived: unknown[] = [];
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf, {
      through: (door) => ({
        ...door,
        read: (work) =>
          door.read((sql) =>
            work({
              ...sql,
              async rows<Row>(text: string, values: Parameters<typeof sql.rows>[1] = []) {
                const rows = await sql.rows<Row>(text, values);
                if (text.includes('JOIN links l')) arrived.push(...values);
                return rows;
              },
            }),
          ),
        atOnce: async (statements) => {
          await held;
          return door.atOnce(statements);
        },
      }),
    });
    flooded = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    const course = await world.make.course({ domain_id: world.domain.id, course_id: 'exam' });
    const item = await world.make.item({ domain_id: world.domain.id, course_id: course.id, item_id: 'exam' });
    exam = await world.make.link({ domain_id: world.domain.id, course_id: course.id, item_id: item.id });
  });
  afterAll(() => world.close());

  test('of 300 students at one address opens for all, and lets another course through before most of it', async () => {
    const finished: string[] = [];
    const send = async (name: string, link: LinkRow) => {
      const answer = await post(world.port, { path: launchPath(link), body: encode(world.signed(link)) });
      finished.push(name);
      return answer.status;
    };
    const flood = Array.from({ length: 300 }, () => send('flood', flooded));
    const other = send('exam', exam);
    while (!arrived.includes(exam.short_id)) await new Promise((resolve) => setImmediate(resolve));
    release();
    expect(await other).toBe(303);
    expect(new Set(await Promise.all(flood))).toEqual(new Set([303]));
    // All of them had come before it: 64 were under way, and of the next 64 one turn was its own.
    expect(finished.indexOf('exam')).toBeLessThan(200);
  });
});

// R13: whoever sends half megabytes, or only says so, takes neither the memory nor the turn of honest launches.
describe('a flood of large launches', () => {
  let world: World;
  let link: LinkRow;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await world.close();
  });

  const large = () => {
    const parameters = { custom_x: 'x'.repeat(largeFormBytes) };
    return post(world.port, { path: launchPath(link), body: encode(world.signed(link, { parameters })) });
  };
  const honest = () => post(world.port, { path: launchPath(link), body: encode(world.signed(link)) });

  /** Announces a large form, waits until the server has asked for it, and sends nothing. */
  function announce(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(world.port, '127.0.0.1');
      sockets.push(socket);
      socket.once('error', reject);
      socket.once('data', () => resolve());
      const head = [
        `POST ${launchPath(link)} HTTP/1.1`,
        `Host: ${new URL(publicUrl).host}`,
        'Content-Type: application/x-www-form-urlencoded',
        'Content-Length: 524288',
        'Expect: 100-continue',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
    });
  }

  test('that never comes makes large launches try again, and nobody else', async () => {
    await Promise.all(Array.from({ length: mostLargeForms }, announce));
    const answer = await large();
    expect([answer.status, Number(answer.headers['retry-after']) > 0]).toEqual([503, true]);
    expect(answer.text).toContain('Wait a few seconds');
    expect((await honest()).status).toBe(303);
    const ends = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of sockets) socket.destroy();
    await Promise.all(ends);
    let status = 503;
    while (status === 503) ({ status } = await large());
    expect(status).toBe(303);
  });
});
