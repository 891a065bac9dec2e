import { setTimeout as delay } from 'node:timers/promises'
import { decodeId } from '../../src/platform/ids.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import {
  createBuyer,
  expectField,
  requestPurchase,
  toStoreProductId,
  type Buyer,
} from '../support/purchase-client.ts'
import { spawnScript, type ChildHandle } from '../support/server-process.ts'
import { expect, serverTest, vi } from '../support/test.ts'

/** How long processes are killed while purchases go on. `KILL_SECONDS=60` is the full run. */
const killSeconds = Number(process.env['KILL_SECONDS'] ?? '8')
const processCount = 3
const userCount = 6

vi.setConfig({ testTimeout: 120_000 + killSeconds * 3_000 })

type Sale = { readonly storePurchaseId: string; readonly userId: string }

const test = serverTest.extend(
  'startGameServer',
  async ({ server, project, database, sql }, { onCleanup }) => {
    await sql`create table if not exists game_deliveries (
    key text primary key, payment_id text not null, item_id text not null, quantity int not null)`
    await sql`create table if not exists game_balances (user_id text primary key, coins int not null)`
    const running = new Set<ChildHandle>()
    onCleanup(async () => {
      await Promise.all([...running].map((child) => child.kill('SIGKILL')))
    })
    return () => {
      const child = spawnScript('test/sdk/game-server-process.ts', [], {
        GAME_DATABASE_URL: database.url,
        COINSLOT_URL: server.graphqlUrl,
        COINSLOT_SERVER_KEY: project.serverKey,
      })
      running.add(child)
      void child.exited.then(() => running.delete(child))
      return child
    }
  },
)

test('every paid payment is delivered exactly once, although game servers are killed at random', async ({
  server,
  emulator,
  sql,
  startGameServer,
}) => {
  const buyers = await Promise.all(Array.from({ length: userCount }, () => createBuyer(server)))
  const endsAt = performance.now() + killSeconds * 1_000
  const isRunning = () => performance.now() < endsAt
  const sales: Sale[] = []
  const sell = async (buyer: Buyer) => {
    while (isRunning()) sales.push(await sellOne(buyer))
  }
  let killCount = 0
  const keepAlive = async () => {
    for (let child = startGameServer(); ; child = startGameServer()) {
      await eventually(() => expect(child.output()).toContain('ready'), { timeoutMs: 60_000 })
      await delay(Math.random() * 700)
      if (!isRunning()) return child
      await child.kill('SIGKILL')
      killCount += 1
    }
  }
  const [children] = await Promise.all([
    Promise.all(Array.from({ length: processCount }, keepAlive)),
    ...buyers.map(sell),
  ])
  expect(killCount).toBeGreaterThan(2)
  // The books of the store decide what was paid, not those of the server.
  const paid = await listPaid(emulator, sales)
  expect(paid.length).toBe(sales.length)
  expect(paid.length).toBeGreaterThan(userCount)
  const transactionIds = paid.map(({ transactionId }) => transactionId)
  const rows = await eventually(
    async () => {
      const found = await sql<{ id: string; status: string }[]>`
        select id, status from payments where store_transaction_id = any(${transactionIds}::text[])`
      expect(found.length).toBe(paid.length)
      expect(found.filter(({ status }) => status !== 'COMPLETED')).toEqual([])
      return found
    },
    { timeoutMs: 90_000, intervalMs: 200 },
  )
  for (const child of children) expect(await child.kill('SIGTERM')).toMatchObject({ code: 0 })
  const deliveries = await sql<{ payment_id: string }[]>`select payment_id from game_deliveries`
  const delivered = deliveries.map(({ payment_id }) => decodeId('pay', payment_id)).toSorted()
  expect(delivered).toEqual(rows.map(({ id }) => id).toSorted())
  for (const { userId } of buyers) {
    const [balance] = await sql<
      { coins: number }[]
    >`select coins from game_balances where user_id = ${userId}`
    expect(balance?.coins ?? 0).toBe(paid.filter((sale) => sale.userId === userId).length)
  }
})

async function sellOne(buyer: Buyer): Promise<Sale> {
  const purchase = await requestPurchase(buyer)
  const { id, receipt } = await createStorePurchase(buyer.endpoint.emulator, {
    store: 'TEST_STORE',
    productId: toStoreProductId('coins_100'),
    accountToken: purchase.accountToken,
  })
  expectField(await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }), 'payment')
  return { storePurchaseId: id, userId: buyer.userId }
}

type BookedSale = { readonly id: string; readonly state: string; readonly transactionId: string }

/** The paid sales of the users in the list that the store has of all its sales. */
async function listPaid(emulator: { readonly url: string }, sales: readonly Sale[]) {
  const users = new Map(sales.map(({ storePurchaseId, userId }) => [storePurchaseId, userId]))
  const paid: { readonly transactionId: string; readonly userId: string }[] = []
  for (let after: string | null = ''; after !== null;) {
    const response = await fetch(
      `${emulator.url}/control/purchases?first=100${after === '' ? '' : `&after=${after}`}`,
    )
    const page = (await response.json()) as {
      readonly purchases: readonly BookedSale[]
      readonly hasMore: boolean
      readonly endCursor: string | null
    }
    for (const { id, state, transactionId } of page.purchases) {
      const userId = users.get(id)
      if (userId !== undefined && state === 'PAID') paid.push({ transactionId, userId })
    }
    after = page.hasMore ? page.endCursor : null
  }
  return paid
}
