import { addDataKey } from '../../src/storage/dataKeyStore.ts';
import type { Door } from '../../src/storage/door.ts';
import type {
  CourseRow,
  DomainRow,
  ItemRow,
  LinkRow,
  PersonRow,
  ProtectorRow,
  RoleRow,
} from '../../src/storage/schema/rows.ts';
import { type Factories, madeAt } from '../factories.ts';

/** One course with everything in it, under names, keys and ids that recur in the other courses. */
export interface World {
  readonly domain: DomainRow;
  readonly course: CourseRow;
  readonly ann: PersonRow;
  readonly role: RoleRow;
  readonly item: ItemRow;
  readonly link: LinkRow;
  readonly ofDomain: ProtectorRow;
  readonly ofCourse: ProtectorRow;
}

export async function makeDomain(make: Factories, door: Door) {
  const domain = await make.domain();
  const domain_id = domain.id;
  const ann = await make.person({ domain_id, username: 'ann' });
  const ofDomain = await make.protector({ domain_id, number: 1, name: 'Moodle', consumer_key: 'the-key' });
  await door.write((sql) =>
    addDataKey(sql, { domainId: domain_id, keyId: 'k1', wrapped: domain.name, rootKey: 'r1' }, madeAt),
  );
  return { domain, ann, ofDomain };
}

export async function makeCourse(
  make: Factories,
  { domain, ann, ofDomain }: Awaited<ReturnType<typeof makeDomain>>,
  name: string,
): Promise<World> {
  const course = await make.course({
    domain_id: domain.id,
    course_id: name,
    title: `${domain.name} ${name}`,
  });
  const course_id = course.id;
  const place = { domain_id: domain.id, course_id };
  const item = await make.item({ ...place, item_id: 'week1', title: course.title });
  await make.setting({ ...place, item_id: item.id, access: 'only' });
  await make.setting({ ...place, listing: 'absent' });
  return {
    domain,
    course,
    ann,
    role: await make.role({ ...place, person_id: ann.id, section: course.title }),
    item,
    link: await make.link({ ...place, item_id: item.id, short_id: name === 'phy101' ? 'abc234' : 'xyz789' }),
    ofDomain,
    ofCourse: await make.protector({ ...place, number: 1, name: 'Quiz', consumer_key: 'the-key' }),
  };
}
