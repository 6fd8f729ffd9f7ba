import { type Browser, browser, hidden } from '../browserLike.ts';
import { factories, sha256 } from '../factories.ts';
import { hashOf } from '../routes/visitors.ts';
import { password } from '../world.ts';
import { publicUrl, type Served, type ServerProcess } from './served.ts';

/** One number of the database. */
export async function numberIn({ door }: Served, text: string): Promise<number> {
  const [row] = await door.read((sql) => sql.rows<{ n: number }>(text));
  return Number(row?.n);
}

/** Makes Cora a coordinator of the one course. */
export async function addCora(served: Served): Promise<void> {
  const make = factories(served.door);
  const [domain_id, course_id] = [
    await numberIn(served, 'SELECT id AS n FROM domains'),
    await numberIn(served, 'SELECT id AS n FROM courses'),
  ];
  const words = { username: 'cora', fold_hash: sha256('cora'), password_hash: await hashOf(password) };
  const { id: person_id } = await make.person({ domain_id, ...words });
  await make.role({ course_id, person_id, role: 'coordinator' });
}

/** Her browser, signed in. */
export async function coraAt(server: ServerProcess): Promise<Browser> {
  const visitor = browser(server.port, publicUrl);
  const csrf = hidden(await visitor.get('/login'), 'csrf');
  const { status } = await visitor.post('/login', {
    csrf,
    next: '',
    username: 'cora',
    domain: 'msu',
    password,
  });
  if (status !== 303) throw new Error(`Cora could not sign in: ${status}`);
  return visitor;
}

/** The same browser before a server on another port. */
export function moved(visitor: Browser, { port }: ServerProcess): Browser {
  const other = browser(port, publicUrl);
  for (const [name, value] of visitor.cookies) other.cookies.set(name, value);
  return other;
}
