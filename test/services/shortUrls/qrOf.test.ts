import { expect, test } from '@jest/globals';
import encodeQR from 'qr';
import { qrOf } from '../../../src/services/shortUrls/qrOf.ts';

/** On both sides of where codes of medium correction get larger (ISO/IEC 18004). */
const lengths = [1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 107];

const squares = (rows: readonly (readonly boolean[])[]) =>
  rows.map((row) => row.map((isBlack) => (isBlack ? '#' : ' ')).join('')).join('\n');

/** How large one text got is remembered for the next of its length; that must not show. */
test.each(['a', 'A', '1', 'ß'])(
  'draws what the library draws for texts of %j, of every length',
  async (sign) => {
    for (const length of lengths) {
      for (const text of [sign.repeat(length), `${sign.repeat(length - 1)}x`, sign.repeat(length)]) {
        const { size, path } = await qrOf(text);
        const drawn = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
        for (const [, x = '', y = '', wide = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
          drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(wide));
        const wanted = squares(encodeQR(text, 'raw', { ecc: 'medium', border: 4 }));
        expect([text, squares(drawn) === wanted]).toEqual([text, true]);
      }
    }
  },
);
