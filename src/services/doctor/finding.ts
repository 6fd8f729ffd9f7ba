/** One line of the doctor. A warning is for the operator to know; with a failure the server does not work. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
}

export function finding(check: string, state: Finding['state'], text: string): Finding {
  return { check, state, text };
}
