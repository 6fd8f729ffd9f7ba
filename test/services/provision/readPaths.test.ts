import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { filesBelow } from '../../../src/services/provision/pathFiles.ts';
import { readProvisionFile } from '../../../src/services/provision/readFile.ts';

let folder = '';
let outside = '';

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'provision-'));
  folder = join(outside, 'course');
  mkdirSync(join(folder, 'files'), { recursive: true });
  writeFileSync(join(outside, 'root.key'), 'the root key');
  writeFileSync(join(folder, 'files', 'notes.txt'), 'notes');
});

afterEach(() => rmSync(outside, { recursive: true, force: true }));

async function faultOf(path: string): Promise<string> {
  return filesBelow(folder)(path).then(
    () => 'found',
    (fault: Error) => fault.message,
  );
}

describe('files that a provision file names', () => {
  test.each([
    ['files/notes.txt', 'found'],
    ['./files/notes.txt', 'found'],
    ['files/../../root.key', "must not lead above the provision file ('..')"],
    ['../root.key', "must not lead above the provision file ('..')"],
    ['files/../files/notes.txt', "must not lead above the provision file ('..')"],
    ['/etc/passwd', 'must be relative to the provision file, with / between folders'],
    ['C:/windows/win.ini', 'must be relative to the provision file, with / between folders'],
    ['files\\notes.txt', 'must be relative to the provision file, with / between folders'],
    ['~/notes.txt', 'must be relative to the provision file, with / between folders'],
    ['files', 'is not a regular file'],
    ['.', 'is not a regular file'],
    ['missing.txt', 'no such file beside the provision file'],
    ['files/notes.txt/x', 'no such file beside the provision file'],
  ])('%s: %s', async (path, expected) => expect(await faultOf(path)).toBe(expected));

  test('a symbolic link that leads out is refused, as file and as folder; one that stays inside is not', async () => {
    symlinkSync('../root.key', join(folder, 'key'));
    symlinkSync('..', join(folder, 'up'));
    symlinkSync('files/notes.txt', join(folder, 'inside'));
    symlinkSync('circle', join(folder, 'circle'));
    const out = 'leads out of the folder of the provision file by a symbolic link';
    expect(await faultOf('key')).toBe(out);
    expect(await faultOf('up/root.key')).toBe(out);
    expect(await faultOf('inside')).toBe('found');
    expect(await faultOf('circle')).toBe('its symbolic links lead in a circle');
  });

  test('a pipe is refused without waiting for a writer', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await faultOf('pipe')).toBe('is not a regular file');
  });

  test('a file that was exchanged for a link to the root key after reading is not opened', async () => {
    const file = await filesBelow(folder)('files/notes.txt');
    const handle = await file.open();
    expect(await handle.readFile('utf8')).toBe('notes');
    await handle.close();
    rmSync(join(folder, 'files', 'notes.txt'));
    symlinkSync('../../root.key', join(folder, 'files', 'notes.txt'));
    await expect(file.open()).rejects.toThrow('leads out of the folder');
    renameSync(join(folder, 'files'), join(folder, 'gone'));
    await expect(file.open()).rejects.toThrow('no such file');
  });

  test('are looked for beside the provision file, wherever the command was started', async () => {
    const item = (path: string) => `{ id: ${path.replace(/\W/g, '')}, file: F, path: ${path} }`;
    const contents = ['files/notes.txt', '../root.key'].map(item).join(', ');
    const file = join(folder, 'course.yaml');
    writeFileSync(file, `domains: [{ name: msu, courses: [{ id: c, contents: [${contents}] }] }]`);
    const result = await readProvisionFile(file, () => false);
    expect(result.ok ? [] : result.faults.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "domains[0].courses[0].contents[1].path: must not lead above the provision file ('..')",
    ]);
  });

  test('a provision file that is not there is a fault, not a crash', async () => {
    const result = await readProvisionFile(join(folder, 'none.yaml'), () => false);
    expect(result.ok ? [] : result.faults.map(({ message }) => message)).toEqual(['the file cannot be read']);
  });
});
