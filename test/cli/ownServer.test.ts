import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { asOperatorsStart } from '../../src/cli/bench/ownServer.ts';

test('what is measured is started as operators start it, so that its memory and speed are theirs', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  const { flags, env } = asOperatorsStart;
  const named = Object.entries(env).map(([name, value]) => `${name}=\${${name}:-${value}}`);
  expect(scripts.start).toBe(`export ${named.join(' ')}; exec node ${flags.join(' ')} dist/src/main.js`);
});
