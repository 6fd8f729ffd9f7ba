/** Something wrong with one field of a form, in words. */
export interface FieldFault {
  /** The field's name; its input has the id `f-NAME`. */
  readonly field: string;
  readonly text: string;
}

export interface Option {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
}

export type FieldType =
  | 'text'
  | 'search'
  | 'email'
  | 'url'
  | 'number'
  | 'date'
  | 'datetime-local'
  | 'password'
  | 'textarea'
  | 'select'
  | 'radios'
  | 'file'
  | 'tick';

/** One field as `layout/field` shows it: label above, hint below, fault beside. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly value: string;
  readonly hint: string;
  readonly fault: string;
  readonly options: readonly Option[];
  readonly required: boolean;
  /** For the browser's own help: `username`, `off`, ... */
  readonly autocomplete: string;
  readonly rows: number;
}

export interface FieldPlan {
  readonly name: string;
  readonly label: string;
  readonly type?: FieldType;
  readonly hint?: string;
  readonly options?: readonly Option[];
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly rows?: number;
}

/** A field with what was typed, and what is wrong with it. A tick is on where its value is `on`. */
export function fieldOf(
  plan: FieldPlan,
  {
    values,
    faults,
  }: { readonly values: Readonly<Record<string, string>>; readonly faults: readonly FieldFault[] },
): Field {
  return {
    name: plan.name,
    label: plan.label,
    type: plan.type ?? 'text',
    value: plan.type === 'password' ? '' : (values[plan.name] ?? ''),
    hint: plan.hint ?? '',
    fault: faults
      .filter(({ field }) => field === plan.name)
      .map(({ text }) => text)
      .join(' '),
    options: plan.options ?? [],
    required: plan.required ?? false,
    autocomplete: plan.autocomplete ?? 'off',
    rows: plan.rows ?? 4,
  };
}

/**
 * The labels of the fields in a page's model, by name, as far as something is wrong with them: a list of faults above a
 * form says of which field it speaks. Fields stand in the model alone, in lists, or in lists by name.
 */
export function faultLabels(model: object): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  if (!('faults' in model)) return labels;
  const look = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 3) return;
    if (isField(value)) {
      if (value.fault !== '') labels[value.name] = value.label;
      return;
    }
    for (const inner of Object.values(value)) look(inner, depth + 1);
  };
  look(model, 0);
  return labels;
}

function isField(value: object): value is Field {
  return 'name' in value && 'label' in value && 'fault' in value && 'options' in value;
}
