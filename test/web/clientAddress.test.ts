import { expect, test } from '@jest/globals';
import { addressGroup, clientAddress, trustProxies } from '../../src/web/clientAddress.ts';
import { ask, handler, site } from './httpClient.ts';

test.each([
  [0, '6.6.6.6', '127.0.0.1'],
  [0, '', '127.0.0.1'],
  [1, '10.0.0.9', '10.0.0.9'],
  [1, '6.6.6.6, 10.0.0.9', '10.0.0.9'],
  [1, '6.6.6.6,7.7.7.7,8.8.8.8, 10.0.0.9', '10.0.0.9'],
  [2, '6.6.6.6, 10.0.0.9, 192.168.0.1', '10.0.0.9'],
  [1, '::ffff:10.0.0.9', '10.0.0.9'],
  [1, '2001:DB8::1', '2001:db8::1'],
  [1, 'unknown', '127.0.0.1'],
  [1, `${'x'.repeat(2000)}`, '127.0.0.1'],
  [1, '', '127.0.0.1'],
])(
  'behind %i proxies nobody chooses the address that is throttled (%s)',
  async (proxies, header, expected) => {
    const running = await site(
      (app) => {
        trustProxies(app, proxies);
        return (_, next) => next();
      },
      handler((ctx) => {
        ctx.body = `${clientAddress(ctx)} ${ctx.protocol}`;
      }),
    );
    const headers = { 'X-Forwarded-Proto': 'https', ...(header === '' ? {} : { 'X-Forwarded-For': header }) };
    const { text } = await ask(running.port, '/', { headers });
    await running.stop();
    expect(text).toBe(`${expected} ${proxies === 0 ? 'http' : 'https'}`);
  },
);

test.each([
  ['10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('a subscriber who moves about in a network of 2^64 addresses counts as one: %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
