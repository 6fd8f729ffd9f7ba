import type { RefusalCode } from '../model/launchCode.ts';

/** How a refusal looks from outside: status, and the key of its one plain sentence. */
export interface Answer {
  readonly status: 400 | 401 | 403 | 413 | 415;
  readonly textKey: string;
}

/** Unknown link, unknown key, closed protector and bad signature must not be told apart (product.md, step 4). */
const notRecognised: Answer = { status: 401, textKey: 'refused.unknown-link' };

/** Exhaustive: a new code without an answer does not compile. */
export const answers: Readonly<Record<RefusalCode, Answer>> = {
  'not-a-form': { status: 415, textKey: 'refused.not-a-form' },
  'too-large': { status: 413, textKey: 'refused.too-large' },
  unreadable: { status: 400, textKey: 'refused.unreadable' },
  unsigned: { status: 400, textKey: 'refused.unsigned' },
  incomplete: { status: 400, textKey: 'refused.incomplete' },
  'repeated-parameter': { status: 400, textKey: 'refused.repeated-parameter' },
  'unsupported-method': { status: 400, textKey: 'refused.unsupported-method' },
  'unknown-link': notRecognised,
  'unknown-key': notRecognised,
  'protector-closed': notRecognised,
  'bad-signature': notRecognised,
  stale: { status: 403, textKey: 'refused.stale' },
  future: { status: 403, textKey: 'refused.future' },
  replayed: { status: 403, textKey: 'refused.replayed' },
  'wrong-message': { status: 400, textKey: 'refused.wrong-message' },
  'incomplete-message': { status: 400, textKey: 'refused.incomplete-message' },
  'wrong-protector': { status: 403, textKey: 'refused.wrong-protector' },
  'link-closed': { status: 403, textKey: 'refused.link-closed' },
  'item-gone': { status: 403, textKey: 'refused.item-gone' },
  'wrong-context': { status: 403, textKey: 'refused.wrong-context' },
  'origin-refused': { status: 403, textKey: 'refused.origin-refused' },
  stopped: { status: 403, textKey: 'refused.stopped' },
  'not-in-course': { status: 403, textKey: 'refused.not-in-course' },
};
