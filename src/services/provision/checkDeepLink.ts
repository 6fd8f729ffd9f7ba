import { isSection } from '../../model/ids.ts';
import { canonicalUsername } from '../../model/username.ts';
import { OnceOnly } from './checkNames.ts';
import { quoted, type Report, within } from './faults.ts';
import { fieldOf, keysIn, listIn } from './rawTree.ts';

/** Names of sections and people that settings are for, and protectors named twice. */
export function checkDeepLink(owner: unknown, report: Report): void {
  const setting = fieldOf(owner, 'deepLink');
  const here = within(report, 'deepLink');
  checkProtect(setting, here);
  for (const section of keysIn(setting, 'sections')) {
    const at = within(here, 'sections', section);
    if (!isSection(section))
      at([], `${quoted(section)} is not a section: 1-64 letters, digits, ".", "_" or "-"`);
    checkProtect(fieldOf(fieldOf(setting, 'sections'), section), at);
  }
  const people = new OnceOnly('a second setting for this person');
  for (const username of keysIn(setting, 'users')) {
    const at = within(here, 'users', username);
    const canonical = canonicalUsername(username);
    if (canonical === undefined) at([], `${quoted(username)} is not a username`);
    people.add(canonical, at);
    checkProtect(fieldOf(fieldOf(setting, 'users'), username), at);
  }
}

function checkProtect(parts: unknown, report: Report): void {
  const names = new OnceOnly('this link protector a second time');
  for (const [position, name] of listIn(parts, 'protect').entries()) {
    if (typeof name === 'string') names.add(name, within(report, 'protect', position));
  }
}
