import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { type Answer, ask, askRaw, type Question } from '../web/httpClient.ts';
import { openWorld, password, type World } from '../world.ts';
import { addFile, hashOf, launched, rowsOf, signedIn } from './visitors.ts';

interface Route {
  readonly pattern: string;
  readonly methods: readonly string[];
  /** With something that is there in its places. */
  readonly path: string;
}

/** Thousands of questions; no measure of speed, as machines are laden. Milliseconds. */
const patience = 600_000;

// Whatever is sent to whichever route: one plain sentence, a number to pass on, and the next request works.
describe.each(engines)('bad input on every route, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let ann: Browser;
  let routes: Route[];
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    await addFile(world, { item_id: 'notes' });
    ann = await signedIn(world, 'ann');
    const there: Record<string, string> = {
      ':domain': 'msu',
      ':course': 'phy101',
      ':item': 'notes',
      ':id': link.short_id,
      ':token': 'x'.repeat(43),
    };
    const layers = world.routers.flatMap((router) => router.stack);
    const patterns = [...new Set(layers.map(({ path }) => String(path)))];
    routes = patterns.map((pattern) => ({
      pattern,
      methods: layers
        .filter(({ path, methods }) => path === pattern && methods.length < 5)
        .flatMap(({ methods }) => methods),
      path: pattern.replace(/:[a-z]+/g, (name) => there[name] ?? 'x'),
    }));
  });
  afterAll(() => world.close());

  const host = { Host: 'localhost:8080' };
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const send = (path: string, question: Question = {}) =>
    ask(world.port, path, { ...question, headers: { ...host, ...question.headers } });

  /** What must hold for every refusal, whoever made it. */
  function expectPlain(name: unknown, answer: Answer, method = 'GET'): void {
    const { headers, text, status } = answer;
    expect([name, status >= 400 && status < 500]).toEqual([name, true]);
    expect([name, answer.setCookies.length]).toEqual([name, 0]);
    expect([
      name,
      headers['x-content-type-options'],
      headers['cache-control'],
      headers['x-powered-by'],
    ]).toEqual([name, 'nosniff', 'no-store', undefined]);
    expect([name, headers['content-security-policy']]).toEqual([
      name,
      expect.stringContaining("default-src 'none'"),
    ]);
    if (method === 'HEAD') return;
    expect([name, reference(answer)]).toEqual([name, expect.stringMatching(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/)]);
    expect([name, text.match(/<p class="lede">[^<]{10,200}\.<\/p>/g)?.length]).toEqual([name, 1]);
    expect([
      name,
      /SELECT|INSERT|sqlite|mysql|at \w+ \(|node_modules|\.ts:|\/work|\/tmp|Error:/i.test(text),
    ]).toEqual([name, false]);
  }

  /** Refused before the database is asked: on one engine at every route, on a further one at some. */
  const onceFor = <Thing>(things: readonly Thing[]): readonly Thing[] =>
    engine === engines[0] ? things : things.filter((_, at) => at % 8 === 0);

  async function expectWorks(): Promise<void> {
    const page = await ann.get('/msu/phy101/intro');
    expect([page.status, heading(page)]).toEqual([200, 'Introduction']);
  }

  const everyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  /** Nobody takes these: each route is asked with one of them, by turns. */
  const oddMethods = ['TRACE', 'PROPFIND', 'SEARCH', 'QUERY', 'M-SEARCH'];

  test(
    'a wrong method is 405 and says which are right, also before any other fault of the request',
    async () => {
      expect(routes.length).toBeGreaterThan(10);
      for (const [at, { path, methods }] of onceFor(routes).entries()) {
        const isLaunch = path.startsWith('/adm/launch');
        // Several patterns may meet at one path; those of all of them are allowed.
        const right = isLaunch ? ['POST'] : methods;
        for (const method of [...everyMethod, oddMethods[at % oddMethods.length] ?? 'TRACE'].filter(
          (one) => !right.includes(one) && !(one === 'HEAD' && right.includes('GET')),
        )) {
          const question = {
            method,
            headers: { 'Content-Type': 'text/evil', Origin: 'null', 'Content-Length': '0' },
          };
          const answer = await send(path, question);
          const name = `${method} ${path}`;
          if (answer.status !== 405) {
            // Another route's pattern takes this path and method.
            const takes = ({ pattern }: Route) =>
              new RegExp(`^${pattern.replace(/:[A-Za-z]+/g, '[^/]+')}$`).test(path);
            expect([name, routes.some((one) => takes(one) && one.methods.includes(method))]).toEqual([
              name,
              true,
            ]);
            continue;
          }
          expectPlain(name, answer, method);
          for (const one of right)
            expect([name, answer.headers.allow?.split(', ').includes(one)]).toEqual([name, true]);
        }
      }
      await expectWorks();
    },
    patience,
  );

  test(
    'HEAD answers as GET does, without the body',
    async () => {
      for (const { path, methods } of routes.filter((one) => one.methods.includes('GET'))) {
        for (const visitor of [ann, world.browser()]) {
          const got = await visitor.get(path);
          const cookies = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
          const head = await send(path, {
            method: 'HEAD',
            headers: cookies === '' ? {} : { Cookie: cookies },
          });
          expect([path, methods.length > 0, head.status, head.headers.location, head.text]).toEqual([
            path,
            true,
            got.status,
            got.headers.location,
            '',
          ]);
          expect([path, head.headers['content-type']]).toEqual([path, got.headers['content-type']]);
        }
      }
    },
    patience,
  );

  const isDesk = ({ pattern }: Route) => pattern.startsWith('/adm/') && !pattern.startsWith('/adm/launch/');
  let dora: Browser | undefined;
  async function coordinator(): Promise<Browser> {
    if (dora === undefined) await world.addPerson('dora', { domain_coordinator: 1 });
    dora ??= await signedIn(world, 'dora');
    return dora;
  }
  const isUpload = ({ pattern }: Route) => /\/(?:upload|import)$/.test(pattern);
  const posts = () => onceFor(routes.filter((one) => one.methods.includes('POST') && !isUpload(one)));
  /** As a form of ours, up to what is wrong with it. */
  async function post(
    path: string,
    body: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const cookies = [...ann.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const length = String(Buffer.byteLength(body));
    const own = { Cookie: cookies, Origin: 'http://localhost:8080', 'Sec-Fetch-Site': 'same-origin' };
    return send(path, {
      method: 'POST',
      body,
      headers: { ...own, ...form, 'Content-Length': length, ...headers },
    });
  }

  test.each([
    ['application/json'],
    ['multipart/form-data; boundary=x'],
    ['text/plain'],
    ['application/x-www-form-urlencoded-not'],
    ['x'],
    [''],
  ])('a form of type %j is 415', async (type) => {
    for (const { path } of posts()) {
      const answer = await post(path, 'username=ann&password=x', { 'Content-Type': type });
      expect([path, answer.status]).toEqual([path, 415]);
      expectPlain(path, answer);
    }
    await expectWorks();
  });

  test('a form with a file is not even looked at where its sender has no right', async () => {
    const uploads = routes.filter(isUpload);
    expect(uploads.length).toBeGreaterThan(2);
    for (const { path } of uploads) {
      for (const type of ['multipart/form-data; boundary=x', 'application/json', '']) {
        const answer = await post(path, '--x', { 'Content-Type': type });
        expect([path, type, answer.status]).toEqual([path, type, 404]);
        expectPlain(path, answer);
      }
    }
    await expectWorks();
  });

  test(
    'a compressed form is 415, and its bytes are never unpacked',
    async () => {
      for (const { path } of posts()) {
        for (const coding of ['gzip', 'br', 'deflate', 'x']) {
          const answer = await post(path, 'a=b', { 'Content-Encoding': coding });
          expect([path, coding, answer.status]).toEqual([path, coding, 415]);
        }
      }
    },
    patience,
  );

  test(
    'two megabytes are 413, whether or not their length is told',
    async () => {
      const body = `csrf=${'x'.repeat(2_000_000)}`;
      for (const { path } of posts()) {
        const answer = await post(path, body).catch((fault: NodeJS.ErrnoException) => fault.code);
        if (typeof answer === 'string') expect(['ECONNRESET', 'EPIPE']).toContain(answer);
        else {
          expect([path, answer?.status]).toEqual([path, 413]);
          if (answer) expectPlain(path, answer);
        }
        await expectWorks();
      }
    },
    patience,
  );

  const bodies: [string, string | Buffer][] = [
    ['broken percent-encoding', 'csrf=%zz'],
    ['half a percent sign', 'csrf=%'],
    ['bytes that are no UTF-8', Buffer.from([0x63, 0x3d, 0xff, 0xfe])],
    ['an overlong sequence', 'csrf=%C0%AF'],
    ['half a surrogate', 'csrf=%ED%A0%80'],
    ['a thousand and one pairs', Array.from({ length: 1001 }, (_, n) => `a${n}=`).join('&')],
    ['a name of 10,000 letters', `${'n'.repeat(10_000)}=1`],
    ['nothing', ''],
    ['only ampersands', '&&&&'],
    ['only equals signs', '===&=&='],
  ];
  test.each(bodies)('a form of %s is refused in words', async (_, body) => {
    for (const { path } of posts()) {
      const answer = await post(path, body);
      expect([path, [400, 401, 403, 413].includes(answer.status)]).toEqual([path, true]);
      expectPlain(path, answer);
    }
    await expectWorks();
  });

  test('a form that says another length than it has does not hold up the next one', async () => {
    const head = `POST /login HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
    expect(await askRaw(world.port, `${head}Content-Length: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(
      await askRaw(world.port, `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 400 /);
    await expectWorks();
  });

  const fieldsOf: [string, Record<string, string>][] = [
    ['/login', { domain: 'msu', username: 'ann', password, next: '', launch: '', choice: '' }],
    ['/launch/choice', { launch: 'K7F3-9QX2', choice: 'stay' }],
    [`/password/${'x'.repeat(43)}`, { password }],
  ];
  test('a field that comes twice, or as a list or an object, is 400 and never the first, the last or the sum', async () => {
    for (const [path, fields] of fieldsOf) {
      const csrf = hidden(await ann.get('/msu/phy101'), 'csrf');
      const honest = new URLSearchParams({ csrf, ...fields }).toString();
      for (const name of ['csrf', ...Object.keys(fields)]) {
        for (const more of [
          `${name}=x`,
          `${name}[]=x`,
          `${name}[a]=x`,
          `${name}[__proto__]=x`,
          `%${name.charCodeAt(0).toString(16)}${name.slice(1)}=x`,
        ]) {
          const answer = await post(path, `${honest}&${more}`);
          expect([path, more, answer.status]).toEqual([path, more, 400]);
          expectPlain(more, answer);
        }
      }
    }
    await expectWorks();
  });

  test('fields that nobody asked for change nothing', async () => {
    const csrf = hidden(await ann.get('/msu/phy101'), 'csrf');
    const body = new URLSearchParams({
      csrf,
      domain: 'msu',
      username: 'ann',
      password: 'wrong, wrong',
    }).toString();
    const more =
      '&__proto__=1&__proto__[admin]=1&constructor[prototype][admin]=1&personId=1&toString=x&hasOwnProperty=x';
    expect((await post('/login', body + more)).status).toBe(401);
    expect(Object.keys({})).toEqual([]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  const words = [
    '%',
    '%zz',
    '%E0%A4%A',
    '%C0%AE%C0%AE',
    '%ED%A0%80',
    '%00',
    'a%00b',
    '%0d%0aSet-Cookie:%20x=1',
    '%7F',
    '%F0%9F%92%A5',
    '%E2%80%AE',
    '%2e%2e',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '..%5c..%5c',
    "'%20OR%201=1--",
    '%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
    '__proto__',
    'constructor',
    'a'.repeat(5000),
    '%F0%9F%92%A5'.repeat(300),
    '-x',
    '.',
    '~',
    '*',
    '$%7Bjndi%7D',
    '%E1%84%80%E1%85%A1',
  ];
  // A further engine sees the words that reach it: those that are text, and those that are nearly.
  const wordsHere =
    engine === engines[0] ? words : words.filter((word) => /^(?:%ED|a%00|%F0|%E|'|_|aa|\*)/.test(word));
  test(
    'a word in an address that is none is 400 or answers like what is not there, for everybody',
    async () => {
      const launch = await launched(world, link);
      const withPending = world.browser();
      await world.launch(withPending, link);
      // A waiting launch looks its item up by the words of the address before anything else does.
      const visitors = engine === 'sqlite' ? [ann, launch, withPending, world.browser()] : [ann, withPending];
      for (const { pattern } of routes.filter(
        (one) => one.pattern.includes(':') && one.methods.includes('GET') && !isDesk(one),
      )) {
        const places = pattern.match(/:[a-z]+/g) ?? [];
        for (const place of places) {
          for (const word of words) {
            const path = pattern
              .replace(place, word)
              .replace(':domain', 'msu')
              .replace(':course', 'phy101')
              .replace(/:[a-z]+/g, 'intro');
            for (const visitor of visitors) {
              const answer = await visitor.get(path);
              const name = `${path.slice(0, 80)}`;
              if (answer.status === 303) {
                expect([name, answer.headers.location]).toEqual([
                  name,
                  `/login?next=${encodeURIComponent(path)}`,
                ]);
              } else {
                expect([name, [400, 404].includes(answer.status)]).toEqual([name, true]);
                expectPlain(name, answer);
              }
              expect(answer.text).not.toContain('<script>alert');
            }
          }
        }
      }
      await expectWorks();
    },
    patience,
  );

  test(
    'a word in an address that is none is refused on pages of coordinators, too, to whom all doors are open',
    async () => {
      const dora = await coordinator();
      for (const { pattern } of routes.filter((one) => isDesk(one) && one.methods.includes('GET'))) {
        const places = pattern.match(/:[A-Za-z]+/g) ?? [];
        for (const [at, place] of places.entries()) {
          // Domain and course are looked at in one place for all pages: of those before the last, a few words will do.
          for (const word of at === places.length - 1 ? wordsHere : words.slice(0, 3)) {
            const path = pattern
              .replace(place, word)
              .replace(':domain', 'msu')
              .replace(':course', 'phy101')
              .replace(/:[A-Za-z]+/g, 'intro');
            const answer = await dora.get(path);
            const name = path.slice(0, 80);
            expect([name, [400, 404].includes(answer.status)]).toEqual([name, true]);
            expectPlain(name, answer);
            expect(answer.text).not.toContain('<script>alert');
          }
        }
      }
      await expectWorks();
    },
    patience,
  );

  const queries = [
    '%',
    '%zz',
    '%00',
    '%F0%9F%92%A5',
    '%ED%A0%80',
    '%C0%AF',
    "'%20OR%201=1--",
    '-1',
    '1e99',
    'x'.repeat(3000),
    'q[]=1&q[a]=2&page=1&page=2&__proto__=1',
  ];
  const askable = [
    'q',
    'page',
    'before',
    'student',
    'launched',
    'item',
    'link',
    'lms',
    'section',
    'links',
    'user',
    'state',
    'from',
    'to',
    'code',
    'after',
  ];
  test(
    'a query may hold anything on pages of coordinators, too',
    async () => {
      const dora = await coordinator();
      for (const { path, methods } of routes.filter((one) => isDesk(one) && one.methods.includes('GET'))) {
        for (const value of queries) {
          const query = value.includes('=') ? value : askable.map((name) => `${name}=${value}`).join('&');
          const answer = await dora.get(`${path}?${query}`);
          const name = `${path}?${value.slice(0, 40)}`;
          expect([name, methods.length > 0, answer.status < 500]).toEqual([name, true, true]);
          if (answer.status >= 400 && answer.headers['content-type']?.startsWith('text/html'))
            expect([name, answer.text.includes('node_modules')]).toEqual([name, false]);
        }
      }
      await expectWorks();
    },
    patience,
  );

  test(
    'a query may hold anything',
    async () => {
      for (const { path, methods } of routes.filter((one) => !isDesk(one) && one.methods.includes('GET'))) {
        for (const query of [
          '%',
          'q=%zz',
          'q=%00',
          'next=%00',
          'q[]=1&q[a]=2',
          'next=a&next=b',
          'tiny=a&tiny=b',
          'tiny=%F0%9F%92%A5/x',
          'launch[]=x',
          'q=%F0%9F%92%A5',
          'q=%ED%A0%80',
          '__proto__=1',
          'download[]=1',
          `q=${'x'.repeat(8000)}`,
        ]) {
          const answer = await ann.get(`${path}?${query}`);
          expect([
            path,
            query.slice(0, 40),
            methods.length > 0,
            answer.status < 500 || path === '/readyz',
          ]).toEqual([path, query.slice(0, 40), true, true]);
          if (answer.status >= 400 && path !== '/readyz')
            expectPlain(`${path}?${query.slice(0, 40)}`, answer);
        }
      }
      await expectWorks();
    },
    patience,
  );

  test('unknown addresses are 404 in words', async () => {
    for (const path of [
      '/nothing',
      '/a/b/c/d/e',
      '/msu',
      '/msu/',
      '/msu/phy101/',
      '/LOGIN',
      '/login/',
      '//evil.example/x',
      '/.env',
      '/favicon.ico',
      '/assets/x',
      '/assets/../package.json',
    ]) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await send(path, { method, headers: { 'Content-Length': '0' } });
        expect([method, path, answer.status]).toEqual([method, path, 404]);
        expectPlain(`${method} ${path}`, answer);
      }
    }
  });

  test('odd headers break nothing', async () => {
    const odd: Record<string, string>[] = [
      { Cookie: '=;;;=a;__Host-account' },
      { Cookie: `__Host-launch-${'x'.repeat(200)}=y; __Host-launch-=z; __Host-launch-%00=w` },
      { Cookie: Array.from({ length: 120 }, (_, n) => `__Host-launch-${n}=${'v'.repeat(43)}`).join('; ') },
      { Cookie: '__Host-account=💥'.normalize().replace(/[^\x20-\x7e]/g, '%') },
      { Host: 'evil.example' },
      { Host: 'localhost:8080@evil.example' },
      { 'X-Forwarded-For': '1.2.3.4', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' },
      { Accept: 'application/json', 'Accept-Language': 'xx-'.repeat(500) },
      { 'Sec-Fetch-Dest': 'x'.repeat(1000), 'Sec-Fetch-Site': 'y' },
      { 'X-HTTP-Method-Override': 'DELETE' },
      { Range: 'bytes=0-' },
      { Expect: 'x' },
    ];
    for (const headers of odd) {
      const answer = await send('/login', { headers });
      expect([headers, answer.status === 200 || (answer.status >= 400 && answer.status < 500)]).toEqual([
        headers,
        true,
      ]);
      expect(answer.text).not.toContain('evil.example');
      expect(String(answer.headers.location)).not.toContain('evil.example');
    }
    const huge = await send('/login', { headers: { Cookie: 'x'.repeat(20_000) } });
    expect(huge.status).toBe(431);
    await expectWorks();
  });

  test('nothing of all this left a session, a fault or a stack behind', async () => {
    expect(await rowsOf(world, 'SELECT id_hash FROM account_sessions')).toHaveLength(2);
    expect(world.logLines.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});
