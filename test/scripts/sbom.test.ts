import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { textOf } from '../house/sources.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string }[];
  readonly licenses?: readonly unknown[];
}

interface Bill {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: { readonly name: string; readonly type: string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
}

describe('the bill of materials', () => {
  test('names every package that a server runs with, and no other, without asking the network', () => {
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      npm_config_registry: 'http://127.0.0.1:1/',
    };
    const script = join(process.cwd(), 'scripts/sbom');
    const text = execFileSync(script, { cwd: tmpdir(), env, encoding: 'utf8', maxBuffer: 2 ** 24 });
    const bill = JSON.parse(text) as Bill;
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: expect.stringMatching(/^1\./),
      metadata: { component: { name: 'tinygate', type: 'application' } },
    });
    const lock = JSON.parse(textOf('package-lock.json')) as Lock;
    const wanted = Object.entries(lock.packages)
      .filter(([path, { dev }]) => path !== '' && dev !== true)
      .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`);
    const named = bill.components.map(({ name, version }) => `${name}@${version}`);
    expect(named.sort()).toEqual([...new Set(wanted)].sort());
    expect(named.length).toBeGreaterThan(100);
    for (const { name } of bill.components.filter(({ hashes, licenses }) => !hashes?.length || !licenses))
      throw new Error(`${name} has no hash or no licence.`);
    const known = new Set(bill.components.map((component) => component['bom-ref']));
    const unknown = bill.dependencies.flatMap(({ dependsOn }) => dependsOn.filter((one) => !known.has(one)));
    expect(unknown).toEqual([]);
  }, 60_000);
});
