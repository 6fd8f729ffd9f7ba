import { describe, expect, test } from '@jest/globals';
import { abreast } from '../../../src/services/launch/abreast.ts';
import { largeForms } from '../../../src/services/launch/largeForms.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function walkers(most?: number) {
  const withOthers = abreast(most);
  const log: string[] = [];
  const walk = (name: string) =>
    withOthers(
      () => log.push(`${name}1`),
      async () => log.push(`${name}2`),
    );
  return { walk, log };
}

/** Launches that stay under way until they are let go; `sizes` are those of the groups that began. */
function groups() {
  const withOthers = abreast();
  const sizes: number[] = [];
  let began = 0;
  const ends: ((fails: boolean) => void)[] = [];
  const work = () =>
    new Promise<void>((resolve, reject) => {
      ends.push((fails) => (fails ? reject(new Error('gone')) : resolve()));
    });
  const begin = () => {
    began += 1;
  };
  const one = () => withOthers(begin, work).catch(() => undefined);
  return {
    sizes,
    arrive: (count: number) => Array.from({ length: count }, one),
    async turn() {
      await settled();
      if (began > 0) sizes.push(began);
      began = 0;
    },
    end: (count: number, fails = false) => {
      for (const end of ends.splice(0, count)) end(fails);
    },
  };
}

describe('launches that arrive together', () => {
  test('take each step together', async () => {
    const { walk, log } = walkers();
    await Promise.all(['a', 'b', 'c'].map(walk));
    expect(log).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  });

  test('wait for nobody who has not arrived: a lone student goes on at once', async () => {
    const { walk, log } = walkers();
    const alone = walk('a');
    await settled();
    expect(log).toEqual(['a1', 'a2']);
    await alone;
  });

  test('go on in groups, in the order in which they came, and none is forgotten', async () => {
    const { walk, log } = walkers(2);
    const all = Promise.all(['a', 'b', 'c', 'd', 'e'].map(walk));
    await settled();
    expect(log).toEqual(['a1', 'b1', 'a2', 'b2']);
    await settled();
    const later = walk('f');
    await settled();
    expect(log.slice(4)).toEqual(['c1', 'd1', 'c2', 'd2', 'e1', 'f1', 'e2', 'f2']);
    await Promise.all([all, later]);
  });

  test('leave as many to the next group as they are: what the database does for one, the other does not wait for', async () => {
    const { sizes, arrive, turn, end } = groups();
    arrive(32);
    await turn();
    await turn();
    expect(sizes).toEqual([16, 16]);
    end(31);
    arrive(31);
    for (let n = 0; n < 3; n += 1) await turn();
    expect(sizes.slice(2)).toEqual([16, 15]);
  });

  test('are not divided where they are few', async () => {
    const { sizes, arrive, turn } = groups();
    arrive(8);
    await turn();
    expect(sizes).toEqual([8]);
  });

  test('do not count any more once they have ended, opened or not', async () => {
    const { sizes, arrive, turn, end } = groups();
    arrive(8);
    await turn();
    end(4);
    end(4, true);
    await turn();
    arrive(20);
    await turn();
    expect(sizes).toEqual([8, 10]);
  });

  test('are all read before the first of them is verified', async () => {
    const log: string[] = [];
    const gate = largeForms({ clock: () => 0 });
    const form = (name: string, pieces: number) => ({
      bytes: 2_000,
      async read() {
        for (let piece = 0; piece < pieces; piece += 1) await undefined;
        return Buffer.from(name);
      },
      parse(body: Buffer) {
        log.push(`${body} is parsed`);
        return body.toString();
      },
    });
    const verify = async (name: string) => {
      log.push(`${name} begins`);
      await undefined;
      log.push(`${name} ends`);
    };
    await Promise.all([gate(form('a', 1), verify), gate(form('b', 9), verify)]);
    expect(log).toEqual(['a is parsed', 'b is parsed', 'a begins', 'b begins', 'a ends', 'b ends']);
  });
});
