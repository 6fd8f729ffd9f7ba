import type { RefusalCode } from '../../model/launchCode.ts';
import type { Story } from './story.ts';

/** Where a launched browser goes. */
export interface ItemAddress {
  readonly domain: string;
  readonly course: string;
  readonly itemId: string;
}

interface Fresh {
  readonly reference: string;
  readonly cookie: string;
  /** One-time value by which the next request shows whether the cookie came back; for launches in frames (R23). */
  readonly check: string | undefined;
}

export type LaunchOutcome =
  | (Fresh & { readonly kind: 'enter'; readonly to: ItemAddress })
  | (Fresh & { readonly kind: 'ask-login' })
  | {
      readonly kind: 'relaunch';
      /** An address of the LMS. */
      readonly location: string;
      readonly reference: string;
      readonly cookie: string;
    }
  | {
      /** It came from the LMS again, but to a browser that had kept nothing: a button leads to a new window. */
      readonly kind: 'relaunch-window';
      readonly button: string;
      /** The origin of the LMS. */
      readonly leadsTo: string;
      readonly reference: string;
      readonly locale: string | undefined;
    }
  | {
      readonly kind: 'repeat';
      readonly to: ItemAddress | 'login';
      readonly reference: string;
      readonly check?: undefined;
    }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly reference: string;
      readonly back: WayBack;
      /** Of a replay: the reference of the first launch, if what it made still lives. */
      readonly first?: string;
    };

/** How a refused visitor finds back to the LMS, and in which language they are told; all of it signed. */
export type WayBack = Pick<Story, 'returnUrl' | 'returnHost' | 'family' | 'locale'>;

export function refused(story: Story, code: RefusalCode): Extract<LaunchOutcome, { kind: 'refused' }> {
  return {
    kind: 'refused',
    code,
    reference: story.reference,
    back: story,
  };
}
