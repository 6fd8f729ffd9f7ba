import type { Context } from 'koa';
import { Secret } from '../model/secret.ts';
import { signIn } from '../services/signin/signIn.ts';
import { addressGroup, clientAddress } from '../web/clientAddress.ts';
import type { Desk } from './desk.ts';
import { type Field, type FieldFault, fieldOf } from './formFields.ts';
import { say } from './site.ts';

/** How long a sign-in suffices for what is guarded twice: secrets, keys, identity rules. */
const enoughFor = 15 * 60_000;

/** The field in which the password is asked for again; `layout/confirm` shows it. */
export const confirmField = 'confirmPassword';

/** Whose password it is; server administrators have no domain: ''. */
export interface Confirming {
  readonly domain: string;
  readonly username: string;
}

/** Whether a form that changes something guarded twice must ask for the password. */
export function asksPassword(ctx: Context, { site }: Desk): boolean {
  const session = site.accounts.current(ctx);
  return session === undefined || site.now() - session.startedAt > enoughFor;
}

/**
 * The fault of a password that was asked for and is not right; undefined where all is well. Tries are counted as those of
 * the sign-in are: a browser left open must not be a place to guess at.
 */
export async function faultOfConfirming(
  ctx: Context,
  desk: Desk,
  { person, password }: { readonly person: Confirming; readonly password: string },
): Promise<FieldFault | undefined> {
  if (!asksPassword(ctx, desk)) return undefined;
  const { t } = say(ctx, desk.site);
  const fault = (text: string) => ({ field: confirmField, text });
  if (password === '') return fault(t('form.passwordMissing'));
  const result = await signIn(desk.signIn, {
    domain: person.domain,
    username: person.username,
    password: new Secret(password),
    address: addressGroup(clientAddress(ctx)),
    ticket: undefined,
    browser: undefined,
  });
  if (result.kind === 'signed-in') return undefined;
  if (result.kind === 'wait') return fault(t('signIn.wait', { seconds: result.seconds }));
  return fault(t('form.passwordWrong'));
}

/** The field that asks for the password, where this form must; undefined where the last sign-in suffices. */
export function confirmFieldOf(ctx: Context, desk: Desk, faults: readonly FieldFault[]): Field | undefined {
  if (!asksPassword(ctx, desk)) return undefined;
  const { t } = say(ctx, desk.site);
  const plan = {
    name: confirmField,
    label: t('form.confirmLabel'),
    type: 'password',
    autocomplete: 'current-password',
  } as const;
  return fieldOf(plan, { values: {}, faults });
}
