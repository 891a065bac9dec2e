/** What a program of a player's app has before it uses the SDK: the names of the documents, and a store that sells at the emulator. */
export const clientPrelude = `
import { memoryStorage as createPreludeStorage } from '@coinslot/sdk'
import { createFakeStore as createPreludeStore } from '@coinslot/sdk/bridges'
const { url, appKey, userToken, emulatorUrl } = JSON.parse(process.env.PROGRAM_DATA)
const fetchUserToken = async () => userToken
const storage = createPreludeStorage()
// As in a browser.
globalThis.localStorage = storage
const bridge = createPreludeStore({
  sell: async (sale) => {
    const response = await fetch(emulatorUrl + '/control/purchases', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ store: 'TEST_STORE', ...sale }),
    })
    return response.json()
  },
}).createBridge()
`

/** What a game server has before it uses the SDK: the names of the documents, and a database in memory with a unique key. */
export const serverPrelude = `
const { url, serverKey, userId } = JSON.parse(process.env.PROGRAM_DATA)
const delivered = []
const deliveries = new Set()
const database = {
  transaction: (task) =>
    task({
      insertDelivery: async (key) => !deliveries.has(key) && Boolean(deliveries.add(key)),
      grant: async (...grant) => void delivered.push(grant),
    }),
}
const grantOnce = async (key, ...grant) => {
  if (deliveries.has(key)) return
  deliveries.add(key)
  delivered.push(grant)
}
const until = async (isTrue) => {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 100))
}
`

/** The types of these names, and of what the platform has. */
export const preludeTypes = `
import type { Bridge, CoinslotStorage } from '@coinslot/sdk'
import type { OpenIapModule, OpenIapPurchase } from '@coinslot/sdk/bridges'
declare global {
  const url: string
  const appKey: string
  const serverKey: string
  const webhookSecret: string
  const userToken: string
  const fetchUserToken: () => Promise<string>
  const storage: CoinslotStorage
  const bridge: Bridge
  const iap: OpenIapModule<OpenIapPurchase>
  const database: {
    readonly transaction: (task: (transaction: Transaction) => Promise<void>) => Promise<void>
  }
  const grantOnce: (key: string, userId: string, itemId: string, quantity: number) => Promise<void>
  const process: { readonly on: (event: string, listener: () => unknown) => void }
  type Transaction = {
    readonly insertDelivery: (idempotencyKey: string) => Promise<boolean>
    readonly grant: (userId: string, itemId: string, quantity: number) => Promise<void>
  }
}
`
