import type { IdentityVerdict, LaunchCode, ToleratedVariant } from '../model/launchCode.ts';
import type { OriginWord } from '../model/origin.ts';
import type { ProtectorRef } from '../model/protector.ts';
import type { Sql, SqlValue } from './door.ts';

/** One line of the launch journal: never a secret, a signature, or a session key of the LMS. */
export interface JournalEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reference: string;
  readonly code: LaunchCode;
  readonly domainId?: number | undefined;
  readonly courseId?: number | undefined;
  readonly linkId?: number | undefined;
  readonly itemId?: number | undefined;
  readonly protectorId?: number | undefined;
  readonly protector?: ProtectorRef | undefined;
  readonly identity?: IdentityVerdict | undefined;
  /** The username that the launch named, canonical. */
  readonly named?: string | undefined;
  /** Who is signed in after it. */
  readonly personId?: number | undefined;
  /** Somebody else than the one named has signed in. */
  readonly differs?: boolean | undefined;
  /** Our clock minus theirs, seconds; good signatures only. */
  readonly clockDifference?: number | undefined;
  readonly tolerated?: readonly ToleratedVariant[] | undefined;
  /** Short remarks such as `not-utf8`, `former-address`, `person-changed`. */
  readonly notes?: readonly string[] | undefined;
  /** Where the form came from; signed launches only. */
  readonly origin?: OriginWord | undefined;
  /** Where the signed return URL leads: its origin, never the rest, which may hold a session key (R28). */
  readonly returnOrigin?: string | undefined;
  /** The address, where nobody has looked up yet what it stands for: that is done when the row is written. */
  readonly asked?: { readonly domain: string; readonly shortId: string } | undefined;
  /** How many refusals this line stands for (R18). */
  readonly times?: number | undefined;
}

export const journalColumns = [
  'at',
  'reference',
  'domain_id',
  'course_id',
  'link_id',
  'item_id',
  'protector_id',
  'protector_level',
  'protector_number',
  'code',
  'identity',
  'named',
  'person_id',
  'differs',
  'clock_difference',
  'tolerated',
  'notes',
  'times',
  'origin',
  'return_origin',
] as const;

const mostClockDifference = 2_000_000_000;

/** Characters of all notes of a row. */
const mostNotes = 200;

export function journalValues(entry: JournalEntry): SqlValue[] {
  const { clockDifference } = entry;
  return [
    entry.at,
    entry.reference,
    entry.domainId ?? null,
    entry.courseId ?? null,
    entry.linkId ?? null,
    entry.itemId ?? null,
    entry.protectorId ?? null,
    entry.protector?.level ?? null,
    entry.protector?.number ?? null,
    entry.code,
    entry.identity ?? null,
    entry.named ?? null,
    entry.personId ?? null,
    entry.differs === undefined ? null : Number(entry.differs),
    clockDifference === undefined
      ? null
      : Math.max(-mostClockDifference, Math.min(mostClockDifference, clockDifference)),
    (entry.tolerated ?? []).join(' '),
    (entry.notes ?? []).join(' ').slice(0, mostNotes),
    entry.times ?? 1,
    entry.origin ?? null,
    entry.returnOrigin ?? null,
  ];
}

/** Adds a note to the row of a launch that has gone on since, within the transaction of what it notes. */
export async function noteInJournal(
  sql: Sql,
  { reference, at }: { readonly reference: string; readonly at: number },
  note: string,
): Promise<void> {
  const which = 'reference = ? AND at = ?';
  const text = `SELECT notes FROM launches WHERE ${which}`;
  const [row] = await sql.rows<{ notes: string }>(text, [reference, at]);
  if (!row) return;
  const notes = `${row.notes} ${note}`.trimStart();
  if (notes.length > mostNotes) return;
  await sql.run(`UPDATE launches SET notes = ? WHERE ${which}`, [notes, reference, at]);
}
