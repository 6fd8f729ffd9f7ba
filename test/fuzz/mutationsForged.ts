import { bytesOf, encode } from './byTheBook.ts';
import { type Draft, type DraftPair, given, setValue } from './draft.ts';
import type { Mutation } from './mutationsSigned.ts';
import { oddNames, oddValue } from './oddValues.ts';

/** What somebody without a secret may do to a signed form, pair by pair: only what changes no message may open. */
export const forgedMutations: readonly Mutation[] = [
  {
    name: 'another value',
    change: (draft) => replacePair(draft, ([name]) => [name, oddValue(draft.random)]),
  },
  {
    name: 'another case',
    change: (draft) => replacePair(draft, ([name, value]) => [name, otherCase(value)]),
  },
  {
    name: 'a blank more',
    change: (draft) =>
      replacePair(draft, ([name, value]) =>
        draft.random.oneIn(2) ? [`${name} `, value] : [name, `${value} `],
      ),
  },
  {
    name: 'encoded once more',
    change: (draft) => replacePair(draft, ([name, value]) => [name, encode(value)]),
  },
  {
    name: 'renamed',
    change: (draft) => replacePair(draft, ([, value]) => [draft.random.pick(oddNames), value]),
  },
  {
    name: 'values swapped',
    change: (draft) => {
      const { pairs, random } = draft;
      const [from, to] = [random.below(pairs.length), random.below(pairs.length)];
      const [one, other] = [pairs[from], pairs[to]];
      if (one === undefined || other === undefined) return;
      pairs[from] = [one[0], other[1]];
      pairs[to] = [other[0], one[1]];
    },
  },
  {
    name: 'the end of one value moved into the next',
    change: (draft) => replacePair(draft, ([name, value]) => [name, value.replace(/.$/s, '')]),
  },
  {
    name: 'one parameter twice',
    change: ({ pairs, random }) => {
      const [name, value] = random.pick(pairs);
      const again: DraftPair = [name, random.oneIn(2) ? value : oddValue(random)];
      pairs.splice(random.below(pairs.length + 1), 0, again);
    },
  },
  { name: 'one parameter less', change: ({ pairs, random }) => pairs.splice(random.below(pairs.length), 1) },
  {
    name: 'one parameter more',
    change: ({ pairs, random }) => pairs.push([random.pick(oddNames), oddValue(random)]),
  },
  {
    name: 'a crowd without names',
    change: (draft) => {
      const { pairs, random } = draft;
      // What is remembered of how a form was sorted must not be taken for that of a larger one.
      const crowd = 128 * (1 + random.below(2));
      for (let n = 0; n < crowd; n += 1) pairs.push(['', '']);
      if (random.oneIn(2)) pairs.push([random.pick(oddNames), oddValue(random)]);
    },
  },
  {
    name: 'moved into the query',
    change: (draft) => {
      const { pairs, random, query } = draft;
      query.push(...pairs.splice(random.below(pairs.length), 1 + random.below(2)));
    },
  },
  { name: 'copied into the query', change: ({ pairs, random, query }) => query.push(random.pick(pairs)) },
  {
    name: 'a query that nobody signed',
    change: ({ query, random }) => query.push([random.pick(oddNames), oddValue(random)]),
  },
  { name: 'another order', change: ({ pairs, random }) => pairs.sort(() => (random.oneIn(2) ? 1 : -1)) },
  {
    name: 'another person, forged',
    change: (draft) => {
      const name = draft.random.pick([
        'lis_person_sourcedid',
        'custom_user',
        'user_id',
        'lis_person_contact_email_primary',
      ]);
      setValue(draft, name, bytesOf(draft.random.pick(['ann', 'zoë', 'ann@msu.example', 'zoë@msu.example'])));
    },
  },
  {
    name: 'a newer timestamp or a fresh nonce',
    change: (draft) => {
      if (draft.random.oneIn(2)) setValue(draft, 'oauth_timestamp', String(draft.now));
      else setValue(draft, 'oauth_nonce', `fresh ${draft.random.next()}`);
    },
  },
  {
    name: 'the key of another',
    change: (draft) => {
      const { key } = draft.random.pick(draft.links.flatMap(({ protectors }) => protectors));
      setValue(draft, 'oauth_consumer_key', bytesOf(key));
    },
  },
  {
    name: 'the other hash',
    change: (draft) => {
      const now = given(draft, 'oauth_signature_method');
      setValue(draft, 'oauth_signature_method', now === 'HMAC-SHA1' ? 'HMAC-SHA256' : 'HMAC-SHA1');
    },
  },
  { name: 'another signature', change: (draft) => setValue(draft, 'oauth_signature', otherSignature(draft)) },
  { name: 'posted to another link', change: postElsewhere },
];

function replacePair({ pairs, random }: Draft, change: (pair: DraftPair) => DraftPair): void {
  const at = random.below(pairs.length);
  const pair = pairs[at];
  if (pair !== undefined) pairs[at] = change(pair);
}

function otherCase(value: string): string {
  const upper = value.toUpperCase();
  return upper === value ? value.toLowerCase() : upper;
}

/** Texts that a careless reader of base64 takes for the same bytes, and some that are others. */
function otherSignature(draft: Draft): string {
  const was = given(draft, 'oauth_signature');
  return draft.random.pick([
    was.replace(/=+$/, ''),
    `${was}=`,
    ` ${was}`,
    `${was}\n`,
    was.replaceAll('+', '-').replaceAll('/', '_'),
    was.replaceAll('+', ' '),
    was.replace(/.(?==*$)/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)),
    was.toLowerCase(),
    was.slice(0, 8),
    `${was}${was}`,
    `${was},${was}`,
    Buffer.from(was, 'base64').toString('hex'),
    encode(was),
    '',
    '=',
    'A'.repeat(was.length),
  ]);
}

function postElsewhere(draft: Draft): void {
  const { domain, id, host } = draft.random.pick(draft.links);
  draft.path = `/adm/launch/tiny/${domain}/${id}`;
  if (draft.random.oneIn(2)) draft.headers = draft.headers.map(([n, v]) => [n, n === 'Host' ? host : v]);
}
