import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import type { DevFile } from '../../src/development/data-dir.ts'
import { baseTest } from '../support/base-test.ts'
import { eventually } from '../support/eventually.ts'
import { postGraphql, serverKeyHeaders } from '../support/graphql-client.ts'
import { spawnServer, waitForOutput } from '../support/server-process.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** A development server, as `npm start` starts it. */
const test = baseTest.extend('dev', { scope: 'file' }, async ({ temporaryFolder }, { onCleanup }) => {
  const child = spawnServer({ COINSLOT_DATA_DIR: temporaryFolder, PORT: '0', EMULATOR_PORT: '0' })
  onCleanup(async () => {
    await child.kill('SIGTERM')
  })
  await waitForOutput(child, /Ctrl-C stops everything/)
  return JSON.parse(await readFile(join(temporaryFolder, 'dev.json'), 'utf8')) as DevFile
})

type Purchase = { readonly id: string; readonly orderId: string; readonly transactionId: string }

/** Buys something as the page of the emulator does, with the account token that it suggests. */
async function buyOnPage({ emulatorUrl }: DevFile, accountToken: string): Promise<Purchase> {
  const bought = await fetch(`${emulatorUrl}/control/purchases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      store: 'GOOGLE_PLAY',
      productId: 'com.example.arcade.coins_500',
      outcome: 'PAID',
      accountToken,
    }),
  })
  const { id } = (await bought.json()) as Purchase
  return (await (await fetch(`${emulatorUrl}/control/purchases/${id}`)).json()) as Purchase
}

const query = `query ($filter: PaymentFilter) {
  payments(filter: $filter) { nodes { storeOrderId storePageUrl user { userId } item { itemId } } }
}`

test('a purchase on the page of the store emulator becomes a payment, and the pages lead to each other', async ({
  dev,
}) => {
  const page = await (await fetch(dev.emulatorUrl)).text()
  expect(page).toContain(`data-payments-url="${dev.consoleUrl}/payments?app=${dev.appKey}"`)
  const accountToken = /name="accountToken"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? ''
  const purchases = [await buyOnPage(dev, accountToken), await buyOnPage(dev, accountToken)]
  for (const { orderId, transactionId } of purchases) {
    const isPaid = async () => {
      const filter = { storeOrderId: orderId }
      const { data } = await postGraphql(dev.graphqlUrl, serverKeyHeaders(dev), query, { filter })
      const payment = {
        storeOrderId: orderId,
        storePageUrl: `${dev.emulatorUrl}/?transaction=${transactionId}`,
        user: { userId: 'example-player' },
        item: { itemId: 'coins_500' },
      }
      expect(data).toEqual({ payments: { nodes: [payment] } })
    }
    await eventually(isPaid, { timeoutMs: 30_000 })
  }
})
