import type { DomainFacts } from '../../services/settings/domainFacts.ts';
import type { Texts } from '../../web/texts.ts';
import { type TimeSetting, timeText } from '../../web/time.ts';
import type { AddressLine } from './pages.ts';

/** The addresses of a domain as its page lists them. */
export function addressLines(
  { addresses }: Pick<DomainFacts, 'addresses'>,
  setting: TimeSetting,
): readonly AddressLine[] {
  return addresses.map(({ origin, current, since }) => ({
    origin,
    current,
    since: since === undefined ? undefined : timeText(since, setting),
  }));
}

/** Whether former addresses are used still, in words; '' where there is none. */
export function formerUseText(
  { formerUse }: Pick<DomainFacts, 'formerUse'>,
  setting: TimeSetting,
  { t }: Texts,
): string {
  if (formerUse === undefined || formerUse.among === 0) return '';
  const { times, among, last } = formerUse;
  if (last === undefined) return t('settings.formerUnused', { among });
  return t('settings.formerUse', { times, among, last: timeText(last, setting).relative });
}
