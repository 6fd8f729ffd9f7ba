import type { EntitySchema } from 'typeorm';
import { exact, flag, int, key, longText, orNull, ref, table, text, time } from '../columns.ts';
import type { Dialect } from '../dialect.ts';
import type { DeepLinkRow, ItemRow, LinkPlaceRow, LinkRow } from './rows.ts';

export function contentsTables(dialect: Dialect): EntitySchema<unknown>[] {
  return [
    table<ItemRow>(dialect, {
      name: 'items',
      columns: {
        id: key,
        domain_id: ref,
        course_id: ref,
        item_id: exact(64),
        parent_id: orNull(ref),
        path: exact(400),
        position: int,
        kind: exact(8),
        title: text(200),
        body: orNull(longText),
        url: orNull(exact(2000)),
        file_hash: orNull(exact(64)),
        file_name: orNull(text(255)),
        file_type: orNull(exact(100)),
        file_size: orNull(time),
      },
      unique: { uq_item: ['course_id', 'item_id'] },
      indexes: { ix_item_parent: ['course_id', 'parent_id', 'position'], ix_item_file: ['file_hash'] },
    }),
    table<DeepLinkRow>(dialect, {
      name: 'deep_links',
      columns: {
        id: key,
        domain_id: ref,
        course_id: ref,
        item_id: ref,
        audience: exact(10),
        section: exact(64),
        person_id: ref,
        access: orNull(exact(10)),
        protect: orNull(exact(2000)),
        key_word: orNull(exact(1400)),
        scope: orNull(exact(10)),
        others: orNull(exact(10)),
        listing: orNull(exact(10)),
        target: orNull(exact(10)),
        exit_to: orNull(exact(2300)),
      },
      unique: { uq_deep_link: ['course_id', 'item_id', 'audience', 'section', 'person_id'] },
      indexes: { ix_deep_link_protect: ['domain_id', 'course_id', 'protect'] },
    }),
    table<LinkRow>(dialect, {
      name: 'links',
      columns: {
        id: key,
        domain_id: ref,
        short_id: exact(12),
        course_id: ref,
        item_id: ref,
        enabled: flag,
        valid_from: orNull(time),
        valid_until: orNull(time),
        place_check: orNull(exact(10)),
        created_at: time,
      },
      unique: { uq_link_short_id: ['domain_id', 'short_id'], uq_link_item: ['course_id', 'item_id'] },
    }),
    table<LinkPlaceRow>(dialect, {
      name: 'link_places',
      columns: {
        id: key,
        domain_id: ref,
        link_id: ref,
        protector_id: ref,
        context_id: exact(255),
        resource_link_id: exact(255),
        approved_at: time,
      },
      unique: { uq_link_place: ['link_id', 'protector_id', 'context_id', 'resource_link_id'] },
    }),
  ] as EntitySchema<unknown>[];
}
