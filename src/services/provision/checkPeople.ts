import type { IsCommonPassword } from '../../crypto/commonPasswords.ts';
import { faultsOfPassword, type PasswordFault, passwordLengthLimits } from '../../model/passwordRules.ts';
import { Secret } from '../../model/secret.ts';
import { canonicalUsername, usernameFold } from '../../model/username.ts';
import { quoted, type Report, within } from './faults.ts';
import { listIn, textIn } from './rawTree.ts';

const sentences: Readonly<Record<PasswordFault, string>> = {
  'too-short': `has fewer than ${passwordLengthLimits.least} characters`,
  'too-long': `has more than ${passwordLengthLimits.most} characters`,
  common: 'is one of the passwords that are tried first everywhere',
  'like-name': 'is too much like the username, name or e-mail address',
};

/** Usernames once each, none that looks like another, and passwords that may be used (product.md, People). */
export function checkPeople(domain: unknown, isCommon: IsCommonPassword, report: Report): void {
  const byLook = new Map<string, string>();
  for (const [position, person] of listIn(domain, 'people').entries()) {
    const here = within(report, 'people', position);
    const username = canonicalUsername(textIn(person, 'username') ?? '');
    if (username !== undefined) {
      const look = usernameFold(username);
      const other = byLook.get(look);
      if (other === username) here(['username'], 'a second person with this username');
      else if (other !== undefined) {
        here(['username'], `looks like the username ${quoted(other)}; people would mix them up`);
      }
      byLook.set(look, username);
    }
    checkPassword(person, isCommon, here);
  }
}

function checkPassword(person: unknown, isCommon: IsCommonPassword, report: Report): void {
  const password = textIn(person, 'password');
  if (password === undefined) return;
  if (textIn(person, 'passwordHash') !== undefined) {
    report(['passwordHash'], 'stands beside a password; give one of the two');
  }
  const about = {
    username: textIn(person, 'username') ?? '',
    displayName: textIn(person, 'name') ?? '',
    email: textIn(person, 'email') ?? '',
    isCommon,
  };
  const faults = faultsOfPassword(new Secret(password), about);
  if (faults.length > 0) {
    report(['password'], `the password ${faults.map((fault) => sentences[fault]).join(', and ')}`);
  }
}
