import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { newDataKey } from '../../../src/crypto/dataKey.ts';
import type { RootKeys } from '../../../src/crypto/rootKeys.ts';
import { provision } from '../../../src/services/provision/apply.ts';
import type { Change } from '../../../src/services/provision/applyLedger.ts';
import { ProvisionRefused, type ProvisionResult } from '../../../src/services/provision/applyResult.ts';
import { exportDomain } from '../../../src/services/provision/exportDomain.ts';
import { writeExport } from '../../../src/services/provision/exportFiles.ts';
import { filesBelow } from '../../../src/services/provision/pathFiles.ts';
import { readProvision } from '../../../src/services/provision/readFile.ts';
import { type Engine, type OpenDatabase, openDatabase } from '../../databases.ts';

export const publicUrl = 'http://localhost:8080';
export const startOfTests = 1_766_000_000_000;

export interface ApplyOptions {
  readonly dryRun?: boolean;
  readonly newShortId?: () => string;
  /** Where the files of items lie; `beside` where nothing is said. */
  readonly folder?: string;
}

export interface Bench {
  readonly database: OpenDatabase;
  /** Beside the provision file. */
  readonly beside: string;
  readonly uploads: string;
  readonly root: RootKeys;
  readonly clock: { now: number };
  /** Passwords that were hashed, in the order in which it happened. */
  readonly hashed: string[];
  apply(text: string, options?: ApplyOptions): Promise<ProvisionResult>;
  /** `line: path: message` of every fault; empty where the file was applied. */
  refusals(text: string): Promise<string[]>;
  /** Everything that is in the database, as text. */
  dump(): Promise<string>;
  rows<Row>(text: string): Promise<Row[]>;
  file(path: string, content: string): void;
  /** The domain's export, with its files in a new folder. */
  exported(domain: string): Promise<{ text: string; folder: string }>;
  drop(): Promise<void>;
}

const tables = [
  'domains',
  'domain_addresses',
  'recommended_launchers',
  'data_keys',
  'people',
  'courses',
  'roles',
  'items',
  'deep_links',
  'protectors',
  'links',
  'link_places',
  'account_sessions',
  'launch_sessions',
  'one_time_addresses',
  'audit',
];

/** An empty database with everything that provisioning needs; hashing is only played. */
export async function bench(engine: Engine): Promise<Bench> {
  const database = await openDatabase(engine);
  const folder = mkdtempSync(join(tmpdir(), 'tinygate-provision-'));
  const uploads = join(folder, 'uploads');
  const beside = join(folder, 'beside');
  mkdirSync(beside);
  const active = newDataKey();
  const root: RootKeys = { active, prepared: undefined, all: [active] };
  const clock = { now: startOfTests };
  const hashed: string[] = [];
  const passwords = {
    hashPassword: async (password: { reveal(): string }) => {
      hashed.push(password.reveal());
      return `$argon2id$played$${hashed.length}`;
    },
  };
  let exports = 0;

  const self: Bench = {
    database,
    beside,
    uploads,
    root,
    clock,
    hashed,
    async apply(text, { dryRun = false, newShortId, folder: files = beside } = {}) {
      const read = await readProvision({
        file: 'course.yaml',
        bytes: new TextEncoder().encode(text),
        findFile: filesBelow(files),
        isCommon: () => false,
      });
      if (!read.ok) throw new ProvisionRefused(read.faults);
      const { door } = database;
      const parts = { door, root, passwords, uploadsDir: uploads, publicUrl, now: clock.now };
      return provision(newShortId ? { ...parts, newShortId } : parts, read, { dryRun });
    },
    async refusals(text) {
      try {
        await self.apply(text);
        return [];
      } catch (error) {
        if (!(error instanceof ProvisionRefused)) throw error;
        return error.faults.map(({ line, path, message }) => `${line}: ${path}: ${message}`);
      }
    },
    async dump() {
      const all: Record<string, unknown[]> = {};
      for (const table of tables) all[table] = await self.rows(`SELECT * FROM ${table} ORDER BY 1`);
      return JSON.stringify(
        all,
        (_, value) => (isBytes(value) ? Buffer.from(value.data).toString('hex') : value),
        1,
      );
    },
    rows: <Row>(text: string) => database.door.read((sql) => sql.rows<Row>(text)),
    file(path, content) {
      mkdirSync(dirname(join(beside, path)), { recursive: true });
      writeFileSync(join(beside, path), content);
    },
    async exported(domain) {
      exports += 1;
      const to = join(folder, `export${exports}`);
      const { text, files } = await exportDomain(database.door, domain);
      await writeExport(to, { text, files, uploadsDir: uploads });
      return { text, folder: to };
    },
    async drop() {
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return self;
}

function isBytes(value: unknown): value is { data: number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Buffer' &&
    'data' in value
  );
}

export const word = 'a-shared-word-of-the-midterm';
export const typedSecret = 'a-typed-secret-of-enough-letters';
export const password = 'copper-meadow-violin';

/** A file in which everything occurs once. Needs the file `notes.pdf`. */
export const whole = `domains:
  - name: msu
    title: Michigan State University
    timeZone: America/Detroit
    trustLaunchUsernames: true
    journalDays: 180
    secretRules: { minLength: 12, require: [lower] }
    people:
      - { username: dora, name: Dora D., email: dora@msu.example, domainCoordinator: true }
      - { username: cora, name: Cora C., password: ${password} }
      - { username: ann, name: Ann A. }
      - { username: old, disabled: true }
    protectors:
      - name: Campus Moodle
        key: moodle-prod
        secret: ${typedSecret}
        validFrom: 2026-08-01
        validUntil: 2027-07-31
        useIdentity: { parameter: lis_person_sourcedid, fallbackParameter: ext_user_username, transform: { strip: "@msu.example" }, otherwise: stop }
        origins: ["https://moodle.msu.example"]
        originCheck: enforce
        rememberUsers: "off"
      - name: Second
    courses:
      - id: phy101
        title: Physics 101
        trustLaunchUsernames: false
        roles:
          - { username: cora, role: coordinator }
          - { username: ann, role: student, section: "001", starts: 2026-09-01, ends: 2027-01-15 }
        protectors: [ { name: Quiz tool } ]
        deepLink: { access: either }
        contents:
          - id: week1
            folder: Week 1
            deepLink:
              access: only
              protect: ["domain:Campus Moodle", "course:Quiz tool"]
              scope: folder
              others: hide
              listing: absent
              sections: { "001": { access: either } }
              users: { ann: { access: "off" } }
            contents:
              - { id: intro, page: Introduction, body: "# Welcome" }
              - { id: notes, file: Lecture notes, path: notes.pdf }
          - { id: sim, web: Simulation, url: "https://phet.example/wave" }
          - { id: midterm, page: Midterm, body: Ready?, deepLink: { protect: { key: ${word} } } }
        shortUrls:
          - week1
          - { item: intro, id: abc123, placeCheck: enforce, places: [ { protector: "domain:Campus Moodle", context: "17861", resourceLink: "17" } ] }
          - { item: sim, enabled: false, validFrom: 2026-09-01T08:00:00Z }
    recommendedLaunchers: [ { name: Campus Canvas }, { name: Exam server, lms: moodle } ]
`;

/** How many things the file makes. */
export const things = 26;

/** What was made or changed, each as `what name fields`. */
export function named(changes: readonly Change[]): string[] {
  return changes.map(({ what, name, fields = [] }) => [what, name, ...fields].join(' '));
}

/** The file with texts replaced; each must be there. */
export function changed(...changes: readonly (readonly [before: string, after: string])[]): string {
  let text = whole;
  for (const [before, after] of changes) {
    if (!text.includes(before)) throw new Error(`The file does not hold ${before}`);
    text = text.replace(before, after);
  }
  return text;
}
