import { pino } from 'pino';

/** What a line may hold: single words and numbers, chosen by name. Objects do not get in, so nothing rides along. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export interface LogOptions {
  /** A level of pino, or `silent`. */
  readonly level: string;
  /** How people are shown a line, see `prettyLines`; left out: JSON. */
  readonly pretty?: ((line: object) => string) | undefined;
  /** Takes one line with its end; left out: standard output. */
  readonly write?: (line: string) => void;
  /** Epoch milliseconds; left out: the library's own way to tell the time. */
  readonly now?: () => number;
}

/** Lines for a terminal. Loaded only where somebody reads along. */
export async function prettyLines({
  colorize,
}: {
  readonly colorize: boolean;
}): Promise<(line: object) => string> {
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({ colorize, singleLine: true, translateTime: 'SYS:HH:MM:ss.l' });
}

export function makeLog({ level, pretty, write, now }: LogOptions): Log {
  const out = write === undefined ? gathered(pino.destination(1)) : { write };
  const sink = pretty === undefined ? out : { write: (line: string) => out.write(pretty(JSON.parse(line))) };
  const timestamp = now === undefined ? pino.stdTimeFunctions.isoTime : timeOnce(now);
  const logger = pino({ level, base: null, timestamp }, sink);
  return {
    debug: (event, fields) => logger.debug(wordsOf(fields), event),
    info: (event, fields) => logger.info(wordsOf(fields), event),
    warn: (event, fields) => logger.warn(wordsOf(fields), event),
    error: (event, fields) => logger.error(wordsOf(fields), event),
  };
}

/** The library's `isoTime`, made once a millisecond: many lines have the same. */
function timeOnce(now: () => number): () => string {
  let last = Number.NaN;
  let text = '';
  return () => {
    const at = now();
    if (at !== last) text = `,"time":"${new Date(at).toISOString()}"`;
    last = at;
    return text;
  };
}

/**
 * Launches that were recorded together are answered together: their lines are handed over at once, before anything else
 * is waited for. One by one that took twice as long as making a line: each may start a thread.
 */
function gathered(out: { write(lines: string): unknown }): { readonly write: (line: string) => void } {
  let lines = '';
  const flush = () => {
    const waiting = lines;
    lines = '';
    if (waiting !== '') out.write(waiting);
  };
  // Before the library closes what it writes to.
  process.prependListener('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

/** The same promise at run time, where a value slipped past the compiler. */
function wordsOf(fields: LogFields = {}): LogFields {
  for (const name in fields) {
    if (typeof fields[name] === 'object' && fields[name] !== null) return withoutObjects(fields);
  }
  return fields;
}

function withoutObjects(fields: LogFields): LogFields {
  const words = Object.entries(fields).filter(([, value]) => typeof value !== 'object' || value === null);
  return Object.fromEntries(words);
}

/**
 * What may be written down about a fault. A driver's message quotes the values of the row and the whole statement,
 * so quoted text, long words, addresses and queries are left out; the frames of the stack hold none of it.
 */
export function faultFields(thrown: unknown): LogFields {
  if (!(thrown instanceof Error)) return { fault: typeof thrown };
  const code =
    'code' in thrown && /^[A-Za-z0-9_.-]{1,40}$/.test(String(thrown.code)) ? String(thrown.code) : undefined;
  const frames = (thrown.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12);
  return {
    fault: thrown.name,
    code,
    message: withoutValues(thrown.message),
    stack: frames.map((line) => line.trim()).join(' < '),
    ...(thrown.cause === undefined ? {} : { cause: causeOf(thrown.cause) }),
  };
}

function causeOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${withoutValues(cause.message)}` : typeof cause;
}

function withoutValues(message: string): string {
  return (
    message
      .slice(0, 20_000)
      // Up to the last quote: a parser quotes a piece of the statement, which holds quotes itself.
      .replace(/(["'`])[\s\S]*\1/g, '$1…$1')
      .replace(/\?\S*/g, '?…')
      .replace(/\S+@\S+/g, '…')
      .replace(/[A-Za-z0-9+/_=%-]{25,}/g, '…')
      .replace(/\s+/g, ' ')
      .slice(0, 300)
  );
}
