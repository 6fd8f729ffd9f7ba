import { Command, CommanderError } from 'commander';
import { OperatorRefusal } from '../services/operatorRefusal.ts';
import { ProvisionRefused } from '../services/provision/applyResult.ts';
import { addAdmin } from './commands/admin.ts';
import { addAudit } from './commands/audit.ts';
import { addBackup } from './commands/backup.ts';
import { addBench } from './commands/bench.ts';
import { addCourse } from './commands/course.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExport } from './commands/export.ts';
import { addJournal } from './commands/journal.ts';
import { addLinks } from './commands/links.ts';
import { addMigrate } from './commands/migrate.ts';
import { addOrigins } from './commands/origins.ts';
import { addProvision } from './commands/provision.ts';
import { addPurge } from './commands/purge.ts';
import { addRestore } from './commands/restore.ts';
import { addRestored } from './commands/restored.ts';
import { addSecrets } from './commands/secrets.ts';
import { addSettings } from './commands/settings.ts';
import type { World } from './world.ts';

const commands = [
  addMigrate,
  addProvision,
  addExport,
  addAdmin,
  addCourse,
  addLinks,
  addJournal,
  addAudit,
  addOrigins,
  addSecrets,
  addBackup,
  addRestore,
  addRestored,
  addPurge,
  addDoctor,
  addSettings,
  addBench,
];

/**
 * Runs one command. Returns the exit status: 0 done, 1 refused, 2 wrong usage (contract.md, scripts/tinygate).
 * @param words what follows `scripts/tinygate`
 */
export async function run(words: readonly string[], world: World): Promise<number> {
  const program = new Command('tinygate')
    .usage('COMMAND [options]')
    .description("The operator's command line of Tinygate.")
    .helpCommand(false)
    // An option belongs to the command that it stands behind: `bench data` and `bench` share names.
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for how it is used)')
    .exitOverride()
    .configureOutput({ writeOut: world.out, writeErr: world.err });
  for (const add of commands) add(program, world);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    world.err(`${sentenceFor(error)}\n`);
    return 1;
  }
}

function sentenceFor(error: unknown): string {
  if (error instanceof ProvisionRefused) return `${error.message}\nNothing was applied.`;
  if (error instanceof OperatorRefusal) return error.message;
  // A fault of our own. Its stack would show where things lie, and says nothing to an operator.
  return `The command failed: ${error instanceof Error ? error.message : 'for an unknown reason'}`;
}
