import type { Presentation, VerifiedLaunch } from '../../lti/verifier.ts';
import { languageTag } from '../../model/language.ts';
import type { IdentityVerdict, LaunchCode, ToleratedVariant } from '../../model/launchCode.ts';
import { isOrigin, type OriginWord } from '../../model/origin.ts';
import { mayReturnTo } from '../../model/returnAddress.ts';
import type { JournalEntry } from '../../storage/journalColumns.ts';
import type {
  CandidateProtector,
  LaunchItem,
  LaunchLink,
  LaunchTarget,
} from '../../storage/launchTargetStore.ts';

/**
 * What has become known of one launch so far; the journal row is written from it, however the launch ends. Only the
 * steps of `openLaunch` add to it.
 */
export class Story {
  readonly at: number;
  readonly reference: string;
  readonly notes: string[];
  target: LaunchTarget | undefined;
  link: LaunchLink | undefined;
  protector: CandidateProtector | undefined;
  /** What was signed, for whoever looks at the launch afterwards; undefined where it is no launch message. */
  message: VerifiedLaunch | undefined;
  clockDifference: number | undefined;
  tolerated: readonly ToleratedVariant[] = [];
  identity: IdentityVerdict | undefined;
  named: string | undefined;
  personId: number | undefined;
  /** The way back to the LMS, once the signature is good; undefined also where it may not be linked to. */
  returnUrl: string | undefined;
  /** Of a return URL that may not be linked to: its host, for people to read. */
  returnHost: string | undefined;
  family: string | undefined;
  locale: string | undefined;
  /** Where the form came from, once the signature is good. */
  origin: OriginWord | undefined;
  returnOrigin: string | undefined;

  constructor(at: number, reference: string, notes: readonly string[]) {
    this.at = at;
    this.reference = reference;
    this.notes = [...notes];
  }

  /** The same launch, of which nothing is known yet. */
  anew(notes: readonly string[]): Story {
    return new Story(this.at, this.reference, notes);
  }

  get item(): LaunchItem | undefined {
    return this.link?.item;
  }

  /** The message's presentation parts, which may be used only now that its signature is good (R28). */
  wayBack(message: Presentation, { origins: approved }: Pick<CandidateProtector, 'origins'>): void {
    const { returnUrl, returnOrigin, productFamily, locale } = message;
    this.family = productFamily;
    this.locale = languageTag(locale);
    if (returnUrl === undefined) return;
    if (returnOrigin !== undefined && isOrigin(returnOrigin)) this.returnOrigin = returnOrigin;
    const isApproved =
      approved.length === 0 || mayReturnTo(returnUrl, { approved, signed: message.lmsOrigins });
    if (isApproved) this.returnUrl = returnUrl;
    else this.returnHost = new URL(returnUrl).host;
  }

  entry(code: LaunchCode): JournalEntry {
    return {
      at: this.at,
      reference: this.reference,
      code,
      domainId: this.target?.domain.id,
      courseId: this.link?.course.id,
      linkId: this.link?.id,
      itemId: this.item?.id,
      protectorId: this.protector?.id,
      protector: this.protector?.ref,
      identity: this.identity,
      named: this.named,
      personId: this.personId,
      clockDifference: this.clockDifference,
      tolerated: this.tolerated,
      notes: this.notes,
      origin: this.origin,
      returnOrigin: this.returnOrigin,
    };
  }
}
