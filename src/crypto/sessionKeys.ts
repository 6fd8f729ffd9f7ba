import { hkdfSync } from 'node:crypto';
import { isOneOf, type Judges } from '../model/record.ts';
import type { DataKey } from './dataKey.ts';
import { readKeyText, writeNewKeyText } from './keyFile.ts';
import { areWrittenKeys, newWrittenKey, parseKeyFile, readKeys, type WrittenKey } from './keyList.ts';

/** The keys that sign cookies and form tokens, newest first: the first signs, all verify. Never empty. */
export type SessionKeys = readonly DataKey[];

interface SessionKeyFile {
  readonly holds: 'tinygate session keys';
  readonly version: 1;
  readonly keys: readonly WrittenKey[];
}

const judges: Judges<SessionKeyFile> = {
  holds: isOneOf(['tinygate session keys']),
  version: isOneOf([1]),
  keys: areWrittenKeys,
};

/**
 * Reads the session key file.
 * @throws KeyFileFault with reason `missing`, `unreadable`, `readable-by-others` or `malformed`: do not start.
 */
export async function readSessionKeys(path: string): Promise<SessionKeys> {
  return sessionKeysIn(path, await readKeyText(path));
}

/**
 * Makes a session key file with one new key; when this is allowed, see makeRootKeyFile.
 * @throws KeyFileFault `exists`: another process was quicker, read that one instead.
 */
export async function makeSessionKeyFile(path: string): Promise<SessionKeys> {
  const written = { holds: 'tinygate session keys', version: 1, keys: [newWrittenKey()] };
  const text = `${JSON.stringify(written, null, 2)}\n`;
  await writeNewKeyText(path, text);
  return sessionKeysIn(path, text);
}

/** The keys for signing cookies as Koa wants them (`app.keys`), newest first. Good for nothing else. */
export function cookieSigningKeys(keys: SessionKeys): string[] {
  return keys.map(({ key }) =>
    Buffer.from(hkdfSync('sha256', key, '', 'tinygate cookies v1', 32)).toString('base64url'),
  );
}

function sessionKeysIn(path: string, text: string): SessionKeys {
  return readKeys(path, parseKeyFile(path, text, { judges }).keys);
}
