import type { IsCommonPassword } from '../../crypto/commonPasswords.ts';
import { originOf } from './addresses.ts';
import { checkCourse } from './checkCourse.ts';
import { checkLaunchers } from './checkLaunchers.ts';
import { OnceOnly } from './checkNames.ts';
import { checkPeople } from './checkPeople.ts';
import { checkProtectors, checkSecretRules, secretRulesIn } from './checkProtectors.ts';
import { type Report, within } from './faults.ts';
import { listIn, textIn } from './rawTree.ts';

/**
 * What must hold between the parts of a file. Looks at the raw values, so that it finds its faults also where the
 * schema found others.
 */
export function checkFile(file: unknown, isCommon: IsCommonPassword, report: Report): void {
  const names = new OnceOnly('a second domain of this name');
  const hosts = new OnceOnly('another domain of this file has this address (R11)');
  for (const [position, domain] of listIn(file, 'domains').entries()) {
    const here = within(report, 'domains', position);
    names.add(textIn(domain, 'name'), within(here, 'name'));
    hosts.add(originOf(textIn(domain, 'publicUrl') ?? ''), within(here, 'publicUrl'));
    checkSecretRules(domain, here);
    checkLaunchers(domain, here);
    checkPeople(domain, isCommon, here);
    const rules = secretRulesIn(domain);
    checkProtectors(domain, rules, here);
    const ids = new OnceOnly('a second course with this id');
    const shortIds = new OnceOnly('a second short URL with this id in the domain');
    for (const [place, course] of listIn(domain, 'courses').entries()) {
      const at = within(here, 'courses', place);
      ids.add(textIn(course, 'id'), within(at, 'id'));
      checkCourse(course, { rules, shortIds }, at);
    }
  }
}
