import type { z } from 'zod';
import type { ProvisionDocument } from './document.ts';
import { type FilePath, quoted, type Report } from './faults.ts';
import { shownOf } from './forms.ts';
import { childOf } from './readTree.ts';

/** Puts what the schema found into sentences; `reportKey` tells of a fault that stands at a key. */
export function reportIssues(
  issues: readonly z.core.$ZodIssue[],
  document: ProvisionDocument,
  { report, reportKey }: { readonly report: Report; readonly reportKey: Report },
): void {
  for (const issue of issues) {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    if (issue.code === 'unrecognized_keys') {
      const sentences = issue.message.split('\n');
      for (const [position, key] of issue.keys.entries()) {
        const mayTell = !isProtect(path) && shownOf(key) === key;
        reportKey(mayTell ? [...path, key] : path, sentences[position] ?? 'unknown key');
      }
    } else if (valueAt(document, path) === undefined) {
      report(path, 'is missing');
    } else {
      report(path, misread(issue, path, document) ?? issue.message);
    }
  }
}

/** The sentence for a value of another kind than expected; a fault of its content has a sentence already. */
function misread(issue: z.core.$ZodIssue, path: FilePath, document: ProvisionDocument): string | undefined {
  const source = document.source(path);
  const expectsText = issue.code === 'invalid_type' && issue.expected === 'string';
  if (source === '' || (source !== undefined && valueAt(document, path) === null && !expectsText)) {
    return 'nothing stands here; write a value, or leave the key out';
  }
  if (issue.code !== 'invalid_type') return undefined;
  if (!expectsText)
    return `${expectations[issue.expected] ?? 'expected another kind of value'}${given(path, document)}`;
  if (source === undefined) return 'expected a text';
  // A word that YAML reads as a number may be a password all the same.
  if (isSecret(path)) return 'is not read as text; write it in quotes';
  return `${kindOf(valueAt(document, path))}, not as text; write it in quotes: "${source}"`;
}

const expectations: Readonly<Record<string, string>> = {
  array: 'expected a list',
  boolean: 'write true or false',
  number: 'expected a number',
  object: 'expected a map of keys and values',
  map: 'expected a map of keys and values',
};

function given(path: FilePath, document: ProvisionDocument): string {
  const value = valueAt(document, path);
  return typeof value === 'string' && value.length <= 10 && !isSecret(path) ? `, not ${quoted(value)}` : '';
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return 'is read as a number';
  return typeof value === 'boolean' ? 'is read as true or false' : 'is read as nothing';
}

function isSecret(path: FilePath): boolean {
  const last = path.at(-1);
  return last === 'password' || last === 'passwordHash' || last === 'secret' || path.includes('protect');
}

function isProtect(path: FilePath): boolean {
  return path.at(-1) === 'protect';
}

function valueAt(document: ProvisionDocument, path: FilePath): unknown {
  return path.reduce<unknown>(childOf, document.value);
}
