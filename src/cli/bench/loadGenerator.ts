import { Secret } from '../../model/secret.ts';
import { draws } from '../../services/bench/draws.ts';
import { forgedLaunch, type LaunchToSend, signedLaunch } from '../../services/bench/signedLaunches.ts';
import { drive } from './drive.ts';
import type { GeneratorOrder } from './orders.ts';
import { takeOrders } from './subprocess.ts';

const sets = new Map<string, readonly Buffer[]>();

/** As a browser sends it on a click in another site's page. */
const ofABrowser = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
  'Accept-Language: en-US,en;q=0.9',
  'Sec-Fetch-Site: cross-site',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Dest: document',
];

function request(first: string, lines: readonly string[], body = ''): Buffer {
  return Buffer.from([first, ...lines, ...ofABrowser, '', body].join('\r\n'));
}

function postOf({ path, body }: LaunchToSend, host: string): Buffer {
  const lines = [
    `Host: ${host}`,
    'Origin: https://moodle.campus.example',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return request(`POST ${path} HTTP/1.1`, lines, body);
}

let flooding: Promise<unknown> = Promise.resolve();
let isFlooding = false;

type Flood = Extract<GeneratorOrder, { do: 'flood' }>;

/** Enough for every round: it is told to be still long before. */
const mostForged = 100_000;

function flood({ layout, origin, timestamp, port, connections }: Flood): void {
  const [draw] = draws(layout, { cache: 'warm', seed: -2, count: 1 });
  if (draw === undefined) return;
  const forged = postOf(forgedLaunch(draw, { origin, timestamp }), new URL(origin).host);
  isFlooding = true;
  flooding = drive(port, new Array<Buffer>(mostForged).fill(forged), connections, () => isFlooding);
}

async function obey(order: GeneratorOrder): Promise<unknown> {
  if (order.do === 'flood') {
    flood(order);
    return undefined;
  }
  if (order.do === 'still') {
    isFlooding = false;
    return flooding;
  }
  if (order.do === 'send') return drive(order.port, sets.get(order.set) ?? [], order.connections);
  const { host } = new URL(order.origin);
  if (order.do === 'ask') {
    const made = order.requests.map(({ path, cookie }) =>
      request(
        `GET ${path} HTTP/1.1`,
        [`Host: ${host}`, ...(cookie === undefined ? [] : [`Cookie: ${cookie}`])],
        '',
      ),
    );
    sets.set(order.set, made);
    return undefined;
  }
  const { origin, timestamp } = order;
  const to = { origin, timestamp, secret: new Secret(order.secret) };
  sets.set(
    order.set,
    draws(order.layout, order).map((draw) => postOf(signedLaunch(draw, to), host)),
  );
  return undefined;
}

takeOrders(obey, () => undefined);
