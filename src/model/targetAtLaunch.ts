import { defaultDeepLink, type StoredSetting, type Target } from './deepLink.ts';
import { stricterTarget } from './deepLinkStrictness.ts';
import { effectiveSetting, type Who } from './effectiveSetting.ts';
import { audiencesIn } from './mayLaunch.ts';

/**
 * Where a launch is to be shown. While it is not known yet who comes, the strictest of what holds for anybody: whoever
 * then signs in is not in a frame that was not meant for them, and nobody has to be moved after the sign-in.
 * @param settings of the item's course
 * @param chain the item's number and those of its folders, inwards out
 */
export function targetAtLaunch(
  settings: readonly StoredSetting[],
  chain: readonly number[],
  who?: Who,
): Target {
  const setting = settings.filter(({ parts }) => parts.target !== undefined);
  if (setting.length === 0) return defaultDeepLink.target;
  const possible = who === undefined ? audiencesIn(setting) : [who];
  let target: Target = 'frame';
  for (const one of possible) {
    target = stricterTarget(target, effectiveSetting(setting, chain, one).target.value);
    if (target === 'window') break;
  }
  return target;
}
