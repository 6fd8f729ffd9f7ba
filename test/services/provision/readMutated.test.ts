import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf } from '../../fuzz/byTheBook.ts';
import { checkProvisionFile } from '../../fuzz/fileTargets.ts';
import { honest } from './reading.ts';

const lines = bytesOf(honest).split('\n');
const position = fc.nat({ max: lines.length - 1 });
const change = fc.oneof(
  fc.record({ kind: fc.constant('drop' as const), at: position }),
  fc.record({ kind: fc.constant('twice' as const), at: position }),
  fc.record({ kind: fc.constant('indent' as const), at: position, by: fc.integer({ min: -4, max: 4 }) }),
  fc.record({ kind: fc.constant('swap' as const), at: position, with: position }),
  fc.record({
    kind: fc.constant('put' as const),
    at: position,
    from: fc.nat({ max: 40 }),
    length: fc.nat({ max: 12 }),
    text: fc.oneof(
      fc.constantFrom(
        ': ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        '"',
        '&a ',
        '*a',
        '!!x ',
        '\t',
        '\0',
        '\xff',
        '<<: ',
        '#',
        '|',
        '? ',
      ),
      fc.constantFrom(
        'null',
        '0x10',
        '1e3',
        '~',
        'yes',
        '__proto__: 1',
        'users: { ann: { access: off } }',
        '\r\n',
        '\xe2\x80\xa8',
      ),
      fc.uint8Array({ maxLength: 4 }).map((all) => Buffer.from(all).toString('latin1')),
    ),
  }),
);

function changed(
  text: readonly string[],
  all: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[],
): string {
  const result = [...text];
  for (const one of all) {
    const line = result[one.at] ?? '';
    if (one.kind === 'drop') result.splice(one.at, 1);
    if (one.kind === 'twice') result.splice(one.at, 0, line);
    if (one.kind === 'indent') result[one.at] = one.by < 0 ? line.slice(-one.by) : ' '.repeat(one.by) + line;
    if (one.kind === 'swap') [result[one.at], result[one.with]] = [result[one.with] ?? '', line];
    if (one.kind === 'put')
      result[one.at] = line.slice(0, one.from) + one.text + line.slice(one.from + one.length);
  }
  return result.join('\n');
}

describe('a provision file that somebody has damaged', () => {
  test('is read, or refused with reasons that stand in it and give nothing away', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), (all) =>
        checkProvisionFile(changed(lines, all)),
      ),
      { numRuns: 300 },
    );
  });
});
