import type { Passwords } from '../../crypto/passwords.ts';
import { fileType } from '../../model/fileType.ts';
import type { KeptFile } from '../../storage/contentsStore.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import { peopleOf } from '../../storage/rosterStore.ts';
import type { NewSiteEntry } from '../../storage/siteStore.ts';
import { keepFile, measureFile } from '../uploads/keepFile.ts';
import { plansIn } from './applyContents.ts';
import { type KeptFiles, siteIn } from './applySites.ts';
import type { FilePath } from './faults.ts';
import { PathFault, type PlannedFile } from './pathFiles.ts';
import type { DomainPlan, FilePlan, PersonPlan, ProvisionPlan } from './plan.ts';

/** Hashes are made by so many at a time; the gate behind them would refuse thousands at once. */
const lanes = 8;

/**
 * The files of all items, kept by their content before the transaction, which must not wait for disks. Should it fail,
 * they lie there unused, and serve the next run.
 * @param fault told of what cannot be read any more
 */
export async function keepFiles(
  plan: ProvisionPlan,
  { uploadsDir, dryRun }: { readonly uploadsDir: string; readonly dryRun: boolean },
  fault: (path: FilePath, message: string) => void,
): Promise<KeptFiles> {
  const kept = new Map<PlannedFile, KeptFile & { site?: readonly NewSiteEntry[] }>();
  for (const { file, path, kind } of filesIn(plan)) {
    const known = kept.get(file);
    if (known && (kind === 'file' || known.site)) continue;
    try {
      const site = kind === 'site' ? await siteIn(file, { uploadsDir, dryRun }) : undefined;
      const upload = dryRun
        ? await measureFile(await file.open())
        : await keepFile(uploadsDir, () => file.open());
      const name = (file.path.split('/').at(-1) ?? file.path).normalize('NFC');
      kept.set(file, { ...upload, name, type: fileType(name), ...(site && { site }) });
    } catch (error) {
      if (!(error instanceof PathFault)) throw error;
      fault([...path, 'path'], error.message);
    }
  }
  return kept;
}

function* filesIn(plan: ProvisionPlan): Generator<FilePlan> {
  for (const domain of plan.domains) {
    for (const course of domain.courses) {
      for (const item of plansIn(course.contents))
        if (item.kind === 'file' || item.kind === 'site') yield item;
    }
  }
}

/** Passwords of those people whom the database does not know yet; hashing has no place in a transaction. */
export async function hashPasswords(
  door: Door,
  plan: ProvisionPlan,
  passwords: Pick<Passwords, 'hashPassword'>,
): Promise<ReadonlyMap<PersonPlan, string>> {
  const waiting: PersonPlan[] = [];
  for (const domain of plan.domains) waiting.push(...(await newcomers(door, domain)));
  const hashes = new Map<PersonPlan, string>();
  const hashInTurn = async () => {
    for (let person = waiting.pop(); person; person = waiting.pop()) {
      if (person.password) hashes.set(person, await passwords.hashPassword(person.password));
    }
  };
  await Promise.all(Array.from({ length: lanes }, hashInTurn));
  return hashes;
}

async function newcomers(door: Door, plan: DomainPlan): Promise<PersonPlan[]> {
  const withPassword = plan.people.filter(({ password }) => password !== undefined);
  if (withPassword.length === 0) return [];
  const known = await door.read(async (sql) => {
    const domain = await domainNamed(sql, plan.name);
    return domain ? await peopleOf(sql, domain.id) : [];
  });
  const usernames = new Set(known.map(({ username }) => username));
  return withPassword.filter(({ username }) => !usernames.has(username));
}
