// Tests are compiled by swc and run as CommonJS; packages that ship only as ES modules are compiled with them.
const esmOnly = [
  'qr',
  'nanoid',
  'koa-body',
  '@koa/.*',
  'intl-messageformat',
  '@formatjs/.*',
  'zod',
  'fast-check',
  'pure-rand',
  'markdown-it',
  '@zxcvbn-ts/.*',
];

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.[cm]?[tj]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  // What suites leave in a worker's memory makes each later one slower: a worker that has grown is begun anew.
  workerIdleMemoryLimit: '500MB',
  testSequencer: '<rootDir>/test/sequencer.cjs',
  globalSetup: '<rootDir>/test/globalSetup.ts',
  globalTeardown: '<rootDir>/test/globalTeardown.ts',
  // No measure of speed: what hangs is to end some time, also on a machine that others use.
  testTimeout: 60_000,
};
