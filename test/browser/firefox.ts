import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { jest } from '@jest/globals';
import { type Marionette, openMarionette } from './marionette.ts';

/** `network.cookie.cookieBehavior`: what a frame of another site gets. */
export const cookieBehaviors = { allowed: 0, refused: 1, 'partitioned, as Firefox comes': 5 } as const;
export type CookieBehavior = keyof typeof cookieBehaviors;

/** A Firefox as Debian has it, looking at one place at a time: a window, or a frame in it. */
export interface Firefox {
  /** One empty window and no cookie left, as a browser that was never here. */
  startAgain(cookies: CookieBehavior): Promise<void>;
  go(url: string): Promise<void>;
  /** Looks into the window's first frame. */
  lookIntoFrame(): Promise<void>;
  /** Looks at the window that the frame stands in. */
  lookOut(): Promise<void>;
  /** Looks at the window that something opens. */
  lookAtWindowOf(opening: () => Promise<void>): Promise<void>;
  /** Waits for a heading of the first rank, one of these; the one that is there. */
  heading(...titles: readonly string[]): Promise<string>;
  /** Waits for the first link or button with these words, and clicks it, where Firefox would let a hand click. */
  press(words: string): Promise<void>;
  pressTwice(words: string): Promise<void>;
  /** Who the line above a student's page says is here. */
  name(): Promise<string>;
  close(): Promise<void>;
}

/** Long enough for a laden machine, milliseconds; nothing waits for it unless it fails. */
const patience = 20_000;
jest.setTimeout(90_000);

const quiet = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.region.network.url': '',
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'nimbus.rollouts.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.enabled': false,
};

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** Starts Firefox; `port` of this machine answers for `localhost:8080`. */
export async function openFirefox(port: number): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), 'tinygate-firefox-'));
  const preferences = { ...quiet, 'marionette.port': 0, 'network.socket.forcePort': `8080=${port}` };
  const lines = Object.entries(preferences).map((pair) => `user_pref(${JSON.stringify(pair).slice(1, -1)});`);
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const args = ['--headless', '--no-remote', '--marionette', '--remote-allow-system-access'];
  const program = spawn('firefox-esr', [...args, '--profile', profile], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, HOME: profile },
  });
  const marionette = await openMarionette(await portOf(program));
  await marionette.ask('WebDriver:NewSession');
  await marionette.ask('WebDriver:SetTimeouts', { implicit: 500, pageLoad: patience });
  return {
    ...placesOf(marionette),
    async close() {
      const ended = once(program, 'exit');
      await marionette.ask('Marionette:Quit', { flags: ['eForceQuit'] });
      await ended;
      marionette.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  if (!stdout) throw new Error('Firefox has no output.');
  for await (const line of createInterface({ input: stdout })) {
    const port = /Marionette\s+INFO\s+Listening on port (\d+)/.exec(line)?.[1];
    if (port !== undefined) {
      stdout.resume();
      return Number(port);
    }
  }
  throw new Error('Firefox ended before it could be asked anything.');
}

/** Firefox itself waits half a second each time, and only for the document that was there when it was asked. */
async function untilThere<Found>(look: () => Promise<Found>): Promise<Found> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await look();
    } catch (fault) {
      if (performance.now() > end) throw fault;
    }
  }
}

function placesOf({ ask }: Marionette): Omit<Firefox, 'close'> {
  const findNow = async (value: string, using: string) =>
    (await ask('WebDriver:FindElement', { using, value })) as Record<string, string>;
  const find = (value: string, using = 'xpath') => untilThere(() => findNow(value, using));
  const textOf = async (element: Record<string, string>) =>
    String(await ask('WebDriver:GetElementText', { id: element[elementKey] }));
  const windows = async () => (await ask('WebDriver:GetWindowHandles')) as readonly string[];
  const look = (handle: string | undefined) => ask('WebDriver:SwitchToWindow', { handle, focus: true });
  const named = (name: string) =>
    find(`//*[self::a or self::button][contains(normalize-space(), "${name}")]`);
  return {
    async startAgain(cookies) {
      const [first, ...others] = await windows();
      for (const other of others) {
        await look(other);
        await ask('WebDriver:CloseWindow');
      }
      await look(first);
      await ask('WebDriver:Navigate', { url: 'about:blank' });
      const script =
        'Services.prefs.setIntPref("network.cookie.cookieBehavior", arguments[0]);' +
        'Services.cookies.removeAll(); Services.cache2.clear();';
      await ask('Marionette:SetContext', { value: 'chrome' });
      await ask('WebDriver:ExecuteScript', { script, args: [cookieBehaviors[cookies]] });
      await ask('Marionette:SetContext', { value: 'content' });
    },
    async go(url) {
      await ask('WebDriver:Navigate', { url });
    },
    async lookIntoFrame() {
      await ask('WebDriver:SwitchToFrame', { element: (await find('iframe', 'css selector'))[elementKey] });
    },
    async lookOut() {
      await ask('WebDriver:SwitchToFrame', { id: null });
    },
    async lookAtWindowOf(opening) {
      const before = new Set(await windows());
      await opening();
      const opened = await untilThere(async () => {
        const handle = (await windows()).find((one) => !before.has(one));
        if (handle === undefined) throw new Error('No window has opened.');
        return handle;
      });
      await look(opened);
    },
    async heading(...titles) {
      const wanted = titles.map((one) => `normalize-space()="${one}"`).join(' or ');
      try {
        return await untilThere(async () => textOf(await findNow(`//h1[${wanted}]`, 'xpath')));
      } catch (cause) {
        const [url, text] = [await ask('WebDriver:GetCurrentURL'), await textOf(await find('//html'))];
        throw new Error(`${url} has no heading ${titles.join(', ')}, but says: ${text}`, { cause });
      }
    },
    async press(name) {
      await ask('WebDriver:ElementClick', { id: (await named(name))[elementKey] });
    },
    async pressTwice(name) {
      const click = [
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ];
      const move = { type: 'pointerMove', origin: await named(name), x: 0, y: 0 };
      const mouse = { id: 'mouse', type: 'pointer', actions: [move, ...click, ...click] };
      await ask('WebDriver:PerformActions', { actions: [mouse] });
    },
    name: async () => textOf(await find('.who .name', 'css selector')),
  };
}
