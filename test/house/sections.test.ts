import { expect, test } from '@jest/globals';
import { sectionPaths } from '../../src/routes/deskLines.ts';
import { appOn, brokenDoor, routesOf } from './appOn.ts';

test('the lines above the pages of coordinators lead to pages that are there', () => {
  const routes = routesOf(appOn(brokenDoor(() => new Error('not asked'))));
  const readable = new Set(
    routes.filter(({ methods }) => methods.includes('GET')).map(({ pattern }) => pattern),
  );
  expect(sectionPaths.length).toBeGreaterThan(10);
  expect(sectionPaths.filter((path) => !readable.has(path))).toEqual([]);
});
