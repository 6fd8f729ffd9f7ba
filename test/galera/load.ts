import { createHash } from 'node:crypto';
import type { Door } from '../../src/storage/door.ts';
import { launchAt, type ServerProcess } from '../processes/served.ts';
import type { Nodes } from './nodes.ts';

/** One form and what became of it wherever it was posted. */
export interface Sent {
  readonly nonce: string;
  readonly body: string;
  readonly answers: readonly { readonly status: number; readonly reference: string }[];
}

const lanes = 12;
let runs = 0;

/** Launches, by turns to each server and every fourth to two of them at once, until it is stopped. */
export function launching({ served, servers }: Nodes) {
  runs += 1;
  const run = runs;
  const sent: Sent[] = [];
  let going = true;
  let opened = 0;
  const post = async (server: ServerProcess | undefined, body: string) => {
    if (!server) throw new Error('no such server');
    const { status, setCookies } = await launchAt(server, body);
    if (status === 303) opened += 1;
    return { status, reference: /launch-([A-Z0-9]+)=/.exec(setCookies.join())?.[1] ?? '' };
  };
  async function lane(number: number): Promise<void> {
    for (let n = 0; going; n += 1) {
      const nonce = `load-${run}-${number}-${n}`;
      const body = served.body(nonce);
      const first = servers[(number + n) % servers.length];
      const second = servers[(number + n + 1) % servers.length];
      const posts = n % 4 === 0 ? [post(first, body), post(second, body)] : [post(first, body)];
      sent.push({ nonce, body, answers: await Promise.all(posts) });
    }
  }
  const all = Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  return {
    opened: () => opened,
    async stop(): Promise<readonly Sent[]> {
      going = false;
      await all;
      return sent;
    },
  };
}

export const isOpened = ({ answers }: Sent) => answers.some(({ status }) => status === 303);

/** What must never be, as one object that is empty of it. */
export async function faultsOf(sent: readonly Sent[], door: Door) {
  const rowsOf = async <Row>(text: string) => door.read((sql) => sql.rows<Row>(text));
  const nonces = await rowsOf<{ nonce_hash: Buffer; launch_key: Buffer | null }>(
    'SELECT nonce_hash, launch_key FROM nonces',
  );
  const spent = new Map(nonces.map((row) => [row.nonce_hash.toString('hex'), row.launch_key]));
  const sessions = await rowsOf<{ launch_key: Buffer }>('SELECT launch_key FROM launch_sessions');
  const kept = new Set(sessions.map(({ launch_key }) => launch_key.toString('hex')));
  const lines = await rowsOf<{ reference: string }>("SELECT reference FROM launches WHERE code = 'opened'");
  const journalled = new Set(lines.map(({ reference }) => reference.replaceAll('-', '')));
  const keyOf = ({ nonce }: Sent) =>
    spent.get(createHash('sha256').update(nonce).digest('hex'))?.toString('hex');
  const good = sent.filter(isOpened);
  const names = (some: readonly Sent[]) => some.map(({ nonce }) => nonce);
  return {
    openedTwice: names(
      good.filter(({ answers }) => answers.filter(({ status }) => status === 303).length > 1),
    ),
    lostNonce: names(good.filter((one) => keyOf(one) === undefined)),
    lostSession: names(good.filter((one) => !kept.has(keyOf(one) ?? ''))),
    lostJournal: names(
      good.filter(
        ({ answers }) =>
          !answers.some(({ status, reference }) => status === 303 && journalled.has(reference)),
      ),
    ),
    // A copy is refused only for the sake of one that was opened, or whose answer nobody can know.
    otherwise: sent.flatMap(({ answers }) => {
      const statuses = answers.map(({ status }) => status).sort();
      return ['303', '503', '303,403', '303,503', '403,503', '503,503'].includes(statuses.join())
        ? []
        : [statuses.join()];
    }),
    halfWritten: lines.length === sessions.length && lines.length === nonces.length ? 0 : 1,
  };
}

export const noFaults = {
  openedTwice: [],
  lostNonce: [],
  lostSession: [],
  lostJournal: [],
  otherwise: [],
  halfWritten: 0,
};
