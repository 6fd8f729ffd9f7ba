import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signLaunch } from '../../src/lti/lti11/sign.ts';
import { Secret } from '../../src/model/secret.ts';
import { DatabaseAway } from '../../src/storage/dialect.ts';
import { type RunningServer, startServer } from '../../src/web/server.ts';
import { browser, hidden, reference } from '../browserLike.ts';
import { type Answer, ask } from '../web/httpClient.ts';
import { appOn, brokenDoor, type MountedRoute, publicUrl, routesOf, type TriedApp } from './appOn.ts';

const sql = "SELECT secret FROM protectors WHERE consumer_key = 'KEY-OF-THE-ROW'";
const file = '/srv/tinygate/src/storage/protectorStore.ts';

/** What a driver's error looks like at its worst: the statement, its values, a stack, a file, a status that is not ours. */
function driverFault(more: object = {}): Error {
  const fault = new Error(`ER_PARSE_ERROR: You have an error in your SQL syntax near '${sql}' in ${file}`);
  fault.stack = `QueryFailedError: ${sql}\n    at Query.run (${file}:42:7)\n    at process (node:internal:1:1)`;
  return Object.assign(fault, { sql, query: sql, parameters: ['VALUE-OF-THE-ROW'], ...more });
}

/** Nothing of these may be in an answer, in any header either. */
const leaks =
  /SELECT|consumer_key|OF-THE-ROW|ER_PARSE|SQL|QueryFailed|\/srv\/|protectorStore|node_modules|node:internal|\bat \w+[. ]\w*\s*\(|\.ts\b|stack/i;

const faults: readonly (readonly [string, () => Error, number])[] = [
  ['fails with a statement, its values and a stack', () => driverFault(), 500],
  ['fails with an error that says it may be shown', () => driverFault({ status: 500, expose: true }), 500],
  ['is away', () => new DatabaseAway(driverFault({ code: 'ECONNREFUSED' })), 503],
];

/** Routes that ask nothing of the database, whatever comes with the request. */
const askNothing = new Set([
  'GET /site/:ticket/{*path}',
  'GET /livez',
  'GET /launch/goodbye',
  'OTHER /adm/launch/tiny/:domain/:id',
  'OTHER /adm/launch/tiny/:domain/:id/',
  'OTHER /adm/launch/select/:domain',
  'OTHER /adm/launch/select/:domain/',
  'OTHER /adm/launch/select/:domain/:course',
  'OTHER /adm/launch/select/:domain/:course/',
]);

const examples: Readonly<Record<string, string>> = {
  domain: 'msu',
  course: 'phy101',
  item: 'intro',
  id: 'abc234',
  token: 'k'.repeat(43),
};
const jar = `__Host-launch-ABCD2345=${'j'.repeat(43)}`;

function pathOf(pattern: string): string {
  const path = pattern.replace(/:(\w+)/g, (_whole, name: string) => examples[name] ?? `unknown-${name}`);
  return pattern.endsWith('config.xml') ? `${path}?tiny=msu/abc234` : path;
}

function signedBody(path: string): string {
  const pairs = signLaunch({
    url: `${publicUrl}${path}`,
    parameters: [
      ['lti_message_type', 'basic-lti-launch-request'],
      ['lti_version', 'LTI-1p0'],
      ['resource_link_id', '17'],
    ],
    key: 'moodle-prod',
    secret: new Secret('a secret of the tests'),
    timestamp: 1_766_000_000,
    nonce: 'nonce',
  });
  return new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
}

/** Every route with each of its methods; a launch's refusal of all other methods once. */
function questionsOf(routes: readonly MountedRoute[]): { name: string; method: string; pattern: string }[] {
  return routes.flatMap(({ pattern, methods }) => {
    const all = methods.length > 6;
    const asked = all ? ['PUT'] : methods.filter((method) => method !== 'HEAD');
    return asked.map((method) => ({ name: `${all ? 'OTHER' : method} ${pattern}`, method, pattern }));
  });
}

describe.each(faults)('when the database %s, no answer', (_what, fault, status) => {
  let app: TriedApp;
  let server: RunningServer;
  let asked = 0;
  let form: { cookie: string; csrf: string };

  beforeAll(async () => {
    const counted = () => {
      asked += 1;
      return fault();
    };
    app = appOn(brokenDoor(counted));
    server = await startServer({ listener: app.listener, host: '127.0.0.1', port: 0 });
    const visitor = browser(server.port, publicUrl);
    const page = await visitor.get('/login');
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    form = { cookie: `${cookie}; ${jar}`, csrf: hidden(page, 'csrf') };
  });
  afterAll(async () => {
    await server.drain(0);
  });

  function send(method: string, path: string): Promise<Answer> {
    const host = new URL(publicUrl).host;
    if (method !== 'POST')
      return ask(server.port, path, { method, headers: { Host: host, Cookie: form.cookie } });
    const handover = 'h'.repeat(43);
    const person = { username: 'ann', domain: 'msu', password: 'amber-thicket-compass' };
    const fields = {
      csrf: form.csrf,
      handover,
      token: handover,
      typed: '["/adm/msu",[],"fields"]',
      ...person,
    };
    const more = { launch: 'ABCD-2345', choice: 'continue' };
    const isLaunch = /^\/adm\/launch\/(?:tiny|select)\//.test(path);
    const isTicket = path === '/launch/choice';
    const own = new URLSearchParams(isTicket ? { ...fields, ...more } : fields).toString();
    const body = isLaunch ? signedBody(path) : own;
    const headers = {
      Host: host,
      Cookie: form.cookie,
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(Buffer.byteLength(body)),
      ...(isLaunch ? {} : { Origin: publicUrl, 'Sec-Fetch-Site': 'same-origin' }),
    };
    return ask(server.port, path, { method, headers, body });
  }

  test('shows SQL, a stack or a path, on any route and method', async () => {
    const spared: string[] = [];
    for (const { name, method, pattern } of questionsOf(routesOf(app))) {
      const before = asked;
      const answer = await send(method, pathOf(pattern));
      // Random tokens (43 letters, 64 of a form's) read "sql" now and then.
      const all = `${JSON.stringify(answer.headers)}\n${answer.text}`.replace(/[\w-]{43,}/g, 'TOKEN');
      expect([name, leaks.exec(all)?.[0], all.includes(process.cwd())]).toEqual([name, undefined, false]);
      if (asked === before) {
        spared.push(name);
        continue;
      }
      const expected = name === 'GET /readyz' ? 503 : status;
      expect([name, answer.status, answer.setCookies]).toEqual([name, expected, []]);
      if (expected === 503) expect([name, Number(answer.headers['retry-after']) > 0]).toEqual([name, true]);
      if (name === 'GET /readyz') expect(JSON.parse(answer.text)).toEqual({ ready: false });
      else
        expect([name, reference(answer)]).toEqual([name, expect.stringMatching(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/)]);
    }
    expect(spared.filter((name) => !askNothing.has(name))).toEqual([]);
  });

  test('is without a line in the log that has its reference, and none quotes values of rows', async () => {
    const answer = await send('GET', '/msu/phy101');
    const lines = app.lines.filter((line) => line.includes(`"${reference(answer)}"`));
    expect(lines.length).toBeGreaterThan(0);
    expect(app.lines.filter((line) => /OF-THE-ROW|amber-thicket|j{20}|k{20}/.test(line))).toEqual([]);
  });
});
