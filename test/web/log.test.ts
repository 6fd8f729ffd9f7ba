import { expect, test } from '@jest/globals';
import { Secret } from '../../src/model/secret.ts';
import { type LogFields, makeLog, prettyLines } from '../../src/web/log.ts';

const prettyOf = (format: 'json' | 'pretty') =>
  format === 'json' ? undefined : prettyLines({ colorize: false });

test.each(['json', 'pretty'] as const)('nothing rides along into a line of the log (%s)', async (format) => {
  const lines: string[] = [];
  const log = makeLog({ level: 'info', pretty: await prettyOf(format), write: (line) => lines.push(line) });
  const careless: object = { person: { username: 'ann' }, secret: new Secret('s3cret'), list: ['ann'] };
  log.info('request', { status: 200, route: '/x', ...(careless as LogFields) });
  log.debug('below the level');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('200');
  for (const word of ['ann', 's3cret', 'hostname', 'pid']) expect(lines[0]).not.toContain(word);
});

test('a value cannot begin a line of its own', async () => {
  const lines: string[] = [];
  for (const format of ['json', 'pretty'] as const) {
    makeLog({ level: 'info', pretty: await prettyOf(format), write: (line) => lines.push(line) }).info('x', {
      route: '/a\nFORGED line',
    });
  }
  for (const line of lines) expect(line.trimEnd().split('\n')).toHaveLength(1);
});

test('a line says when it was written, also where the clock stands still or goes back', () => {
  const lines: string[] = [];
  const moments = [1_763_000_000_000, 1_763_000_000_000, 1_763_000_000_001, 1_762_999_999_999];
  let at = 0;
  const log = makeLog({ level: 'info', write: (line) => lines.push(line), now: () => at });
  for (at of moments) log.info('x');
  expect(lines.map((line) => Date.parse(JSON.parse(line).time))).toEqual(moments);
});
