import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/run.ts';
import { BadSettings, describeSettings, readSettings } from '../../src/settings.ts';
import type { Door } from '../../src/storage/door.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { type Engine, makeDatabase } from '../databases.ts';

export const startOfTests = 1_766_000_000_000;

export interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A machine on which an operator types, with an empty database. */
export interface Terminal {
  readonly folder: string;
  readonly clock: { now: number };
  readonly env: Record<string, string | undefined>;
  type(...words: string[]): Promise<Said>;
  /** What a command prints with --json; it must say nothing else there. */
  json<Document>(...words: string[]): Promise<Document>;
  write(name: string, text: string): string;
  /** A look into the database, beside the commands. */
  inside<Result>(look: (door: Door) => Promise<Result>): Promise<Result>;
  leave(): Promise<void>;
}

export async function terminal(engine: Engine): Promise<Terminal> {
  const database = await makeDatabase(engine);
  const folder = mkdtempSync(join(tmpdir(), 'tinygate-operator-'));
  const clock = { now: startOfTests };
  const env: Record<string, string | undefined> = {
    DATABASE_URL: database.url,
    PUBLIC_URL: 'https://links.example',
  };
  const source = { env, root: folder, terminal: false };

  const self: Terminal = {
    folder,
    clock,
    env,
    async type(...words) {
      let out = '';
      let err = '';
      const status = await run(words, {
        settings: () => {
          try {
            return { ok: true, settings: readSettings(source) };
          } catch (error) {
            if (error instanceof BadSettings) return { ok: false, faults: error.faults };
            throw error;
          }
        },
        settingsTable: () => describeSettings(source),
        out: (text) => {
          out += text;
        },
        err: (text) => {
          err += text;
        },
        clock: () => clock.now,
        cores: 2,
        root: process.cwd(),
        progressBar: false,
      });
      return { status, out, err };
    },
    async json<Document>(...words: string[]) {
      const { status, out, err } = await self.type(...words, '--json');
      if (status !== 0) throw new Error(err);
      return JSON.parse(out) as Document;
    },
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    async inside(look) {
      const door = openDoor(database.url);
      try {
        return await look(door);
      } finally {
        await door.close();
      }
    },
    async leave() {
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return self;
}

/** A domain with two link protectors and a page; one secret is made up. */
export const small = `domains:
  - name: msu
    people: [ { username: ann } ]
    protectors: [ { name: Campus Moodle, key: moodle-prod, secret: a-typed-secret-of-enough-letters } ]
    courses:
      - id: phy101
        roles: [ { username: ann, role: student } ]
        protectors: [ { name: Quiz tool } ]
        contents:
          - { id: intro, page: Introduction, body: Welcome }
          - { id: midterm, page: Midterm, body: Ready?, deepLink: { protect: { key: a shared word } } }
        shortUrls: all
`;
