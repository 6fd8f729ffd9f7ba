import { rmSync } from 'node:fs';

/** The MariaDB and the folder of the run go with it. */
export default async function globalTeardown(): Promise<void> {
  globalThis.ownMariadb?.stop();
  if (globalThis.ownFolder) rmSync(globalThis.ownFolder, { recursive: true, force: true });
}
