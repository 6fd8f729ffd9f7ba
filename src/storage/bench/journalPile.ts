import type { Sql } from '../door.ts';
import { addRows } from '../rowWriting.ts';
import { type BenchLayout, courseOfLink, usernameOf } from './layout.ts';
import type { BenchOwners, Pile } from './piles.ts';

/** What becomes of launches at a campus, one after the other. */
const codes = [
  ...['opened', 'opened', 'opened', 'login-required', 'opened', 'opened', 'bad-signature', 'opened'],
  ...['stale', 'opened', 'repeated-click', 'opened', 'opened', 'replayed', 'opened', 'not-in-course'],
];

const journalMs = 120 * 24 * 3_600_000;

/** Journal rows of four months, the newest last, spread over all links and people. */
export function journalPile(
  layout: BenchLayout,
  { owners, rows }: { readonly owners: BenchOwners; readonly rows: number },
): Pile {
  const { domainId, protectorId, protectorNumber, madeAt } = owners;
  const row = (n: number) => {
    // A step that shares no factor with usual numbers: rows that follow each other are of other links and people.
    const link = (n * 7_919) % layout.links;
    const person = (n * 104_729) % layout.people;
    const code = codes[n % codes.length] ?? 'opened';
    const isSigned = code !== 'bad-signature';
    return {
      id: n + 1,
      at: madeAt - Math.floor(((rows - n) / rows) * journalMs),
      reference: referenceOf(n),
      domain_id: domainId,
      course_id: courseOfLink(layout, link) + 1,
      link_id: link + 1,
      item_id: link + 1,
      protector_id: isSigned ? protectorId : null,
      protector_level: isSigned ? 'domain' : null,
      protector_number: isSigned ? protectorNumber : null,
      code,
      identity: isSigned ? (code === 'login-required' ? 'unknown-user' : 'accepted') : null,
      named: isSigned ? usernameOf(person) : null,
      person_id: code === 'opened' ? person + 1 : null,
      clock_difference: isSigned ? (n % 9) - 2 : null,
      tolerated: '',
      notes: '',
      times: 1,
    };
  };
  return {
    name: 'launches',
    total: rows,
    async there(sql: Sql) {
      const [last] = await sql.rows<{ id: number | null }>('SELECT MAX(id) AS id FROM launches');
      return Number(last?.id ?? 0);
    },
    add: (sql, from, count) =>
      addRows(
        sql,
        'launches',
        Array.from({ length: count }, (_, at) => row(from + at)),
      ),
  };
}

const symbols = '234679BCDFGHJKMNPQRTVWXY';

/** A reference number of the shape that people type. */
export function referenceOf(number: number): string {
  let rest = number;
  let text = '';
  for (let place = 0; place < 8; place += 1) {
    text += `${place === 4 ? '-' : ''}${symbols.charAt(rest % symbols.length)}`;
    rest = Math.floor(rest / symbols.length);
  }
  return text;
}
