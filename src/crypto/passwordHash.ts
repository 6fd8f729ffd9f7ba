import { randomBytes } from 'node:crypto';

/** argon2id as OWASP's sheet wants it at least: 19 MiB, two passes, one lane. Every password here is hashed so. */
export const hashParameters = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1, hashLength: 32 } as const;

/** What a hash from elsewhere may ask of this machine at most; memory in KiB. */
const limits = { memory: 256 * 1024, passes: 10, lanes: 8, text: 255 };

interface HashShape {
  readonly version: number;
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
  readonly saltLength: number;
  readonly hashLength: number;
}

/** Computes and compares; apart from the rest so that queues can be tested without the work. */
export interface Hasher {
  readonly hash: (password: Buffer) => Promise<string>;
  readonly verify: (stored: string, password: Buffer) => Promise<boolean>;
}

/** Loaded with the first password: no launch needs it. */
export const argon2id: Hasher = {
  async hash(password) {
    const { default: argon2 } = await import('argon2');
    return argon2.hash(password, { ...hashParameters, type: argon2.argon2id, version: 0x13 });
  },
  async verify(stored, password) {
    const { default: argon2 } = await import('argon2');
    return argon2.verify(stored, password);
  },
};

/**
 * Whether a text is an argon2id hash (`$argon2id$v=19$m=...,t=...,p=...$salt$hash`) whose verification this machine
 * can bear: at most 256 MiB, 10 passes, 8 lanes. A hostile one could otherwise eat all memory at a sign-in.
 */
export function isAcceptablePasswordHash(text: string): boolean {
  return shapeOf(text) !== undefined;
}

/**
 * Whether the password should be hashed anew at the next good sign-in: the hash is not exactly as ours are. Stronger
 * ones count too, because a person whose verification takes longer could be told from an unknown one by the time.
 */
export function needsRehash(stored: string): boolean {
  const shape = shapeOf(stored);
  if (shape === undefined) return true;
  const { memoryCost, timeCost, parallelism, hashLength } = hashParameters;
  if (shape.version !== 19 || shape.saltLength < 16 || shape.hashLength < hashLength) return true;
  return shape.memory !== memoryCost || shape.passes !== timeCost || shape.lanes !== parallelism;
}

/** A hash with our parameters that no password fits, for people who do not exist. Costs no hashing to make. */
export function hashOfNobody(): string {
  const { memoryCost, timeCost, parallelism, hashLength } = hashParameters;
  const part = (length: number) => randomBytes(length).toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${part(16)}$${part(hashLength)}`;
}

function shapeOf(text: string): HashShape | undefined {
  if (text.length > limits.text) return undefined;
  const found = /^\$argon2id\$v=(16|19)\$([a-z0-9=,]+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (found === null) return undefined;
  const [, version, parameters = '', salt = '', hash = ''] = found;
  const memory = numberNamed('m', parameters);
  const passes = numberNamed('t', parameters);
  const lanes = numberNamed('p', parameters);
  if (parameters.split(',').length !== 3) return undefined;
  if (!(lanes >= 1 && lanes <= limits.lanes && passes >= 1 && passes <= limits.passes)) return undefined;
  if (!(memory >= 8 * lanes && memory <= limits.memory)) return undefined;
  const saltLength = lengthOf(salt);
  const hashLength = lengthOf(hash);
  if (!(saltLength >= 8 && saltLength <= 64 && hashLength >= 16 && hashLength <= 64)) return undefined;
  return { version: Number(version), memory, passes, lanes, saltLength, hashLength };
}

/** NaN where the parameter is missing, given twice, or not a plain decimal number. */
function numberNamed(name: string, parameters: string): number {
  const values = parameters.split(',').filter((each) => each.startsWith(`${name}=`));
  const value = values.length === 1 ? values[0]?.slice(2) : undefined;
  return value !== undefined && /^[1-9][0-9]{0,6}$/.test(value) ? Number(value) : Number.NaN;
}

/** Length in bytes of canonical base64 without padding, else NaN. */
function lengthOf(base64: string): number {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64').replace(/=+$/, '') === base64 ? bytes.length : Number.NaN;
}
