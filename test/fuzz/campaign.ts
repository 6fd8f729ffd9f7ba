import type { Duplex } from 'node:stream';
import type { World } from '../world.ts';
import { type BookAnswer, judgeByTheBook, type Proof } from './bookOfLaunches.ts';
import { type Breed, type Mutant, mutant } from './mutants.ts';
import { Nonces } from './nonces.ts';
import type { Stage } from './stage.ts';
import { endsConnection, type Wire, type WireAnswer, wireOn } from './wire.ts';

export interface CampaignOptions {
  readonly world: World;
  readonly stage: Stage;
  readonly breed: Breed;
  readonly connect: () => Duplex;
  /** So many requests are under way at the same time. */
  readonly wires: number;
}

export interface Tally {
  sent: number;
  /** By what became of them: `303 item`, `401`. */
  readonly answers: Map<string, number>;
  /** Of each change, how many launches with it were let in. */
  readonly letIn: Map<string, number>;
  readonly changed: Map<string, number>;
  /** Of several copies that were sent at the same time. */
  races: number;
  /** Requests that got no answer and were sent once more; had the first counted, the second would be refused. */
  askedAgain: number;
  readonly faults: string[];
  /** Of what was let in as it stands: for a verifier of other people. */
  proofs: Proof[];
}

export const newTally = (): Tally => ({
  sent: 0,
  answers: new Map(),
  letIn: new Map(),
  changed: new Map(),
  races: 0,
  askedAgain: 0,
  faults: [],
  proofs: [],
});

interface Opened {
  readonly index: number;
  readonly reference: string;
  readonly book: BookAnswer;
}

/** One in so many is sent in copies, all at once. */
const raceEvery = 97;
const copies = 4;

/**
 * Sends the mutants of one slice and compares every answer with the book's. The clock stands still meanwhile, and is
 * moved on before the next slice so far that nothing of this one could be used again.
 */
export async function runSlice(
  { world, stage, breed, connect, wires }: CampaignOptions,
  { from, to }: { readonly from: number; readonly to: number },
  tally: Tally,
): Promise<void> {
  world.clock.now = breed.nowOf(from);
  const nonces = new Nonces();
  const opened: Opened[] = [];
  let next = from;

  async function work(): Promise<void> {
    let wire = wireOn(connect());
    while (next < to) {
      const index = next;
      next += 1;
      const one = mutant(breed, index);
      const book = judgeByTheBook(one.sent, stage.links, world.clock.now);
      const isSpent = nonces.begin(book.spends);
      const expected: BookAnswer = isSpent ? { ...book, outcome: 'refused', why: 'spent' } : book;
      let answers = index % raceEvery === 0 ? await race(one, connect) : [await wire.ask(one.sent)];
      if (!one.mayBeTurnedAway && answers.every(isLost)) {
        // A server may close a connection that was idle, or slow to begin, on a machine that has much else to do.
        tally.askedAgain += 1;
        wire.close();
        wire = wireOn(connect());
        answers = [await wire.ask(one.sent)];
      }
      const isIn = answers.some((answer) => kindOf(answer) !== 'refused');
      const isTwice = isIn && nonces.wasLetIn(book.spends);
      // What HTTP itself turned away may have spent nothing.
      nonces.end(book.spends, { isIn, isSure: isIn || !one.mayBeTurnedAway });
      const isContested = nonces.areContested(book.spends);
      const fault = isTwice ? 'let in a second time' : compare(one, { answers, expected, isContested });
      if (fault !== undefined) tally.faults.push(`${index} (${one.changes.join(', ')}): ${fault}`);
      note(tally, one, answers);
      if (isIn && book.proof !== undefined && index % 10 === 0) tally.proofs.push(book.proof);
      for (const answer of answers) {
        const [, reference] = /launch-([A-Z0-9]+)=/.exec(answer.setCookies.join(' ')) ?? [];
        if (kindOf(answer) !== 'refused' && reference !== undefined) opened.push({ index, reference, book });
      }
      if (
        endsConnection(one.sent) ||
        answers.some(
          ({ status }) =>
            status === 0 || status === 400 || status === 413 || status === 415 || status === 431,
        )
      ) {
        wire.close();
        wire = wireOn(connect());
      }
    }
    wire.close();
  }
  await Promise.all(Array.from({ length: wires }, work));
  tally.faults.push(...(await wronglyNamed(world, opened)));
}

function isLost({ status }: WireAnswer): boolean {
  return status === 0 || status === 408;
}

async function race({ sent }: Mutant, connect: () => Duplex): Promise<WireAnswer[]> {
  const wires: Wire[] = Array.from({ length: copies }, () => wireOn(connect()));
  const answers = await Promise.all(wires.map((wire) => wire.ask(sent)));
  for (const wire of wires) wire.close();
  return answers;
}

function kindOf({ status, location }: WireAnswer): BookAnswer['outcome'] {
  if (status !== 303) return 'refused';
  if (location?.startsWith('/login?')) return 'login';
  return location?.startsWith('/') ? 'item' : 'relaunch';
}

interface Comparison {
  readonly answers: readonly WireAnswer[];
  readonly expected: BookAnswer;
  readonly isContested: boolean;
}

/** What is wrong with the answers; undefined where nothing is. */
function compare(
  { mayBeTurnedAway }: Mutant,
  { answers, expected, isContested }: Comparison,
): string | undefined {
  for (const { status, setCookies } of answers) {
    if (status >= 500 || (status > 0 && status < 300)) return `answered ${status}`;
    if (status >= 400 && setCookies.length > 0) return 'a refusal with a cookie';
  }
  if (answers.some(({ status }) => status === 0) && !mayBeTurnedAway) return 'no answer';
  if (expected.outcome === 'relaunch') return undefined;
  const letIn = answers.filter((answer) => kindOf(answer) !== 'refused');
  const [first] = letIn;
  if (letIn.length > 1) return `${letIn.length} of ${answers.length} copies were let in`;
  if (first === undefined) {
    if (expected.outcome === 'refused' || mayBeTurnedAway || isContested) return undefined;
    return `refused with ${answers.map(({ status }) => status).join(' ')} what the book lets in (${expected.why})`;
  }
  if (expected.outcome === 'refused' && expected.why === 'spent' && isContested) return undefined;
  if (expected.outcome === 'refused') return `let in what the book refuses (${expected.why})`;
  const kind = kindOf(first);
  if (kind !== expected.outcome) return `${kind}, and the book says ${expected.outcome} (${expected.why})`;
  const [path] = first.location?.split('?') ?? [];
  return kind === 'item' && path !== expected.leadsTo ? `leads to ${first.location}` : undefined;
}

function note(tally: Tally, { changes }: Mutant, answers: readonly WireAnswer[]): void {
  tally.sent += answers.length;
  if (answers.length > 1) tally.races += 1;
  const add = (map: Map<string, number>, name: string) => map.set(name, (map.get(name) ?? 0) + 1);
  for (const answer of answers)
    add(tally.answers, answer.status === 303 ? `303 ${kindOf(answer)}` : String(answer.status));
  const isIn = answers.some((answer) => kindOf(answer) !== 'refused');
  for (const change of changes.length === 0 ? ['nothing'] : changes) {
    const name = change.replace(/ \d+$/, '');
    add(tally.changed, name);
    if (isIn) add(tally.letIn, name);
  }
}

/** Nobody is let in without a row of the journal, or as somebody else than the signed form names. */
async function wronglyNamed(world: World, opened: readonly Opened[]): Promise<string[]> {
  await world.flush();
  const rows = await world.database.door.read((sql) =>
    sql.rows<{ reference: string; code: string; person_id: number | null }>(
      'SELECT reference, code, person_id FROM launches',
    ),
  );
  const rowOf = new Map(rows.map((row) => [row.reference.replaceAll('-', ''), row]));
  return opened.flatMap(({ index, reference, book }) => {
    const row = rowOf.get(reference);
    if (row === undefined) return [`${index}: let in without a row of the journal`];
    if (book.outcome !== 'item') return [];
    const isRight = row.code === 'opened' && row.person_id === book.personId;
    return isRight ? [] : [`${index}: ${row.code} as person ${row.person_id}, not ${book.personId}`];
  });
}
