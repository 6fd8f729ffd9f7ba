import {
  type BookPair,
  type Bytes,
  bytesOf,
  hashes,
  normalised,
  pairsFrom,
  signatureOf,
  textOf,
  textToSign,
} from './byTheBook.ts';

/** A request as it goes over the wire. */
export interface Sent {
  readonly method: string;
  /** From the request line. */
  readonly target: Bytes;
  readonly headers: readonly (readonly [name: string, value: Bytes])[];
  readonly body: Bytes;
  /** Sent in two chunks, cut here (RFC 9112 7.1); undefined: in one piece. */
  readonly cutAt?: number | undefined;
}

export interface BookProtector {
  readonly id: number;
  readonly key: string;
  /** All that verify at the time of the test; the protector may be shut all the same. */
  readonly secrets: readonly string[];
  readonly open: boolean;
  readonly lifetimeSeconds: number;
  readonly identity: false | BookIdentity;
  /** Undefined: not looked at. */
  readonly onlyFrom?: string;
}

export interface BookIdentity {
  readonly parameter: string;
  readonly fallback?: string;
  readonly ending?: string;
  readonly lower?: true;
  readonly otherwise: 'login' | 'stop';
}

export interface BookLink {
  /** The host by which it is reached, and the origin that its launches are signed for. */
  readonly host: string;
  readonly origin: string;
  readonly domain: string;
  readonly id: string;
  /** Where an accepted launch leads to. */
  readonly leadsTo: string;
  readonly open: boolean;
  /** The course's, then the domain's. */
  readonly protectors: readonly BookProtector[];
  /** Of the protectors' ids; undefined accepts all. */
  readonly accepts?: readonly number[];
  /** Who may be named: active students of the course without another role, by username. */
  readonly students: ReadonlyMap<string, number>;
}

export interface BookAnswer {
  readonly outcome: 'refused' | 'item' | 'login' | 'relaunch';
  readonly why: string;
  readonly leadsTo?: string;
  readonly personId?: number | undefined;
  /** What nobody may use a second time once this was answered. */
  readonly spends: readonly string[];
  /** What any other implementation of RFC 5849 would be told to verify, where nothing had to be tolerated. */
  readonly proof?: Proof;
}

export interface Proof {
  readonly uri: Bytes;
  readonly body: Bytes;
  readonly method: string;
  readonly signature: Bytes;
  readonly secrets: readonly string[];
}

const refused = (why: string, spends: readonly string[] = []): BookAnswer => ({
  outcome: 'refused',
  why,
  spends,
});

/** What product.md ("A launch", steps 1-9) says of a request; replays are left to whoever keeps the spent nonces. */
export function judgeByTheBook(sent: Sent, links: readonly BookLink[], nowMs: number): BookAnswer {
  const { method, target, body } = sent;
  if (method !== 'POST') return refused('not a POST');
  const [path = '', query = ''] = targetParts(target);
  const [, domain, id] = /^\/adm\/launch\/tiny\/([^/]+)\/([^/]+)\/?$/.exec(path) ?? [];
  if (domain === undefined || id === undefined) return refused('no launch address');

  const [type = ''] = (header(sent, 'content-type')[0] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return refused('no form');
  // Several lines of one header are one list (RFC 9110 5.3), and a list is no single word.
  const codings = header(sent, 'content-encoding').join(', ').toLowerCase();
  if (codings !== '' && codings !== 'identity') return refused('compressed');
  if (body.length > 512 * 1024) return refused('too large');
  const inBody = pairsFrom(body, 'body');
  const inQuery = pairsFrom(query, 'query');
  if (inBody === undefined || inQuery === undefined) return refused('broken encoding');
  const pairs = [...inBody, ...inQuery];
  if (pairs.length > 1000) return refused('too many pairs');

  const fields = pairs.filter(({ name }) => isImportant(name));
  if (fields.some(({ from }) => from === 'query')) return refused('a launch field in the query');
  if (new Set(fields.map(({ name }) => name)).size < fields.length) return refused('a launch field twice');
  const field = (name: string): Bytes | undefined => fields.find((one) => one.name === name)?.value;
  const oauth = oauthOf(field);
  if (oauth === undefined) return refused('OAuth fields');

  const host = (header(sent, 'host')[0] ?? '').toLowerCase();
  const link = links.find((one) => one.domain === unescaped(domain) && one.id === unescaped(id));
  if (link === undefined || host !== link.host) return refused('unknown link');
  const candidates = link.protectors.filter(({ key }) => key === oauth.key);

  for (const form of formsOf(path, pairs)) {
    const text = textToSign({ method, uri: link.origin + form.path, parameters: form.parameters });
    const signers = candidates.filter(({ secrets }) =>
      secrets.some((secret) => signatureOf(text, secret, oauth.hash) === oauth.signature),
    );
    if (signers.length === 0) continue;
    const answer = judgeSigned({ sent, link, signers, oauth, pairs: form.pairs, nowMs });
    if (form.path !== path || form.pairs !== pairs) return answer;
    const uri = `${link.origin}${path}${query === '' ? '' : `?${query}`}`;
    const secrets = signers.flatMap((signer) => signer.secrets);
    const { signature } = oauth;
    return {
      ...answer,
      proof: { uri, body, method: field('oauth_signature_method') ?? '', signature, secrets },
    };
  }
  return refused('bad signature');
}

interface Signed {
  readonly sent: Sent;
  readonly link: BookLink;
  readonly signers: readonly BookProtector[];
  readonly oauth: OAuthFields;
  readonly pairs: readonly BookPair[];
  readonly nowMs: number;
}

function judgeSigned({ sent, link, signers, oauth, pairs, nowMs }: Signed): BookAnswer {
  const mayVouch = signers.filter(({ open }) => open);
  const accepted = mayVouch.find(({ id }) => link.accepts === undefined || link.accepts.includes(id));
  const signer = accepted ?? mayVouch[0];
  if (signer === undefined) return refused('closed protector');
  const age = Math.floor(nowMs / 1000) - oauth.timestamp;
  if (age < -60 || age > signer.lifetimeSeconds) return refused('not fresh');
  // Whatever becomes of it from here on, it counts as used.
  const spends = signers.map(({ id }) => [id, oauth.timestamp, oauth.nonce].join(' '));

  const read = readerOf(pairs);
  const message = messageFault(read);
  if (message !== undefined) return refused(message, spends);
  if (!link.open) return refused('link closed', spends);
  if (accepted === undefined) return refused('wrong protector', spends);
  if (signer.onlyFrom !== undefined && header(sent, 'origin').join(', ') !== signer.onlyFrom)
    return refused('foreign origin', spends);
  if (read('relaunch_url') !== undefined || read('tool_state') !== undefined)
    return { outcome: 'relaunch', why: 'LTI 1.1.2', spends };

  const { leadsTo } = link;
  if (signer.identity === false) return { outcome: 'login', why: 'no identity', leadsTo, spends };
  const username = usernameIn(signer.identity, read);
  const personId = username === undefined ? undefined : link.students.get(username);
  if (personId !== undefined) return { outcome: 'item', why: 'accepted', leadsTo, personId, spends };
  return signer.identity.otherwise === 'login'
    ? { outcome: 'login', why: 'nobody named', leadsTo, spends }
    : refused('stopped', spends);
}

/**
 * Path and query; a browser sends no fragment, of an absolute address only the path counts (RFC 9112 3.2.2), and more
 * than one blank may stand behind it (RFC 9112 3).
 */
function targetParts(target: Bytes): readonly Bytes[] {
  const [address = ''] = target
    .trimEnd()
    .replace(/^https?:\/\/[^/?#]*/i, '')
    .split('#');
  const mark = address.indexOf('?');
  return mark < 0 ? [address] : [address.slice(0, mark), address.slice(mark + 1)];
}

function unescaped(segment: Bytes): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function header({ headers }: Sent, wanted: string): readonly Bytes[] {
  return headers
    .filter(([name]) => name.toLowerCase() === wanted)
    .map(([, value]) => value.replace(/^[ \t]+|[ \t]+$/g, ''));
}

const prefixes = ['oauth_', 'lti_', 'lis_', 'context_', 'resource_link_'];

function isImportant(name: Bytes): boolean {
  return name === 'user_id' || name === 'roles' || prefixes.some((prefix) => name.startsWith(prefix));
}

interface OAuthFields {
  readonly key: Bytes;
  readonly hash: string;
  readonly signature: Bytes;
  readonly timestamp: number;
  readonly nonce: Bytes;
}

function oauthOf(field: (name: string) => Bytes | undefined): OAuthFields | undefined {
  const key = field('oauth_consumer_key') ?? '';
  const hash = hashes.get(field('oauth_signature_method') ?? '');
  const signature = field('oauth_signature') ?? '';
  const timestamp = field('oauth_timestamp') ?? '';
  const nonce = field('oauth_nonce') ?? '';
  const isPrintable = (text: Bytes) =>
    text.length <= 255 && [...text].every((char) => char >= ' ' && char <= '~');
  if (key === '' || !isPrintable(key) || hash === undefined || signature === '') return undefined;
  if (nonce.replaceAll(' ', '') === '' || !isPrintable(nonce)) return undefined;
  if (timestamp === '' || timestamp.length > 15 || [...timestamp].some((char) => char < '0' || char > '9'))
    return undefined;
  if ((field('oauth_version') ?? '1.0') !== '1.0' || (field('oauth_token') ?? '') !== '') return undefined;
  if (field('oauth_body_hash') !== undefined) return undefined;
  return { key, hash, signature, timestamp: Number(timestamp), nonce };
}

interface BookForm {
  readonly path: Bytes;
  readonly pairs: readonly BookPair[];
  readonly parameters: string;
}

/** As it came, then each of the three departures that product.md tolerates at step 4, never two of them. */
function* formsOf(path: Bytes, pairs: readonly BookPair[]): Generator<BookForm> {
  const parameters = normalised(pairs);
  yield { path, pairs, parameters };
  yield { path: path.endsWith('/') ? path.slice(0, -1) : `${path}/`, pairs, parameters };
  const [inBody, inQuery] = [
    pairs.filter(({ from }) => from === 'body'),
    pairs.filter(({ from }) => from === 'query'),
  ];
  const own = inQuery.filter(
    ({ name, value }) => !inBody.some((one) => one.name === name && one.value === value),
  );
  const once = [...inBody, ...own];
  if (own.length < inQuery.length) yield { path, pairs: once, parameters: normalised(once) };
  if (!pairs.some(({ value }) => value.includes('\r\n'))) return;
  const bare = pairs.map((pair) => ({ ...pair, value: pair.value.split('\r\n').join('\n') }));
  yield { path, pairs: bare, parameters: normalised(bare) };
}

interface BookReading {
  readonly twice: boolean;
  readonly value: Bytes;
}

type Read = (name: string) => BookReading | undefined;

/** Of the body alone; a name that the query holds as well is there twice. */
function readerOf(pairs: readonly BookPair[]): Read {
  return (name) => {
    const found = pairs.filter((pair) => pair.name === bytesOf(name));
    const [first] = found.filter(({ from }) => from === 'body');
    if (first === undefined) return undefined;
    return found.length > 1 ? { twice: true, value: '' } : { twice: false, value: first.value };
  };
}

/** With U+FFFD where bytes are not UTF-8. */
const loose = (bytes: Bytes): string => Buffer.from(bytes, 'latin1').toString('utf8');

function messageFault(read: Read): string | undefined {
  const word = (name: string) => loose(read(name)?.value ?? '');
  if (word('lti_message_type') !== 'basic-lti-launch-request') return 'message type';
  if (!['LTI-1p0', 'LTI-1p1', 'LTI-1p2'].includes(word('lti_version'))) return 'version';
  if (word('resource_link_id').trim() === '') return 'no resource link';
  const ids = ['user_id', 'context_id', 'resource_link_id'].map(word);
  return ids.some((id) => id.includes('\ufffd')) ? 'unreadable id' : undefined;
}

/** Whom the launch names (R4), if it can be anybody at all. */
function usernameIn(identity: BookIdentity, read: Read): string | undefined {
  const { parameter, fallback, ending, lower } = identity;
  const isLacking = (reading: BookReading | undefined) =>
    reading === undefined || (!reading.twice && loose(reading.value).trim() === '');
  const first = read(parameter);
  const reading = isLacking(first) && fallback !== undefined ? read(fallback) : first;
  if (reading === undefined || reading.twice) return undefined;
  const text = textOf(reading.value);
  if (text === undefined || /^\$[A-Za-z]/.test(text)) return undefined;
  if (ending !== undefined) return text.endsWith(ending) ? text.slice(0, -ending.length) : undefined;
  return lower ? text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32)) : text;
}
