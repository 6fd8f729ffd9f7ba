import { describe, expect, test } from '@jest/globals';
import { loadCommonPasswords } from '../../../src/crypto/commonPasswords.ts';
import { faultLine } from '../../../src/services/provision/faults.ts';
import { readProvisionFile } from '../../../src/services/provision/readFile.ts';

describe('the demonstration course', () => {
  test('is a provision file without a fault, with files that are there', async () => {
    const result = await readProvisionFile('demo/course.yaml', await loadCommonPasswords());
    expect(result.ok ? [] : result.faults.map(faultLine)).toEqual([]);
    if (!result.ok) return;
    const [course] = result.plan.domains[0]?.courses ?? [];
    expect(course?.contents.map((item) => item.id)).toEqual(['week1', 'week2', 'midterm']);
    expect(
      result.plan.domains[0]?.people.find(({ username }) => username === 'zoe')?.password,
    ).toBeUndefined();
    const items = course?.contents.flatMap((item) => (item.kind === 'folder' ? item.contents : [])) ?? [];
    for (const item of items) {
      if (item.kind !== 'file') continue;
      const handle = await item.file.open();
      expect((await handle.stat()).size).toBeGreaterThan(100);
      await handle.close();
    }
    expect(items.filter(({ kind }) => kind === 'file')).toHaveLength(3);
  });
});
