import { describe, expect, test } from '@jest/globals';
import { csvText } from '../../src/services/csv.ts';
import { type CsvPlan, readCsv } from '../../src/services/csvIn.ts';

const plan: CsvPlan<'username' | 'name' | 'email'> = {
  columns: { username: ['Benutzername', 'login'], name: ['full name'], email: ['e-mail'] },
  required: ['username'],
};

async function rowsOf(content: Uint8Array | string, encoding?: 'windows-1252') {
  const table = await readCsv(content, plan, encoding);
  if (table.kind === 'fault') return table.fault;
  return table.rows.map(({ cells }) => [cells.username, cells.name, cells.email].map((cell) => cell ?? null));
}

describe('a table that somebody hands in', () => {
  test.each([
    ['commas', 'username,name,email\nann,Ann A.,a@x\n'],
    ['semicolons', 'username;name;email\r\nann;Ann A.;a@x\r\n'],
    ['tabs', 'username\tname\temail\nann\tAnn A.\ta@x'],
    ['old line ends', 'username,name,email\rann,Ann A.,a@x\r'],
    ['a byte order mark', '\uFEFFusername,name,email\nann,Ann A.,a@x\n'],
    ['a line that names the separator', 'sep=;\nusername;name;email\nann;Ann A.;a@x\n'],
    ['another order, and headings as people write them', 'E-Mail,Full Name,BENUTZERNAME\na@x,Ann A.,ann\n'],
    ['quotes, blanks and empty lines', '"username","name","email"\n\n" ann ","Ann A.",a@x\n,,\n\n'],
    ['columns that say nothing to us', 'shoe,username,name,email\n44,ann,Ann A.,a@x\n'],
  ])('is read with %s', async (_what, text) => {
    expect(await rowsOf(text)).toEqual([['ann', 'Ann A.', 'a@x']]);
    expect(await rowsOf(Buffer.from(text))).toEqual([['ann', 'Ann A.', 'a@x']]);
  });

  test('is read in the encodings of spreadsheets, but never guessed at', async () => {
    const latin = Buffer.from('username;name\nj\xf6rg;J\xf6rg \x80\n', 'latin1');
    expect(await rowsOf(latin)).toEqual({ what: 'not-utf8', line: 2 });
    expect(await rowsOf(latin, 'windows-1252')).toEqual([['jörg', 'Jörg €', null]]);
    const wide = Buffer.from('\uFEFFusername\tname\njörg\tJörg €\n', 'utf16le');
    expect(await rowsOf(wide)).toEqual([['jörg', 'Jörg €', null]]);
    const big = Buffer.from(wide).swap16();
    expect(await rowsOf(big)).toEqual([['jörg', 'Jörg €', null]]);
  });

  test('keeps formulas, markup, emoji and other writing as the text that they are', async () => {
    const cells = ['=HYPERLINK("http://evil.example","x")', '<script>alert(1)</script>', 'نور 🎓'];
    const table = await csvText([['username', 'name', 'email'], cells], { isFirst: true });
    expect(table).toContain("'=HYPERLINK");
    expect(await rowsOf(table)).toEqual([cells]);
    expect(await rowsOf('username\n+1\n-x\n@y\n')).toEqual(
      ['+1', '-x', '@y'].map((one) => [one, null, null]),
    );
  });

  test('names the line of each row, also after cells of several lines', async () => {
    const table = await readCsv('username,name\nann,"A\nB"\n\nbob,B\n', plan);
    expect(table.kind === 'rows' && table.rows.map(({ line }) => line)).toEqual([2, 5]);
  });

  test('tells of cells beyond the headings, which a separator within a name makes', async () => {
    const table = await readCsv('username,name\nann,Smith, Ann\nbob,B,,\n', plan);
    expect(table.kind === 'rows' && table.rows.map(({ excess }) => excess)).toEqual([1, 0]);
  });

  test('names columns that it knows nothing of', async () => {
    const table = await readCsv('username,shoe size,<b>\nann,44,x\n', plan);
    expect(table.kind === 'rows' && table.unknown).toEqual(['shoe size', '<b>']);
  });

  test.each([
    ['nothing', ' \n', { what: 'empty' }],
    ['headings alone', 'username,name\n', { what: 'no-rows' }],
    ['no heading that says who', 'name;email\nAnn;a@x\n', { what: 'missing-columns', columns: ['username'] }],
    ['two columns of one kind', 'username,login\nann,ann\n', { what: 'repeated-column', column: 'username' }],
    ['a quote that does not end', 'username,name\nann,"Ann\nbob,B\n', { what: 'quotes', line: 2 }],
    ['a workbook', Buffer.from('PK\x03\x04rest of it'), { what: 'workbook' }],
    ['bytes that are no text', Buffer.from('username\0name\n'), { what: 'binary' }],
  ])('is refused in words for %s', async (_what, content, fault) => {
    expect(await rowsOf(content)).toEqual(fault);
  });

  test('has a largest number of rows, and others are served while it is read', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `user${at},User ${at}`);
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    expect(await rowsOf(['username,name', ...lines].join('\n'))).toHaveLength(20_000);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(3);
    const more = await rowsOf(['username,name', ...lines, 'x,y'].join('\n'));
    expect(more).toEqual({ what: 'too-many-rows', most: 20_000 });
  });
});
