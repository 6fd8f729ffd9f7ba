import type { IsCommonPassword } from '../../crypto/commonPasswords.ts';
import { originOf } from './addresses.ts';
import { checkCourse } from './checkCourse.ts';
import { OnceOnly } from './checkNames.ts';
import { checkPeople } from './checkPeople.ts';
import { checkProtectors, checkSecretRules, secretRulesIn } from './checkProtectors.ts';
import type { Report } from './faults.ts';
import { listIn, textIn } from './rawTree.ts';

/**
 * What must hold between the parts of a file. Looks at the raw values, so that it finds its faults also where the
 * schema found others.
 */
export function checkFile(file: unknown, isCommon: IsCommonPassword, report: Report): void {
  const names = new OnceOnly('a second domain of this name', report);
  const hosts = new OnceOnly('another domain of this file has this address (R11)', report);
  for (const [position, domain] of listIn(file, 'domains').entries()) {
    const here = ['domains', position];
    names.add(textIn(domain, 'name'), [...here, 'name']);
    hosts.add(originOf(textIn(domain, 'publicUrl') ?? ''), [...here, 'publicUrl']);
    checkSecretRules(domain, here, report);
    checkPeople(domain, here, isCommon, report);
    const rules = secretRulesIn(domain);
    checkProtectors(domain, here, rules, report);
    const ids = new OnceOnly('a second course with this id', report);
    const shortIds = new OnceOnly('a second short URL with this id in the domain', report);
    for (const [place, course] of listIn(domain, 'courses').entries()) {
      const at = [...here, 'courses', place];
      ids.add(textIn(course, 'id'), [...at, 'id']);
      checkCourse(course, at, { rules, shortIds }, report);
    }
  }
}
