import { expect, test } from '@jest/globals';
import encodeQR from 'qr';
import { qrOf } from '../../../src/services/shortUrls/qrOf.ts';

/** Every text of some length gets the code that the library alone would draw, also after others of its length. */
test.each(['a', 'A', '1', 'ß', '🎓'])(
  'draws what the library draws for texts of %j of every length',
  async (sign) => {
    for (let length = 1; length < 120; length += 1) {
      const [first, second] = [sign.repeat(length), `${sign.repeat(length - 1)}x`];
      for (const text of [first, second, first]) {
        const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
        const { size, path } = await qrOf(text);
        const drawn = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
        for (const [, x = '', y = '', wide = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
          drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(wide));
        expect([text, drawn]).toEqual([text, rows]);
      }
    }
  },
);
