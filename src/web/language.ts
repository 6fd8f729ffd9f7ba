import type { Context } from 'koa';
import { chooseLanguage } from '../model/language.ts';
import { requestState } from './requestState.ts';
import type { Languages, Texts } from './texts.ts';

/** More than any browser sends; the rest of a longer list is not read. */
const mostAccepted = 20;

/** The languages of an Accept-Language header, dearest first; those with `q=0` are not wanted (RFC 9110 12.5.4). */
export function acceptedLanguages(header: string): readonly string[] {
  return header
    .slice(0, 500)
    .split(',')
    .slice(0, mostAccepted)
    .map((part) => {
      const [name = '', ...parameters] = part.split(';').map((word) => word.trim());
      const quality = parameters.find((word) => /^q=/i.test(word))?.slice(2) ?? '1';
      return { name, weight: /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(quality) ? Number(quality) : 0 };
    })
    .filter(({ name, weight }) => name !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ name }) => name);
}

/** From here on this request is answered in that language, where we have it; undefined changes nothing. */
export function speakIn(ctx: Pick<Context, 'state'>, language: string | undefined): void {
  if (language !== undefined) requestState(ctx).language = language;
}

/** The texts of this request: in the language that was found out for it, else in the browser's, else in the first. */
export function textsFor(ctx: Context, languages: Languages): Texts {
  const { language } = requestState(ctx);
  const wanted = [
    ...(language === undefined ? [] : [language]),
    ...acceptedLanguages(ctx.get('Accept-Language')),
  ];
  return languages.of(chooseLanguage(wanted, languages.names));
}
