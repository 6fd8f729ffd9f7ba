import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ask } from '../web/httpClient.ts';
import { build } from './built.ts';
import { cleanUp, dataFolder, settingsIn, startProcess, type TinygateProcess } from './tinygateProcess.ts';

beforeAll(build, 180_000);

let folder: string;
let server: TinygateProcess;
beforeEach(() => {
  folder = dataFolder();
  server = startProcess({ ...settingsIn(folder), WORKERS: '2' });
});
afterEach(() => cleanUp(folder));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The process ids of the workers that listen, as soon as there are so many. */
async function workers(count: number): Promise<readonly number[]> {
  let seen = 0;
  const found: number[] = [];
  while (found.length < count) {
    const line = await server.line('listening', seen);
    seen = server.lines.indexOf(line) + 1;
    found.push(Number(line.pid));
  }
  return found;
}

describe('two workers', () => {
  test('share one port, and a stop ends both after what they were doing', async () => {
    const pids = await workers(2);
    const ports = server.lines.filter(({ msg }) => msg === 'listening').map((line) => line.port);
    expect([new Set(pids).size, new Set(ports).size]).toEqual([2, 1]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(Number(ports[0]), '/readyz').then(({ status }) => status)),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(pids.filter(isAlive)).toEqual([]);
    expect(server.lines.filter(({ msg }) => msg === 'stopped')).toHaveLength(2);
  });

  test('one of which is killed are two again, and the other one serves meanwhile', async () => {
    const [victim = 0, other = 0] = await workers(2);
    const port = await server.port();
    process.kill(victim, 'SIGKILL');
    const noticed = await server.line('a worker died and is replaced');
    expect([noticed.pid, noticed.signal]).toEqual([victim, 'SIGKILL']);
    expect((await ask(port, '/readyz')).status).toBe(200);
    const [, , replacement = 0] = await workers(3);
    expect([victim, other].includes(replacement)).toBe(false);
    expect([isAlive(victim), isAlive(other), isAlive(replacement)]).toEqual([false, true, true]);
    expect((await ask(port, '/readyz')).status).toBe(200);
    expect((await server.stop()).code).toBe(0);
    expect([other, replacement].filter(isAlive)).toEqual([]);
  });

  test('end when their parent is killed, so that nobody serves unsupervised', async () => {
    await workers(2);
    const port = await server.port();
    server.process.kill('SIGKILL');
    // The log's pipe is closed only when the last process that holds it is gone.
    await server.exit;
    await expect(ask(port, '/livez')).rejects.toThrow('ECONNREFUSED');
  });
});
