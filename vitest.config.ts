import { defineConfig } from 'vitest/config';

// Reading a machine's extra certificates costs every child process time, and no test leaves 127.0.0.1.
delete process.env.NODE_EXTRA_CA_CERTS;

const fixtures = ['**/node_modules/**', '**/dist/**', '**/fixtures/**', 'tools/demo/shop/**'];
const report = process.env.TEST_REPORT;

export default defineConfig({
  test: {
    allowOnly: false,
    maxWorkers: 2,
    reporters: report === undefined ? ['default'] : ['default', ['./tools/test/report-tests.ts', { file: report }]],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: fixtures,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          exclude: fixtures,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: fixtures,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: fixtures,
          globalSetup: ['test/e2e/setup/installation.ts'],
          // Each file runs Nx in a workspace and a home folder of its own, so two may run at once.
          testTimeout: 240_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
