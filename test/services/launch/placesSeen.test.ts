import { expect, test } from '@jest/globals';
import type { LaunchOutcome } from '../../../src/services/launch/launchOutcome.ts';
import { placesSeen } from '../../../src/services/launch/placesSeen.ts';
import { Story } from '../../../src/services/launch/story.ts';
import type { CandidateProtector, LaunchLink, LaunchTarget } from '../../../src/storage/launchTargetStore.ts';
import type { PlaceDay } from '../../../src/storage/placeDay.ts';

const opened = { kind: 'enter' } as LaunchOutcome;
const ofAnotherPlace = { kind: 'refused', code: 'wrong-context' } as LaunchOutcome;
const replayed = { kind: 'refused', code: 'replayed' } as LaunchOutcome;

function seen() {
  const kept: PlaceDay[] = [];
  const places = placesSeen({
    keep: async (some) => void kept.push(...some),
    trouble: () => undefined,
    later: () => undefined,
  });
  const launch = (contextId: string | undefined, resourceLinkId: string, outcome = opened, at = 1_000) => {
    const story = new Story(at, 'R', []);
    story.target = { domain: { id: 1, timeZone: 'UTC' } } as unknown as LaunchTarget;
    story.link = { id: 7 } as unknown as LaunchLink;
    story.protector = { id: 3 } as unknown as CandidateProtector;
    const parameter = (name: string) => ({ kind: 'value', value: `title of ${name}` });
    story.message = { contextId, resourceLinkId, parameter } as unknown as Story['message'];
    places.settled(story, outcome);
  };
  const counted = async () => {
    await places.flush();
    return kept
      .splice(0)
      .map(({ kind, contextId, launches, refused }) => [kind, contextId, launches, refused]);
  };
  return { launch, counted, kept, places };
}

test('launches are counted by place: good ones, those refused for their place, and no others', async () => {
  const { launch, counted } = seen();
  launch('physics', 'quiz');
  launch('physics', 'quiz');
  launch('physics', 'exam');
  launch('maths', 'quiz', ofAnotherPlace);
  launch('physics', 'quiz', replayed);
  expect(await counted()).toEqual([
    ['place', 'physics', 2, 0],
    ['place', 'physics', 1, 0],
    ['place', 'maths', 0, 1],
  ]);
  launch('physics', 'quiz');
  expect(await counted()).toEqual([['place', 'physics', 1, 0]]);
});

test('a place is written with its title and its newest launch, whichever came first', async () => {
  const { launch, kept, places } = seen();
  launch('physics', 'quiz', opened, 9_000);
  launch('physics', 'quiz', opened, 5_000);
  await places.flush();
  const title = 'title of context_title › title of resource_link_title';
  expect(kept).toEqual([
    {
      domainId: 1,
      linkId: 7,
      protectorId: 3,
      day: 0,
      kind: 'place',
      contextId: 'physics',
      resourceLinkId: 'quiz',
      title,
      launches: 2,
      refused: 0,
      lastAt: 9_000,
    },
  ]);
});

test('no context, and ids that nobody could approve, count apart from every place', async () => {
  const { launch, counted } = seen();
  launch(undefined, 'quiz');
  launch(undefined, 'exam');
  launch('phy\nsics', 'quiz');
  launch('phy', 'sics\nquiz');
  launch('x'.repeat(300), 'quiz');
  expect(await counted()).toEqual([
    ['none', '', 2, 0],
    ['rest', '', 3, 0],
  ]);
});

test('places that somebody makes up by the thousand count together', async () => {
  const { launch, counted } = seen();
  for (let n = 0; n < 5_000; n += 1) launch(`course ${n}`, 'quiz');
  launch('course 0', 'quiz');
  const found = await counted();
  expect(found).toHaveLength(201);
  expect(found[0]).toEqual(['place', 'course 0', 2, 0]);
  expect(found.at(-1)).toEqual(['rest', '', 4_800, 0]);
});
