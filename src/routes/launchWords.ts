import { type LaunchCause, lmsPlaceOf, menderOf } from '../model/launchCauses.ts';
import type { LaunchCode } from '../model/launchCode.ts';
import type { JudgedStep } from '../model/launchSteps.ts';
import type { LmsFamily } from '../model/lmsFamily.ts';
import type { Texts } from '../web/texts.ts';

/** What happened, what to do about it, who can, and where in the menus of the LMS; as `layout/why` shows it. */
export interface Explained {
  readonly what: string;
  readonly remedy: string;
  readonly mender: string;
  /** '' where no menu of the LMS is concerned. */
  readonly menu: string;
  readonly menuOf: string;
}

export interface CauseAsked {
  readonly cause: LaunchCause;
  readonly family: LmsFamily | undefined;
  readonly field: string;
  readonly parameter: string;
}

export function explained({ t }: Texts, { cause, family, field, parameter }: CauseAsked): Explained {
  const place = lmsPlaceOf(cause);
  const lms = family === undefined ? '' : t(`lmsTitle.${family}`);
  return {
    what: t(`launchCause.${cause}`, { field: field || t('story.someField'), parameter }),
    remedy: t(`launchRemedy.${cause}`),
    mender: t(`mender.${menderOf(cause)}`),
    menu: place === undefined ? '' : t(`lmsMenu.${family ?? 'other'}-${place}`),
    menuOf: t('story.inFamily', { lms: lms === '' ? 'LMS' : lms }),
  };
}

/** One step of the judgement, as `layout/steps` shows it. */
export interface StepLine {
  readonly name: string;
  readonly verdict: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly remarks: readonly string[];
}

const tones = {
  passed: 'good',
  warned: 'warn',
  asked: 'warn',
  failed: 'bad',
  left: 'plain',
  spared: 'plain',
} as const;

export function stepLines(
  { t }: Texts,
  steps: readonly JudgedStep[],
  clockDifference: number | null,
): readonly StepLine[] {
  return steps.map(({ step, verdict, remarks }) => {
    const clock =
      step === 'time' && clockDifference !== null && verdict !== 'left'
        ? [t('story.ours', { seconds: Math.abs(clockDifference) })]
        : [];
    return {
      name: t(`launchStep.${step}`),
      verdict: t(`stepVerdict.${verdict}`),
      tone: tones[verdict],
      remarks: [...clock, ...remarks.map((note) => t(`launchRemark.${note}`))],
    };
  });
}

/** What became of a launch, as a tag. */
export interface OutcomeTag {
  readonly text: string;
  readonly tone: 'good' | 'warn' | 'bad';
}

export function outcomeTag({ t }: Texts, code: LaunchCode): OutcomeTag {
  if (code === 'opened' || code === 'repeated-click') return { text: t('story.good'), tone: 'good' };
  if (code === 'login-required' || code === 'relaunch-asked') return { text: t('story.asked'), tone: 'warn' };
  return { text: t('story.refused'), tone: 'bad' };
}
