import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { uuidOf } from '../support/database-records.ts'
import { appIdOf } from '../support/operators.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect, serverTest, vi } from '../support/test.ts'
import { runCli, runCliJson } from './run-cli.ts'

/** Each test starts processes, which can take long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = serverTest.extend('run', { scope: 'file' }, ({ server, project }) => {
  const environment = { NODE_ENV: 'test', DATABASE_URL: server.databaseUrl, COINSLOT_SECRET: server.secret }
  const atApp = (args: readonly string[]) => [...args, '--app', project.appKey]
  return {
    json: <Result>(...args: string[]) => runCliJson<Result>(atApp(args), environment),
    plain: (...args: string[]) => runCli(atApp(args), environment),
  }
})

const reason = ['--reason', 'the customer asked']

test('the command line lists the purchases of a user, suspends and releases the user, exports and erases it', async ({
  server,
  records,
  run,
}) => {
  const buyer = await createBuyer(server, { as: 'server' })
  const { purchase } = await buyItem(buyer)
  expect(await run.json('purchase', 'list', '--user', buyer.userId)).toMatchObject([
    { id: purchase.id, status: 'VERIFIED' },
  ])
  expect(await run.json('purchase', 'list', '--user', buyer.userId, '--status', 'REQUESTED')).toEqual([])
  const suspended = await run.json<{ id: string }>('user', 'suspend', buyer.userId, ...reason)
  expect(suspended).toMatchObject({ userId: buyer.userId, replayed: false })
  expect(await run.json('user', 'suspend', buyer.userId, ...reason)).toMatchObject({ replayed: true })
  expect(await run.json('user', 'release', buyer.userId, ...reason)).toMatchObject({ replayed: false })
  const { stdout } = await run.plain('user', 'export', buyer.userId, ...reason)
  expect(JSON.parse(stdout)).toMatchObject({ user: { userId: buyer.userId }, purchases: [{}] })
  const erased = await run.json<{ userId: string }>('user', 'erase', buyer.userId, ...reason)
  expect(erased.userId).toMatch(/^erased:/)
  const entries = await records.auditLog(suspended.id)
  expect(entries.map(({ action }) => action)).toEqual([
    'suspendUser',
    'releaseUser',
    'exportUser',
    'eraseUser',
  ])
  expect(new Set(entries.map(({ reason: stored }) => stored))).toEqual(new Set(['the customer asked']))
  expect(await run.plain('user', 'suspend', buyer.userId, ...reason)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('USER_NOT_REGISTERED') as string,
  })
})

test('the command line shows the discrepancies of a day, ignores one and reopens it', async ({
  project,
  records,
  sql,
  run,
}) => {
  const id = await records.addDiscrepancy(project)
  await sql`
    update reconciliation_discrepancies set detected_at = '2026-11-29T12:00:00Z'
    where app_id = ${appIdOf(project)} and id = ${uuidOf(id)}`
  const listed = { day: '2026-11-29', store: 'GOOGLE_PLAY', discrepancies: 1 }
  expect(await run.json('reconciliation', 'list', '--open')).toEqual([
    expect.objectContaining({ ...listed, ignored: 0, open: 1 }),
  ])
  const show = ['reconciliation', 'show', '--day', '2026-11-29', '--store', 'google-play']
  expect(await run.json(...show)).toMatchObject([{ id, ignoredAt: null }])
  expect(await run.json('reconciliation', 'ignore', id, ...reason)).toMatchObject({
    id,
    ignoredAt: expect.any(String) as string,
  })
  expect(await run.json('reconciliation', 'list', '--open')).toEqual([])
  expect(await run.json('reconciliation', 'reopen', id, ...reason)).toMatchObject({ id, ignoredAt: null })
  const entries = await records.auditLog(id)
  expect(entries.map(({ action }) => action)).toEqual(['ignoreDiscrepancy', 'reopenDiscrepancy'])
})

test('the command line imports a file of items after a check, and says which row is wrong', async ({
  run,
  temporaryFolder,
}) => {
  const file = join(temporaryFolder, 'items.csv')
  await writeFile(file, 'itemId,name,type,GOOGLE_PLAY\ngems,Gems,CONSUMABLE,com.example.gems\n')
  const counts = { createdCount: 1, changedCount: 0, unchangedCount: 0 }
  expect(await run.json('item', 'import', file, '--dry-run')).toEqual(counts)
  const listIds = async () =>
    (await run.json<{ itemId: string }[]>('item', 'list')).map(({ itemId }) => itemId)
  expect(await listIds()).not.toContain('gems')
  expect(await run.json('item', 'import', file, ...reason)).toEqual(counts)
  expect(await listIds()).toContain('gems')
  await writeFile(file, 'itemId,name,type\ngems,,\nruby,Ruby,STONE\n')
  expect(await run.plain('item', 'import', file, ...reason)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('row 3, type') as string,
  })
  expect(await listIds()).not.toContain('ruby')
})
