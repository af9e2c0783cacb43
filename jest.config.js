/** Three levels: pure tests beside the code, component tests on real stores, end to end in a browser. */
const shared = {
  transform: {
    '^.+\\.(t|j|mj)sx?$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript', tsx: true } }, module: { type: 'commonjs' } },
    ],
  },
  // Libraries that ship ES modules only.
  transformIgnorePatterns: [
    '/node_modules/(?!(temporal-polyfill|temporal-utils|temporal-spec|jose|openid-client|oauth4webapi|altcha-lib|ical-generator|@seriousme|ical\\.js|node-ical)/)',
  ],
  setupFiles: ['temporal-polyfill/global', '<rootDir>/jest.seed.js'],
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['/dist/.*\\.test\\.js$'],
};

module.exports = {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{services,web,scripts}/**/src/**/*.test.{ts,tsx}', '<rootDir>/scripts/**/*.test.ts'],
    },
    {
      ...shared,
      displayName: 'component',
      testMatch: ['<rootDir>/services/*/test/**/*.test.ts', '<rootDir>/examples/**/*.test.ts'],
    },
    { ...shared, displayName: 'images', testMatch: ['<rootDir>/scripts/images/**/*.image.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/web/e2e/**/*.test.ts'] },
    { ...shared, displayName: 'faults', testMatch: ['<rootDir>/scripts/faults/**/*.fault.ts'] },
    { ...shared, displayName: 'chaos', testMatch: ['<rootDir>/scripts/chaos/**/*.chaos.ts'] },
  ],
  testTimeout: 60_000,
};
