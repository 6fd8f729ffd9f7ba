import type { Context } from 'koa';
import { readFields } from '../web/formBody.ts';
import { type Confirming, confirmField, confirmFieldOf, faultOfConfirming } from './confirming.ts';
import type { Desk } from './desk.ts';
import type { DeskLine } from './deskPages.ts';
import { type FieldFault, fieldOf } from './formFields.ts';
import { say, show } from './site.ts';

/** A deed that is asked for once more, on a page of its own. */
export interface Asked {
  readonly title: string;
  readonly lede: string;
  readonly losses: readonly string[];
  /** Says the deed. */
  readonly submit: string;
  readonly isBad: boolean;
  readonly backPath: string;
  readonly line: DeskLine;
  /** Where it cannot be undone: what has to be typed. */
  readonly typed?: { readonly label: string; readonly expected: string };
  /** Whose password is asked for again; left out: nobody's. */
  readonly confirming?: Confirming;
}

export const typedField = 'typed';

export function showAsk(
  ctx: Context,
  desk: Desk,
  {
    asked,
    faults,
    typed = '',
    status = 200,
  }: {
    readonly asked: Asked;
    readonly faults: readonly FieldFault[];
    readonly typed?: string;
    readonly status?: number;
  },
): void {
  const plan = asked.typed && { name: typedField, label: asked.typed.label, required: true };
  show(ctx, desk.site, {
    view: 'desk/ask',
    status,
    model: {
      page: { title: asked.title },
      lede: asked.lede,
      desk: asked.line,
      faults,
      losses: asked.losses,
      typed: plan && fieldOf(plan, { values: { [typedField]: typed }, faults }),
      confirm: asked.confirming && confirmFieldOf(ctx, desk, faults),
      submit: asked.submit,
      isBad: asked.isBad,
      backPath: asked.backPath,
    },
  });
}

/**
 * Reads the answer to such a page. True: it may be done. False: what was typed is not right, and the page was shown again
 * with what is to be mended.
 */
export async function isConfirmed(ctx: Context, desk: Desk, asked: Asked): Promise<boolean> {
  const values = await readFields(ctx, [typedField, confirmField], 2_000);
  const { t } = say(ctx, desk.site);
  const faults: FieldFault[] = [];
  const expected = asked.typed?.expected;
  if (expected !== undefined && values.typed.trim().normalize('NFC') !== expected)
    faults.push({ field: typedField, text: t('ask.typedWrong') });
  if (asked.confirming) {
    const password = values.confirmPassword;
    const fault = await faultOfConfirming(ctx, desk, { person: asked.confirming, password });
    if (fault) faults.push(fault);
  }
  if (faults.length === 0) return true;
  showAsk(ctx, desk, { asked, faults, typed: values.typed, status: 422 });
  return false;
}
