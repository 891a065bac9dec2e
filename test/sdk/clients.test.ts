import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runCliJson } from '../cli/run-cli.ts'
import { findDebianFile, findProgram } from '../setup/find-program.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { expect, vi } from '../support/test.ts'
import { testSecret } from '../support/test-server.ts'
import { listPayments, newUserId, sdkTest as test } from './sdk-test.ts'

const run = promisify(execFile)

/** Compilers may have to be installed first. */
vi.setConfig({ testTimeout: 240_000 })

const sdk = join(repositoryRoot, 'packages', 'sdk')
const manifestOf = (entry: 'client' | 'server') => join(sdk, 'operations', `${entry}.json`)

/** The only code block of a recipe in a language. */
function readRecipe(page: string, language: string): string {
  const text = readFileSync(join(repositoryRoot, 'docs', 'clients', page), 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter(([, tag]) => tag === language)
  expect(blocks).toHaveLength(1)
  return blocks[0]?.[2] ?? ''
}

test('an app whose AppKey accepts only persisted operations makes a whole purchase after the manifest is pushed', async ({
  server,
  database,
  startApp,
  createDevice,
}) => {
  const project = await server.addProject({ operationsPolicy: 'PERSISTED_ONLY', consumeModel: 'BUILT_IN' })
  await connectEmulator(server, project)
  const player = newUserId()
  const app = startApp({ device: createDevice(), player, project })
  expect(await app.purchase('coins_100')).toMatchObject({
    status: 'failed',
    error: { serverCode: 'PERSISTED_OPERATION_NOT_FOUND' },
  })
  const environment = { NODE_ENV: 'test', DATABASE_URL: database.url, COINSLOT_SECRET: testSecret }
  const push = ['operations', 'push', '--app', project.appKey, manifestOf('client')]
  expect(await runCliJson<unknown[]>(push, environment)).not.toHaveLength(0)
  expect((await app.items()).length).toBe(3)
  const result = await app.purchase('coins_100')
  if (result.status !== 'paid') throw new Error(JSON.stringify(result))
  expect(await app.unconsumedPayments()).toEqual([result.payment])
  expect(await app.consume(result.payment)).toMatchObject({ status: 'consumed' })
  expect(await app.reprocess()).toEqual([])
})

test('the game server in Python delivers a payment once, although its first attempt failed', async ({
  server,
  project,
  gameServer,
  startApp,
  createDevice,
  temporaryFolder,
}) => {
  const python = await findProgram({ names: ['python3'], debianPackage: 'python3' })
  const player = newUserId()
  await startApp({ device: createDevice(), player }).purchase('coins_100')
  const file = join(temporaryFolder, 'game_server.py')
  await writeFile(
    file,
    `${readRecipe('python.md', 'python')}
import sys
granted, attempts = {}, []
def grant_once(key, user_id, item_id, quantity):
    attempts.append(key)
    if len(attempts) == 1:
        raise RuntimeError("The database is gone.")
    granted.setdefault(key, [user_id, item_id, quantity])
coinslot = Coinslot(*sys.argv[1:])
for _ in range(3):
    try:
        deliver_all(coinslot, grant_once)
    except RuntimeError:
        pass
print(json.dumps(list(granted.values())))
`,
  )
  const { stdout } = await run(python, [file, server.graphqlUrl, project.serverKey, manifestOf('server')])
  const granted = JSON.parse(stdout) as unknown[][]
  expect(granted.filter(([user]) => user === player)).toEqual([[player, 'coins_100', 1]])
  expect(await listPayments(gameServer, player)).toMatchObject([{ status: 'COMPLETED' }])
})

test('the generated client for Unity compiles, and makes one purchase although responses are lost', async ({
  server,
  project,
  gameServer,
  admin,
  temporaryFolder,
  skip,
}) => {
  const compiler = await findDebianFile('/usr/bin/mcs', 'mono-mcs')
  const json = await findDebianFile(
    '/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll',
    'libnewtonsoft-json5.0-cil',
  )
  if (compiler === null || json === null) return skip('It needs the packages of Debian, and root.')
  const userId = newUserId()
  const program = join(temporaryFolder, 'purchase.exe')
  const sources = [
    join(repositoryRoot, 'docs', 'clients', 'unity', 'CoinslotClient.cs'),
    ...globSync(join(repositoryRoot, 'test', 'sdk', 'unity', '*.cs')),
  ]
  // Unity 2021 and newer know C# 9; this compiler knows 7.
  const options = ['-langversion:7', '-warn:4', '-warnaserror', `-r:${json}`, `-out:${program}`]
  await run(compiler, [...options, ...sources])
  const userToken = await gameServer.signUserToken({ userId })
  const { graphqlUrl, emulator } = server
  const { stdout } = await run('/usr/bin/mono', [
    program,
    graphqlUrl,
    project.appKey,
    userToken,
    emulator.url,
  ])
  expect(JSON.parse(stdout)).toEqual({
    itemId: 'coins_100',
    status: 'PAID',
    paidAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    amount: expect.stringMatching(/^\d+/),
    quantity: 1,
    unconsumed: 1,
    isOwed: true,
    refused: 'BAD_USER_INPUT',
  })
  expect(await listPayments(gameServer, userId)).toHaveLength(1)
  const { purchases } = await admin.query(
    'query ($id: String!) { purchases(filter: { userId: $id }) { nodes { id } } }',
    { id: userId },
  )
  expect(purchases.nodes).toHaveLength(1)
})
