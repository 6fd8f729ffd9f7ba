import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import type { DataKey } from './dataKey.ts';
import { readKeyText, writeNewKeyText } from './keyFile.ts';
import { newWrittenKey, parseKeyFile, readKeys, writtenKeys } from './keyList.ts';

/** The keys that sign cookies and form tokens, newest first: the first signs, all verify. Never empty. */
export type SessionKeys = readonly DataKey[];

const sessionKeyFile = z.strictObject({
  holds: z.literal('tinygate session keys'),
  version: z.literal(1),
  keys: writtenKeys,
});

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
  return readKeys(path, parseKeyFile(path, text, sessionKeyFile).keys);
}
