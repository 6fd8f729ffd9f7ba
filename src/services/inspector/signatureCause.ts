import { CannotOpen } from '../../crypto/envelope.ts';
import type { SignatureTries, UnknownSecret } from '../../lti/verifier.ts';
import { verifierFor } from '../../lti/verifiers.ts';
import type { Secret } from '../../model/secret.ts';
import type { Door } from '../../storage/door.ts';
import { type NearbySecret, nearbyAddresses, nearbyLinks, nearbySecrets } from '../../storage/nearbyStore.ts';
import { type KeyRing, protectorPlace } from '../keys/keyRing.ts';
import type { SeenLaunch } from '../launch/seenLaunch.ts';

/** What a bad signature was made with, as far as that can be found out. */
export const foundCauses = [
  'wrong-secret',
  'expired-secret',
  'secret-of-another',
  'secret-blanks',
  'key-as-secret',
  'empty-secret',
  'other-scheme',
  'other-port',
  'other-host',
  'other-path',
  'other-link',
  'other-method',
  'other-algorithm',
  'query-not-signed',
  'blanks-not-signed',
  'fields-not-signed',
] as const;

export type FoundCause = (typeof foundCauses)[number];

export interface CauseParts {
  readonly door: Door;
  readonly keys: KeyRing;
  readonly publicUrl: string;
}

/** Looks for it, a few hundred codes at most, with pauses in which others are served. */
export async function signatureCauseOf(parts: CauseParts, seen: SeenLaunch): Promise<FoundCause> {
  const { forExplaining, target, link } = seen;
  if (!forExplaining || !target || !link) return 'wrong-secret';
  const scope = { domainId: target.domain.id, courseId: link.course.id };
  const verifier = verifierFor(forExplaining.pairs);
  const claimed = verifier.claim(forExplaining.pairs);
  const origin = target.address?.origin ?? parts.publicUrl;
  const around = await parts.door.read(async (sql) => ({
    secrets: await nearbySecrets(sql, scope),
    links: await nearbyLinks(sql, scope),
    origins: await nearbyAddresses(sql, scope.domainId),
  }));
  const opened = await Promise.all(around.secrets.map((one) => opener(parts, scope, one)));
  const own = new Set(link.candidates.map(({ id }) => id));
  const secrets: Secret[] = [];
  const others: UnknownSecret[] = [];
  for (const [n, { id, column, previousUntil }] of around.secrets.entries()) {
    const secret = opened[n];
    if (!secret) continue;
    if (!own.has(id)) others.push({ cause: 'secret-of-another', secret });
    else if (column === 'secret' || (previousUntil !== null && seen.at < previousUntil)) secrets.push(secret);
    else others.push({ cause: 'expired-secret', secret });
  }
  const expected = [`${origin}${forExplaining.path}`];
  const urls = urlsAround({ ...around, origins: [...around.origins, parts.publicUrl] }, { seen, origin });
  const tries: SignatureTries = { secrets, others, expected, urls };
  const found = await verifier.causeOf(claimed, tries, () => new Promise((resolve) => setImmediate(resolve)));
  return foundCauses.find((cause) => cause === found) ?? 'wrong-secret';
}

async function opener(
  { keys }: CauseParts,
  { domainId, courseId }: { readonly domainId: number; readonly courseId: number },
  { ref, column, envelope }: NearbySecret,
): Promise<Secret | undefined> {
  try {
    return await keys.open(envelope, protectorPlace(column, { domainId, courseId, ref }), domainId);
  } catch (error) {
    if (error instanceof CannotOpen) return undefined;
    throw error;
  }
}

/** Addresses for which it may have been signed instead. */
function urlsAround(
  { links, origins }: { readonly links: readonly string[]; readonly origins: readonly string[] },
  { seen, origin }: { readonly seen: SeenLaunch; readonly origin: string },
): SignatureTries['urls'] {
  const path = seen.forExplaining?.path ?? '';
  const { domain, shortId } = seen.asked;
  const url = new URL(origin);
  const host = url.host.replace(/^www\./, '');
  const scheme = url.protocol === 'https:' ? 'http:' : 'https:';
  const port = url.protocol === 'https:' ? ':443' : ':80';
  const hosts = [...origins, `${url.protocol}//www.${host}`, `${url.protocol}//${host}`];
  const bare = path.replace(/\/$/, '');
  const paths = ['', '/', `/tiny/${domain}/${shortId}`, `/${path}`, `${path}//`, bare.toLowerCase()];
  return [
    { cause: 'other-scheme', url: `${scheme}//${url.host}${path}` },
    { cause: 'other-port', url: `${url.protocol}//${url.hostname}${port}${path}` },
    { cause: 'other-port', url: `${url.protocol}//${url.hostname}${path}` },
    ...hosts.filter((one) => one !== origin).map((one) => ({ cause: 'other-host', url: `${one}${path}` })),
    ...paths.map((one) => ({ cause: 'other-path', url: `${origin}${one}` })),
    ...links
      .filter((id) => id !== shortId)
      .map((id) => ({ cause: 'other-link', url: `${origin}/adm/launch/tiny/${domain}/${id}` })),
  ];
}
