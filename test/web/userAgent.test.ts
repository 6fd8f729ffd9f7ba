import { expect, test } from '@jest/globals';
import { agentOf, readAgent, writeAgent } from '../../src/web/userAgent.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
  ['firefox windows', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0'],
  ['chrome linux', `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/126.0.0.0 Safari/537.36`],
  ['edge windows', `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`],
  [
    'opera macos',
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Chrome/126.0 Safari/537.36 OPR/112.0`,
  ],
  [
    'safari ios',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1',
  ],
  [
    'safari macos',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15',
  ],
  [
    'chrome ios',
    'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/126.0 Mobile Safari/604.1',
  ],
  [
    'samsung android',
    `Mozilla/5.0 (Linux; Android 14; SM-S918B) ${webkit} SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36`,
  ],
  ['chrome chromeos', `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/126.0 Safari/537.36`],
  ['other other', 'curl/8.5.0'],
  ['other other', ''],
  ['other other', '<script>alert(1)</script>'.repeat(100_000)],
])('%s', (kept, header) => {
  expect(writeAgent(agentOf(header))).toBe(kept);
  expect(readAgent(kept)).toEqual(agentOf(header));
});

test.each(['', 'firefox', 'firefox beos', 'x windows', '<b> windows'])('%j is none of ours', (kept) => {
  expect(readAgent(kept)).toBeUndefined();
});
