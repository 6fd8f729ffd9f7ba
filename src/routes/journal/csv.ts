import { csvText } from '../../services/csv.ts';
import type { JournalEntryLine } from '../../storage/journalPageStore.ts';

const columns = [
  'at',
  'reference',
  'course',
  'item',
  'short_url',
  'protector',
  'code',
  'identity',
  'named',
  'person',
  'another_person_signed_in',
  'clock_difference_seconds',
  'tolerated',
  'notes',
  'times',
];

/** The journal as CSV, piece by piece; whoever is not of the course is not named to its coordinators. */
export async function* csvParts(
  pieces: AsyncIterable<readonly JournalEntryLine[]>,
  isOfDomain: boolean,
): AsyncGenerator<string> {
  yield await csvText([columns], { isFirst: true });
  for await (const lines of pieces)
    yield await csvText(
      lines.map((line) => cells(line, isOfDomain)),
      { isFirst: false },
    );
}

function cells(line: JournalEntryLine, isOfDomain: boolean): string[] {
  const { protector, person, clockDifference } = line;
  return [
    new Date(line.at).toISOString(),
    line.reference,
    line.course ?? '',
    line.item ?? '',
    line.shortUrl ?? '',
    protector === null ? '' : `${protector.level}:${protector.number}`,
    line.code,
    line.identity ?? '',
    line.named ?? '',
    person !== null && (isOfDomain || person.inCourse) ? person.username : '',
    line.differs ? 'yes' : '',
    clockDifference === null ? '' : String(clockDifference),
    line.tolerated.join(' '),
    line.notes.join(' '),
    String(line.times),
  ];
}
