import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { build } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { expect, vi } from '../support/test.ts'
import { checkTypes } from './check-types.ts'
import { packageTest as test, type InstalledPackage } from './installed-package.ts'
import { countCalls, countLines, findSnippets, listExamples, listSnippets } from './read-snippets.ts'
import { listPayments, newUserId } from './sdk-test.ts'
import { clientPrelude, preludeTypes, serverPrelude } from './snippet-preludes.ts'

/** The package is built, and installed by npm, before the first test. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const importAll = ({ entries }: InstalledPackage) =>
  entries.map((entry, index) => `import * as entry${index} from '${entry}'`).join('\n')
const listAll = ({ entries }: InstalledPackage) => entries.map((_, index) => `entry${index}`).join(', ')

test('publint finds nothing to change in the package', async ({ installed: { tarball } }) => {
  const bytes = await readFile(tarball)
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
})

test('the types of each entry resolve for every module resolution that can load ES modules', async ({
  installed: { tarball },
}) => {
  const analysis = await checkPackage(createPackageFromTarballData(await readFile(tarball)))
  expect(analysis.types).toEqual({ kind: 'included' })
  // As the profile `esm-only`: these two cannot load ES modules.
  const ignored = ['node10', 'node16-cjs']
  const problems = 'problems' in analysis ? analysis.problems : []
  const found = problems.filter(
    (problem) => !('resolutionKind' in problem) || !ignored.includes(problem.resolutionKind),
  )
  expect(found).toEqual([])
})

test('each entry names its types first, and the source of each line is in the package', async ({
  installed: { folder, manifest },
}) => {
  for (const target of Object.values(manifest.exports)) {
    if (typeof target === 'string') continue
    const conditions = Object.keys(target)
    expect([conditions[0], conditions.at(-1)]).toEqual(['types', 'default'])
    const code = await readFile(join(folder, target.default), 'utf8')
    const map = /\/\/# sourceMappingURL=(.+)/.exec(code)?.[1] ?? ''
    const mapFile = join(folder, 'dist', map)
    const { sources } = JSON.parse(await readFile(mapFile, 'utf8')) as { readonly sources: readonly string[] }
    expect(sources.length).toBeGreaterThan(0)
    for (const source of sources) expect(await readFile(join(mapFile, '..', source), 'utf8')).not.toBe('')
  }
  expect(manifest.exports['./package.json']).toBe('./package.json')
  // Metro may be configured to ignore `exports`.
  expect(manifest).toMatchObject({ main: './dist/index.js', types: './dist/index.d.ts', sideEffects: false })
})

test('the package has its license, and the operations with their hashes', async ({
  installed: { folder },
}) => {
  expect(await readFile(join(folder, 'LICENSE'), 'utf8')).toContain('Apache License')
  for (const name of ['client.graphql', 'client.json', 'server.graphql', 'server.json']) {
    expect(await readFile(join(folder, 'operations', name), 'utf8')).toMatch(/Consume(Own)?Payment/)
  }
})

test.for(['bundler', 'node16', 'nodenext'])(
  'a strict program that uses every entry is type-checked with the module resolution %s',
  async (moduleResolution, { installed }) => {
    const program = `${importAll(installed)}
import { createCoinslot, CoinslotError, memoryStorage, type PurchaseResult } from '@coinslot/sdk'
import { createFakeStore } from '@coinslot/sdk/bridges'
import { createCoinslotServer } from '@coinslot/sdk/server'

export const entries: readonly object[] = [${listAll(installed)}]
const url = 'https://pay.example.com/graphql'
const bridge = createFakeStore().createBridge()
const shop = createCoinslot({ url, appKey: 'ak_1', userToken: async () => 'token', storage: memoryStorage(), bridge })
export const explain = (result: PurchaseResult): string => {
  switch (result.status) {
    case 'paid':
      return result.payment.purchaseToken ?? 'no token'
    case 'pending':
    case 'canceled':
      return result.status
    case 'failed':
    case 'unknown':
      return result.error.playerMessage.ko
  }
}
// @ts-expect-error A result may have no payment.
export const wrong = async (): Promise<string> => (await shop.purchase('coins_100')).payment.id
const server = createCoinslotServer({ url, serverKey: 'csk_1' })
export const processor = server.processPayments(async ({ payment }) => payment.itemId.toUpperCase())
export const isRetryable = (error: unknown): boolean => error instanceof CoinslotError && error.retryable
`
    const name = `program-${moduleResolution}.ts`
    expect(await checkTypes(installed, moduleResolution, { [name]: program })).toBe('')
  },
)

test.for(['browser', 'worker'])(
  'every entry is bundled for a %s without anything of Node',
  async (condition, { installed }) => {
    const { outputFiles, metafile } = await build({
      stdin: {
        contents: `${importAll(installed)}\nconsole.log(${listAll(installed)})`,
        resolveDir: installed.project,
      },
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      conditions: [condition],
      external: Object.keys(installed.manifest.peerDependencies ?? {}),
      logLevel: 'silent',
    })
    const imports = Object.values(metafile.outputs).flatMap((output) =>
      output.imports.map(({ path }) => path),
    )
    expect(imports.filter((path) => builtinModules.includes(path.replace(/^node:/, '')))).toEqual([])
    expect(outputFiles[0]!.text).not.toMatch(/\b(?:process|Buffer)\.\w|\brequire\(|__dirname/)
  },
)

test('a purchase is made and delivered with the installed package on Node 20', async ({
  server,
  project,
  gameServer,
  installed,
}) => {
  const userId = newUserId()
  const data = {
    url: server.graphqlUrl,
    ...project,
    emulatorUrl: server.emulator.url,
    userId,
    userToken: await gameServer.signUserToken({ userId }),
  }
  const client = `${clientPrelude}
import { createCoinslot } from '@coinslot/sdk'
const shop = createCoinslot({ url, appKey, userToken, storage, bridge })
const result = await shop.purchase('coins_100')
console.log(JSON.stringify({ node: process.version, status: result.status }))`
  const bought = JSON.parse(await installed.runProgram('buy.mjs', client, data)) as object
  expect(bought).toEqual({ node: expect.stringMatching(/^v20\./), status: 'paid' })
  const game = `${serverPrelude}
import { createCoinslotServer } from '@coinslot/sdk/server'
const coinslot = createCoinslotServer({ url, serverKey })
const processor = coinslot.processPayments(({ payment }) => {
  if (payment.userId === userId) delivered.push(payment.itemId)
})
await until(async () => {
  for await (const { status } of coinslot.payments({ userId })) return status === 'COMPLETED'
})
await processor.stop()
console.log(JSON.stringify(delivered))`
  expect(JSON.parse(await installed.runProgram('deliver.mjs', game, data))).toEqual(['coins_100'])
})

test('every snippet of the documents and example of a docstring is type-checked', async ({ installed }) => {
  const snippets = [...listSnippets(), ...listExamples()]
  const files = snippets.map(({ code }, index) => [`snippet-${index}.ts`, `${code}\nexport {}\n`] as const)
  const found = await checkTypes(installed, 'nodenext', {
    'prelude.ts': preludeTypes,
    ...Object.fromEntries(files),
  })
  const names = snippets.map(({ name }, index) => `snippet-${index}.ts is ${name}`)
  expect(found, names.join('\n')).toBe('')
})

test.for(findSnippets(' createCoinslot({'))(
  'the client of $name buys as printed',
  async ({ code }, { server, project: { appKey }, gameServer, installed }) => {
    const userId = newUserId()
    const userToken = await gameServer.signUserToken({ userId })
    const data = { url: server.graphqlUrl, appKey, userToken, emulatorUrl: server.emulator.url }
    const program = `${clientPrelude}${code}\nconsole.log(JSON.stringify(result))`
    const result = JSON.parse(await installed.runProgram('client.mjs', program, data)) as object
    expect(result).toMatchObject({ status: 'paid', itemId: 'coins_100', payment: { userId } })
    expect(await listPayments(gameServer, userId)).toHaveLength(1)
  },
)

test.for(findSnippets('.processPayments('))(
  'the game server of $name delivers as printed',
  async ({ code }, { server, project: { serverKey }, gameServer, startApp, createDevice, installed }) => {
    const userId = newUserId()
    await startApp({ device: createDevice(), player: userId }).purchase('coins_100')
    const data = { url: server.graphqlUrl, serverKey, userId }
    const program = `${serverPrelude}${code}
await until(() => delivered.some(([userId]) => userId === JSON.parse(process.env.PROGRAM_DATA).userId))
await processor.stop()
console.log(JSON.stringify(delivered))
process.exit()`
    const delivered = JSON.parse(await installed.runProgram('game-server.mjs', program, data)) as unknown[][]
    expect(delivered.filter(([user]) => user === userId)).toEqual([[userId, 'coins_100', 1]])
    expect(await listPayments(gameServer, userId)).toMatchObject([{ status: 'COMPLETED' }])
  },
)

test('the README buys with three calls, and delivers with ten lines', () => {
  const inReadme = (text: string) => findSnippets(text).find(({ name }) => name.startsWith('README.md'))?.code
  expect(countCalls(inReadme(' createCoinslot({') ?? '')).toBe(3)
  expect(countLines(inReadme('.processPayments(') ?? '')).toBeLessThanOrEqual(10)
})
