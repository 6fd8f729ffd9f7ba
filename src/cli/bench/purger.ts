import { Secret } from '../../model/secret.ts';
import { type OldNonces, openOldNonces } from '../../services/bench/oldNonces.ts';
import type { PurgeOrder } from './orders.ts';
import { takeOrders } from './subprocess.ts';

let nonces: OldNonces | undefined;
let stopped = false;
let purging: Promise<number> | undefined;

async function obey(order: PurgeOrder): Promise<unknown> {
  if (order.do === 'open') {
    nonces = openOldNonces(new Secret(order.databaseUrl));
    return undefined;
  }
  if (order.do === 'stop') {
    stopped = true;
    return purging;
  }
  if (order.do === 'fill') return nonces?.fill(order.rows, order.now);
  stopped = false;
  const began = performance.now();
  const clock = () => order.now + performance.now() - began;
  purging = nonces?.purge({ clock, goOn: () => !stopped });
  // Whoever stops it hears of a failure.
  purging?.catch(() => undefined);
  return undefined;
}

takeOrders(obey, () => void nonces?.close().catch(() => undefined));
