import type { MaskedField } from '../model/launchSamples.ts';
import type { Texts } from '../web/texts.ts';

/** One parameter of a launch as `layout/sampleFields` shows it: never its value. */
export interface FieldLine {
  readonly name: string;
  readonly looks: string;
  /** '' where it agrees with nobody of the roster. */
  readonly match: string;
}

export function fieldLines({ t }: Texts, fields: readonly MaskedField[]): readonly FieldLine[] {
  return fields.map(({ name, length, shape, first, match }) => {
    const size = t('sample.length', { length });
    const words =
      shape === undefined
        ? [size]
        : shape === 'empty'
          ? [t('sample.empty')]
          : [t(`sample.${shape}`), size, ...(first === undefined ? [] : [t('sample.first', { first })])];
    return { name, looks: words.join(', '), match: match === undefined ? '' : t(`sampleMatch.${match}`) };
  });
}
