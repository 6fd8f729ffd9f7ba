import { describe, expect, test } from '@jest/globals';
import { auditDeeds } from '../../src/model/auditDeeds.ts';
import { targets } from '../../src/model/deepLink.ts';
import {
  entryNotes,
  importProblems,
  importStates,
  leftOutReasons,
  treeVerdicts,
} from '../../src/model/importing.ts';
import { journalNotes } from '../../src/model/journalNotes.ts';
import { launchCauses } from '../../src/model/launchCauses.ts';
import {
  identityVerdicts,
  launchCodes,
  refusalCodes,
  toleratedVariants,
} from '../../src/model/launchCode.ts';
import { valueShapes } from '../../src/model/launchSamples.ts';
import { launchRemarks, launchSteps, stepVerdicts } from '../../src/model/launchSteps.ts';
import { lmsFamilies } from '../../src/model/lmsFamily.ts';
import { lmsKinds } from '../../src/model/lmsKinds.ts';
import { menuParts } from '../../src/model/menu.ts';
import { outcomeGroups } from '../../src/model/outcomeGroup.ts';
import { relaunchModes } from '../../src/model/protector.ts';
import { protectorStates } from '../../src/model/protectorState.ts';
import { roleValueFaults } from '../../src/model/roleFaults.ts';
import { courseRoles } from '../../src/model/roles.ts';
import { rosterStates } from '../../src/model/rosterState.ts';
import { settingTroubles } from '../../src/model/settingTroubles.ts';
import { parameterVerdicts } from '../../src/model/usernameInLms.ts';
import { answers } from '../../src/routes/launchAnswers.ts';
import { settingParts } from '../../src/routes/settingWords.ts';
import { itemFaults } from '../../src/services/contents/checkItem.ts';
import { moveFaults } from '../../src/services/contents/moveItems.ts';
import { copyFaults } from '../../src/services/courses/copyCourse.ts';
import { courseFaults } from '../../src/services/courses/manageCourses.ts';

import { launchFaults } from '../../src/services/explain/launchByProtector.ts';
import { testFaults } from '../../src/services/inspector/testLaunch.ts';
import { protectorFaults } from '../../src/services/protectors/protectorFaults.ts';

import { importFaults, importVerdicts } from '../../src/services/roster/judgeRoster.ts';

import { roleRefusals } from '../../src/services/roster/rosterParts.ts';
import { placeFaults } from '../../src/services/shortUrls/changePlaces.ts';
import { idFaults, idVerdicts } from '../../src/services/shortUrls/judgeIds.ts';
import { archiveFaults, entryFaults } from '../../src/services/zips/zipFaults.ts';
import { linkStates } from '../../src/storage/linkListStore.ts';
import { problemTexts } from '../../src/web/httpProblem.ts';
import { loadLanguages, loadTexts } from '../../src/web/texts.ts';
import { browserNames, systemNames } from '../../src/web/userAgent.ts';
import { sourcesIn } from './sources.ts';
import { type Node, nodesOf } from './syntax.ts';

const keys = loadTexts('views/texts').keys;
const groups = new Set(keys.map((key) => key.split('.')[0] ?? ''));

const trees = sourcesIn('src').map((source) => ({ path: source.path, nodes: nodesOf(source) }));

const checkModes = ['off', 'warn', 'enforce'];

/**
 * Keys that are put together from a word of the field: their beginning, and every word that may follow. A new beginning
 * needs a line here.
 */
const composed: Readonly<Record<string, readonly string[]>> = {
  'role.': courseRoles,
  'zipFault.': [...archiveFaults, ...entryFaults],
  'newKind.': ['folder', 'page', 'file', 'site', 'web'],
  'newKindHint.': ['folder', 'page', 'file', 'site', 'web'],
  'makeKind.': ['folder', 'page', 'file', 'site', 'web'],
  'browser.': browserNames,
  'system.': systemNames,
  'itemFault.': itemFaults,
  'moveFault.': moveFaults,
  'kind.': ['folder', 'page', 'site', 'web'],
  'fileKind.': ['file', ...wordsOfRecord('src/routes/kindWords.ts', 'fileKinds')],
  'password.': ['too-short', 'too-long', 'common', 'like-name'],
  'asStudentFault.': ['nobody', 'disabled', 'not-a-student', 'no-item', 'launch-shut'],
  'asStudentClosed.': ['ask-word', 'sign-in', 'not-found', 'launch-it'],
  'selectWhy.': ['other-protector', 'no-launch', 'link-off'],
  'deed.': auditDeeds,
  'importState.': importStates,
  'importTitle.': importStates,
  'importKind.': ['zip', 'cartridge'],
  'importProblem.': importProblems,
  'treeVerdict.': treeVerdicts,
  'entryReason.': [...leftOutReasons, ...entryNotes],
  'rosterState.': rosterStates,
  'rosterVerdict.': importVerdicts,
  'rowFaultOfRoster.': importFaults,
  'roleFault.': [...roleValueFaults, ...roleRefusals],
  'courseFault.': [...courseFaults, ...copyFaults],
  'csv.': ['empty', 'no-rows', 'workbook', 'binary', 'not-utf8', 'quotes'],
  'lmsNames.': lmsKinds,
  'launchCause.': launchCauses,
  'launchRemedy.': launchCauses,
  'launchStep.': launchSteps,
  'stepVerdict.': stepVerdicts,
  'launchRemark.': launchRemarks,
  'mender.': ['nobody', 'coordinator', 'domain', 'lms', 'student'],
  'lmsTitle.': lmsFamilies,
  'lmsMenu.': [...lmsFamilies, 'other'].flatMap((lms) =>
    ['secret', 'url', 'names', 'clock'].map((place) => `${lms}-${place}`),
  ),
  'testFault.': testFaults,
  'sample.': valueShapes,
  'sampleMatch.': ['exact', 'lower', 'strip'],
  'protectorFault.': protectorFaults,
  'protectorOverlap.': ['none', 'hour', 'day', 'week', 'month', 'quarter'],
  'protectorRelaunch.': relaunchModes,
  'protectorState.': protectorStates,
  'menuPart.': menuParts,
  'settingPart.': settingParts,
  'settingAccess.': ['either', 'only', 'off'],
  'settingScope.': ['resource', 'folder', 'subtree'],
  'settingOthers.': ['hide', 'show'],
  'settingListing.': ['full', 'details', 'absent'],
  'settingTarget.': targets,
  'settingExit.': ['none', 'lms'],
  'settingTrouble.': settingTroubles,
  'protectorOf.': ['domain', 'course'],
  'itemKind.': ['folder', 'page', 'file', 'site', 'web'],
  'explainStanding.': ['staff', 'student', 'none'],
  'explainDoor.': ['open', 'ask-word', 'sign-in', 'not-found', 'launch-it'],
  'explainDoorWhy.': ['open', 'ask-word', 'sign-in', 'not-found', 'launch-it'],
  'explainListed.': ['link', 'title-only', 'absent'],
  'explainShut.': launchFaults,
  'explainIdentity.': identityVerdicts,
  'linkState.': linkStates,
  'qrSize.': ['small', 'middle', 'large'],
  'placeState.': ['approved', 'covered', 'new'],
  'placeCheck.': checkModes,
  'placeCheckHint.': checkModes,
  'placeRemoval.': checkModes,
  'placeFault.': placeFaults,
  'idVerdict.': idVerdicts,
  'idFault.': idFaults,
  'outcome.': outcomeGroups,
  'protectorOwner.': ['domain', 'course'],
  'journalCode.': launchCodes,
  'journalCause.': launchCodes.filter((code) => code !== 'opened'),
  'journalVerdict.': identityVerdicts,
  'journalIdentity.': identityVerdicts,
  'journalVariant.': toleratedVariants,
  'journalNote.': journalNotes,
  'personFilter.': ['active', 'disabled', 'coordinators', 'no-password'],
  'stays.': ['self', 'last-of-domain', 'last-of-courses'],
  'verdict.': ['fault', 'new', 'changed', 'same'],
  'rowVerdict.': ['fault', 'new', 'changed', 'same'],
  'rowFault.': [
    ...['no-username', 'bad-username', 'bad-name', 'bad-email'],
    ...['twice', 'alike-row', 'alike', 'too-many-cells'],
  ],
  'setupVerdict.': parameterVerdicts,
  'setupTag.': ['good', 'warn', 'bad', 'plain'],
  'deepLinks.': ['chooseOne', 'tickOne', 'notNear'],
  'deepLinkFilter.': ['own', 'only', 'gone', 'never', 'now', 'shut', 'word', 'open', 'nobody'],
  'partHint.': settingParts,
  'exitFault.': ['exit', 'exitUrl', 'exitText'],
  'refused.': ['not-in-course', 'ticket-over', 'item-gone', 'handover-over'],
};

/** The texts on the right-hand side of a constant record. */
function wordsOfRecord(path: string, name: string): string[] {
  const nodes = trees.find((tree) => tree.path === path)?.nodes ?? [];
  const record = nodes.find(
    (node) => node.type === 'VariableDeclarator' && (node.id as { readonly value?: string }).value === name,
  );
  const properties =
    (record?.init as { readonly properties?: readonly Node[] } | undefined)?.properties ?? [];
  return properties.map(({ value }) => String((value as { readonly value?: unknown }).value));
}

/** Texts written in the code that look like a key: `home.title`. */
const written = trees.flatMap(({ path, nodes }) =>
  nodes
    .filter(({ type }) => type === 'StringLiteral')
    .map(({ value }) => String(value))
    .filter((text) => /^[a-zA-Z0-9]+\.[\w-]+$/.test(text) && groups.has(text.split('.')[0] ?? ''))
    .map((key) => ({ path, key })),
);

const inViews = sourcesIn('views', '.ejs').flatMap(({ path, text }) =>
  [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key = '']) => ({ path, key })),
);

const beginnings = trees.flatMap(({ path, nodes }) =>
  nodes
    .filter(({ type, expressions }) => type === 'TemplateLiteral' && (expressions as unknown[]).length > 0)
    .map(({ quasis }) => (quasis as readonly { readonly cooked: string }[])[0]?.cooked ?? '')
    .filter((start) => start.endsWith('.') && groups.has(start.slice(0, -1)))
    .map((start) => ({ path, start })),
);

const used = new Set([
  ...[...written, ...inViews].map(({ key }) => key),
  ...beginnings.flatMap(({ start }) => (composed[start] ?? []).map((word) => start + word)),
]);

describe('the language file', () => {
  test('has every text that the code names, so that no page breaks over a missing word', () => {
    expect(written.length).toBeGreaterThan(30);
    expect(written.filter(({ key }) => !keys.includes(key))).toEqual([]);
    expect(Object.values(problemTexts).filter((key) => !keys.includes(key))).toEqual([]);
    expect(Object.values(answers).filter(({ textKey }) => !keys.includes(textKey))).toEqual([]);
  });

  test('has every text that a view names; views put no keys together', () => {
    expect(inViews.length).toBeGreaterThan(50);
    expect(inViews.filter(({ key }) => !keys.includes(key))).toEqual([]);
    const computed = sourcesIn('views', '.ejs').filter(({ text }) => /\bt\(\s*[^'\s]/.test(text));
    expect(computed.map(({ path }) => path)).toEqual([]);
  });

  test('has every text that is put together from a word of the field', () => {
    expect(beginnings.filter(({ start }) => !(start in composed))).toEqual([]);
    const missing = Object.entries(composed).flatMap(([start, words]) =>
      words.map((word) => start + word).filter((key) => !keys.includes(key)),
    );
    expect(missing).toEqual([]);
  });

  test('has no text that nothing shows', () => {
    expect(keys.filter((key) => !used.has(key))).toEqual([]);
  });

  test('answers every code of a refused launch in words of its own, but for the four that must look alike', () => {
    const alike = ['unknown-link', 'unknown-key', 'protector-closed', 'bad-signature'];
    expect(Object.keys(answers).sort()).toEqual([...refusalCodes].sort());
    for (const code of refusalCodes) {
      const key = alike.includes(code) ? 'refused.unknown-link' : `refused.${code}`;
      expect([code, answers[code].textKey]).toEqual([code, key]);
    }
  });

  test('says one or two plain sentences without markup, codes or exclamation', () => {
    const { names, of } = loadLanguages('views/texts');
    for (const { t } of names.map((name) => of(name))) {
      const sentences = keys.filter((key) => /^(refused|problem)\./.test(key)).map((key) => t(key));
      expect(sentences.filter((text) => /[<>!]|\b(error|OAuth|nonce|HTTP|SQL)\b/i.test(text))).toEqual([]);
    }
  });
});
