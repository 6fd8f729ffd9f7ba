import type { Change } from '../services/provision/applyLedger.ts';
import type { ProvisionedProtector, ProvisionResult } from '../services/provision/applyResult.ts';
import { columns, count } from './printing.ts';

/** As contract.md says for `provision --json`. The only place where secrets that were just made up are uncovered. */
export function resultDocument({ domains, ...result }: ProvisionResult) {
  return {
    domains: domains.map((domain) => ({
      name: domain.name,
      protectors: domain.protectors.map(protectorOut),
      courses: domain.courses.map((course) => ({
        id: course.id,
        protectors: course.protectors.map(protectorOut),
        shortUrls: course.shortUrls,
      })),
    })),
    ...result,
  };
}

function protectorOut({ secret, ...rest }: ProvisionedProtector) {
  return secret === undefined ? rest : { ...rest, secret: secret.reveal() };
}

/** More names than this in one line say nothing to anybody. */
const mostNames = 12;

export function resultLines(result: ProvisionResult): string[] {
  const { dryRun, made, changed, unchanged, domains } = result;
  const lines: string[] = [];
  if (dryRun) lines.push('A dry run: nothing was changed.', '');
  if (made.length > 0) lines.push(dryRun ? 'Would be made:' : 'Made:', ...changeLines(made), '');
  if (changed.length > 0) lines.push(dryRun ? 'Would be changed:' : 'Changed:', ...changeLines(changed), '');
  if (made.length + changed.length === 0) {
    lines.push(`Nothing to change: ${count(unchanged, 'thing is', 'things are')} as the file says.`, '');
  }
  for (const domain of domains) {
    lines.push(`Domain ${domain.name}`, ...protectorLines(domain.protectors));
    for (const course of domain.courses) {
      lines.push(`  Course ${course.id}`, ...protectorLines(course.protectors).map((line) => `  ${line}`));
      const rows = course.shortUrls.map(({ item, url, launchUrl }) => [
        `    ${item}`,
        url ?? '(a new short URL)',
        launchUrl === null ? '' : `launch: ${launchUrl}`,
      ]);
      lines.push(...columns(rows));
    }
  }
  return lines;
}

function changeLines(changes: readonly Change[]): string[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = `${nouns[change.what].many} of ${change.course ? `${change.domain}/${change.course}` : change.domain}`;
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return [...groups].map(([heading, group]) => {
    const names = group.slice(0, mostNames).map(nameOf);
    const more = group.length > mostNames ? `, and ${group.length - mostNames} more` : '';
    return `  ${heading}: ${names.join(', ')}${more}`;
  });
}

function nameOf({ name, fields }: Change): string {
  return fields === undefined || fields.length === 0 ? name : `${name} (${fields.join(', ')})`;
}

const nouns: Readonly<Record<Change['what'], { readonly many: string }>> = {
  domain: { many: 'domain' },
  launcher: { many: 'recommended launchers' },
  person: { many: 'people' },
  protector: { many: 'link protectors' },
  course: { many: 'courses' },
  role: { many: 'roles' },
  item: { many: 'items' },
  order: { many: 'order of contents' },
  menu: { many: 'menu collections' },
  'deep-link': { many: 'deep-link settings' },
  'short-url': { many: 'short URLs' },
};

function protectorLines(protectors: readonly ProvisionedProtector[]): string[] {
  return protectors.flatMap(({ name, number, key, secret }) => [
    `  Link protector ${number}: ${name}, key ${key ?? '(a new one)'}`,
    ...(secret === undefined ? [] : [`    secret, shown this once: ${secret.reveal()}`]),
  ]);
}
