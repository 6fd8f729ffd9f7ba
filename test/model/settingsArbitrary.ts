import fc from 'fast-check';
import {
  type Audience,
  type DeepLinkSetting,
  type Exit,
  type Protect,
  type StoredSetting,
  targets,
} from '../../src/model/deepLink.ts';
import { type Menu, standardMenu } from '../../src/model/menu.ts';
import { allItems, canvas, moodle, quiz } from './course.ts';

const anyProtect: fc.Arbitrary<Protect> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.constant({ kind: 'key' } as const),
  fc.record({ kind: fc.constant('protectors' as const), refs: fc.subarray([moodle, quiz, canvas]) }),
);

const anyExit = fc.constantFrom<Exit>(
  { kind: 'lms' },
  { kind: 'none' },
  { kind: 'address', url: 'https://a.example/', text: 'Back' },
  { kind: 'address', url: 'https://b.example/', text: 'Away' },
);

const anyMenu = fc.constantFrom<Menu>(
  standardMenu,
  { numbers: [1], shows: ['exit'] },
  { numbers: [2], shows: ['contents', 'userName'] },
);

const anyAudience: fc.Arbitrary<Audience> = fc.oneof(
  fc.constant({ kind: 'everybody' } as const),
  fc.record({ kind: fc.constant('section' as const), section: fc.constantFrom('A', 'B') }),
  fc.record({ kind: fc.constant('user' as const), personId: fc.constantFrom(1, 2) }),
);

const anyParts: fc.Arbitrary<DeepLinkSetting> = fc.record(
  {
    access: fc.constantFrom('either' as const, 'only' as const, 'off' as const),
    protect: anyProtect,
    scope: fc.constantFrom('resource' as const, 'folder' as const, 'subtree' as const),
    others: fc.constantFrom('hide' as const, 'show' as const),
    listing: fc.constantFrom('full' as const, 'details' as const, 'absent' as const),
    target: fc.constantFrom(...targets),
    exit: anyExit,
    menu: anyMenu,
  },
  { requiredKeys: [] },
);

/** Settings as a course may hold them: at most one for an item and audience. */
export const anySettings: fc.Arbitrary<readonly StoredSetting[]> = fc.uniqueArray(
  fc.record({ item: fc.constantFrom(null, ...allItems), audience: anyAudience, parts: anyParts }),
  { selector: ({ item, audience }) => JSON.stringify([item, audience]), maxLength: 12 },
);
