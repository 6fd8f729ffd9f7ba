import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';

export interface KeyLine {
  readonly id: string;
  readonly since: TimeText;
  readonly state: 'in-use' | 'former' | 'retired';
  readonly secrets: number;
}

export interface EncryptionPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  /** Newest first; none where nothing was encrypted yet. */
  readonly keys: readonly KeyLine[];
  /** How far a change has come; undefined where none is under way. */
  readonly progress:
    | { readonly done: number; readonly total: number; readonly isRunning: boolean }
    | undefined;
  /** What waits for a key that works on it, in words. */
  readonly waiting: readonly string[];
  readonly mark: string;
  readonly confirm: Field | undefined;
}

export interface EncryptionViews {
  readonly 'encryption/domain': EncryptionPage;
}

export const encryptionViewNames = [
  'encryption/domain',
] as const satisfies readonly (keyof EncryptionViews)[];
