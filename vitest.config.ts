import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], more: Record<string, unknown> = {}) => ({
  extends: true as const,
  test: { name, include, ...more },
});

/** Unit tests stand beside the code; what crosses rooms stands in test/. Browsers are driven by Playwright. */
export default defineConfig({
  test: {
    projects: [
      project('architecture', ['test/architecture/**/*.test.ts'], { testTimeout: 60_000 }),
      project('unit', [
        'src/**/*.test.ts',
        'build/**/*.test.ts',
        'test/run/**/*.test.ts',
        'test/hid/**/*.test.ts',
        'test/fault/**/*.test.ts',
      ]),
      project('conformance', ['test/conformance/**/*.test.ts']),
      project('integration', ['test/integration/**/*.test.ts'], { testTimeout: 30_000, hookTimeout: 30_000 }),
    ],
  },
});
