import { addAudit } from '../../storage/auditStore.ts';
import type { Door } from '../../storage/door.ts';
import { explainedUntil, explainUntil } from '../../storage/explanationStore.ts';
import { actorOf } from '../rights/coordinators.ts';
import { explanationOwner, type Onlooker } from './recentLaunches.ts';

/** For so long bad signatures are looked into, once somebody has asked for it (R31). */
const explainingMs = 3_600_000;

/** Starts or ends it, for a course or for a whole domain. */
export function switchExplaining(
  door: Door,
  { by, on }: { readonly by: Onlooker; readonly on: boolean },
  now: number,
): Promise<void> {
  const owner = explanationOwner(by);
  return door.write(async (sql) => {
    const before = await explainedUntil(sql, owner, true);
    if (!on && before <= now) return;
    const until = on ? now + explainingMs : 0;
    await explainUntil(sql, owner, until);
    const entry = {
      domainId: owner.domainId,
      courseId: 'course' in by ? owner.courseId : null,
      actor: actorOf(by),
      deed: on ? 'explaining-started' : 'explaining-ended',
      object: 'course' in by ? by.course.course : by.domain.name,
    } as const;
    await addAudit(sql, [on ? { ...entry, after: { until: new Date(until).toISOString() } } : entry], now);
  });
}
