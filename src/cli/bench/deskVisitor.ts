import { OperatorRefusal } from '../../services/operatorRefusal.ts';

/** A browser without eyes: it signs in, keeps cookies, and times how long pages take. */
export interface DeskVisitor {
  /** Milliseconds until the last byte, and the status; redirections are not followed. */
  get(path: string): Promise<{ readonly status: number; readonly ms: number; readonly text: string }>;
}

export async function signIn(
  origin: string,
  words: { readonly domain: string; readonly username: string; readonly password: string },
): Promise<DeskVisitor> {
  const jar = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, origin, ...init.headers };
    const answer = await fetch(`${origin}${path}`, { redirect: 'manual', ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  const form = await (await ask('/login')).text();
  const csrf = /name="csrf" value="([^"]*)"/.exec(form)?.[1] ?? '';
  const answer = await ask('/login', { method: 'POST', body: new URLSearchParams({ ...words, csrf }) });
  if (answer.status !== 303)
    throw new OperatorRefusal(`${words.username} could not sign in (${answer.status}).`);
  await answer.arrayBuffer();
  return {
    async get(path) {
      const began = performance.now();
      const { status, text } = await ask(path).then(async (page) => ({
        status: page.status,
        text: await page.text(),
      }));
      return { status, ms: performance.now() - began, text };
    },
  };
}
