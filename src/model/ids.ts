import { isReserved } from './reservedWords.ts';

// All begin with a letter or digit (R10): "..", "-x" and hidden names never reach a path or a file.
const domainShape = /^[a-z0-9][a-z0-9-]{0,31}$/;
const idShape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** May a domain be called so? (contract.md, Provision file) */
export function isDomainName(text: string): boolean {
  return domainShape.test(text) && !isReserved('domain', text);
}

/** May a course have this id? */
export function isCourseId(text: string): boolean {
  return idShape.test(text) && !isReserved('course', text);
}

/** May a folder or resource have this id? */
export function isItemId(text: string): boolean {
  return idShape.test(text) && !isReserved('item', text);
}

/** May a section be called so? Sections stand in no address, so no word is taken. */
export function isSection(text: string): boolean {
  return idShape.test(text);
}
