import type { Command } from 'commander';
import { inDatabase } from '../../services/database/openDatabase.ts';
import { operatorKeys, rootKeysAtHand } from '../../services/database/operatorKeys.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import { checkSecrets } from '../../services/secrets/checkSecrets.ts';
import { type SecretsStatus, secretsStatus } from '../../services/secrets/secretsStatus.ts';
import { count, type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';
import { addRotate, addRotateRoot } from './rotate.ts';

export function addSecrets(program: Command, world: World): void {
  const secrets = program.command('secrets').description('Encryption at rest. No secret is ever shown.');
  const status = secrets
    .command('status')
    .description('Lists the encryption keys, how many stored secrets need each, and which are missing.');
  withJson(status).action((options: JsonOption) => showStatus(world, options));
  const check = secrets
    .command('check')
    .description('Opens every stored secret and names each row that does not open.');
  withJson(check).action((options: JsonOption) => showCheck(world, options));
  addRotate(secrets, world);
  addRotateRoot(secrets, world);
}

async function showStatus(world: World, options: JsonOption): Promise<void> {
  const { databaseUrl, rootKeyFile } = settingsOf(world);
  const root = await rootKeysAtHand(rootKeyFile);
  const document = await inDatabase(databaseUrl, (door) => secretsStatus(door, root));
  print(world, options, { document, lines: statusLines(document, rootKeyFile) });
}

function statusLines({ rootKeys, nodes, domains }: SecretsStatus, file: string): string[] {
  const lines = [
    rootKeys.active === null
      ? `No root key file: ${file}`
      : `Root keys in ${file}: ${rootKeys.present.join(', ')}`,
  ];
  if (rootKeys.active !== null) lines.push(`  active: ${rootKeys.active}`);
  if (rootKeys.prepared !== null) lines.push(`  prepared: ${rootKeys.prepared}`);
  for (const [id, wraps] of Object.entries(rootKeys.wraps))
    lines.push(`  ${id} wraps ${count(wraps, 'domain key')}`);
  if (rootKeys.missing.length > 0) lines.push(`  MISSING: ${rootKeys.missing.join(', ')}`);
  if (nodes.length === 0) lines.push('No server runs.');
  for (const { name, rootKeys: held } of nodes) {
    const lacks = rootKeys.prepared !== null && !held.includes(rootKeys.prepared);
    lines.push(`Server ${name} holds ${held.join(', ')}${lacks ? '; NOT YET the prepared key' : ''}`);
  }
  for (const { domain, keys, homeless } of domains) {
    lines.push(`Domain ${domain}`);
    if (keys.length === 0) lines.push('  no key');
    for (const { id, rootKey, retired, encrypts, secrets } of keys) {
      const state = encrypts ? 'in use' : retired ? 'retired' : 'being replaced';
      lines.push(`  key ${id}, ${state}, under root key ${rootKey}: ${count(secrets, 'secret')}`);
    }
    if (homeless > 0)
      lines.push(`  WITHOUT A KEY: ${count(homeless, 'secret')}; see: scripts/tinygate secrets check`);
  }
  return lines;
}

async function showCheck(world: World, options: JsonOption): Promise<void> {
  const settings = settingsOf(world);
  const document = await inDatabase(settings.databaseUrl, async (door) =>
    checkSecrets(door, await operatorKeys(door, settings, world.clock())),
  );
  const { checked, broken } = document;
  const lines = broken.map(
    ({ domain, what, column, reason }) => `${domain}: ${what}, column ${column}: ${reason}`,
  );
  const all = `All ${count(checked, 'stored key and secret opens', 'stored keys and secrets open')}.`;
  print(world, options, { document, lines: broken.length === 0 ? [all] : lines });
  if (broken.length > 0) {
    throw new OperatorRefusal(`${broken.length} of ${checked} stored keys and secrets do not open.`);
  }
}
