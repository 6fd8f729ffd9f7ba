import type { Parameter } from './reference5849.ts';

const thousand = Array.from({ length: 1000 }, (_, at): Parameter => [`n${(at * 7919) % 1000}`, `v ${at}`]);

/** Forms on which signers are known to disagree; no name occurs twice, so that any signer can be asked. */
export const oddForms: readonly (readonly [string, readonly Parameter[]])[] = [
  [
    'names that begin alike',
    [
      ['a1', ''],
      ['a', ''],
      ['a-', 'x'],
      ['a.', 'y'],
      ['a_', 'z'],
      ['a b', 'c'],
      ['a=', 'd'],
    ],
  ],
  [
    'names of signs',
    [
      ['=', '='],
      ['&', '&'],
      ['%', '%'],
      ['+', '+'],
      ['a[b]', 'c'],
      ['a[]', 'd'],
    ],
  ],
  [
    'blanks',
    [
      ['a', ''],
      ['b', ' '],
      ['c', '  x  '],
      ['', 'no name'],
      [' ', ''],
    ],
  ],
  [
    'CR LF',
    [
      ['a', 'x\r\ny'],
      ['b', '\r\n'],
      ['c', '\n'],
      ['d', '\r'],
      ['e\r\n', 'f'],
    ],
  ],
  [
    'plus',
    [
      ['a', '1+1=2'],
      ['b+c', '+'],
    ],
  ],
  [
    'percent',
    [
      ['a', '100%'],
      ['b', '%20'],
      ['c', '%2520'],
      ['d%41', '%zz'],
    ],
  ],
  [
    'tilde, star, apostrophe, brackets',
    [
      ['~*', "~*'()!"],
      ["it's", '(*)'],
    ],
  ],
  [
    'accents',
    [
      ['prénom', 'Éloïse'],
      ['nfd', 'e\u0301'],
      ['nfc', '\u00e9'],
    ],
  ],
  ['Hebrew', [['שם', 'שלום עולם']]],
  ['Chinese', [['名', '机器学习']]],
  [
    'emoji',
    [
      ['😀', '👩‍👩‍👧‍👦'],
      ['flag', '🇺🇸'],
    ],
  ],
  [
    'beyond and below the basic plane, sorted by bytes',
    [
      ['\uff5e', '1'],
      ['😀', '2'],
      ['z', '3'],
      ['é', '4'],
    ],
  ],
  [
    'controls',
    [
      ['a', '\0\x01\x7f'],
      ['\0', 'x'],
    ],
  ],
  [
    'numbers as names',
    [
      ['10', 'a'],
      ['9', 'b'],
      ['0', 'c'],
      ['-1', 'd'],
    ],
  ],
  [
    'names of every object',
    [
      ['constructor', 'a'],
      ['toString', 'b'],
      ['hasOwnProperty', 'c'],
    ],
  ],
  ['a thousand pairs', thousand],
];

export const repeats: readonly Parameter[] = [
  ['a', '2'],
  ['b', 'x'],
  ['a', '10'],
  ['a', ''],
  ['a', 'é'],
  ['a', '2'],
  ['__proto__', 'y'],
  ['__proto__', 'x'],
];
