import type { Cache } from '../../services/bench/draws.ts';
import type { BenchLayout } from '../../storage/bench/layout.ts';

/** What the load generator is told. A set of requests has a name, under which it is made and then sent any number of times. */
export type GeneratorOrder =
  | {
      readonly do: 'sign';
      readonly set: string;
      readonly layout: BenchLayout;
      readonly cache: Cache;
      readonly seed: number;
      readonly count: number;
      /** The server's public origin, which is signed. */
      readonly origin: string;
      readonly secret: string;
      /** Epoch seconds. */
      readonly timestamp: number;
    }
  | {
      readonly do: 'ask';
      readonly set: string;
      readonly origin: string;
      readonly requests: readonly { readonly path: string; readonly cookie?: string }[];
    }
  | {
      /** Sends one forged launch of half a megabyte again and again, until it is told to be still. */
      readonly do: 'flood';
      readonly layout: BenchLayout;
      readonly origin: string;
      readonly port: number;
      readonly connections: number;
      /** Epoch seconds. */
      readonly timestamp: number;
    }
  | { readonly do: 'still' }
  | { readonly do: 'send'; readonly set: string; readonly port: number; readonly connections: number };

/** What came of sending a set once. */
export interface Sent {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How often each answer came: a status, with `sign-in` where it leads there; `cut` for a lost connection. */
  readonly answers: Readonly<Record<string, number>>;
}

/** What a server to compare with is told: to open, with a durable insert where a database is named, and to end. */
export type BaseOrder = { readonly do: 'open'; readonly databaseUrl?: string } | { readonly do: 'close' };

/** What the process is told that purges beside the server. `now` in epoch milliseconds. */
export type PurgeOrder =
  | { readonly do: 'open'; readonly databaseUrl: string }
  | { readonly do: 'fill'; readonly rows: number; readonly now: number }
  | { readonly do: 'purge'; readonly now: number }
  /** Answered with the number of rows that have gone. */
  | { readonly do: 'stop' };

export interface BaseOpened {
  readonly port: number;
}
