import { build } from 'esbuild'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, vi } from '../support/test.ts'
import { packageTest } from './installed-package.ts'
import { newUserId } from './sdk-test.ts'

/**
 * Platforms that are too big for dependencies of this repository: npm installs them when `SDK_PLATFORMS=true` asks for these tests. The
 * documentation of the SDK names the versions.
 */
const isRequested = process.env['SDK_PLATFORMS'] === 'true'
const packages = [
  'deno@2.9.6',
  'bun@1.4.5',
  'miniflare@4.20260426.0',
  'metro@0.84.6',
  'jest@30.5.2',
  '@babel/plugin-transform-modules-commonjs@7',
]

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const run = promisify(execFile)

const platformTest = packageTest
  .extend('platforms', { scope: 'file' }, async ({ installed: { project, tarball } }) => {
    const options = ['--no-audit', '--no-fund', '--no-save', '--legacy-peer-deps', '--prefer-offline']
    await run('npm', ['install', ...options, tarball, ...packages], { cwd: project })
    // Scripts of packages do not run by themselves; this one copies the program for this machine.
    await run('node', ['install.js'], { cwd: join(project, 'node_modules', 'bun') })
    return {
      project,
      write: async (name: string, code: string) => {
        const file = join(project, name)
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, code)
        return file
      },
      /** The last line that the program printed. */
      execute: async (program: string, parameters: readonly string[], data: object) => {
        const file = program === 'node' ? program : join(project, 'node_modules', '.bin', program)
        const env = { PATH: process.env['PATH'] ?? '', HOME: project, PROGRAM_DATA: JSON.stringify(data) }
        const { stdout } = await run(file, parameters, { env, cwd: project, timeout: 120_000 })
        return stdout.trim().split('\n').at(-1) ?? ''
      },
    }
  })
  .extend('data', ({ server, project: { appKey, serverKey, userTokenSecret } }) => ({
    ...{ appKey, serverKey, userTokenSecret },
    url: server.graphqlUrl,
    emulatorUrl: server.emulator.url,
    userId: newUserId(),
  }))

const test = platformTest.runIf(isRequested)

const bought = { status: 'paid', itemId: 'coins_100', consumed: 'CONSUMED', completed: 'COMPLETED' }

/** Buys as an app, and delivers as a game server. */
const buyAndDeliver = `
import { createCoinslot, memoryStorage } from '@coinslot/sdk'
import { createFakeStore, openIap } from '@coinslot/sdk/bridges'
import { createCoinslotServer } from '@coinslot/sdk/server'

export async function buyAndDeliver({ url, emulatorUrl, appKey, serverKey, userTokenSecret, userId }) {
  const game = createCoinslotServer({ url, serverKey, appKey, userTokenSigner: { secret: userTokenSecret } })
  const userToken = () => game.signUserToken({ userId })
  const sell = async (sale) => {
    const body = JSON.stringify({ store: 'TEST_STORE', ...sale })
    const headers = { 'content-type': 'application/json' }
    return (await fetch(emulatorUrl + '/control/purchases', { method: 'POST', headers, body })).json()
  }
  const bridge = createFakeStore({ sell }).createBridge()
  const shop = createCoinslot({ url, appKey, userToken, storage: memoryStorage(), bridge })
  const { status, payment } = await shop.purchase('coins_100')
  const { id: paymentId, purchaseToken, itemId } = payment
  const consumed = (await game.consume({ paymentId, purchaseToken })).payment.status
  const completed = (await game.complete({ paymentId })).payment.status
  if (typeof openIap !== 'function') throw new Error('The bridges are missing.')
  return { status, itemId, consumed, completed }
}
`
const printed = `${buyAndDeliver}
buyAndDeliver(JSON.parse(process.env.PROGRAM_DATA)).then((result) => console.log(JSON.stringify(result)))
`

test.for([
  ['Deno', 'deno', ['run', '--allow-all', 'bought.mjs']],
  ['Bun', 'bun', ['bought.mjs']],
] as const)(
  'a purchase is made and delivered on %s',
  async ([, program, parameters], { platforms, data }) => {
    await platforms.write('bought.mjs', printed)
    const output = await platforms.execute(program, parameters, data)
    expect(JSON.parse(output)).toEqual(bought)
  },
)

test('a purchase is made and delivered in a worker', async ({ platforms, data }) => {
  const { outputFiles } = await build({
    stdin: {
      contents: `${buyAndDeliver}
export default { fetch: async (_request, { data }) => Response.json(await buyAndDeliver(data)) }`,
      resolveDir: platforms.project,
    },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd', 'worker'],
  })
  await platforms.write('worker/worker.mjs', outputFiles[0]!.text)
  await platforms.write(
    'run-worker.mjs',
    `import { Miniflare } from 'miniflare'
const worker = new Miniflare({
  modules: true,
  scriptPath: 'worker/worker.mjs',
  compatibilityDate: '2026-04-01',
  bindings: { data: JSON.parse(process.env.PROGRAM_DATA) },
})
const response = await worker.dispatchFetch('http://worker.test/')
console.log(await response.text())
await worker.dispose()`,
  )
  const output = await platforms.execute('node', ['run-worker.mjs'], data)
  expect(JSON.parse(output)).toEqual(bought)
})

test('a purchase is made and delivered with a bundle of Metro', async ({ platforms, data }) => {
  await platforms.write('metro/index.js', printed)
  await platforms.write(
    'bundle.cjs',
    `const Metro = require('metro')
Metro.loadConfig({ cwd: __dirname }, {
  projectRoot: __dirname,
  resolver: { unstable_conditionNames: ['require', 'react-native'] },
  transformer: { getTransformOptions: async () => ({ transform: { experimentalImportSupport: true } }) },
})
  .then((config) => Metro.runBuild(config, { entry: 'metro/index.js', out: 'metro/bundle.js', platform: 'android', dev: false }))
  .then(() => process.exit(0))`,
  )
  await platforms.execute('node', ['bundle.cjs'], data)
  await platforms.write('metro/package.json', '{ "type": "commonjs" }')
  const output = await platforms.execute('node', ['metro/bundle.js'], data)
  expect(JSON.parse(output)).toEqual(bought)
})

test.for([
  ['by Babel', '{ "plugins": ["@babel/plugin-transform-modules-commonjs"] }', []],
  ['as ES modules', '{}', ['--experimental-vm-modules']],
] as const)(
  'a purchase is made and delivered in a test of Jest that loads the SDK %s',
  async ([, babel, nodeOptions], { platforms, data }) => {
    const isEsm = nodeOptions.length > 0
    await platforms.write('babel.config.json', babel)
    await platforms.write(
      'jest.config.json',
      JSON.stringify({
        testMatch: ['**/*.jest.js'],
        ...(isEsm ? { transform: {} } : { transformIgnorePatterns: [] }),
      }),
    )
    await platforms.write(
      'jest/purchase.jest.js',
      `${buyAndDeliver}
test('buys', async () => {
  expect(await buyAndDeliver(JSON.parse(process.env.PROGRAM_DATA))).toEqual(${JSON.stringify(bought)})
}, 60000)`,
    )
    const jest = join('node_modules', 'jest', 'bin', 'jest.js')
    const output = await platforms.execute('node', [...nodeOptions, jest, '--json'], data)
    expect(JSON.parse(output)).toMatchObject({ numPassedTests: 1, numFailedTests: 0 })
  },
)
