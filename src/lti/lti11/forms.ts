import type { ToleratedVariant } from '../../model/launchCode.ts';
import type { Pair } from '../../model/pairs.ts';
import { parametersOf } from './baseString.ts';

/** One way in which the sender may have signed the message. What it holds is what will be read. */
export interface SignedForm {
  readonly tolerated: readonly ToleratedVariant[];
  readonly path: string;
  readonly pairs: readonly Pair[];
  readonly parameters: string;
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
  const strict: SignedForm = { tolerated: [], path, pairs, parameters: parametersOf(pairs) };
  yield strict;
  for (const { variant, change } of tolerances) {
    const changed = change(strict);
    if (changed === undefined) continue;
    const parameters = changed.pairs === undefined ? strict.parameters : parametersOf(changed.pairs);
    yield { ...strict, parameters, ...changed, tolerated: [variant] };
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
  for (const { from, encoded } of pairs) if (from === 'body') body.add(encoded);
  const kept = pairs.filter(({ from, encoded }) => from === 'body' || !body.has(encoded));
  return kept.length === pairs.length ? undefined : { pairs: kept };
}

/** Browsers send CR LF for every line break of a form; some LMSs sign the LF that they put into it. */
function withBareLineFeeds({ pairs }: SignedForm): Partial<SignedForm> | undefined {
  if (!pairs.some(({ value }) => value.includes('\r\n'))) return undefined;
  return { pairs: pairs.map((pair) => (pair.value.includes('\r\n') ? bareLineFeeds(pair) : pair)) };
}

function bareLineFeeds(pair: Pair): Pair {
  const valueFrom = pair.encoded.indexOf(' ');
  const [name, value] = [pair.encoded.slice(0, valueFrom), pair.encoded.slice(valueFrom)];
  return {
    ...pair,
    // Of a long text, taking apart and joining costs half of what replacing does.
    value: pair.value.split('\r\n').join('\n'),
    encoded: name + value.split('%250D%250A').join('%250A'),
  };
}
