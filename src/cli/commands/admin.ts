import type { Command } from 'commander';
import { createAdministrator } from '../../services/administrators/createAdministrator.ts';
import { inDatabase } from '../../services/database/openDatabase.ts';
import { type JsonOption, print, withJson } from '../printing.ts';
import { publicUrlOf, settingsOf } from '../settingsOf.ts';
import type { World } from '../world.ts';

export function addAdmin(program: Command, world: World): void {
  const admin = program
    .command('admin')
    .description('Server administrators, who stand outside every domain.');
  const create = admin
    .command('create')
    .description(
      'Makes a server administrator and prints the one-time address, good for 24 hours, where the password is set. ' +
        'One who is there already gets a new address, and the one before is void.',
    )
    .argument('<username>', 'what the administrator signs in with');
  withJson(create).action(async (username: string, options: JsonOption) => {
    const settings = settingsOf(world);
    const asked = { username, publicUrl: publicUrlOf(settings), now: world.clock() };
    const created = await inDatabase(settings.databaseUrl, (door) => createAdministrator(door, asked));
    const until = new Date(created.expiresAt).toISOString();
    const first = created.made
      ? `Made the server administrator ${created.username}.`
      : `The server administrator ${created.username} is there already; this is a new address, and the one before is void.`;
    const lines = [first, `Set the password here, once, before ${until}:`, `  ${created.url}`];
    print(world, options, { document: { ...created, expiresAt: until }, lines });
  });
}
