import { bytesOf } from './byTheBook.ts';
import { type Draft, given, setValue } from './draft.ts';
import { nonceOf, oddNames, oddValue, timestampNear } from './oddValues.ts';

export interface Mutation {
  readonly name: string;
  readonly change: (draft: Draft) => void;
}

const namesOfPeople = ['lis_person_sourcedid', 'custom_user', 'lis_person_contact_email_primary'];
const namesOfLti = ['lti_message_type', 'lti_version', 'resource_link_id', 'user_id', 'context_id', 'roles'];
const namesOfOAuth = ['oauth_version', 'oauth_callback', 'oauth_signature_method', 'oauth_consumer_key'];

/** What a sender with a key may do, rightly or not, before it signs: so these come past the signature. */
export const signedMutations: readonly Mutation[] = [
  {
    name: 'another link',
    change: (draft) => {
      const { random, links } = draft;
      const link = random.pick(links);
      draft.path = `/adm/launch/tiny/${link.domain}/${link.id}`;
      if (random.oneIn(2)) draft.headers = draft.headers.map(([n, v]) => [n, n === 'Host' ? link.host : v]);
      if (random.oneIn(2)) draft.link = link;
    },
  },
  {
    name: 'the secret of another protector',
    change: (draft) => {
      draft.secret = draft.random.pick(draft.allSecrets);
    },
  },
  {
    name: 'another key with its secret',
    change: (draft) => {
      const { key, secrets } = draft.random.pick(draft.links.flatMap(({ protectors }) => protectors));
      setValue(draft, 'oauth_consumer_key', bytesOf(key));
      draft.secret = secrets.length === 0 ? '' : draft.random.pick(secrets);
    },
  },
  { name: 'another person', change: (draft) => setOdd(draft, namesOfPeople) },
  { name: 'another word of LTI', change: (draft) => setOdd(draft, namesOfLti) },
  { name: 'another word of OAuth', change: (draft) => setOdd(draft, namesOfOAuth) },
  {
    name: 'another timestamp',
    change: (draft) => setValue(draft, 'oauth_timestamp', timestampNear(draft.random, draft.now)),
  },
  { name: 'another nonce', change: (draft) => setValue(draft, 'oauth_nonce', nonceOf(draft.random)) },
  {
    name: 'a longer name',
    change: (draft) => {
      const longer = (name: string) =>
        name === 'ext_empty' ? `${name}${'x'.repeat(1 + draft.random.below(2))}` : name;
      draft.pairs = draft.pairs.map(([name, value]) => [longer(name), value]);
    },
  },
  {
    name: 'one more parameter, signed',
    change: ({ pairs, random }) => pairs.push([random.pick(oddNames), oddValue(random)]),
  },
  {
    name: 'one parameter twice, signed',
    change: ({ pairs, random }) => {
      const [name, value] = random.pick(pairs);
      pairs.push([name, random.oneIn(2) ? value : oddValue(random)]);
    },
  },
  {
    name: 'one parameter less, signed',
    change: ({ pairs, random }) => pairs.splice(random.below(pairs.length), 1),
  },
  {
    name: 'a signed query',
    change: (draft) => {
      const { query, random, pairs, signing } = draft;
      query.push(random.oneIn(2) ? random.pick(pairs) : [random.pick(oddNames), oddValue(random)]);
      if (random.oneIn(4)) signing.queryCounts = false;
    },
  },
  {
    name: 'a query that was copied into the form and counted once',
    change: ({ query, random, pairs, signing }) => {
      const copied = pairs.filter(([name]) => /^(?:custom|ext)/.test(name));
      query.push(copied.length === 0 ? ['a', 'b'] : random.pick(copied));
      if (random.oneIn(3)) query.push(['own', oddValue(random)]);
      signing.queryCounts = false;
    },
  },
  {
    name: 'CR LF signed as LF',
    change: (draft) => {
      setValue(draft, 'custom_text', bytesOf(`one\r\ntwo${draft.random.pick(['', '\r\n', '\n', '\r'])}`));
      draft.signing.pair = ([name, value]) => [name, value.replaceAll('\r\n', '\n')];
    },
  },
  {
    name: 'a slash at the end, posted or signed',
    change: (draft) => {
      if (draft.random.oneIn(2)) draft.path += '/';
      const other = draft.random.oneIn(4) ? '//' : '/';
      draft.signing.path = (path) => (path.endsWith('/') ? path.slice(0, -1) : path + other);
    },
  },
  {
    name: 'signed for another address',
    change: ({ signing, random, link }) => {
      const others = [
        'https://localhost:8080',
        'http://localhost',
        'http://LOCALHOST:8080',
        'http://127.0.0.1:8080',
      ];
      signing.origin = random.pick([
        ...others,
        'https://links.osu.example',
        'https://links.osu.example:443',
        `${link.origin}/`,
      ]);
    },
  },
  {
    name: 'signed for another method',
    change: ({ signing, random }) => {
      signing.method = random.pick(['GET', 'PUT', 'post', '']);
    },
  },
  {
    name: 'signed for another path',
    change: ({ signing, random }) => {
      const [from, to] = random.pick([
        ['tiny', 'TINY'],
        ['AbCdEf', 'abcdef'],
        ['/adm', '//adm'],
        ['/launch', '/./launch'],
        ['b', '%62'],
      ] as const);
      signing.path = (path) => path.replace(from, to);
    },
  },
  {
    name: 'much of it',
    change: ({ pairs, random }) => {
      if (random.oneIn(2))
        pairs.push(['custom_much', 'x'.repeat(random.oneIn(10) ? 70_000 : random.pick([5_000, 20_000]))]);
      else
        for (let n = random.pick([100, 980, 982, 983, 1100]); n > 0; n -= 1) pairs.push([`custom_${n}`, '']);
    },
  },
  {
    name: 'bytes of another charset, signed',
    change: (draft) => {
      const name = draft.random.pick([...namesOfPeople, 'user_id', 'context_id', 'custom_text']);
      setValue(draft, name, given(draft, name) + draft.random.bytes(1 + draft.random.below(3)));
    },
  },
];

function setOdd(draft: Draft, names: readonly string[]): void {
  setValue(draft, draft.random.pick(names), oddValue(draft.random));
}
