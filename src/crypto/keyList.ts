import { randomBytes } from 'node:crypto';
import { faultsOfRecord, isListOf, isRecord, isText, type Judges } from '../model/record.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import { type DataKey, dataKeyFrom, isKeyId, keyLength, newKeyId } from './dataKey.ts';
import { KeyFileFault } from './keyFileFault.ts';

const mostKeys = 100;

/** A key as it is written in a key file: `{ "id": "...", "key": "<32 bytes, base64url>" }`. */
export interface WrittenKey {
  readonly id: string;
  readonly key: string;
}

const writtenKey: Judges<WrittenKey> = {
  id: (value): value is string => isText(value) && isKeyId(value),
  key: isText,
};

const isListOfKeys = isListOf((value): value is WrittenKey => isRecord(value, writtenKey));

/** From one key to a hundred. */
export function areWrittenKeys(value: unknown): value is WrittenKey[] {
  return isListOfKeys(value) && value.length >= 1 && value.length <= mostKeys;
}

export function newWrittenKey(): WrittenKey {
  return { id: newKeyId(), key: toBase64url(randomBytes(keyLength)) };
}

/**
 * What a key file says, checked against its shape.
 * @throws KeyFileFault `malformed`; the sentence names the place in the file, never its contents.
 */
export function parseKeyFile<T>(
  path: string,
  text: string,
  { judges, mayLack = [] }: { readonly judges: Judges<T>; readonly mayLack?: readonly (keyof T & string)[] },
): T {
  const value = jsonOf(path, text);
  if (isRecord(value, judges, mayLack)) return value;
  const places = faultsOfRecord(value, judges, mayLack).slice(0, 3);
  throw malformed(path, `is not as it should be at: ${places.join(', ')}`);
}

/**
 * The keys themselves, in the order of the file.
 * @throws KeyFileFault `malformed` for a key of another length or spelling, and for one that occurs twice.
 */
export function readKeys(path: string, written: readonly WrittenKey[]): DataKey[] {
  const keys = written.map(({ id, key }, index) => {
    const bytes = fromBase64url(key);
    if (bytes?.length !== keyLength)
      throw malformed(path, `key number ${index + 1} is not 32 bytes in base64url`);
    return dataKeyFrom(id, bytes);
  });
  if (new Set(keys.map((key) => key.id)).size < keys.length)
    throw malformed(path, 'two keys have the same id');
  if (new Set(written.map((key) => key.key)).size < keys.length)
    throw malformed(path, 'one key is there twice');
  return keys;
}

export function malformed(path: string, what: string): KeyFileFault {
  return new KeyFileFault(path, 'malformed', `${what}; put the key file back from its safe copy`);
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and the text is keys.
    throw malformed(path, 'is not JSON');
  }
}
