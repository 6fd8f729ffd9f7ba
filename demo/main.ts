import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { lmsApp } from './lms/app.ts';

// The compiled file lies in dist/demo/.
const root = join(import.meta.dirname, '..', '..');
const port = Number(process.env.PORT ?? '8080');
const tinygate = `http://localhost:${port}`;
// Another host name, so another site: cookies and frames behave as between an LMS and us.
const lms = `http://127.0.0.1:${port + 1}`;
const data = join(root, 'data', 'demo');
const env = {
  ...process.env,
  PORT: String(port),
  HOST: '127.0.0.1',
  PUBLIC_URL: tinygate,
  DATABASE_URL: `sqlite:${join(data, 'tinygate.sqlite')}`,
  ROOT_KEY_FILE: join(data, 'root.key'),
  SESSION_KEYS_FILE: join(data, 'session.keys'),
  UPLOADS_DIR: join(data, 'uploads'),
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '32',
};

interface Provisioned {
  readonly domains: readonly {
    readonly courses: readonly {
      readonly shortUrls: readonly { item: string; url: string; launchUrl: string }[];
    }[];
  }[];
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function give(up: string): never {
  process.stderr.write(`${up}\n`);
  process.exit(1);
}

if (!Number.isInteger(port) || port < 1 || port > 65_534)
  give('PORT must be a whole number from 1 to 65534.');

async function refuseTakenPort(wanted: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const probe = createServer();
    probe.once('error', () =>
      give(
        `Port ${wanted} is in use. End what runs there (perhaps another demo), or choose: PORT=9000 scripts/demo`,
      ),
    );
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

function loadCourse(): Provisioned {
  const command = [
    join(root, 'dist/src/cli/index.js'),
    'provision',
    join(root, 'demo/course.yaml'),
    '--json',
  ];
  return JSON.parse(
    execFileSync(process.execPath, command, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  ) as Provisioned;
}

function startServer(): ChildProcess {
  const server = spawn(process.execPath, [join(root, 'dist/src/main.js')], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  server.once('exit', (code) => process.exit(code ?? 1));
  return server;
}

async function untilReady(): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const ready = await fetch(`${tinygate}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  give('Tinygate did not become ready within 30 seconds.');
}

await refuseTakenPort(port);
await refuseTakenPort(port + 1);
mkdirSync(data, { recursive: true });
const links = loadCourse().domains.flatMap(({ courses }) => courses.flatMap(({ shortUrls }) => shortUrls));
const server = startServer();
await untilReady();
const app = lmsApp({
  lms,
  tinygate,
  selectUrl: `${tinygate}/adm/launch/select/msu`,
  launchUrlOf: (item) => links.find((link) => link.item === item)?.launchUrl,
  now: Date.now,
  newNonce: () => randomUUID().replaceAll('-', ''),
});
const lmsServer = app.listen(port + 1, '127.0.0.1');
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    lmsServer.close();
    lmsServer.closeAllConnections();
    server.kill('SIGTERM');
  });
}

say(`
  The stand-in LMS    ${lms}        <- start here: choose who you are, click an activity
  Tinygate            ${tinygate}

  Sign in at Tinygate with domain msu:
    ann   amber-thicket-compass      student          bob   velvet-orchard-anchor    student
    cora  copper-meadow-violin       coordinator      ivan  granite-willow-teapot    instructor
    eve   pewter-canyon-thimble      in no course     dora  quiet-harbour-lantern    domain coordinator
    zoe has no password: she can come only by a launch.

  Try: Week 1 as Ann, in the frame and in a new window. Then the bare short URL in a private window:
    ${links.find(({ item }) => item === 'week1')?.url ?? ''}
  See what happened: DATABASE_URL=sqlite:data/demo/tinygate.sqlite scripts/tinygate journal --last 10
  End with Ctrl-C.
`);
