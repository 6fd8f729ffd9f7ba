import { z } from 'zod';
import { lmsKinds } from '../../model/lmsKinds.ts';
import { menuParts } from '../../model/menu.ts';
import * as field from './fields.ts';
import { map } from './forms.ts';

/** A menu collection of a course. */
export const menu = map({
  name: field.menuName,
  shows: z.array(field.word(menuParts, 'a part of a menu')),
});

/** A launcher that courses are told of where they make their own. */
export const recommendedLauncher = map({
  name: field.protectorName,
  lms: field.word(lmsKinds, 'a kind of LMS').optional(),
});
