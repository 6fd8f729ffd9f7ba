import type { LeftOutReason } from '../../model/importing.ts';
import type { ItemKind } from '../../storage/itemStore.ts';
import { nameIn, type Reading, readingOf } from './sourceTree.ts';

export type ResourceKind =
  | { readonly kind: ItemKind; readonly reading: Reading }
  | { readonly leftOut: LeftOutReason };

/** What a resource of a cartridge becomes, by its type (IMS Common Cartridge 1.1-1.3, 4 Resources). */
export function resourceKind(type: string, path: string): ResourceKind {
  if (type === 'webcontent')
    return /\.x?html?$/i.test(path) ? { kind: 'page', reading: 'html' } : readingOf(nameIn(path));
  if (/^imswl_xmlv1p\d$/.test(type)) return { kind: 'web', reading: 'web-link' };
  if (/^imsbasiclti_xmlv1p\d(?:p\d)?$/.test(type)) return { kind: 'web', reading: 'lti-link' };
  if (/^imsdt_xmlv1p\d$/.test(type)) return { leftOut: 'discussion' };
  if (/^imsqti.*\/question-bank$/.test(type)) return { leftOut: 'question-bank' };
  if (type.startsWith('imsqti')) return { leftOut: 'assessment' };
  if (type.startsWith('assignment_xmlv1p') || type.startsWith('associatedcontent/'))
    return { leftOut: 'assignment' };
  return { leftOut: 'other-resource' };
}
