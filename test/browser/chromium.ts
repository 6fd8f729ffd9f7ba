import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export type ThirdPartyCookies = 'blocked' | 'allowed';

export interface Chromium {
  /** Somebody's browser, without any cookie: each call is another one. */
  visitor(options?: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
}

export interface ChromiumOptions {
  readonly thirdPartyCookies: ThirdPartyCookies;
  /** Which port of this machine answers for a host and port, such as `localhost:8080`. */
  readonly hosts: Readonly<Record<string, number>>;
}

/** Long enough for a laden machine; nothing waits for it unless it fails. */
const patience = 20_000;

// Chromium itself now and then loses a key or a click on a laden machine. A test that fails is tried again, and what
// it said is printed; one that fails three times fails.
jest.setTimeout(90_000);
jest.retryTimes(2, { logErrorsBeforeRetry: true });

/**
 * Starts Chromium. Only a profile's preferences reliably switch third-party cookies; the contexts of that profile
 * take them over.
 */
export async function openChromium({ thirdPartyCookies, hosts }: ChromiumOptions): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'tinygate-profile-'));
  mkdirSync(join(profile, 'Default'));
  const preferences = { profile: { cookie_controls_mode: thirdPartyCookies === 'blocked' ? 1 : 0 } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const rules = Object.entries(hosts).map(([host, port]) => `MAP ${host} 127.0.0.1:${port}`);
  const first = await chromium.launchPersistentContext(profile, {
    executablePath: join(__dirname, 'chromium.sh'),
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=${rules.join(', ')}`,
    ],
  });
  const browser = first.browser();
  if (!browser) throw new Error('Chromium started without a browser to make visitors in.');
  return {
    async visitor(options = {}) {
      const visitor = await browser.newContext(options);
      visitor.setDefaultTimeout(patience);
      return visitor;
    },
    async close() {
      await first.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/**
 * One page of a browser that knows nothing any more: a new browser for the server's side of things, at a third of the
 * work of starting one.
 */
export async function startAgain(visitor: BrowserContext): Promise<Page> {
  const [page = await visitor.newPage(), ...others] = visitor.pages();
  for (const other of others) await other.close();
  await page.goto('about:blank');
  await visitor.clearCookies();
  const left = await visitor.cookies();
  if (left.length > 0) throw new Error(`The browser has kept ${left.map(({ name }) => name).join(', ')}.`);
  return page;
}
