/** The MariaDB of the run goes with it. */
export default async function globalTeardown(): Promise<void> {
  globalThis.ownMariadb?.stop();
}
