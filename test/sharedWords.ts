import { Secret } from '../src/model/secret.ts';
import { sealOfDomain } from '../src/services/keys/domainSeal.ts';
import { keyWordPlace } from '../src/services/keys/keyRing.ts';
import type { DeepLinkRow, ItemRow } from '../src/storage/schema/rows.ts';
import type { World } from './world.ts';

/** Has an item ask everybody for a word, as a coordinator or a file would have it. */
export async function protectByWord(
  world: World,
  item: ItemRow,
  { word, ...fields }: { readonly word: string } & Partial<DeepLinkRow>,
): Promise<void> {
  const { domain, rootKey, clock, database, course } = world;
  const root = { active: rootKey, prepared: undefined, all: [rootKey] };
  const owner = { id: domain.id, name: domain.name };
  const { id } = await world.set({ item_id: item.id, protect: 'key', ...fields });
  await database.door.write(async (sql) => {
    const seal = await sealOfDomain(sql, { domain: owner, root, now: clock.now });
    const sealed = seal.seal(new Secret(word), keyWordPlace(id, course.id));
    await sql.run('UPDATE deep_links SET key_word = ?, word_version = ? WHERE id = ?', [
      sealed,
      `of-${id}`,
      id,
    ]);
  });
}
