import type { ToleratedVariant } from '../../model/launchCode.ts';
import type { Pair } from '../../model/pairs.ts';

/** One way in which the sender may have signed the message. What it holds is what will be read. */
export interface SignedForm {
  readonly tolerated: readonly ToleratedVariant[];
  readonly path: string;
  readonly pairs: readonly Pair[];
}

interface Tolerance {
  readonly variant: ToleratedVariant;
  /** The strict form changed, or undefined where the message does not show the sign of this variant. */
  readonly change: (strict: SignedForm) => Partial<SignedForm> | undefined;
}

/** Departures of known LMSs, each alone and never multiplied, so at most four forms (R13). */
export const tolerances: readonly Tolerance[] = [
  { variant: 'trailing-slash', change: otherSlash },
  { variant: 'query-counted-once', change: withoutQueryCopies },
  { variant: 'crlf-as-lf', change: withBareLineFeeds },
];

/** The strict form first; the others are made only when asked for. */
export function* signedForms(pairs: readonly Pair[], path: string): Generator<SignedForm> {
  const strict: SignedForm = { tolerated: [], path, pairs };
  yield strict;
  for (const { variant, change } of tolerances) {
    const changed = change(strict);
    if (changed !== undefined) yield { ...strict, ...changed, tolerated: [variant] };
  }
}

/** Canvas drops a slash at the end of a launch address, people add one. */
function otherSlash({ path }: SignedForm): Partial<SignedForm> | undefined {
  if (path.length < 2) return undefined;
  return { path: path.endsWith('/') ? path.slice(0, -1) : `${path}/` };
}

/** Canvas copies the query of the address into the form, signs each pair once, and leaves the query in place. */
function withoutQueryCopies({ pairs }: SignedForm): Partial<SignedForm> | undefined {
  if (!pairs.some(({ from }) => from === 'query')) return undefined;
  const body = new Set<string>();
  for (const pair of pairs) if (pair.from === 'body') body.add(asSent(pair));
  const kept = pairs.filter((pair) => pair.from === 'body' || !body.has(asSent(pair)));
  return kept.length === pairs.length ? undefined : { pairs: kept };
}

/** Different for pairs that differ in any byte. */
function asSent({ sent, nameAt, valueAt, end }: Pair): string {
  return `${valueAt - nameAt} ${sent.slice(nameAt, end)}`;
}

/** Browsers send CR LF for every line break of a form; some LMSs sign the LF that they put into it. */
function withBareLineFeeds({ pairs }: SignedForm): Partial<SignedForm> | undefined {
  if (!pairs.some(({ value }) => value.includes('\r\n'))) return undefined;
  return { pairs: pairs.map((pair) => (pair.value.includes('\r\n') ? bareLineFeeds(pair) : pair)) };
}

function bareLineFeeds(pair: Pair): Pair {
  const { sent, nameAt, valueAt, end } = pair;
  const name = sent.slice(nameAt, valueAt);
  const all = name + withLineFeeds(sent.slice(valueAt, end));
  const value = withLineFeeds(pair.value);
  return { ...pair, value, sent: all, nameAt: 0, valueAt: name.length, end: all.length };
}

/** Of a long text, taking apart and joining costs half of what replacing does. */
function withLineFeeds(text: string): string {
  return text.split('\r\n').join('\n');
}
