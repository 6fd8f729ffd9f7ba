import { z } from 'zod';
import { didYouMean } from './didYouMean.ts';
import { quoted } from './faults.ts';
import { isMap } from './rawTree.ts';

/** A map whose keys are all known. Each unknown key gives one line of the message (schemaFaults.ts takes it apart). */
export function map<Shape extends z.core.$ZodLooseShape>(shape: Shape, nameless = false) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      return issue.keys.map((key) => unknownKey(key, Object.keys(shape), nameless)).join('\n');
    },
  });
}

function unknownKey(key: string, known: readonly string[], nameless: boolean): string {
  if (nameless) return `unknown key; known here: ${known.join(', ')}`;
  const shown = quoted(shownOf(key));
  const meant = didYouMean(key, known);
  if (meant !== undefined) return `unknown key ${shown}; did you mean '${meant}'?`;
  return `unknown key ${shown}; known here: ${known.join(', ')}`;
}

/** Without a blank behind its colon a key takes its value along, and that may be a secret. */
export function shownOf(key: string): string {
  const [first = ''] = /^[\w-]*/.exec(key) ?? [];
  return first === key || !/\w/.test(key) ? key : `${first}…`;
}

/** A map whose keys are names from outside. `z.record` would leave out one that is called `__proto__`. */
export function byName<Value extends z.ZodType>(value: Value) {
  return z.preprocess(
    (input) => (isMap(input) ? new Map(Object.entries(input)) : input),
    z.map(z.string(), value),
  );
}

/** One of several forms, chosen by a look at the value, so that faults speak of the form that was meant. */
export function chosen<Output>(choose: (input: unknown) => z.ZodType<Output>) {
  return z.unknown().transform((input, context): Output => {
    const result = choose(input).safeParse(input);
    if (result.success) return result.data;
    for (const issue of result.error.issues) context.issues.push(handedOn(issue, input));
    return z.NEVER;
  });
}

/** Kinds that are put into words later keep what the words need; the others have their sentence already. */
function handedOn(issue: z.core.$ZodIssue, input: unknown): z.core.$ZodRawIssue {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    return { code: issue.code, keys: issue.keys, path, message, input: undefined };
  }
  if (issue.code === 'invalid_type')
    return { code: issue.code, expected: issue.expected, path, message, input };
  return { code: 'custom', path, message, input };
}
