import { OperatorRefusal } from '../services/operatorRefusal.ts';
import type { CommandSettings, World } from './world.ts';

/**
 * The settings of this run.
 * @throws OperatorRefusal with every fault
 */
export function settingsOf(world: World): CommandSettings {
  const read = world.settings();
  if (read.ok) return read.settings;
  throw new OperatorRefusal(
    `These settings cannot be used:\n${read.faults.map((fault) => `  ${fault}`).join('\n')}`,
  );
}

/** The origin that links begin with. With PORT=0 and no PUBLIC_URL nobody knows the port before the server has started. */
export function publicUrlOf({ publicUrl, port }: CommandSettings): string {
  return publicUrl ?? (port === 0 ? 'http://localhost' : `http://localhost:${port}`);
}
