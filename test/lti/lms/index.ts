import { blackboard } from './blackboard.ts';
import { brightspace } from './brightspace.ts';
import { canvas, canvasWithoutSlash, canvasWithQuery } from './canvas.ts';
import type { LmsLaunch } from './lmsLaunch.ts';
import { moodle, moodleSigningLineFeeds, moodleWithQuery } from './moodle.ts';
import { openEdx } from './openEdx.ts';
import { sakai } from './sakai.ts';

export const lmsLaunches: readonly LmsLaunch[] = [
  moodle,
  moodleWithQuery,
  moodleSigningLineFeeds,
  canvas,
  canvasWithQuery,
  canvasWithoutSlash,
  openEdx,
  sakai,
  blackboard,
  brightspace,
];
