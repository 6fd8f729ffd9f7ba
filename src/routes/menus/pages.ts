import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';

export interface MenuLine {
  readonly name: string;
  readonly number: number;
  readonly path: string;
  /** What it shows, and what it hides, in words. */
  readonly shows: string;
  readonly hides: string;
  readonly used: number;
}

export interface MenusPage extends DeskPage {
  readonly act: { readonly text: string; readonly path: string };
  readonly menus: readonly MenuLine[];
}

export interface MenuFormPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  readonly action: string;
  readonly name: Field;
  readonly parts: readonly { readonly value: string; readonly text: string; readonly ticked: boolean }[];
  readonly submit: string;
  /** How many settings choose it; undefined for a new one. */
  readonly used: number | undefined;
  readonly deletePath: string;
  readonly settingsPath: string;
}

export interface MenuViews {
  readonly 'menus/list': MenusPage;
  readonly 'menus/form': MenuFormPage;
}

export const menuViewNames = ['menus/list', 'menus/form'] as const satisfies readonly (keyof MenuViews)[];
