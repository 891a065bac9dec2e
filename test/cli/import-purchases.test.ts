import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createStorePurchase } from '../support/emulator-control.ts'
import { newUserId, toStoreProductId } from '../support/purchase-client.ts'
import { expect, serverTest as test, vi } from '../support/test.ts'
import { runCli } from './run-cli.ts'

/** Each test starts processes, which can take long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

test('a file of purchases is imported with its progress and found, and importing it again changes nothing', async ({
  server,
  emulator,
  project,
  temporaryFolder,
}) => {
  const productId = toStoreProductId('coins_100')
  const buy = () => createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId })
  const userId = newUserId()
  const first = await buy()
  const lines = [
    { userId, receipt: first.receipt, consumedAt: '2024-05-01T10:00:00Z' },
    { userId, receipt: (await buy()).receipt, itemId: 'coins_100' },
    { userId, receipt: { googlePlay: { productId, purchaseToken: 'no-such-token' } } },
  ]
  const file = join(temporaryFolder, 'purchases.jsonl')
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join('\n'))
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: server.databaseUrl,
    COINSLOT_SECRET: server.secret,
    IMPORT_STORE_READS_PER_SECOND: '1000',
  }
  const run = async (...options: string[]) => {
    const args = ['import-purchases', '--app', project.appKey, '--file', file, '--json', ...options]
    const { exitCode, stdout, stderr } = await runCli(args, environment)
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('imported up to line 5')])
    return { counts: JSON.parse(stdout) as unknown, stderr }
  }
  expect((await run('--compare-only')).counts).toEqual({ NOT_RECORDED: 2, REJECTED: 1 })
  const { counts, stderr } = await run()
  expect(counts).toEqual({ RECORDED: 2, REJECTED: 1 })
  expect(stderr).toContain('"line":5,"outcome":"REJECTED"')
  expect((await run()).counts).toEqual({ ALREADY_RECORDED: 2, REJECTED: 1 })
  // The order id is found as a mail contains it.
  const find = (text: string) =>
    runCli(['payment', 'find', text, '--app', project.appKey, '--json'], environment)
  const found = await find(`Order: ${first.transactionId.toLowerCase()},`)
  expect(JSON.parse(found.stdout)).toMatchObject([
    { status: 'CONSUMED', store: 'GOOGLE_PLAY', storeOrderId: first.transactionId },
  ])
  expect((await find('GPA.0000-0000-0000-00000')).stderr).toContain('PAYMENT_NOT_FOUND')
})

test('a line that is no purchase ends the import with its number', async ({
  server,
  project,
  temporaryFolder,
}) => {
  const file = join(temporaryFolder, 'wrong.jsonl')
  await writeFile(file, '{"userId": "a", "receipt": {"nowhere": {}}}\n')
  const environment = { NODE_ENV: 'test', DATABASE_URL: server.databaseUrl, COINSLOT_SECRET: server.secret }
  const args = ['import-purchases', '--app', project.appKey, '--file', file]
  const { exitCode, stderr } = await runCli(args, environment)
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('line 1: receipt')])
})
