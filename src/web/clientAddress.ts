import { isIP } from 'node:net';
import type Koa from 'koa';
import type { Asked } from './asked.ts';

/**
 * How far forwarded headers are believed. Koa would take the leftmost entry of X-Forwarded-For, which the client
 * writes itself; counted from the right, the last `proxies` entries were written by our own proxies.
 */
export function trustProxies(app: Koa, proxies: number): void {
  app.proxy = proxies > 0;
  app.proxyIpHeader = 'X-Forwarded-For';
  app.maxIpsCount = proxies;
}

/** The visitor's address as far as it can be known; never logged. */
export function clientAddress(asked: Pick<Asked, 'app' | 'req' | 'get'>): string {
  const own = asked.req.socket.remoteAddress ?? '';
  const { proxy, maxIpsCount, proxyIpHeader } = asked.app;
  // The leftmost of those that our own proxies wrote.
  const said = proxy ? asked.get(proxyIpHeader).split(',').slice(-maxIpsCount)[0] : undefined;
  return plainAddress(said ?? '') ?? plainAddress(own) ?? 'unknown';
}

/** What counts as one sender: an IPv4 address, or the /64 that one IPv6 subscriber moves about in. */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter((part) => part !== '');
  const after = (tail ?? '').split(':').filter((part) => part !== '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array<string>(zeros).fill('0'), ...after];
  const first = all.slice(0, 4).map((part) => Number.parseInt(part, 16).toString(16));
  return `${first.join(':')}::/64`;
}

function plainAddress(text: string): string | undefined {
  const address = text
    .trim()
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '');
  return isIP(address) === 0 ? undefined : address;
}
