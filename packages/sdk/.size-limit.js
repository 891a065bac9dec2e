import { readFileSync } from 'node:fs'

/** Limits in bytes after compression with Brotli, without peer dependencies. Each of the three bridges has 2,000, see `bundles.test.ts`. */
const limits = {
  '.': 8_000,
  './bridges': 4_000,
  './bridge-tests': 13_000,
  './entitlements': 1_500,
  './react': 1_000,
}
const otherEntries = 10_000

const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))

/** Every entry of the package. */
export default Object.entries(exports)
  .filter(([, target]) => typeof target === 'object')
  .map(([entry, target]) => ({
    name: entry,
    path: target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'),
    limit: `${limits[entry] ?? otherEntries} B`,
    modifyEsbuildConfig: (config) => ({ ...config, target: 'es2022', charset: 'utf8' }),
  }))
