import type { Command } from 'commander';
import { checkDatabase } from '../../services/doctor/checkDatabase.ts';
import { checkUploads } from '../../services/doctor/checkUploads.ts';
import { type Finding, finding } from '../../services/doctor/finding.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import { cookieWarnings } from '../../web/cookies.ts';
import { columns, count, type JsonOption, print, withJson } from '../printing.ts';
import { publicUrlOf } from '../settingsOf.ts';
import type { CommandSettings, World } from '../world.ts';

export function addDoctor(program: Command, world: World): void {
  const command = program
    .command('doctor')
    .description(
      'Checks settings, database, schema, keys, clock, public URL and uploads, and changes nothing.',
    );
  withJson(command).action(async (options: JsonOption) => {
    const checks = await examine(world);
    const lines = columns(checks.map(({ state, check, text }) => [state, check, text]));
    print(world, options, { document: { checks }, lines });
    const failed = checks.filter(({ state }) => state === 'fail').length;
    if (failed > 0) throw new OperatorRefusal(`${count(failed, 'check')} failed.`);
  });
}

async function examine(world: World): Promise<Finding[]> {
  const read = world.settings();
  if (!read.ok) return read.faults.map((fault) => finding('settings', 'fail', fault));
  const { settings } = read;
  const { databaseUrl: url, rootKeyFile, sessionKeysFile, uploadsDir } = settings;
  return [
    finding('settings', 'ok', 'all can be used'),
    ...(await checkDatabase({ url, rootKeyFile, sessionKeysFile, clock: world.clock })),
    publicUrlFinding(settings),
    await checkUploads(uploadsDir),
  ];
}

function publicUrlFinding(settings: CommandSettings): Finding {
  const publicUrl = publicUrlOf(settings);
  const [warning] = cookieWarnings(publicUrl);
  if (warning !== undefined) return finding('public URL', 'warn', warning);
  if (new URL(publicUrl).protocol === 'https:') return finding('public URL', 'ok', publicUrl);
  return finding(
    'public URL',
    'warn',
    `${publicUrl} works on this machine only; others need PUBLIC_URL with https`,
  );
}
