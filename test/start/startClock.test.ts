import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readSettings } from '../../src/settings.ts';
import { type StartParts, startTinygate } from '../../src/start.ts';
import { makeLog } from '../../src/web/log.ts';
import { ask } from '../web/httpClient.ts';
import { cleanUp, dataFolder, settingsIn } from './tinygateProcess.ts';

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = dataFolder();
  lines = [];
});
afterEach(() => cleanUp(folder));

/** Everything that a start needs, inside this process, with a clock that is so many milliseconds ahead. */
function parts(aheadMs = 0): StartParts {
  const root = process.cwd();
  return {
    settings: readSettings({ env: settingsIn(folder), root, terminal: false }),
    root,
    log: makeLog({ level: 'debug', write: (line) => lines.push(line) }),
    now: () => Date.now() + aheadMs,
  };
}

const warnings = () => lines.filter((line) => line.includes('differ in time'));

describe('a machine whose clock differs from its database’s (R16)', () => {
  test.each([
    ['not at all', 0, 0, 200],
    ['by ten seconds ahead', 10_000, 1, 200],
    ['by ten seconds behind', -10_000, 1, 200],
    ['by two minutes', 120_000, 1, 503],
  ])('%s: warned of beyond two seconds, not ready beyond a minute', async (_what, ahead, warned, ready) => {
    const running = await startTinygate(parts(ahead));
    expect(warnings()).toHaveLength(warned);
    expect((await ask(running.port, '/readyz')).status).toBe(ready);
    await running.stop(1_000);
  });
});

describe('a database of an older version', () => {
  test('is refused with the command that brings it up to date, and left as it is', async () => {
    const first = await startTinygate(parts());
    await first.stop(1_000);
    await jest.isolateModulesAsync(async () => {
      const { migrationNames } = await import('../../migrations/names.ts');
      jest.doMock('../../migrations/names.ts', () => ({
        migrationNames: [...migrationNames, 'Later1900000000000'],
      }));
      const { startTinygate: startLater } = await import('../../src/start.ts');
      await expect(startLater(parts())).rejects.toThrow(
        "The database's schema is behind by 1 step(s). Make a backup, then run: scripts/tinygate migrate",
      );
    });
    jest.dontMock('../../migrations/names.ts');
    const again = await startTinygate(parts());
    expect((await ask(again.port, '/readyz')).status).toBe(200);
    await again.stop(1_000);
  });
});
