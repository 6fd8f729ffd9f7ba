/** Browsers and systems that people would know by name, the more particular first: Edge also says that it is Chrome. */
const browsers = [
  ['edge', /\bEdg(?:e|A|iOS)?\//],
  ['opera', /\bOPR\/|\bOpera\b/],
  ['samsung', /\bSamsungBrowser\//],
  ['firefox', /\bFirefox\/|\bFxiOS\//],
  ['chrome', /\bChrom(?:e|ium)\/|\bCriOS\//],
  ['safari', /\bVersion\/[\d.]+.*\bSafari\//],
] as const;

const systems = [
  ['ios', /\biP(?:hone|ad|od)\b/],
  ['android', /\bAndroid\b/],
  ['chromeos', /\bCrOS\b/],
  ['windows', /\bWindows\b/],
  ['macos', /\bMac(?:intosh| OS X)\b/],
  ['linux', /\bLinux\b|\bX11\b/],
] as const;

export const browserNames = [...browsers.map(([name]) => name), 'other'] as const;
export const systemNames = [...systems.map(([name]) => name), 'other'] as const;

/** What somebody uses, as far as it says so. */
export interface Agent {
  readonly browser: (typeof browserNames)[number];
  readonly system: (typeof systemNames)[number];
}

/** By the header `User-Agent`, which anybody may write as they like: for people to recognise, not to judge by. */
export function agentOf(header: string): Agent {
  const said = header.slice(0, 500);
  return {
    browser: browsers.find(([, sign]) => sign.test(said))?.[0] ?? 'other',
    system: systems.find(([, sign]) => sign.test(said))?.[0] ?? 'other',
  };
}

/** As it is kept: two words, nothing by which a browser could be told from others of its kind. */
export function writeAgent({ browser, system }: Agent): string {
  return `${browser} ${system}`;
}

/** Undefined for what was not written so. */
export function readAgent(kept: string): Agent | undefined {
  const [first, second] = kept.split(' ');
  const browser = browserNames.find((name) => name === first);
  const system = systemNames.find((name) => name === second);
  return browser && system && { browser, system };
}
