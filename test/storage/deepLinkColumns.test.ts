import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  audienceColumns,
  menuColumns,
  settingFrom,
  writeExit,
  writeProtect,
} from '../../src/storage/deepLinkColumns.ts';
import { checkDeepLinkRow } from '../fuzz/fileTargets.ts';
import { anySettings } from '../model/settingsArbitrary.ts';

describe('deep-link settings in their rows', () => {
  test('come back as they were written, whatever is set for whom', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        for (const { item, audience, parts } of settings) {
          const { protect, exit, access, scope, others, listing, target, menu } = parts;
          const row = {
            item_id: item ?? 0,
            ...audienceColumns(audience),
            access: access ?? null,
            protect: protect === undefined ? null : writeProtect(protect),
            word_version: null,
            ...menuColumns(menu),
            scope: scope ?? null,
            others: others ?? null,
            listing: listing ?? null,
            target: target ?? null,
            exit_to: exit === undefined ? null : writeExit(exit),
          };
          expect(settingFrom(row)).toEqual({ item, audience, parts });
        }
      }),
    );
  });

  const word = fc.oneof(
    fc.constantFrom(
      'none',
      'key',
      'only',
      'only ',
      'only domain:1',
      'only domain:1  course:2',
      'only domain:01',
    ),
    fc.constantFrom(
      'only domain:0',
      'only Domain:1',
      'only domain:1\n',
      'off',
      'Off',
      'off ',
      '',
      ' ',
      'either',
      'lms',
    ),
    fc.constantFrom(
      'address https://a.example x',
      'address javascript:x y',
      'ADDRESS https://a.example x',
      'address  x',
    ),
    fc.string({ maxLength: 12 }),
  );
  const column = fc.constantFrom(
    'access',
    'protect',
    'scope',
    'others',
    'listing',
    'target',
    'exit_to',
    'audience',
  );

  test('are understood to the letter or not at all: a damaged word never opens what is shut', () => {
    fc.assert(
      fc.property(fc.dictionary(column, word, { maxKeys: 3 }), (row) => {
        checkDeepLinkRow(
          Object.entries(row)
            .map(([name, text]) => `${name}=${text}`)
            .join('\n'),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
