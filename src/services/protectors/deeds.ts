import { countsOfProtector } from '../journal/ownCounts.ts';
import { readLaunchers } from '../launchers/recommendedLaunchers.ts';
import { changeProtector } from './changeProtector.ts';
import { changeSecret, endOldSecret } from './changeSecret.ts';
import { makeProtector } from './makeProtector.ts';
import { changeProtectorOrigins, readOrigins } from './origins.ts';
import type { Coordinator, ProtectorParts } from './owner.ts';
import { listOfDomain, listOfProtectors, readProtector, secretRulesOf } from './readProtectors.ts';
import { removeProtector, whereUsed } from './removeProtector.ts';

/** A deed with its parts handed in. */
function given<Rest extends readonly unknown[], Result>(
  parts: ProtectorParts,
  deed: (parts: ProtectorParts, ...rest: Rest) => Result,
): (...rest: Rest) => Result {
  return (...rest) => deed(parts, ...rest);
}

/** All that pages do with protectors. */
export function protectorDeeds(parts: ProtectorParts) {
  return {
    list: given(parts, listOfProtectors),
    listOfDomain: given(parts, listOfDomain),
    read: given(parts, readProtector),
    counts: (by: Coordinator, number: number) =>
      countsOfProtector(parts.door, by, { number, now: parts.now() }),
    rules: given(parts, secretRulesOf),
    recommended: (by: Coordinator) => readLaunchers(parts.door, by),
    make: given(parts, makeProtector),
    change: given(parts, changeProtector),
    changeSecret: given(parts, changeSecret),
    endOldSecret: given(parts, endOldSecret),
    readOrigins: given(parts, readOrigins),
    changeOrigins: given(parts, changeProtectorOrigins),
    used: given(parts, whereUsed),
    remove: given(parts, removeProtector),
  };
}
