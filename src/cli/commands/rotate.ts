import type { Command } from 'commander';
import { inDatabase } from '../../services/database/openDatabase.ts';
import { operatorKeys, refusing } from '../../services/database/operatorKeys.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import { activateRoot, prepareRoot } from '../../services/secrets/rotateRoot.ts';
import { type RotatedDomain, rotateSecrets } from '../../services/secrets/rotateSecrets.ts';
import { count, type JsonOption, print, withJson } from '../printing.ts';
import { progressOn } from '../progress.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

interface RotateOptions extends JsonOption {
  readonly domain?: string;
}

interface RootOptions extends JsonOption {
  readonly prepare?: true;
  readonly activate?: true;
}

const actor = 'command line';

export function addRotate(secrets: Command, world: World): void {
  const rotate = secrets
    .command('rotate')
    .description(
      'Gives domains a new key and encrypts their secrets with it. Servers may run meanwhile; interrupted, it goes on ' +
        'when it is run again.',
    )
    .option('--domain <name>', 'only this one');
  withJson(rotate).action(async (options: RotateOptions) => {
    const settings = settingsOf(world);
    const now = world.clock();
    const progress = progressOn(world.err, world.progressBar);
    const domains = await inDatabase(settings.databaseUrl, async (door) => {
      const root = await operatorKeys(door, settings, now);
      return rotateSecrets(door, { root, domain: options.domain, actor, now, progress });
    });
    const lines = domains.length === 0 ? ['No domains.'] : domains.flatMap(rotatedLines);
    print(world, options, { document: { domains }, lines });
    const broken = domains.reduce((sum, one) => sum + one.broken.length, 0);
    if (broken === 0) return;
    throw new OperatorRefusal(
      `${count(broken, 'secret does not open and stays as it was', 'secrets do not open and stay as they were')}; ` +
        'give the link protector or item another one, and run this again.',
    );
  });
}

function rotatedLines({ domain, key, isNew, reencrypted, retired, broken }: RotatedDomain): string[] {
  if (key === null) return [`Domain ${domain}: no secrets yet`];
  return [
    `Domain ${domain}: key ${key}${isNew ? '' : ', made before'}; ${count(reencrypted, 'secret')} encrypted with it`,
    ...retired.map((id) => `  retired: ${id}`),
    ...broken.map((what) => `  DOES NOT OPEN: ${what}`),
  ];
}

export function addRotateRoot(secrets: Command, world: World): void {
  const command = secrets
    .command('rotate-root')
    .description(
      'Changes the root key in two steps: --prepare adds a second key to ROOT_KEY_FILE, which is then copied to every ' +
        'node; --activate wraps all keys of domains with it, once every running server holds it.',
    )
    .option('--prepare', 'add the second key')
    .option('--activate', 'make it the active one; goes on where it was interrupted');
  withJson(command).action(async (options: RootOptions) => {
    if (options.prepare === options.activate)
      command.error("error: give one of '--prepare' and '--activate'");
    await (options.prepare ? prepare(world, options) : activate(world, options));
  });
}

async function prepare(world: World, options: RootOptions): Promise<void> {
  const parts = partsOf(world);
  const document = await keysChange(parts, prepareRoot);
  const lines = [
    `Prepared the root key ${document.prepared} in ${parts.rootKeyFile}; ${document.active} is still the active one.`,
    'Copy this file, mode 0600, to every node and to your safe place. Servers read it every few seconds.',
    ...document.ready.map((name) => `  holds it: ${name}`),
    ...document.waiting.map((name) => `  not yet: ${name}`),
    'Then run: scripts/tinygate secrets rotate-root --activate',
  ];
  print(world, options, { document, lines });
}

async function activate(world: World, options: RootOptions): Promise<void> {
  const parts = partsOf(world);
  const document = await keysChange(parts, activateRoot);
  const lines = [
    `The root key ${document.active} is active; ${count(document.rewrapped, 'domain key')} wrapped with it.`,
    ...document.dropped.map((id) => `  taken out of ${parts.rootKeyFile}: ${id}`),
    'Copy the file to every node and to your safe place again. Keep the former one as long as backups of the database ' +
      'from before today: only it opens them.',
  ];
  print(world, options, { document, lines });
}

function partsOf(world: World) {
  const settings = settingsOf(world);
  return { ...settings, actor, now: world.clock() };
}

type Parts = ReturnType<typeof partsOf>;

/** The file must be one that a server could start with, before anything in it is changed. */
function keysChange<Result>(
  parts: Parts,
  change: (door: Parameters<typeof prepareRoot>[0], parts: Parts) => Promise<Result>,
): Promise<Result> {
  return inDatabase(parts.databaseUrl, async (door) => {
    await operatorKeys(door, parts, parts.now);
    return refusing(() => change(door, parts));
  });
}
