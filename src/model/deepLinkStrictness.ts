import {
  type Access,
  type Exit,
  type Listing,
  type Others,
  type Protect,
  type Scope,
  type Target,
  targets,
} from './deepLink.ts';
import type { EffectivePart, EffectiveSetting, PartSource } from './effectiveSetting.ts';
import { bothMenus, type Menu, showsNoMore } from './menu.ts';
import { type ProtectorRef, sameProtector } from './protector.ts';

// Each from the loosest to the strictest. By `off` an item still opens from the contents, by `only` it does not.
const accessOrder: readonly Access[] = ['either', 'off', 'only'];
const scopeOrder: readonly Scope[] = ['subtree', 'folder', 'resource'];
const othersOrder: readonly Others[] = ['show', 'hide'];
const listingOrder: readonly Listing[] = ['full', 'details', 'absent'];
// What can be framed works in a window, too; what must not be framed does not work in a frame. A window of its own comes
// last, as it alone leaves the LMS's page as it is.
const targetOrder: readonly Target[] = targets;
// A button that one section must not have is not brought in by another; an own address was chosen over the LMS's.
const exitOrder: readonly Exit['kind'][] = ['lms', 'address', 'none'];
// A word can be passed on; a signed launch cannot. Of two words neither is stricter: somebody in both sections was told
// one of them, and either will do.
const protectOrder: readonly Protect['kind'][] = ['none', 'key', 'protectors'];

/** The stricter value of each part: for a student with active roles in two sections (product.md). */
export function stricterSetting(one: EffectiveSetting, other: EffectiveSetting): EffectiveSetting {
  return {
    access: stricter(accessOrder, one.access, other.access),
    protect: stricterProtect(one.protect, other.protect),
    scope: stricter(scopeOrder, one.scope, other.scope),
    others: stricter(othersOrder, one.others, other.others),
    listing: stricter(listingOrder, one.listing, other.listing),
    target: stricter(targetOrder, one.target, other.target),
    exit: stricterExit(one.exit, other.exit),
    menu: stricterMenu(one.menu, other.menu),
  };
}

function stricter<Value>(
  order: readonly Value[],
  one: EffectivePart<Value>,
  other: EffectivePart<Value>,
): EffectivePart<Value> {
  return order.indexOf(other.value) > order.indexOf(one.value) ? other : one;
}

export function stricterTarget(one: Target, other: Target): Target {
  return targetOrder.indexOf(other) > targetOrder.indexOf(one) ? other : one;
}

/** Of two addresses neither is stricter: the first by the alphabet, so that the order of sections does not decide. */
function stricterExit(one: EffectivePart<Exit>, other: EffectivePart<Exit>): EffectivePart<Exit> {
  const { value: here } = one;
  const { value: there } = other;
  if (here.kind === 'address' && there.kind === 'address')
    return `${there.url} ${there.text}` < `${here.url} ${here.text}` ? other : one;
  return exitOrder.indexOf(there.kind) > exitOrder.indexOf(here.kind) ? other : one;
}

/** The one that shows less; where each hides something else, only what both show. */
function stricterMenu(one: EffectivePart<Menu>, other: EffectivePart<Menu>): EffectivePart<Menu> {
  const isSame = one.value.shows.length === other.value.shows.length && showsNoMore(one.value, other.value);
  // Where two collections show the same, the order of sections does not decide which one is named.
  if (isSame) return one.value.numbers.join() <= other.value.numbers.join() ? one : other;
  if (showsNoMore(one.value, other.value)) return one;
  if (showsNoMore(other.value, one.value)) return other;
  return { value: bothMenus(one.value, other.value), source: bothSources(one.source, other.source) };
}

/** Of two sets of protectors only those in both are left, which may be none: then nobody's launch will do. */
function stricterProtect(one: EffectivePart<Protect>, other: EffectivePart<Protect>): EffectivePart<Protect> {
  const { value: here } = one;
  const { value: there } = other;
  if (here.kind === 'key' && there.kind === 'key') return eitherWord(one, other);
  if (here.kind !== 'protectors' || there.kind !== 'protectors') {
    return protectOrder.indexOf(there.kind) > protectOrder.indexOf(here.kind) ? other : one;
  }
  const allowedThere = (ref: ProtectorRef) => there.refs.some((allowed) => sameProtector(ref, allowed));
  const allowedHere = (ref: ProtectorRef) => here.refs.some((allowed) => sameProtector(ref, allowed));
  if (here.refs.every(allowedThere)) return one;
  if (there.refs.every(allowedHere)) return other;
  const refs = here.refs.filter(allowedThere);
  return { value: { kind: 'protectors', refs }, source: bothSources(one.source, other.source) };
}

function eitherWord(one: EffectivePart<Protect>, other: EffectivePart<Protect>): EffectivePart<Protect> {
  const [here, there] = [wordsOf(one.value), wordsOf(other.value)];
  if (there.every((word) => here.includes(word))) return one;
  if (here.every((word) => there.includes(word))) return other;
  const words = [...new Set([...here, ...there])].sort();
  return { value: { kind: 'key', words }, source: bothSources(one.source, other.source) };
}

function wordsOf(protect: Protect): readonly string[] {
  return protect.kind === 'key' ? (protect.words ?? []) : [];
}

function bothSources(one: PartSource, other: PartSource): PartSource {
  const flat = [one, other].flatMap((source) => (source.kind === 'several' ? source.sources : [source]));
  return { kind: 'several', sources: flat };
}
