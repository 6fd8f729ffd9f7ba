import { lmsInName } from '../../model/lmsKinds.ts';
import { addLauncher, changeLauncher, recommendedLaunchers } from '../../storage/launcherStore.ts';
import { mostLaunchers } from '../launchers/recommendedLaunchers.ts';
import type { Where } from './applyLedger.ts';
import type { Applying } from './applyParts.ts';
import type { DomainPlan } from './plan.ts';

/** Recommends launchers and changes of which LMS they are; takes none back. A launcher is known by its name. */
export async function applyLaunchers(
  { sql, ledger, now }: Applying,
  where: Pick<Where, 'domain'>,
  { recommendedLaunchers: plans, path }: DomainPlan,
): Promise<void> {
  if (plans.length === 0) return;
  const domainId = where.domain.id;
  const known = new Map((await recommendedLaunchers(sql, domainId)).map((one) => [one.name, one.lms]));
  const added = plans.filter(({ name }) => !known.has(name)).length;
  if (added > 0 && known.size + added > mostLaunchers) {
    const sentence = `the domain would recommend ${known.size + added} launchers, with what it has; ${mostLaunchers} at most`;
    ledger.fault([...path, 'recommendedLaunchers'], sentence);
    return;
  }
  for (const { name, lms: asked } of plans) {
    const before = known.get(name);
    const lms = asked ?? before ?? lmsInName(name) ?? 'other';
    const subject = { what: 'launcher', name, where } as const;
    const outcome = ledger.record(subject, before && { lms: before }, { lms });
    if (outcome === 'made') await addLauncher(sql, { domainId, name, lms }, now);
    else if (outcome === 'changed') await changeLauncher(sql, { domainId, name, lms });
  }
}
