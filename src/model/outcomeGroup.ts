import { type LaunchCode, launchCodes, refusalCodes } from './launchCode.ts';

/** What became of a launch, as coordinators ask: was it opened, did it stop at a question, or was it refused? */
export const outcomeGroups = ['opened', 'asked', 'refused'] as const;

export type OutcomeGroup = (typeof outcomeGroups)[number];

const refusals: ReadonlySet<string> = new Set(refusalCodes);

export function outcomeGroupOf(code: LaunchCode): OutcomeGroup {
  if (refusals.has(code)) return 'refused';
  return code === 'opened' || code === 'repeated-click' ? 'opened' : 'asked';
}

export function codesOf(group: OutcomeGroup): readonly LaunchCode[] {
  return launchCodes.filter((code) => outcomeGroupOf(code) === group);
}
