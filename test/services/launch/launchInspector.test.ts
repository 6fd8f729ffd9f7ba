import { describe, expect, test } from '@jest/globals';
import { launchInspector } from '../../../src/services/launch/launchInspector.ts';
import type { LaunchRequest } from '../../../src/services/launch/openLaunch.ts';
import type { SeenLaunch } from '../../../src/services/launch/seenLaunch.ts';
import { Story } from '../../../src/services/launch/story.ts';
import type { CandidateProtector, LaunchLink } from '../../../src/storage/launchTargetStore.ts';

const request = (value: string) =>
  ({
    domain: 'msu',
    shortId: 'abcdef',
    path: '/adm/launch/tiny/msu/abcdef',
    host: 'localhost',
    pairs: [{ name: 'user_id', value, from: 'body', encoded: `user_id ${value}` }],
  }) as unknown as LaunchRequest;

function inspected() {
  const kept: SeenLaunch[] = [];
  const faults: unknown[] = [];
  const inspector = launchInspector({
    keep: async (seen) => void kept.push(...seen),
    trouble: (error) => faults.push(error),
    later: () => undefined,
  });
  /** What of the message was looked at so far. */
  let looked = 0;
  const launch = (n: number, value = 'u') => {
    const story = new Story(n, `R${n}`, []);
    story.link = { course: { id: 7 } } as unknown as LaunchLink;
    story.protector = { id: 3 } as unknown as CandidateProtector;
    story.message = {
      parameterNames: ['user_id'],
      parameter: () => {
        looked += 1;
        return { kind: 'value', value };
      },
    } as unknown as Story['message'];
    const reference = `R${n}`;
    inspector.settled(story, request(value), { kind: 'ask-login', reference, cookie: '', check: undefined });
  };
  return { inspector, launch, kept, faults, looked: () => looked };
}

describe('the closer look at launches', () => {
  test('comes after the answers, and for no launch that is not kept', async () => {
    const { inspector, launch, kept, faults, looked } = inspected();
    for (let n = 0; n < 500; n += 1) launch(n);
    expect(looked()).toBe(0);
    await inspector.flush();
    expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, n) => 480 + n));
    expect(kept[0]?.fields).toEqual([{ name: 'user_id', length: 1, shape: 'word' }]);
    expect(faults).toEqual([]);
    await inspector.flush();
    expect(kept).toHaveLength(20);
  });

  test('does not hold on to a large form until then', async () => {
    const { inspector, launch, kept, looked } = inspected();
    launch(1, 'x'.repeat(20_000));
    expect(looked()).toBeGreaterThan(0);
    await inspector.flush();
    expect(kept.map(({ fields }) => fields[0]?.length)).toEqual([20_000]);
  });
});
