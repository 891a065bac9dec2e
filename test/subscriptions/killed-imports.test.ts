import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import type { DevApp } from '../../src/development/dev-app.ts'
import { enqueueDueSubscriptions } from '../../src/domain/subscription/enqueue-due-subscriptions.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { runCliJson } from '../cli/run-cli.ts'
import type { ApiClient } from '../support/api.ts'
import { terminateBlocked, waitForBlocked } from '../support/blocked-backends.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { clearFaults, injectFault } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { createServerClient, toStoreProductId } from '../support/purchase-client.ts'
import {
  repositoryRoot,
  spawnScript,
  startServerProcess,
  type ChildHandle,
  type ServerProcess,
} from '../support/server-process.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { testSecret, type TestServer } from '../support/test-server.ts'
import { vi } from '../support/test.ts'
import {
  createSubscriptionItems,
  expect,
  subscribeAtStore,
  subscriptionTest,
} from './subscription-fixture.ts'

/** Each test starts processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

/** Half of them read subscriptions. */
const readersForAll = 16

type Project = { readonly project: DevApp; readonly appId: string }

/** The server of this process only prepares, and runs no jobs; those that import and read are killed. */
const test = subscriptionTest
  .extend('serverOptions', { scope: 'file' }, { notifications: false })
  .extend('environment', { scope: 'file' }, ({ database }) => ({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    COINSLOT_SECRET: testSecret,
  }))
  .extend('startServer', ({ environment }, { onCleanup }) => {
    const started: ServerProcess[] = []
    onCleanup(async () => {
      await Promise.all(started.map((each) => each.kill('SIGKILL')))
    })
    return async (jobs: number) => {
      const process = await startServerProcess({
        ...environment,
        JOB_CONCURRENCY: String(jobs),
        JOB_RECOVERY_INTERVAL_MS: '100',
        STORE_TIMEOUT_MS: '60000',
      })
      started.push(process)
      return process
    }
  })
  .extend('projects', async ({ server }) => ({
    interrupted: await addProject(server),
    undisturbed: await addProject(server),
  }))

/** A project that sells the subscriptions, for one test. */
async function addProject(server: TestServer): Promise<Project> {
  const project = await server.addProject({})
  await connectEmulator(server, project)
  await createSubscriptionItems(createServerClient(server, project))
  return { project, appId: decodeId('ak', project.appKey) ?? '' }
}

/** A file of subscriptions at all three stores, of users who are not registered. */
async function writeRows({ emulator }: TestServer): Promise<string> {
  const rows = [['userId', 'store', 'key', 'productId', 'accessUntil']]
  for (const store of ['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const) {
    for (const itemId of ['vip', 'monthly_coins']) {
      const { token } = await subscribeAtStore(emulator, { store, itemId, customer: randomUUID() })
      rows.push([`${store} ${itemId}`, store, token, toStoreProductId(itemId), ''])
    }
  }
  rows.push([
    'forgotten',
    'GOOGLE_PLAY',
    `gone-${randomUUID()}`,
    toStoreProductId('vip'),
    '2024-05-06T07:08:09Z',
  ])
  return rows.map((cells) => cells.join(',')).join('\n')
}

/** Everything that an import and the readings after it record, without ids and without the times at which it was done. */
async function readEnd(sql: Sql, { appId }: Project) {
  const chains = await sql`
    select u.external_id as user, s.store, s.environment, s.status, s.source, s.store_product_id, s.will_renew, s.cancel_reason,
           extract(epoch from s.access_until)::bigint::text as until, s.is_stale, s.next_check_at is null as is_final, i.external_id as item,
           (select count(*)::int from subscription_tokens t where t.app_id = s.app_id and t.subscription_id = s.id) as tokens,
           (select json_agg(json_build_array(p.status, p.period_kind, p.consumable, p.store_transaction_id)
             order by p.store_transaction_id) from payments p where p.app_id = s.app_id and p.subscription_id = s.id) as payments
    from subscriptions s join users u on u.app_id = s.app_id and u.id = s.user_id
    left join items i on i.app_id = s.app_id and i.id = s.item_id
    where s.app_id = ${appId} order by u.external_id, s.store_product_id, s.id`
  const audited =
    await sql`select action, changes from audit_log where app_id = ${appId} and action = 'importSubscriptions'`
  const [counted] = await sql`select count(*)::int as users from users where app_id = ${appId}`
  return { chains: [...chains], audited: [...audited], counted }
}

const countChains = async (sql: Sql, { appId }: Project): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from subscriptions where app_id = ${appId}`
  return row?.count ?? 0
}

/** Locks a table, waits until the work is stopped by it, and kills the process that does the work. */
async function killAtLock(
  sql: Sql,
  mode: 'audit_log in share row exclusive mode' | 'users in share mode',
  work: () => Pick<ChildHandle, 'kill'>,
): Promise<void> {
  await sql.begin(async (holder) => {
    await holder.unsafe(`lock table ${mode}`)
    const working = work()
    await waitForBlocked(sql, 1)
    await working.kill('SIGKILL')
    await terminateBlocked(sql)
  })
}

type Kill = {
  readonly sql: Sql
  readonly importing: ServerProcess
  readonly project: Project
  readonly call: (client: ApiClient) => Promise<unknown>
}

/** All rows are inserted, and the entry of the audit log, which ends the transaction, is not. */
async function killBeforeCommit({ sql, importing, project, call }: Kill): Promise<void> {
  let result: Promise<PromiseSettledResult<unknown>[]> = Promise.resolve([])
  await killAtLock(sql, 'audit_log in share row exclusive mode', () => {
    result = Promise.allSettled([call(createServerClient({ ...importing, project: project.project }))])
    return importing
  })
  expect(await result).toMatchObject([{ status: 'rejected' }])
  expect(await countChains(sql, project)).toBe(0)
}

/** The import is recorded, and its answer does not arrive. */
async function killBeforeAnswer({ sql, importing, project, call }: Kill): Promise<void> {
  const proxy = await startTcpProxy(Number(new URL(importing.graphqlUrl).port), async () => {
    await importing.kill('SIGKILL')
    return 'cut' as const
  })
  const graphqlUrl = `http://127.0.0.1:${proxy.port}/graphql`
  const client = createServerClient({ ...importing, graphqlUrl, project: project.project })
  await expect(call(client)).rejects.toThrow()
  await proxy.close()
  expect(await countChains(sql, project)).toBeGreaterThan(0)
}

const kills = [
  ['before it has recorded everything', killBeforeCommit, { createdCount: 7, unchangedCount: 0 }],
  ['before its answer has arrived', killBeforeAnswer, { createdCount: 0, unchangedCount: 7 }],
] as const

test.for(kills)(
  'I8: an import by a server that is killed %s ends, after the restart and the same call, as one that is not',
  async ([, kill, counts], { server, sql, projects: { interrupted, undisturbed }, startServer }) => {
    const csv = await writeRows(server)
    const call = (client: ApiClient) => client.mutate('importSubscriptions', { csv, registerUsers: true })
    await kill({ sql, importing: await startServer(0), project: interrupted, call })
    const restarted = await startServer(0)
    const clientOf = ({ project }: Project) => createServerClient({ ...restarted, project })
    expect(await call(clientOf(interrupted))).toMatchObject({ ...counts, errorCount: 0, problem: null })
    expect(await call(clientOf(undisturbed))).toMatchObject({ createdCount: 7, problem: null })
    const end = await readEnd(sql, interrupted)
    expect(end).toEqual(await readEnd(sql, undisturbed))
    expect(end.audited).toHaveLength(1)
    // A third call finds nothing to do in either.
    for (const each of [interrupted, undisturbed]) {
      expect(await call(clientOf(each))).toMatchObject({ createdCount: 0, unchangedCount: 7, problem: null })
    }
    expect(await readEnd(sql, interrupted)).toEqual(end)
  },
)

test('I8: a server that is killed while the stores answer leaves the imported subscriptions to the next one', async ({
  server,
  services,
  sql,
  projects: { interrupted, undisturbed },
  startServer,
}) => {
  const { emulator } = server
  const csv = await writeRows(server)
  const load = async ({ project }: Project) => {
    const client = createServerClient(server, project)
    expect(await client.mutate('importSubscriptions', { csv, registerUsers: true })).toMatchObject({
      createdCount: 7,
    })
  }
  const endpoints = [
    ['GOOGLE_PLAY', 'purchases.subscriptionsv2.get'],
    ['APP_STORE', 'getAllSubscriptionStatuses'],
    ['ONE_STORE', 'getSubscriptionDetail'],
  ] as const
  // Only what this test imports is due.
  await sql`update subscriptions set next_check_at = null`
  await load(interrupted)
  const reading = await startServer(readersForAll)
  for (const [store, endpoint] of endpoints) {
    await injectFault(emulator, { store, endpoint, phase: 'AFTER', delayMs: 50_000 })
  }
  await enqueueDueSubscriptions(services)
  const selectReading = () => sql`
    select from sales where app_id = ${interrupted.appId} and read_version > applied_version`
  await eventually(async () => expect(await selectReading()).toHaveLength(7), { timeoutMs: 60_000 })
  await reading.kill('SIGKILL')
  await clearFaults(emulator)
  const before = await readEnd(sql, interrupted)
  expect(before.chains.filter(({ source }) => source === 'STORE')).toEqual([])

  await startServer(readersForAll)
  await load(undisturbed)
  await enqueueDueSubscriptions(services)
  const expectRead = async (project: Project) => {
    const { chains } = await readEnd(sql, project)
    expect(chains.filter(({ source }) => source === 'STORE')).toHaveLength(6)
    expect(chains.filter(({ is_final: isFinal }) => isFinal)).toHaveLength(1)
  }
  for (const each of [interrupted, undisturbed]) {
    await eventually(() => expectRead(each), { timeoutMs: 60_000 })
  }
  expect(await readEnd(sql, interrupted)).toEqual(await readEnd(sql, undisturbed))
})

test('I8: the command line that is killed in the second part of a file has imported the first, and the same command completes it', async ({
  temporaryFolder,
  environment,
  server,
  sql,
  projects: { interrupted, undisturbed },
}) => {
  const file = join(temporaryFolder, 'subscriptions.csv')
  const rows = Array.from({ length: 1_002 }, (_, index) =>
    [index < 1_000 ? 'first' : 'second', 'GOOGLE_PLAY', `token-${index}-${randomUUID()}`].join(','),
  )
  await writeFile(file, ['userId,store,key', ...rows].join('\n'))
  const argsOf = ({ project }: Project) => [
    ...['subscription', 'import', file, '--app', project.appKey],
    '--register-users',
  ]
  for (const { project } of [interrupted, undisturbed]) {
    await createServerClient(server, project).mutate('registerUser', { userId: 'first' })
  }
  const script = join(repositoryRoot, 'src/cli/coinslot.mjs')
  // Only the second part registers a user.
  await killAtLock(sql, 'users in share mode', () => spawnScript(script, argsOf(interrupted), environment))
  expect(await countChains(sql, interrupted)).toBe(1_000)

  expect(await runCliJson(argsOf(interrupted), environment)).toMatchObject({
    createdCount: 2,
    unchangedCount: 1_000,
  })
  expect(await runCliJson(argsOf(undisturbed), environment)).toMatchObject({ createdCount: 1_002 })
  expect(await runCliJson(argsOf(interrupted), environment)).toMatchObject({ unchangedCount: 1_002 })
  const summarize = async (project: Project) => {
    const { chains, audited, counted } = await readEnd(sql, project)
    const kinds = new Set(chains.map((chain) => JSON.stringify(chain)))
    return { count: chains.length, kinds: [...kinds], audited, counted }
  }
  const end = await summarize(interrupted)
  expect(end).toEqual(await summarize(undisturbed))
  expect(end).toMatchObject({ count: 1_002, counted: { users: 2 } })
  expect(end.audited).toHaveLength(2)
})
