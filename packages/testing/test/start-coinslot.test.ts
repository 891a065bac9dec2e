import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test as base } from 'vitest'
import { createCoinslot, memoryStorage } from '../../sdk/src/index.ts'
import { startCoinslot, type CoinslotTestServer, type TestStore } from '../src/index.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const timeout = 240_000

const test = base
  .extend('temporaryRoot', { scope: 'worker' }, tmpdir())
  .extend('coinslot', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const coinslot = await startCoinslot({ items: [{ itemId: 'gems' }] })
    onCleanup(coinslot.stop)
    return coinslot
  })
  .extend('folder', async ({ temporaryRoot }, { onCleanup }) => {
    const folder = await mkdtemp(join(temporaryRoot, 'coinslot-app-'))
    onCleanup(() => rm(folder, { recursive: true, force: true }))
    return folder
  })

function startApp({ url, appKey, signUserToken }: CoinslotTestServer, store: TestStore, player: string) {
  return createCoinslot({
    url,
    appKey,
    userToken: () => signUserToken(player),
    bridge: store.createBridge(),
    storage: memoryStorage(),
    maxRetries: 0,
    timeouts: { reportMs: 1 },
  })
}

test.for([
  ['APP_STORE', 'PAY', 'paid'],
  ['GOOGLE_PLAY', 'PAY', 'paid'],
  ['ONE_STORE', 'PAY', 'paid'],
  ['TEST_STORE', 'PAY', 'paid'],
  ['APP_STORE', 'PAY_UNREPORTED', 'paid'],
  ['GOOGLE_PLAY', 'PAY_LATER', 'pending'],
  ['APP_STORE', 'PAY_LATER', 'pending'],
  ['GOOGLE_PLAY', 'PAY_AND_REFUND', 'failed'],
  ['GOOGLE_PLAY', 'DECLINE', 'failed'],
  ['GOOGLE_PLAY', 'CANCEL', 'canceled'],
  ['GOOGLE_PLAY', 'FAIL', 'unknown'],
] as const)(
  'a purchase in %s whose sheet does %s is %s',
  { timeout },
  async ([name, behavior, status], { coinslot }) => {
    const store = coinslot.createStore(name)
    store.script(behavior)
    const app = startApp(coinslot, store, `${name}-${behavior}`)
    const result = await app.purchase('gems')
    expect(result).toMatchObject({ status, itemId: 'gems' })
    expect(store.openedSheets()).toBe(1)
    expect(await app.unconsumedPayments()).toHaveLength(status === 'paid' ? 1 : 0)
  },
)

test(
  'the next sheets follow their script, and only the given items are sold',
  { timeout },
  async ({ coinslot }) => {
    const store = coinslot.createStore('TEST_STORE', { displayPrice: '€0.99' })
    const app = startApp(coinslot, store, 'script')
    expect(await app.items()).toMatchObject([{ itemId: 'gems', displayPrice: '€0.99' }])
    store.script('CANCEL', 'DECLINE')
    for (const status of ['canceled', 'failed', 'paid']) {
      expect(await app.purchase('gems')).toMatchObject({ status })
    }
  },
)

test(
  'a store that is down leaves the purchase unknown until it recovers',
  { timeout },
  async ({ coinslot }) => {
    const { emulator } = coinslot
    const store = coinslot.createStore('GOOGLE_PLAY')
    const app = startApp(coinslot, store, 'down')
    await emulator.goDown('GOOGLE_PLAY')
    expect(await app.purchase('gems')).toMatchObject({ status: 'unknown', error: { retryable: true } })
    await emulator.recover()
    await coinslot.waitUntil(async () => {
      expect(await app.reprocess()).toMatchObject([{ status: 'paid', payment: { itemId: 'gems' } }])
    })
  },
)

test('time passes for the server and the stores together', { timeout }, async ({ coinslot }) => {
  const { clock, callServer, waitUntil, buy } = coinslot
  const { paymentId } = await buy({ userId: 'clock', itemId: 'gems', store: 'GOOGLE_PLAY' })
  const read = () =>
    callServer<{ readonly status: string; readonly paidAt: string }>(
      'query ($id: ID!) { result: payment(id: $id) { status paidAt } }',
      { id: paymentId },
    )
  const before = await clock.now()
  const after = await clock.advance(4 * 86_400_000)
  expect(after.getTime() - before.getTime()).toBeGreaterThanOrEqual(4 * 86_400_000)
  // Google Play refunds what nobody has acknowledged for three days.
  await waitUntil(async () => expect(await read()).toMatchObject({ status: 'REFUNDED' }))
  const later = await buy({ userId: 'clock', itemId: 'gems' })
  const { paidAt } = await callServer<{ readonly paidAt: string }>(
    'query ($id: ID!) { result: payment(id: $id) { paidAt } }',
    { id: later.paymentId },
  )
  expect(Date.parse(paidAt)).toBeGreaterThanOrEqual(after.getTime() - 1_000)
})

test('a server stops when the process of its tests is killed', { timeout }, async ({ folder }) => {
  const script = join(folder, 'killed.mjs')
  const module = JSON.stringify(new URL('../src/index.ts', import.meta.url).href)
  await writeFile(
    script,
    `import { startCoinslot } from ${module}
const { url } = await startCoinslot()
console.log(url)
setInterval(() => undefined, 1000)`,
  )
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const { value: url } = await createInterface(child.stdout)[Symbol.asyncIterator]().next()
  expect((await fetch(String(url).replace('/graphql', '/healthz'))).status).toBe(200)
  child.kill('SIGKILL')
  await exited
  await expect
    .poll(
      () =>
        fetch(String(url)).then(
          () => 'answers',
          () => 'is gone',
        ),
      { timeout: 20_000 },
    )
    .toBe('is gone')
})

test('a server that cannot start says why', { timeout }, async ({ folder }) => {
  await expect(startCoinslot({ serverDirectory: folder })).rejects.toThrow(
    'Set the option `serverDirectory`.',
  )
  await mkdir(join(folder, 'src'))
  await writeFile(join(folder, 'src', 'start.mjs'), `console.error('The disk is full.'); process.exit(1)`)
  await expect(startCoinslot({ serverDirectory: folder })).rejects.toThrow('The disk is full.')
})

async function runProgram(program: readonly string[], folder: string): Promise<void> {
  const [file = '', ...args] = program
  const env = { ...process.env, NODE_ENV: 'test', NODE_OPTIONS: '' }
  const child = spawn(file, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  const output = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = (await exited) as [number]
  expect(code, output.join('\n')).toBe(0)
}

/** An app with the packages as they are installed, and the programs of the page as its tests. */
async function createProject(folder: string): Promise<void> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  for (const name of ['sdk', 'testing']) {
    const source = join(root, 'packages', name)
    const target = join(folder, 'node_modules', '@coinslot', name)
    await mkdir(target, { recursive: true })
    await cp(join(source, 'package.json'), join(target, 'package.json'))
    const project = join(source, 'tsconfig.build.json')
    await runProgram([process.execPath, tsc, '--project', project, '--outDir', join(target, 'dist')], root)
  }
  await symlink(join(root, 'node_modules', 'vitest'), join(folder, 'node_modules', 'vitest'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const page = await readFile(join(root, 'docs', 'testing-your-app.md'), 'utf8')
  const programs = [...page.matchAll(/```js file=(\S+)\n([^`]+)```/g)]
  expect(programs.map(([, name]) => name)).toEqual(['app.test.js', 'game-server.test.mjs'])
  for (const [, name = '', code = ''] of programs) {
    const located = code.replace(
      'startCoinslot({',
      `startCoinslot({ serverDirectory: ${JSON.stringify(root)},`,
    )
    const complete = located.replace(
      'startCoinslot()',
      `startCoinslot({ serverDirectory: ${JSON.stringify(root)} })`,
    )
    await writeFile(join(folder, name), complete)
  }
}

test(
  'the examples of the page run with vitest and node:test, at the same time',
  { timeout },
  async ({ folder }) => {
    await createProject(folder)
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    await Promise.all([
      runProgram([process.execPath, vitest, 'run', 'app.test.js', '--root', folder], folder),
      runProgram([process.execPath, '--test', 'game-server.test.mjs'], folder),
    ])
  },
)
