import type { Context } from 'koa';
import { Secret } from '../../model/secret.ts';
import type { OpenSetting } from '../../services/deepLinks/readSetting.ts';
import { readFields, readList } from '../../web/formBody.ts';
import { queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { faultOfConfirming } from '../confirming.ts';
import { type Desk, notHere } from '../desk.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { settingParts, valueInWords } from '../settingWords.ts';
import { say } from '../site.ts';
import type { Here } from './deeds.ts';
import { type Editing, hasWord, nameOf, pathOf, showForm } from './form.ts';
import { showPreview } from './preview.ts';
import { type SettingValues, settingFields, settingFrom, valuesOf } from './values.ts';

/** The setting that an address names, and for whom. */
async function openSetting(ctx: Context, desk: Desk, here: Here): Promise<Editing> {
  // What is sent is foreseen for the whole course; a form needs what is near.
  const whole = ctx.method === 'POST';
  const { item: itemId } = ctx.params as { item?: string };
  const asked = { section: queryWord(ctx, 'section', 64), user: queryWord(ctx, 'user', 400) };
  const found = await here.deeds.read(here.at, { itemId, audience: asked, whole });
  if (!found) throw notHere();
  if (found !== 'nobody') return { here, open: found, asked, faults: [] };
  const audience = { section: '', user: '' };
  const everybody = await here.deeds.read(here.at, { itemId, audience, whole });
  if (!everybody || everybody === 'nobody') throw notHere();
  const { t } = say(ctx, desk.site);
  const field = asked.user === '' ? 'section' : 'user';
  const text = t(asked.user === '' ? 'deepLinks.noSection' : 'explain.nobody');
  return { here, open: everybody, asked, faults: [{ field, text }] };
}

export async function editSetting(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const editing = await openSetting(ctx, desk, here);
  const status = editing.faults.length > 0 ? 422 : 200;
  showForm(ctx, desk, { editing, values: valuesOf(editing.open), faults: editing.faults, status });
}

/** First what it would change is shown, then it is saved; or what was typed is gone back to. */
export async function submitSetting(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const editing = await openSetting(ctx, desk, here);
  const typed = await readFields(ctx, settingFields, 2_100);
  const values: SettingValues = { ...typed, protectors: await readList(ctx, 'protectors', 20) };
  const texts = say(ctx, desk.site);
  const { parts, faults } = settingFrom(values, editing.open, texts);
  const all = [...editing.faults, ...faults];
  if (all.length > 0) return showForm(ctx, desk, { editing, values, faults: all, status: 422 });
  if (values.step === 'edit') return showForm(ctx, desk, { editing, values, faults: [], status: 200 });
  if (editing.open.mark !== values.mark) return showMeanwhile(ctx, desk, { editing, values });
  if (values.step !== 'save')
    return showPreview(ctx, desk, { editing, values, parts, faults: [], status: 200 });

  const { word, confirmPassword } = await readFields(ctx, ['word', 'confirmPassword'], 2_000);
  const asksWord = parts.protect?.kind === 'key';
  const typedWord = asksWord ? word : undefined;
  const wrong = await wordFaults(ctx, desk, { editing, word: typedWord, password: confirmPassword });
  const previewed = { editing, values, parts, status: 422 };
  if (wrong.length > 0) return showPreview(ctx, desk, { ...previewed, faults: wrong });
  const saved = await here.deeds.save({
    by: here.at,
    place: editing.open.place,
    name: nameOf(editing.open),
    parts,
    word: asksWord && word !== '' ? new Secret(word.normalize('NFC')) : undefined,
    mark: values.mark,
  });
  if (saved === 'meanwhile')
    return showMeanwhile(ctx, desk, { editing: await openSetting(ctx, desk, here), values });
  if (saved === 'no-word') {
    const fault = { field: 'word', text: texts.t('deepLinks.wordMissing') };
    return showPreview(ctx, desk, { ...previewed, faults: [fault] });
  }
  tellNext(ctx, desk.site, saved === 'changed' ? 'deepLinks.saved' : 'deepLinks.unchanged');
  seeOther(ctx, pathOf(editing));
}

/**
 * A new word is a secret: it is asked for together with the password. One that is left empty stays as it is; to take one
 * away asks for the password, too. An undefined word: none is to be set.
 */
async function wordFaults(
  ctx: Context,
  desk: Desk,
  {
    editing,
    word,
    password,
  }: { readonly editing: Editing; readonly word: string | undefined; readonly password: string },
): Promise<readonly FieldFault[]> {
  const { t } = say(ctx, desk.site);
  const hasOne = hasWord(editing.open);
  if (word === undefined && !hasOne) return [];
  if (word === '') return hasOne ? [] : [{ field: 'word', text: t('deepLinks.wordMissing') }];
  const isBad = word !== undefined && isBadWord(word);
  const bad = isBad ? [{ field: 'word', text: t('deepLinks.wordBad') }] : [];
  const confirming = await faultOfConfirming(ctx, desk, { person: editing.here.at.person, password });
  return confirming ? [...bad, confirming] : bad;
}

function isBadWord(word: string): boolean {
  return Array.from(word).length > 100 || word !== word.trim() || /[\p{Cc}\p{Cs}]/u.test(word);
}

/** Somebody else was quicker: what was typed stays, and beside each part stands what there is now. */
function showMeanwhile(
  ctx: Context,
  desk: Desk,
  { editing, values }: { readonly editing: Editing; readonly values: SettingValues },
): void {
  const texts = say(ctx, desk.site);
  const { open } = editing;
  const there = valuesOf(open);
  const beside = settingParts
    .filter((part) => there[part] !== values[part] || (part === 'protect' && differ(there, values)))
    .map((part) => ({ field: part, text: texts.t('form.now', { value: nowAt(texts, open, part) }) }));
  const faults = [{ field: '', text: texts.t('form.changedMeanwhile') }, ...beside];
  showForm(ctx, desk, { editing, values: { ...values, mark: open.mark }, faults, status: 409 });
}

function differ(there: SettingValues, typed: SettingValues): boolean {
  return [...there.protectors].sort().join() !== [...typed.protectors].sort().join();
}

function nowAt(
  texts: ReturnType<typeof say>,
  { stored, facts }: OpenSetting,
  part: (typeof settingParts)[number],
): string {
  const value = stored?.parts[part];
  return value === undefined ? texts.t('deepLinks.inherited') : valueInWords(texts, facts, { [part]: value });
}
