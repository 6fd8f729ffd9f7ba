import { sha256 } from '../../crypto/digest.ts';
import { equalInConstantTime } from '../../crypto/hmac.ts';
import type { ByWhom } from '../../model/access.ts';
import { settingFor, type Visitor } from '../../model/launchSession.ts';
import type { Secret } from '../../model/secret.ts';
import {
  accountHolder,
  type GivenWordStore,
  launchHolder,
  type SealedWord,
} from '../../storage/givenWordStore.ts';
import { type KeyRing, keyWordPlace } from '../keys/keyRing.ts';
import { lifeTimes } from '../launch/lifeTimes.ts';
import type { SignInThrottle } from '../signin/signIn.ts';
import type { CourseVisit } from '../visit/courseVisit.ts';
import type { AskedWord } from './openItem.ts';

export interface GiveWordParts {
  readonly words: GivenWordStore;
  readonly keys: Pick<KeyRing, 'open'>;
  readonly throttle: SignInThrottle;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface WordTry {
  readonly visit: CourseVisit;
  readonly asked: AskedWord;
  readonly typed: Secret;
  /** Group of addresses, for the throttle; never kept. */
  readonly address: string;
}

export type WordAnswer =
  | { readonly kind: 'right' | 'wrong' }
  | { readonly kind: 'wait'; readonly seconds: number };

/** The session in which the word is given. */
interface Session {
  readonly visitor: Visitor;
  readonly holder: Buffer;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Judges a shared word. Given rightly it counts for this session, item and word (R9). Wrong ones count by person, and for
 * many people at one address; never by item or link, so that nobody can lock others out.
 */
export async function giveWord(parts: GiveWordParts, wordTry: WordTry): Promise<WordAnswer> {
  const { visit, asked, typed, address } = wordTry;
  const session = sessionOf(visit, asked.by, parts.now());
  if (!session) return { kind: 'wrong' };
  const person = `word of person ${session.visitor.personId}`;
  const attempt = { account: person, address, ticket: person, receiver: `words at ${address}` };
  const { waitSeconds } = await parts.throttle.check(attempt);
  if (waitSeconds > 0) return { kind: 'wait', seconds: waitSeconds };
  try {
    const { protect } = settingFor(session.visitor, visit.settings, asked.head.chain);
    const versions = protect.value.kind === 'key' ? (protect.value.words ?? []) : [];
    const sealed = await parts.words.sealed(visit.course, versions);
    const version = await versionOf(parts, visit, { sealed, typed });
    if (version === undefined) {
      await parts.throttle.failed(attempt);
      return { kind: 'wrong' };
    }
    const { holder, expiresAt } = session;
    await parts.words.add({ holder, itemId: asked.head.id, version, expiresAt });
    await parts.throttle.succeeded(attempt);
    return { kind: 'right' };
  } catch (error) {
    parts.throttle.abandoned(attempt);
    throw error;
  }
}

/** All words are looked at, each by its hash: neither which one is right nor how long it is shows in the time. */
async function versionOf(
  { keys }: GiveWordParts,
  { course }: CourseVisit,
  { sealed, typed }: { readonly sealed: readonly SealedWord[]; readonly typed: Secret },
): Promise<string | undefined> {
  const text = typed.reveal().normalize('NFC');
  // A pasted word brings blanks along; a word itself may have some only where a file gave it so.
  const given = [sha256(text), sha256(text.trim())];
  let right: string | undefined;
  for (const { settingId, version, envelope } of sealed) {
    const place = keyWordPlace(settingId, course.courseId);
    const word = await keys.open(envelope, place, course.domainId);
    const hash = sha256(word.reveal());
    const matches = given.map((one) => equalInConstantTime(one, hash));
    if (matches.includes(true)) right = version;
  }
  return right;
}

function sessionOf(visit: CourseVisit, by: ByWhom, now: number): Session | undefined {
  if (by.by === 'launch') {
    const launch = visit.launches[by.launchIndex];
    if (!launch) return undefined;
    const { known, session } = launch;
    const expiresAt = known.startedAt + lifeTimes.mostMs;
    return { visitor: session.visitor, holder: launchHolder(known.launchKey), expiresAt };
  }
  const { account } = visit;
  if (account?.mark === undefined) return undefined;
  const expiresAt = now + lifeTimes.mostMs;
  return { visitor: account.visitor, holder: accountHolder(account.mark), expiresAt };
}
