import { isSection } from '../../model/ids.ts';
import { canonicalUsername } from '../../model/username.ts';
import { OnceOnly } from './checkNames.ts';
import { type FilePath, quoted, type Report } from './faults.ts';
import { fieldOf, keysIn, listIn } from './rawTree.ts';

/** Names of sections and people that settings are for, and protectors named twice. */
export function checkDeepLink(owner: unknown, path: FilePath, report: Report): void {
  const setting = fieldOf(owner, 'deepLink');
  const here = [...path, 'deepLink'];
  checkProtect(setting, here, report);
  for (const section of keysIn(setting, 'sections')) {
    const at = [...here, 'sections', section];
    if (!isSection(section))
      report(at, `${quoted(section)} is not a section: 1-64 letters, digits, ".", "_" or "-"`);
    checkProtect(fieldOf(fieldOf(setting, 'sections'), section), at, report);
  }
  const people = new OnceOnly('a second setting for this person', report);
  for (const username of keysIn(setting, 'users')) {
    const at = [...here, 'users', username];
    const canonical = canonicalUsername(username);
    if (canonical === undefined) report(at, `${quoted(username)} is not a username`);
    people.add(canonical, at);
    checkProtect(fieldOf(fieldOf(setting, 'users'), username), at, report);
  }
}

function checkProtect(parts: unknown, path: FilePath, report: Report): void {
  const names = new OnceOnly('this link protector a second time', report);
  for (const [position, name] of listIn(parts, 'protect').entries()) {
    if (typeof name === 'string') names.add(name, [...path, 'protect', position]);
  }
}
