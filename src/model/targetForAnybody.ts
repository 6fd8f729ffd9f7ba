import { defaultDeepLink, type StoredSetting, type Target } from './deepLink.ts';
import { stricterTarget } from './deepLinkStrictness.ts';
import { effectiveSetting } from './effectiveSetting.ts';
import { audiencesIn } from './mayLaunch.ts';

/**
 * Where a launch is to be shown while it is not known yet who comes: the strictest of what holds for anybody. Whoever
 * then signs in is not in a frame that was not meant for them, and nobody has to be moved after the sign-in.
 * @param settings of the item's course
 * @param chain the item's number and those of its folders, inwards out
 */
export function targetForAnybody(settings: readonly StoredSetting[], chain: readonly number[]): Target {
  const setting = settings.filter(({ parts }) => parts.target !== undefined);
  if (setting.length === 0) return defaultDeepLink.target;
  let target: Target = 'frame';
  for (const one of audiencesIn(setting)) {
    target = stricterTarget(target, effectiveSetting(setting, chain, one).target.value);
    if (target === 'window') break;
  }
  return target;
}
