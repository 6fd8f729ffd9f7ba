import type { ProtectorRef } from '../../model/protector.ts';
import type { InCourse } from './applyParts.ts';
import { type FilePath, quoted } from './faults.ts';
import type { ProtectorName } from './plan.ts';

/**
 * The number that a name stands for: of this domain's and this course's own protectors, never of anybody else's.
 * Undefined, and told as a fault at `path`, where there is none.
 */
export function numberedProtector(
  at: InCourse,
  { level, name }: ProtectorName,
  path: FilePath,
): ProtectorRef | undefined {
  const number = (level === 'domain' ? at.protectors : at.courseProtectors).get(name);
  if (number !== undefined) return { level, number };
  const owner = level === 'domain' ? `domain ${at.domain.name}` : `course ${at.where.course?.name ?? ''}`;
  at.ledger.fault(path, `the ${owner} has no link protector ${quoted(name)}`);
  return undefined;
}
