import { lastNumber, raiseLastNumber } from '../../storage/protectorNumbers.ts';
import type { KnownProtector, ProtectorOwner } from '../../storage/protectorStore.ts';
import type { OwnerParts } from './applyProtectors.ts';
import { quoted } from './faults.ts';
import type { ProtectorPlan } from './plan.ts';

/**
 * Numbers of the plans, in their order: a known protector keeps its own; one that the file numbers itself must be above
 * all that the owner ever gave; the rest count on from there.
 */
export async function giveNumbers(
  at: OwnerParts,
  owner: ProtectorOwner,
  { plans, known }: { readonly plans: readonly ProtectorPlan[]; readonly known: readonly KnownProtector[] },
): Promise<readonly number[]> {
  const last = await lastNumber(at.sql, owner);
  let next = Math.max(last, ...plans.map(({ number }) => number ?? 0));
  const numbers: number[] = [];
  for (const plan of plans) {
    const own = known.find(({ name }) => name === plan.name)?.number;
    if (plan.number !== undefined) refuseNumber(at, plan.path, { given: plan.number, own, last, known });
    if (own === undefined && plan.number === undefined) next += 1;
    numbers.push(own ?? plan.number ?? next);
  }
  if (numbers.some((number) => number > last)) {
    await raiseLastNumber(at.sql, owner, Math.max(...numbers));
  }
  return numbers;
}

function refuseNumber(
  { ledger }: OwnerParts,
  path: ProtectorPlan['path'],
  asked: {
    readonly given: number;
    readonly own: number | undefined;
    readonly last: number;
    readonly known: readonly KnownProtector[];
  },
): void {
  const { given, own, last, known } = asked;
  const at = [...path, 'number'];
  if (own !== undefined) {
    if (given !== own) ledger.fault(at, `this link protector has the number ${own}, which never changes`);
    return;
  }
  const holder = known.find(({ number }) => number === given);
  if (holder) ledger.fault(at, `${given} is the number of the link protector ${quoted(holder.name)}`);
  else if (given <= last) {
    ledger.fault(at, `${given} was given before, and a number is never used again; the next is ${last + 1}`);
  }
}
