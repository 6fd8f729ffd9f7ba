import { mostLaunchers } from '../launchers/recommendedLaunchers.ts';
import { OnceOnly } from './checkNames.ts';
import { type Report, within } from './faults.ts';
import { listIn, textIn } from './rawTree.ts';

/** The launchers that a domain recommends: each once, and no more than help to choose. */
export function checkLaunchers(domain: unknown, report: Report): void {
  const launchers = listIn(domain, 'recommendedLaunchers');
  const names = new OnceOnly('a second recommended launcher of this name');
  for (const [position, launcher] of launchers.entries()) {
    names.add(textIn(launcher, 'name'), within(report, 'recommendedLaunchers', position, 'name'));
  }
  if (launchers.length > mostLaunchers)
    report(
      ['recommendedLaunchers'],
      `has ${launchers.length} launchers; a domain recommends ${mostLaunchers} at most`,
    );
}
