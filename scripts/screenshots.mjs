import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const port = Number(process.env.PORT ?? '8080');
const tinygate = `http://localhost:${port}`;
const lms = `http://127.0.0.1:${port + 1}`;

const isThere = await fetch(lms).then(
  ({ ok }) => ok,
  () => false,
);
if (!isThere) {
  console.error(`Nothing answers at ${lms}. Start the demonstration first: PORT=${port} scripts/demo`);
  process.exit(1);
}

mkdirSync('docs', { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const desk = await browser.newPage({ viewport: { width: 1100, height: 720 }, colorScheme: 'light' });
  await desk.goto(`${lms}/activity?place=0&as=ann`);
  await desk.frameLocator('iframe').getByRole('heading', { name: 'Week 1: Waves' }).waitFor();
  await desk.screenshot({ path: 'docs/student.png' });

  const desktop = { viewport: { width: 1100, height: 760 }, colorScheme: 'light' };
  await (await browser.newPage(desktop)).goto(`${lms}/launch?place=0&as=nadia&target=window`);
  const coordinator = await browser.newContext(desktop);
  const office = await coordinator.newPage();
  await office.goto(`${tinygate}/login?next=/adm/msu/protectors`);
  await office.getByLabel('Username').fill('dora');
  await office.getByLabel('Password').fill('quiet-harbour-lantern');
  await office.getByRole('button', { name: 'Sign in' }).click();
  const pictures = {
    overview: '/adm/msu/phy101',
    protector: '/adm/msu/protectors/1/setup?lms=moodle',
    item: '/adm/msu/phy101/contents/week1',
    journal: '/adm/msu/phy101/journal',
  };
  for (const [name, path] of Object.entries(pictures)) {
    await office.goto(tinygate + path);
    await office.screenshot({ path: `docs/${name}.png` });
  }

  const phone = await browser.newPage({ viewport: { width: 390, height: 760 }, colorScheme: 'light' });
  await phone.goto(`${lms}/launch?place=0&as=ann&target=window`);
  await phone.waitForURL(`${tinygate}/**`);
  await phone.getByRole('link', { name: 'What a wave is' }).click();
  await phone.getByRole('heading', { level: 1, name: 'What a wave is' }).waitFor();
  await phone.screenshot({ path: 'docs/phone.png' });
} finally {
  await browser.close();
}
