import { type LaunchCode, Refusal } from '../../model/launchCode.ts';
import type { JournalEntry } from '../../storage/journalColumns.ts';
import { authenticate } from './candidates.ts';
import type { Judged } from './judge.ts';
import type { LaunchParts } from './launchParts.ts';
import { type LaunchRequest, linkFor, openingOf } from './openLaunch.ts';
import { verdictOn } from './settle.ts';
import { Story } from './story.ts';

/**
 * Judges a launch as `openLaunch` does, by the same steps, and brings nothing about: no nonce is taken, nobody is let in,
 * nothing is learnt of people or origins (R30). What comes of it is the line that the journal would have had.
 */
export async function rehearseLaunch(parts: LaunchParts, request: LaunchRequest): Promise<JournalEntry> {
  const story = new Story(parts.now(), parts.newReference(), request.notes);
  story.notes.push('test-launch');
  const code = await codeOf(parts, request, story);
  // A protector is named by its number alone: its last launch, and where its launches come from, are those of visitors.
  const { protectorId: _, origin: __, returnOrigin: ___, personId: ____, ...entry } = story.entry(code);
  return entry;
}

async function codeOf(parts: LaunchParts, request: LaunchRequest, story: Story): Promise<LaunchCode> {
  try {
    const opening = openingOf(request);
    story.target = await parts.targets.find(opening.address);
    const { signed, verified, open } = await authenticate(parts, request, { opening, story });
    const link = linkFor(story, { signed, verified, open });
    const { verifier } = opening;
    const verdict = await verdictOn(parts, request, { story, link, verifier, signed, verified, open });
    verdict.tell(story);
    return verdict.freshness === 'fresh' ? outcomeOf(verdict) : verdict.freshness;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code;
  }
}

function outcomeOf(verdict: Judged): LaunchCode {
  if (verdict.kind === 'refused') return verdict.code;
  if (verdict.kind === 'relaunch') return 'relaunch-asked';
  return verdict.kind === 'open' ? 'opened' : 'login-required';
}
