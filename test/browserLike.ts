import { multipart, type SentPart } from './multipart.ts';
import { type Answer, ask, type Question } from './web/httpClient.ts';

/** Keeps cookies as a browser does and sends what a browser sends; follows redirects only when told to. */
export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** A form of ours: Origin and Sec-Fetch-Site as on our own pages. */
  post(
    path: string,
    fields: Record<string, string> | URLSearchParams,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** A form of ours with a file. */
  postParts(path: string, parts: readonly SentPart[]): Promise<Answer>;
  /** The same with fields that come several times. */
  postPairs(path: string, pairs: readonly (readonly [string, string])[]): Promise<Answer>;
  /** The same with a body that was made already. */
  postBytes(path: string, body: Buffer, headers: Record<string, string>): Promise<Answer>;
  /** A form that another site has the browser post, such as an LMS. */
  postFromElsewhere(path: string, body: string, headers?: Record<string, string>): Promise<Answer>;
  /** GETs where the answer's Location points, until there is none. */
  follow(answer: Answer): Promise<Answer>;
  readonly cookies: Map<string, string>;
}

/** Cookies without SameSite=None do not come with what other sites post. */
const lax = new Set<string>();

export function browser(port: number, origin: string): Browser {
  const cookies = new Map<string, string>();
  const host = new URL(origin).host;

  async function send(path: string, question: Question, crossSite = false): Promise<Answer> {
    const sent = [...cookies].filter(([name]) => !(crossSite && lax.has(name)));
    const header = sent.map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Host: host, ...(header === '' ? {} : { Cookie: header }), ...question.headers };
    const answer = await ask(port, path, { ...question, headers });
    for (const line of answer.setCookies) keep(line);
    return answer;
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (!attributes.includes('SameSite=None')) lax.add(name);
    if (
      attributes.includes('Max-Age=0') ||
      pair.slice(at + 1) === '' ||
      /expires=Thu, 01 Jan 1970/i.test(line)
    )
      cookies.delete(name);
    else cookies.set(name, pair.slice(at + 1));
  }

  const typed = (body: string) => ({
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(Buffer.byteLength(body)),
  });

  const ownHeaders = { Origin: origin, 'Sec-Fetch-Site': 'same-origin' };

  const self: Browser = {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post(path, fields, headers = {}) {
      const body = new URLSearchParams(fields).toString();
      return send(path, { method: 'POST', body, headers: { ...typed(body), ...ownHeaders, ...headers } });
    },
    postParts(path, parts) {
      const { body, type } = multipart(parts);
      const ours = { Origin: origin, 'Sec-Fetch-Site': 'same-origin' };
      const typed = { 'Content-Type': type, 'Content-Length': String(body.length) };
      return send(path, { method: 'POST', body, headers: { ...typed, ...ours } });
    },
    postPairs(path, pairs) {
      const body = new URLSearchParams(
        pairs.map(([name, value]): [string, string] => [name, value]),
      ).toString();
      return send(path, { method: 'POST', body, headers: { ...typed(body), ...ownHeaders } });
    },
    postBytes: (path, body, headers) =>
      send(path, { method: 'POST', body, headers: { ...ownHeaders, ...headers } }),
    postFromElsewhere(path, body, headers = {}) {
      const theirs = { Origin: 'https://lms.example', 'Sec-Fetch-Site': 'cross-site' };
      return send(path, { method: 'POST', body, headers: { ...typed(body), ...theirs, ...headers } }, true);
    },
    async follow(answer) {
      let last = answer;
      for (let step = 0; step < 5 && last.headers.location !== undefined; step += 1) {
        last = await self.get(last.headers.location);
      }
      return last;
    },
  };
  return self;
}

/** The value of a form's hidden field. */
export function hidden(answer: Answer, name: string): string {
  const tag = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(answer.text)?.[0] ?? '';
  return /value="([^"]*)"/.exec(tag)?.[1] ?? '';
}

export function heading(answer: Answer): string | undefined {
  return /<h1[^>]*>\s*([\s\S]*?)\s*<\/h1>/.exec(answer.text)?.[1];
}

export function reference(answer: Answer): string | undefined {
  return /id="reference"[^>]*>([^<]*)</.exec(answer.text)?.[1];
}
