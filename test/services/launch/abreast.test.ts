import { describe, expect, test } from '@jest/globals';
import { abreast } from '../../../src/services/launch/abreast.ts';
import { largeForms } from '../../../src/services/launch/largeForms.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function walkers(most?: number) {
  const withOthers = abreast(most);
  const log: string[] = [];
  const walk = async (name: string) => {
    await withOthers();
    log.push(`${name}1`);
    await undefined;
    log.push(`${name}2`);
  };
  return { walk, log };
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
