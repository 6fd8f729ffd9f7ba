import type { Exit } from '../../model/deepLink.ts';
import { Secret } from '../../model/secret.ts';
import { canonicalUsername } from '../../model/username.ts';
import type { FilePath } from './faults.ts';
import type { DeepLinkPlan, PartsPlan, ProtectorName, ProtectPlan } from './plan.ts';
import type { FileDeepLink, FileParts } from './schema.ts';

/** What `export` writes in place of a shared word, which it must not tell (R9). */
export const unsetWord = 'unset';

export function planDeepLink(setting: FileDeepLink | undefined, path: FilePath): DeepLinkPlan | undefined {
  if (setting === undefined) return undefined;
  return {
    path,
    everybody: planParts(setting),
    sections: Array.from(setting.sections ?? [], ([section, parts]) => ({
      path: [...path, 'sections', section],
      section,
      parts: planParts(parts),
    })),
    users: Array.from(setting.users ?? [], ([username, parts]) => ({
      path: [...path, 'users', username],
      username: canonicalUsername(username) ?? username,
      parts: planParts(parts),
    })),
  };
}

function planParts(parts: FileParts): PartsPlan {
  const { protect, exit, access, scope, others, listing, target, menu } = parts;
  return {
    access,
    protect: planProtect(protect),
    scope,
    others,
    listing,
    target,
    exit: planExit(exit),
    menu: menu?.normalize('NFC'),
  };
}

function planExit(exit: FileParts['exit']): Exit | undefined {
  if (typeof exit !== 'object') return exit && { kind: exit };
  return { kind: 'address', url: exit.url, text: exit.text.normalize('NFC') };
}

function planProtect(protect: FileParts['protect']): ProtectPlan | undefined {
  if (protect === undefined) return undefined;
  if (protect === 'none') return { kind: 'none' };
  if (Array.isArray(protect)) return { kind: 'protectors', protectors: protect.map(protectorName) };
  const { key } = protect;
  return { kind: 'key', word: key === unsetWord ? undefined : new Secret(key.normalize('NFC')) };
}

/** Reads `domain:NAME` or `course:NAME`. */
export function protectorName(text: string): ProtectorName {
  const colon = text.indexOf(':');
  const level = text.slice(0, colon) === 'domain' ? 'domain' : 'course';
  return { level, name: text.slice(colon + 1).normalize('NFC') };
}
