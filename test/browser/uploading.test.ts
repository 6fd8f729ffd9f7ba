import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { startAgain } from './chromium.ts';
import { fillIn, heading, press, signIn } from './seeing.ts';
import { openStage, type Stage, tinygate } from './stage.ts';

const contents = '/adm/msu/phy101/contents';
const mib = 1024 * 1024;

let stage: Stage;
let visitor: BrowserContext;
let page: Page;
/** The one that sets how fast this page is: others would speak against it. */
let line: CDPSession | undefined;
beforeAll(async () => {
  stage = await openStage();
  visitor = await (await stage.browser('blocked')).visitor();
});
afterAll(() => stage.close());
beforeEach(async () => {
  page = await startAgain(visitor);
  await lineOf(-1);
  await signIn(page, 'cora', `${contents}`);
  await page.goto(`${tinygate}${contents}/new?kind=file`);
});

const incoming = () => {
  const folder = join(stage.world.database.folder, 'incoming');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const titled = async (title: string) => {
  const { door } = stage.world.database;
  const text = 'SELECT id FROM items WHERE title = ?';
  return (await door.read((sql) => sql.rows<{ id: number }>(text, [title]))).length;
};

async function choose(title: string, size: number): Promise<void> {
  await page.getByLabel('Title').fill(title);
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'slides.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(size, 1) });
}

/** The line by which this page sends, in bytes a second; none at all for 0, as it is for -1. */
async function lineOf(uploadThroughput: number): Promise<void> {
  line ??= await visitor.newCDPSession(page);
  await line.send('Network.enable');
  const offline = uploadThroughput === 0;
  const speeds = { latency: 0, downloadThroughput: -1, uploadThroughput: offline ? -1 : uploadThroughput };
  await line.send('Network.emulateNetworkConditions', { offline, ...speeds });
}

const alert = () => page.getByRole('alert');
const percent = async () => Number(await page.locator('progress').getAttribute('value', { timeout: 500 }));

describe('an upload', () => {
  test('says how far it is, and ends where the browser would have been led', async () => {
    await lineOf(400_000);
    await choose('Slow slides', mib);
    await press(page, 'Upload file');
    await page.getByRole('progressbar', { name: 'Uploading' }).waitFor();
    const seen = new Set<number>();
    while (page.url().endsWith('kind=file')) {
      seen.add(await percent().catch(() => 100));
      if (seen.size > 200) break;
      await page.waitForTimeout(100);
    }
    expect([...seen].filter((one) => one > 0 && one < 100).length).toBeGreaterThan(1);
    await heading(page, 'Slow slides');
    expect(await page.getByRole('status').textContent()).toContain('“Slow slides” was added.');
    expect(incoming()).toEqual([]);
  });

  test('that is cancelled leaves nothing behind, and what was typed stays', async () => {
    await lineOf(100_000);
    await choose('Never there', mib);
    await press(page, 'Upload file');
    for (let wait = 0; wait < 100 && (await percent()) < 5; wait += 1) await page.waitForTimeout(50);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Cancel upload');
    await page.keyboard.press('Enter');
    await alert().getByText('The upload was cancelled.').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('Never there');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Upload file');
    for (let wait = 0; wait < 100 && incoming().length > 0; wait += 1) await page.waitForTimeout(50);
    expect([incoming(), await titled('Never there')]).toEqual([[], 0]);
    await lineOf(-1);
    await press(page, 'Upload file');
    await heading(page, 'Never there');
  });

  test('that is too large is not even sent', async () => {
    await choose('Large', 2 * mib + 1);
    let sent = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST') sent += 1;
    });
    await press(page, 'Upload file');
    await alert().getByText('which is 2 MiB').waitFor();
    expect([sent, await page.getByLabel('Title').inputValue()]).toEqual([0, 'Large']);
  });

  test('that the server finds too large is said in the same words, and the text stays', async () => {
    await page.locator('form[data-upload]').evaluate((form) => {
      (form as unknown as { dataset: Record<string, string> }).dataset.limit = '9';
    });
    await choose('Larger', 4 * mib);
    await press(page, 'Upload file');
    await alert().getByText('which is 2 MiB').first().waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('Larger');
    await choose('Smaller', 10);
    await press(page, 'Upload file');
    await heading(page, 'Smaller');
  });

  test('whose other fields are wrong keeps the file that was chosen', async () => {
    await choose('Kept', 1000);
    await page.getByLabel('Id').fill('-');
    await press(page, 'Upload file');
    await alert().getByText('An id begins with').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('faults');
    expect(await page.getByText('browsers do not keep it').count()).toBe(0);
    await page.getByLabel('Id').fill('kept');
    await press(page, 'Upload file');
    await heading(page, 'Kept');
  });

  test('without a connection says so, and can be tried again', async () => {
    await choose('Offline', 1000);
    await lineOf(0);
    await press(page, 'Upload file');
    await alert().getByText('You are offline.').waitFor();
    await lineOf(-1);
    await press(page, 'Upload file');
    await heading(page, 'Offline');
  });

  test('after the session is over leads to the sign-in and back, with what was typed', async () => {
    await choose('Late slides', 1000);
    await stage.world.database.door.write((sql) => sql.run('DELETE FROM account_sessions'));
    await press(page, 'Upload file');
    await heading(page, 'You were signed out');
    await fillIn(page, { username: 'cora' });
    await heading(page, 'You are signed in again');
    await page
      .getByLabel('File')
      .setInputFiles({ name: 'slides.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(10, 1) });
    await press(page, 'Send what I typed');
    await heading(page, 'Late slides');
  });

  test('of a list goes on to what it would do', async () => {
    await page.goto(`${tinygate}/adm/msu/phy101/roster/import`);
    const buffer = Buffer.from('username,role\nann,student\n');
    await page.getByLabel('CSV file').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer });
    await press(page, 'Look through it');
    await heading(page, 'What this list would do');
  });
});

test('works without JavaScript just the same', async () => {
  const plain = await (await stage.browser('blocked')).visitor({ javaScriptEnabled: false });
  page = await plain.newPage();
  await signIn(page, 'cora', contents);
  await page.goto(`${tinygate}${contents}/new?kind=file`);
  await choose('Plain', 3 * mib);
  await press(page, 'Upload file');
  await page.locator('#e-file').getByText('which is 2 MiB').waitFor();
  expect(await page.getByLabel('Title').inputValue()).toBe('Plain');
  await choose('Plain', 10);
  await press(page, 'Upload file');
  await heading(page, 'Plain');
  await plain.close();
});
