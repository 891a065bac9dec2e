import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Tests outside src that need no database: of the documents, of the files for operators and of the runtime. */
const plain = [
  'bench/**/*.test.ts',
  'test/docs/**/*.test.ts',
  'test/deploy/files/**/*.test.ts',
  'test/runtime.test.ts',
]

/** Vite would take graphql's ES modules, Node's own resolution its CommonJS; the library wants to be there once. */
const resolve = {
  alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }],
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    teardownTimeout: 30_000,
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', '{packages,examples}/*/src/**/*.test.ts', ...plain],
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          exclude: plain,
          globalSetup: 'test/setup/global-setup.ts',
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
