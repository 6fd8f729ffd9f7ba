import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { Secret } from '../../model/secret.ts';

/** Reads a whole number within limits from the command line. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,9}$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** A path of the command line counts from where one stands. */
export function databaseUrl(text: string): Secret {
  if (text === 'sqlite::memory:') throw new InvalidArgumentError('Several processes share it: name a file.');
  const isFile = text.startsWith('sqlite:') && text !== 'sqlite:';
  return new Secret(isFile ? `sqlite:${resolve(text.slice('sqlite:'.length))}` : text);
}
