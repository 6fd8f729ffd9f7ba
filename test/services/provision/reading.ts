import { faultLine, type ProvisionFault } from '../../../src/services/provision/faults.ts';
import { PathFault } from '../../../src/services/provision/pathFiles.ts';
import type { ProvisionPlan } from '../../../src/services/provision/plan.ts';
import type { ReadProvision } from '../../../src/services/provision/readFile.ts';
import { readProvision } from '../../../src/services/provision/readFile.ts';

/** A file of these names lies beside every provision file of the tests. */
const present = ['notes.pdf', 'folder/data.txt'];

export async function read(text: string | Uint8Array): Promise<ReadProvision> {
  return readProvision({
    file: 'course.yaml',
    bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
    findFile: async (path) => {
      if (!present.includes(path)) throw new PathFault('no such file beside the provision file');
      return { path, open: () => Promise.reject(new Error('not opened in this test')) };
    },
    isCommon: (password) => password === 'correcthorsebattery',
  });
}

export async function planOf(text: string): Promise<ProvisionPlan> {
  const result = await read(text);
  if (!result.ok) throw new Error(result.faults.map(faultLine).join('\n'));
  return result.plan;
}

export async function faultsOf(text: string | Uint8Array): Promise<readonly ProvisionFault[]> {
  const result = await read(text);
  return result.ok ? [] : result.faults;
}

/** Faults as `line: path: message`. */
export async function linesOf(text: string | Uint8Array): Promise<string[]> {
  return (await faultsOf(text)).map(({ line, path, message }) => `${line}: ${path}: ${message}`);
}

/** A file without a fault, for tests that change one thing. */
export const honest = `domains:
  - name: msu
    people:
      - { username: ann, name: Ann A. }
      - { username: cora, name: Cora C., password: copper-meadow-violin }
    protectors:
      - { name: Campus Moodle, key: moodle-prod, secret: a-secret-of-enough-letters }
    courses:
      - id: phy101
        title: Physics 101
        roles:
          - { username: ann, role: student, section: "001" }
        protectors: [ { name: Quiz tool } ]
        contents:
          - id: week1
            folder: Week 1
            deepLink: { access: only, protect: ["domain:Campus Moodle"], sections: { "001": { access: either } } }
            contents:
              - { id: intro, page: Introduction, body: Welcome }
              - { id: notes, file: Notes, path: notes.pdf }
        shortUrls: [ intro, { item: week1, id: abc123 } ]
`;

/** What is replaced in the honest file, by what, and the fault that must come of it. */
export type Change = readonly [before: string, after: string, fault: string];
