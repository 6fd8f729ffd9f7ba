import { type ImportState, importProblems } from '../../model/importing.ts';
import { entryFaults } from '../../services/zips/zipFaults.ts';
import type { ImportEntry } from '../../storage/importEntryStore.ts';
import type { Import } from '../../storage/importStore.ts';
import type { Texts } from '../../web/texts.ts';
import type { ImportTag } from './pages.ts';

const stateTones: Readonly<Record<ImportState, ImportTag['tone']>> = {
  reading: 'plain',
  ready: 'warn',
  applying: 'plain',
  done: 'good',
  failed: 'bad',
};

export function stateTag({ state }: Pick<Import, 'state'>, { t }: Texts): ImportTag {
  return { tone: stateTones[state], text: t(`importState.${state}`) };
}

const verdictTones: Readonly<Record<ImportEntry['verdict'], ImportTag['tone']>> = {
  made: 'good',
  changed: 'warn',
  same: 'plain',
  kept: 'warn',
  'left-out': 'bad',
};

/** What becomes, or became, of an entry. */
export function verdictTag({ verdict }: Pick<ImportEntry, 'verdict'>, { t }: Texts): ImportTag {
  return { tone: verdictTones[verdict], text: t(`treeVerdict.${verdict}`) };
}

/** Why, or what else is to be said of it. */
export function reasonText({ reason, detail }: ImportEntry, { t }: Texts): string {
  if (reason === '') return '';
  const ofZip = entryFaults.find((one) => one === reason);
  if (ofZip) return t(`zipFault.${ofZip}`);
  return t(`entryReason.${reason}`, { about: reason === 'dead-links' ? Number(detail) : detail });
}

/** What is wrong with the whole; '' where nothing is. */
export function problemText({ problem }: Pick<Import, 'problem'>, { t }: Texts): string {
  if (problem === '') return '';
  const [word = '', ...rest] = problem.split(' ');
  const about = rest.join(' ');
  if (word.startsWith('zip:')) return t(`zipFault.${word.slice(4)}`, { most: about, mib: about });
  const known = importProblems.find((one) => one === word) ?? 'fault';
  return t(`importProblem.${known}`, { about });
}
