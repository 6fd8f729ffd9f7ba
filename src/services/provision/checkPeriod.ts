import type { Report } from './faults.ts';
import { readTime } from './plannedTime.ts';
import { textIn } from './rawTree.ts';

/**
 * The end must not lie before the beginning. A day and a moment are compared only when the file is applied: where
 * a day begins, the domain's time zone says.
 */
export function checkPeriod(owner: unknown, report: Report): void {
  const from = readTime(textIn(owner, 'validFrom') ?? '');
  const until = readTime(textIn(owner, 'validUntil') ?? '');
  const wrong =
    (from?.kind === 'day' && until?.kind === 'day' && until.day < from.day) ||
    (from?.kind === 'moment' && until?.kind === 'moment' && until.at <= from.at);
  if (wrong) report(['validUntil'], 'lies before validFrom');
}
