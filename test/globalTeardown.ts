import { rmSync } from 'node:fs';
import { lastWords } from './mariadb.ts';

/** The MariaDB and the folder of the run go with it. */
export default async function globalTeardown(): Promise<void> {
  const words = globalThis.ownMariadb && lastWords(globalThis.ownMariadb);
  if (words !== undefined) process.stderr.write(`\n${words}\n`);
  globalThis.ownMariadb?.stop();
  if (globalThis.ownFolder) rmSync(globalThis.ownFolder, { recursive: true, force: true });
}
