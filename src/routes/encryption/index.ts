import type Router from '@koa/router';
import type { Context } from 'koa';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import type { DomainKeys } from '../../services/secrets/domainKeys.ts';
import type { StoredSecret } from '../../storage/storedSecretStore.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { timeText } from '../../web/time.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { atDomain, type Desk } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';

/** The deeds that this page calls. */
export interface EncryptionRoutes {
  readonly read: (by: DomainCoordinator) => Promise<DomainKeys>;
  /** Begins a change of the key, or goes on with one. */
  readonly start: (by: DomainCoordinator) => Promise<'started' | 'refused'>;
  /** Is a change under way in this very process? */
  readonly isRunning: (by: DomainCoordinator) => boolean;
}

/** The key that a domain's secrets are encrypted with, and its change: `/adm/:domain/encryption`. */
export function mountEncryption(router: Router, desk: Desk, deeds: EncryptionRoutes): void {
  router.get(
    '/adm/:domain/encryption',
    atDomain(desk, (ctx, at) => page(ctx, desk, { at, deeds, faults: [], status: 200 })),
  );
  router.post(
    '/adm/:domain/encryption',
    atDomain(desk, (ctx, at) => start(ctx, desk, { at, deeds })),
  );
}

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: EncryptionRoutes;
}

async function start(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { mark, confirmPassword: password } = await readFields(ctx, ['mark', 'confirmPassword'], 2_000);
  const { t } = say(ctx, desk.site);
  const refuse = (fault: FieldFault, status: number) =>
    page(ctx, desk, { at, deeds, faults: [fault], status });
  const confirming = await faultOfConfirming(ctx, desk, { person: at.person, password });
  if (confirming) return refuse(confirming, 422);
  const { keys, isUnfinished } = await deeds.read(at);
  // Sent twice, or by two: one new key is meant. Whoever goes on makes none.
  if (!isUnfinished && mark !== (keys[0]?.id ?? '')) {
    return refuse({ field: '', text: t('encryption.meanwhile') }, 409);
  }
  if ((await deeds.start(at)) === 'refused') {
    return refuse({ field: '', text: t('encryption.refused') }, 409);
  }
  tellNext(ctx, desk.site, isUnfinished ? 'encryption.goesOn' : 'encryption.started');
  seeOther(ctx, domainPath(at, 'encryption'));
}

interface Shown extends Here {
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

/** Seconds after which a browser looks again how far it is, without any script. */
const lookAgain = '3';

async function page(ctx: Context, desk: Desk, { at, deeds, faults, status }: Shown): Promise<void> {
  const texts = say(ctx, desk.site);
  const { t, lang } = texts;
  const { keys, secrets, waiting, isUnfinished } = await deeds.read(at);
  const isRunning = deeds.isRunning(at);
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang };
  const isUnderWay = isUnfinished || isRunning;
  if (isUnderWay && status === 200) ctx.set('Refresh', lookAgain);
  show(ctx, desk.site, {
    view: 'encryption/domain',
    status,
    model: {
      page: { title: t('encryption.title') },
      lede: t('encryption.lede'),
      desk: domainLine(ctx, desk, {
        at,
        section: 'settings',
        crumbs: [{ title: t('desk.settings'), path: domainPath(at, 'settings') }],
      }),
      faults,
      keys: keys.slice(0, 50).map(({ since, ...key }) => ({ ...key, since: timeText(since, setting) })),
      progress: isUnderWay ? { done: secrets - waiting.length, total: secrets, isRunning } : undefined,
      waiting: isRunning ? [] : waiting.slice(0, 20).map((secret) => inWords(secret, texts)),
      mark: keys[0]?.id ?? '',
      confirm: confirmFieldOf(ctx, desk, faults),
    },
  });
}

/** Which secret, by where it belongs. */
function inWords(secret: StoredSecret, { t }: Texts): string {
  const course = secret.course ?? '';
  if (secret.kind === 'deep-link') {
    if (secret.item === null) return t('encryption.wordOfCourse', { course });
    return t('encryption.wordOfItem', { item: secret.item, course });
  }
  const { name, number } = secret;
  if (secret.courseId === 0) return t('encryption.ofDomain', { name, number });
  return t('encryption.ofCourse', { name, number, course });
}
