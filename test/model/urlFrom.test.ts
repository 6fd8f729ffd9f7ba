import { expect, test } from '@jest/globals';
import { urlFrom } from '../../src/model/urlFrom.ts';

test('an address with letters beyond ASCII stays one however often it was asked about', () => {
  let others = 0;
  for (let time = 0; time < 100_000; time += 1) {
    if (urlFrom('https://bücher.example/übung')?.host !== 'xn--bcher-kva.example') others += 1;
  }
  expect(others).toBe(0);
});

test('what is no absolute address is none', () => {
  for (const text of ['', 'x', '/x', 'https://', 'https://[::1', 'http://a b'])
    expect(urlFrom(text)).toBeUndefined();
});
