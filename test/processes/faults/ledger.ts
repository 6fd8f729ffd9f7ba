import { expect } from '@jest/globals';
import { sha256 } from '../../factories.ts';
import type { Served } from '../served.ts';
import type { Click, SteadyLoad } from './steadyLoad.ts';

/** What a fault has come to: forms by their first fate, and sendings of copies that were refused. */
export interface Figures {
  readonly launches: number;
  readonly accepted: number;
  /** Copies of what was open already, and what a wrong clock refused. */
  readonly refused: number;
  /** Sendings that were answered 503, and that got no answer. */
  readonly unavailable: number;
  readonly lost: number;
}

interface Kept {
  readonly nonces: ReadonlySet<string>;
  readonly sessions: readonly string[];
  readonly journal: readonly string[];
}

async function kept({ door }: Pick<Served, 'door'>): Promise<Kept> {
  return door.snapshot(async (sql) => {
    const references = async (text: string) =>
      (await sql.rows<{ reference: string }>(text)).map(({ reference }) => reference.replaceAll('-', ''));
    const spent = await sql.rows<{ nonce_hash: Buffer }>(
      "SELECT nonce_hash FROM nonces WHERE outcome = 'opened'",
    );
    return {
      nonces: new Set(spent.map(({ nonce_hash }) => nonce_hash.toString('hex'))),
      sessions: await references('SELECT reference FROM launch_sessions'),
      journal: await references("SELECT reference FROM launches WHERE code = 'opened'"),
    };
  });
}

const hashOf = ({ nonce }: Click) => sha256(nonce).toString('hex');

/** Compares what students were told with what the database knows, once the load has stopped. */
async function expectKept(served: Pick<Served, 'door'>, clicks: readonly Click[]): Promise<void> {
  const { nonces, sessions, journal } = await kept(served);
  const opened = clicks.filter((click) => click.opened.length > 0);
  expect(opened.filter((click) => click.opened.length > 1)).toEqual([]);
  const lacking = (rows: readonly string[]) => {
    const known = new Set(rows);
    return opened.filter((click) => click.opened.some((reference) => !known.has(reference)));
  };
  expect({ noJournal: lacking(journal), noSession: lacking(sessions) }).toEqual({
    noJournal: [],
    noSession: [],
  });
  expect(opened.filter((click) => !nonces.has(hashOf(click)))).toEqual([]);
  // All or nothing, also for those whose answer was lost.
  expect([...sessions].sort()).toEqual([...journal].sort());
  expect([new Set(journal).size, nonces.size]).toEqual([journal.length, journal.length]);
}

/**
 * Ends the load and holds its launches against the database: none accepted without journal row, session and nonce; none
 * accepted twice, though each is sent once more; none refused that was never opened, but by a clock that was wrong.
 */
export async function settle(
  served: Pick<Served, 'door'>,
  load: SteadyLoad,
  { mayRefuse = false }: { readonly mayRefuse?: boolean } = {},
): Promise<Figures> {
  await load.stop();
  expect(load.strange).toEqual([]);
  await expectKept(served, load.clicks);
  const refused = load.clicks.filter(
    ({ opened, lost, unavailable }) => opened.length === 0 && lost + unavailable === 0,
  );
  if (!mayRefuse) expect(refused).toEqual([]);

  const figures = figuresOf(load.clicks);
  const open = new Set(load.clicks.filter(({ opened }) => opened.length > 0));
  const lanes = Array.from({ length: 16 }, (_, lane) => load.clicks.filter((_, n) => n % 16 === lane));
  await Promise.all(
    lanes.map(async (lane) => {
      for (const click of lane) await load.again(click);
    }),
  );
  expect(load.strange).toEqual([]);
  expect(load.clicks.filter((click) => open.has(click) && click.refused === 0)).toEqual([]);
  await expectKept(served, load.clicks);
  return figures;
}

function figuresOf(clicks: readonly Click[]): Figures {
  const sum = (count: (click: Click) => number) => clicks.reduce((all, click) => all + count(click), 0);
  return {
    launches: clicks.length,
    accepted: sum(({ opened }) => opened.length),
    refused: sum(({ refused }) => refused),
    unavailable: sum(({ unavailable }) => unavailable),
    lost: sum(({ lost }) => lost),
  };
}
