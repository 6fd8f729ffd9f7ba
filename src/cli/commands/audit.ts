import type { Command } from 'commander';
import { verifyAudit } from '../../services/audit/verifyAudit.ts';
import { inDatabase } from '../../services/database/openDatabase.ts';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';
import { type JsonOption, print, withJson } from '../printing.ts';
import { settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

interface Options extends JsonOption {
  readonly domain?: string;
}

export function addAudit(program: Command, world: World): void {
  const audit = program
    .command('audit')
    .description('The trail of changes to settings, roles and protectors.');
  const verify = audit
    .command('verify')
    .description(
      'Computes the chain of every domain again: a change that was altered or taken away in the database breaks it. ' +
        'Prints the newest hash; keep it elsewhere, and a later run can be compared with it.',
    )
    .option('--domain <name>', 'only this domain');
  withJson(verify).action(async (options: Options) => {
    const { databaseUrl } = settingsOf(world);
    const chains = await inDatabase(databaseUrl, (door) => verifyAudit(door, options.domain));
    const lines = chains.map(({ domain, changes, head, broken }) =>
      broken === undefined
        ? `${domain ?? 'server'}: ${changes} changes, none altered; newest ${head}`
        : `${domain ?? 'server'}: BROKEN at change ${broken.seq}`,
    );
    const document = {
      chains: chains.map(({ broken, ...chain }) => ({ ...chain, broken: broken?.seq ?? null })),
    };
    print(world, options, { document, lines });
    const bad = chains.filter(({ broken }) => broken !== undefined);
    if (bad.length > 0) {
      const names = bad.map(({ domain }) => domain ?? 'server').join(', ');
      throw new OperatorRefusal(
        `The trail of ${names} was altered outside of Tinygate. Compare it with a backup before you trust what it says.`,
      );
    }
  });
}
