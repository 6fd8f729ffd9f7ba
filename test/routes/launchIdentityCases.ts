import { marker } from '../hostile.ts';

export type Parameters = Readonly<Record<string, string | undefined>>;

export interface Case {
  readonly who: string;
  readonly parameters: Parameters;
  readonly identity: string;
  readonly named: string | null;
}

export const name = (username: string) => ({ lis_person_sourcedid: username });
const nobody = (who: string, username: string, named: string | null = null): Case => ({
  who,
  parameters: name(username),
  identity: 'unknown-user',
  named,
});
const known = (username: string, identity: string): Case => ({
  who: username,
  parameters: name(username),
  identity,
  named: username,
});

/** The day of the world's clock is 2025-12-17 in Detroit. */
export const notAccepted: readonly Case[] = [
  { who: 'no parameter', parameters: { lis_person_sourcedid: undefined }, identity: 'missing', named: null },
  { who: 'an empty one', parameters: name(''), identity: 'empty', named: null },
  { who: 'blanks', parameters: name('  \t'), identity: 'empty', named: null },
  { who: 'a variable', parameters: name('$User.username'), identity: 'unresolved', named: null },
  nobody('another case', 'Ann', 'Ann'),
  nobody('a blank behind', 'ann '),
  nobody('a look-alike', 'аnn', 'аnn'),
  nobody('a letter of zero width', 'an\u200bn'),
  nobody('a null character', 'ann\0'),
  nobody('full-width letters', 'ａｎｎ', 'ａｎｎ'),
  nobody('a form that normalising would change', 'ann\u0041\u030a'),
  nobody('a name without its accent', 'jose', 'jose'),
  nobody('a name whose accent stands apart', 'jose\u0301'),
  nobody('an e-mail address', 'ann@msu.example', 'ann@msu.example'),
  nobody('a wildcard', '%', '%'),
  nobody('a quote', "ann' OR '1'='1", "ann' OR '1'='1"),
  nobody('a script', marker, marker),
  nobody('a person of another domain', 'elsa', 'elsa'),
  nobody('a server administrator', 'root', 'root'),
  nobody('half a megabyte', 'x'.repeat(400_000)),
  known('disabled', 'disabled-user'),
  known('cora', 'privileged'),
  known('ina', 'privileged'),
  known('pro', 'privileged'),
  known('dora', 'privileged'),
  known('both', 'privileged'),
  known('later', 'inactive-role'),
  known('former', 'inactive-role'),
  known('guest', 'not-a-student'),
  known('elsewhere', 'not-a-student'),
];
