import { type BenchLayout, courseOfPerson, linkOfCourse, rolesEach } from '../../storage/bench/layout.ts';

/** One launch that opens: the person is a student of the link's course. All are numbers of the layout. */
export interface Draw {
  readonly person: number;
  readonly course: number;
  readonly link: number;
}

/** `warm`: few links and people again and again, as in an exam; `cold`: any of all there are, so that no cache helps. */
export type Cache = 'warm' | 'cold';

const workingSet = 1_000;

/** So many draws; the same seed gives the same ones, and the working set is the same for every seed. */
export function draws(
  layout: BenchLayout,
  { cache, seed, count }: { readonly cache: Cache; readonly seed: number; readonly count: number },
): Draw[] {
  const chance = chances(seed);
  if (cache === 'cold') return Array.from({ length: count }, () => drawOne(layout, chance));
  const first = chances(0);
  const often = Array.from({ length: workingSet }, () => drawOne(layout, first));
  return Array.from(
    { length: count },
    () => often[Math.floor(chance() * workingSet)] ?? drawOne(layout, chance),
  );
}

function drawOne(layout: BenchLayout, chance: () => number): Draw {
  const person = Math.floor(chance() * layout.people);
  const course = courseOfPerson(layout, person, Math.floor(chance() * rolesEach(layout)));
  return { person, course, link: linkOfCourse(layout, course, chance()) };
}

/** Numbers from 0 to less than 1 that can be had again (mulberry32); nothing secret hangs on them. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
