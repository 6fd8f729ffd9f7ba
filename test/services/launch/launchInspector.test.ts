import { describe, expect, test } from '@jest/globals';
import type { Parameter } from '../../../src/lti/verifier.ts';
import { launchInspector } from '../../../src/services/launch/launchInspector.ts';
import type { LaunchRequest } from '../../../src/services/launch/openLaunch.ts';
import type { SeenLaunch } from '../../../src/services/launch/seenLaunch.ts';
import { Story } from '../../../src/services/launch/story.ts';
import type { CandidateProtector, LaunchLink } from '../../../src/storage/launchTargetStore.ts';

const request = { domain: 'msu', shortId: 'abcdef', pairs: [] } as unknown as LaunchRequest;

function inspected() {
  const kept: SeenLaunch[] = [];
  const faults: unknown[] = [];
  const inspector = launchInspector({
    keep: async (seen) => void kept.push(...seen),
    trouble: (error) => faults.push(error),
    later: () => undefined,
  });
  const launch = (n: number, value = 'u') => settle(n, { kind: 'value', value });
  const launchTwice = (n: number) => settle(n, { kind: 'repeated' });
  const settle = (n: number, parameter: Parameter) => {
    const story = new Story(n, `R${n}`, []);
    story.link = { course: { id: 7 } } as unknown as LaunchLink;
    story.protector = { id: 3 } as unknown as CandidateProtector;
    story.message = {
      parameterNames: ['user_id'],
      parameter: () => parameter,
    } as unknown as Story['message'];
    const reference = `R${n}`;
    inspector.settled(story, request, { kind: 'ask-login', reference, cookie: '', check: undefined });
  };
  return { inspector, launch, launchTwice, kept, faults };
}

describe('the closer look at launches', () => {
  test('comes after the answers, and only at the newest launches', async () => {
    const { inspector, launch, kept, faults } = inspected();
    for (let n = 0; n < 500; n += 1) launch(n);
    expect(kept).toEqual([]);
    await inspector.flush();
    expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, n) => 480 + n));
    expect(kept[0]?.fields).toEqual([{ name: 'user_id', length: 1, shape: 'word' }]);
    expect(faults).toEqual([]);
    await inspector.flush();
    expect(kept).toHaveLength(20);
  });

  test('sees large forms, and names that a form has twice', async () => {
    const { inspector, launch, launchTwice, kept } = inspected();
    launch(1, 'x'.repeat(20_000));
    launchTwice(2);
    await inspector.flush();
    expect(kept.map(({ fields }) => fields[0])).toEqual([
      { name: 'user_id', length: 20_000, shape: 'word', first: 'x' },
      { name: 'user_id', length: 0, shape: 'other' },
    ]);
  });
});
