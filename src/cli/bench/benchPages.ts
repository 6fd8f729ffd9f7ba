import { join } from 'node:path';
import { Secret } from '../../model/secret.ts';
import { benchCoordinators, prepareDesk } from '../../services/bench/deskData.ts';
import { prepareDatabase } from '../../services/bench/prepareDatabase.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import { progressOn } from '../progress.ts';
import type { World } from '../world.ts';
import { signIn } from './deskVisitor.ts';
import { startServer } from './ownServer.ts';
import { addressOf, deskPages, isShownTo, measurePage, type PageFigures } from './pages.ts';
import type { PagesResult } from './pagesReport.ts';
import { inWorkshop } from './workshop.ts';

export interface PagesOptions {
  /** Launches in the journal; everything else is in proportion where the database is empty. */
  readonly rows: number;
  /** How often each page is asked for. */
  readonly requests: number;
  readonly logLevel: string;
  /** Undefined: a SQLite file that is thrown away. */
  readonly databaseUrl: Secret | undefined;
}

/**
 * Measures each page of coordinators, one request after the other, on a server of its own with generated data.
 * @throws OperatorRefusal for a database that is not for this, and for Ctrl-C
 */
export function benchPages(world: World, options: PagesOptions): Promise<PagesResult> {
  return inWorkshop(async ({ folder, started, interrupted }) => {
    const { rows, requests, logLevel } = options;
    const { clock, cores, err, progressBar } = world;
    const databaseUrl = options.databaseUrl ?? new Secret(`sqlite:${folder}/bench.sqlite`);
    const progress = progressOn(err, progressBar);
    const making = { databaseUrl, folder, clock, cores, progress, goOn: () => !interrupted() };
    const prepared = await prepareDatabase({ ...making, layout: undefined, usual: layoutOf(rows) });
    const { layout, keyPaths, uploadsDir, database } = prepared;
    const { password, names } = await prepareDesk(making, { layout, rows });
    const settings = {
      DATABASE_URL: databaseUrl.reveal(),
      ROOT_KEY_FILE: keyPaths.rootKeyFile,
      SESSION_KEYS_FILE: keyPaths.sessionKeysFile,
      UPLOADS_DIR: uploadsDir,
      LOG_LEVEL: logLevel,
    };
    const main = join(world.root, 'dist/src/main.js');
    const server = await startServer({ main, folder, settings, profileFolder: undefined });
    started.add(server);
    const { mountedPages } = await import('../../mounted.ts');
    const patterns = deskPages(mountedPages(world.root));
    const pages: PageFigures[] = [];
    for (const as of ['domain', 'course'] as const) {
      const words = {
        domain: names[as].domain,
        username: benchCoordinators[as],
        password: password.reveal(),
      };
      const visitor = await signIn(server.origin, words);
      for (const page of patterns.filter((pattern) => isShownTo(as, pattern))) {
        if (interrupted()) throw new OperatorRefusal('Interrupted.');
        pages.push({ page, as, ...(await measurePage(visitor, addressOf(page, names[as]), requests)) });
      }
    }
    await server.stop();
    const { links, people, courses } = layout;
    return {
      node: process.version,
      cores,
      database: database.name,
      data: { links, people, courses, launches: rows },
      requests,
      slowestP99Ms: Math.max(...pages.map(({ p99Ms }) => p99Ms)),
      pages,
    };
  });
}

/** A domain of that many launches: a thousand courses, and a hundred thousand people and links, to ten million. */
function layoutOf(rows: number) {
  const share = (each: number, least: number) => Math.max(least, Math.round(rows / each));
  return { links: share(100, 200), people: share(100, 200), courses: share(10_000, 20), nonces: 0 };
}
