import { expect, test } from '@jest/globals';
import { appOn, brokenDoor, routesOf } from './appOn.ts';
import { sourcesIn } from './sources.ts';

/** Forms with a file are read where their routes are mounted, token first; nobody else may be let past the forms' check. */
test('only one place lets routes past the check of forms, and it judges the token itself', () => {
  const callers = sourcesIn('src').filter(({ text }) => /\.(?:admit|receive)\(/.test(text));
  expect(callers.map(({ path }) => path)).toEqual(['src/routes/uploading.ts']);
});

test('addresses of forms with a file say so, and what says so reads one', () => {
  const app = appOn(brokenDoor(() => new Error('not asked')));
  const posted = routesOf(app).filter(({ methods }) => methods.includes('POST'));
  for (const { pattern } of posted) {
    // A table may also be pasted, so an import need not take files.
    if (app.isUpload(pattern)) expect(pattern).toMatch(/^\/adm\/.*\/(?:upload|import)$/);
    else expect(pattern).not.toMatch(/\/upload$/);
  }
});
