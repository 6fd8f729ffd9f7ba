import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { build } from './built.ts';

beforeAll(build, 120_000);

test.each(['process.exit(0)', 'throw new Error("a fault")', 'undefined'])(
  'the log is whole where a process ends by %s',
  (end) => {
    const log = pathToFileURL(join(process.cwd(), 'dist/src/web/log.js')).href;
    const script = `
      const { makeLog } = await import(${JSON.stringify(log)});
      const log = makeLog({ level: 'info' });
      log.info('one');
      log.info('two');
      setTimeout(() => {
        log.info('three');
        ${end};
      }, 5);`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).msg).sort()).toEqual(['one', 'three', 'two']);
  },
);
