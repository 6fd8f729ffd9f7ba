import type { Context } from 'koa';
import { courseRoles } from '../../model/roles.ts';
import type { RosterDraft } from '../../services/roster/importRoster.ts';
import { type Desk, notHere } from '../desk.ts';
import { say } from '../site.ts';
import type { Here } from './deeds.ts';

/** A list waits for its second step under this number. */
export function draftOf(ctx: Context, desk: Desk, { at }: Here): RosterDraft {
  const { draft = '' } = ctx.params as { draft?: string };
  if (!/^[1-9]\d{0,9}$/.test(draft)) throw notHere();
  const { t } = say(ctx, desk.site);
  const words = courseRoles.flatMap((role) => [
    [role, role] as const,
    [t(`role.${role}`).toLowerCase(), role] as const,
  ]);
  return { by: at, id: Number(draft), words: new Map(words) };
}
