import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Context } from 'koa';
import { acceptedLanguages, speakIn, textsFor } from '../../src/web/language.ts';
import { loadLanguages } from '../../src/web/texts.ts';

test.each([
  ['', []],
  ['de', ['de']],
  ['de-CH, de;q=0.9, en;q=0.8', ['de-CH', 'de', 'en']],
  ['en;q=0.5,de', ['de', 'en']],
  ['en;q=0, de;q=0.1', ['de']],
  ['de ; q=0.2 , fr;Q=0.3', ['fr', 'de']],
  ['*', ['*']],
  ['de;q=2, en;q=x, fr;q=', []],
  [',;,de;level=1,;q=1', ['de']],
  [`${'x-y,'.repeat(200)}de`, Array(20).fill('x-y')],
])('a browser that sends %j reads %j', (header, languages) => {
  expect(acceptedLanguages(header)).toEqual(languages);
});

test('a third language is added by adding its file; what it lacks is said in English', () => {
  const folder = mkdtempSync(join(tmpdir(), 'languages-'));
  writeFileSync(join(folder, 'en.json'), '{"a":"one","b":"two"}');
  writeFileSync(join(folder, 'de.json'), '{"a":"eins","b":"zwei"}');
  writeFileSync(join(folder, 'fr.json'), '{"a":"un"}');
  const languages = loadLanguages(folder);
  expect(languages.names).toEqual(['en', 'de', 'fr']);
  const { t, lang } = languages.of('fr');
  expect([lang, t('a'), t('b')]).toEqual(['fr', 'un', 'two']);
  expect(() => t('c')).toThrow('no text for c');
  expect([languages.of('it').lang, languages.of(undefined).lang, languages.of('__proto__').lang]).toEqual([
    'en',
    'en',
    'en',
  ]);

  const request = (header: string) => ({ state: {}, get: () => header }) as unknown as Context;
  expect(textsFor(request('it, de;q=0.5'), languages).lang).toBe('de');
  expect(textsFor(request('it'), languages).lang).toBe('en');
  const known = request('en');
  speakIn(known, 'fr-ca');
  speakIn(known, undefined);
  expect(textsFor(known, languages).lang).toBe('fr');
  const unknown = request('de');
  speakIn(unknown, 'it');
  expect(textsFor(unknown, languages).lang).toBe('de');
  rmSync(folder, { recursive: true });
});
