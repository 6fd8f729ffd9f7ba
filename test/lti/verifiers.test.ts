import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lti11 } from '../../src/lti/lti11/verifier.ts';
import { verifierFor, verifiers } from '../../src/lti/verifiers.ts';
import { parsePairs } from '../../src/model/pairs.ts';

describe('versions of the protocol', () => {
  test('every version is asked, each under a name of its own', () => {
    expect(verifiers.map(({ version }) => version)).toEqual(['1.1']);
  });

  test.each(['oauth_nonce=1', 'lti_version=LTI-1p0', '', 'id_token=x&state=y'])(
    '%j is judged by somebody, so that it gets a refusal and not a fault',
    (form) => {
      expect(verifierFor(parsePairs(Buffer.from(form), '').pairs)).toBe(lti11);
    },
  );

  test('nobody outside lti/ declares a launch signed or verified by a cast', () => {
    const source = join(__dirname, '../../src');
    const casts = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('lti/'))
      .filter((file) =>
        /\bas (?:unknown as )?(?:SignedLaunch|VerifiedLaunch)\b/.test(
          readFileSync(join(source, file), 'utf8'),
        ),
      );
    expect(casts).toEqual([]);
  });
});
