import type { Emulator } from '@coinslot/store-emulator'
import type { ReceiptInput } from '../src/graphql/generated/types.ts'
import { createServiceAccountGrant } from '../src/stores/google-play/token-grant.ts'
import { createClientCredentialsGrant } from '../src/stores/one-store/token-grant.ts'
import { oneStoreDefaults } from '../src/stores/one-store/config.ts'
import { createApiClient } from '../test/support/api.ts'
import { createStorePurchase } from '../test/support/emulator-control.ts'
import { emulatorConnectionInputs } from '../test/support/connect-emulator.ts'

export const benchStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
export type BenchStore = (typeof benchStores)[number]

const productId = 'com.example.arcade.coins_100'
export const benchUserId = 'bench verify'

/** The emulator in another process, reached through its control API. */
export type EmulatorProcess = { readonly url: string; readonly credentials: Emulator['credentials'] }

export async function connectToEmulator(url: string): Promise<EmulatorProcess> {
  const response = await fetch(`${url}/control/credentials`)
  return { url, credentials: (await response.json()) as Emulator['credentials'] }
}

/** Connects the project to every store, through the API. */
export async function connectStores(
  emulator: EmulatorProcess,
  graphqlUrl: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const api = createApiClient(graphqlUrl, headers)
  const { appStore, googlePlay, oneStore, testStore } = emulatorConnectionInputs(emulator)
  const problems: unknown[] = []
  for (const connection of [{ appStore }, { googlePlay }, { oneStore }, { testStore }]) {
    problems.push((await api.mutate('connectStore', connection)).problem)
  }
  const storeProducts = benchStores.map((store) => ({ store, productId }))
  const item = { itemId: 'verified', name: 'Verified', type: 'CONSUMABLE', storeProducts } as const
  problems.push((await api.mutate('upsertItem', item)).problem)
  problems.push((await api.mutate('registerUser', { userId: benchUserId })).problem)
  const found = problems.find((problem) => problem != null)
  if (found !== undefined) throw new Error(JSON.stringify(found))
}

/** Buys at a store until there are enough receipts or the time limit is reached. */
export async function buyReceipts(
  emulator: EmulatorProcess,
  store: BenchStore,
  limits: { readonly count: number; readonly forMs: number },
): Promise<ReceiptInput[]> {
  const until = performance.now() + limits.forMs
  const receipts: ReceiptInput[] = []
  const buyer = async () => {
    while (receipts.length < limits.count && performance.now() < until) {
      receipts.push((await createStorePurchase(emulator, { store, productId })).receipt)
    }
  }
  await Promise.all(Array.from({ length: 8 }, buyer))
  return receipts
}

export type StoreRequest = { readonly url: string; readonly headers: Readonly<Record<string, string>> }

/** The requests that a verify sends to the store; none for the signed transactions of the App Store. */
export async function buildStoreRequests(
  { credentials }: EmulatorProcess,
  { googlePlay, oneStore, testStore }: ReceiptInput,
): Promise<StoreRequest[]> {
  if (googlePlay !== undefined) {
    const { apiUrl, packageName, tokenUrl, serviceAccountJson } = credentials.googlePlay
    const file = JSON.parse(serviceAccountJson) as Record<string, string>
    const { client_email: clientEmail = '', private_key: privateKey = '' } = file
    const grant = createServiceAccountGrant({ clientEmail, privateKey, privateKeyId: null }, tokenUrl, 5_000)
    const headers = { authorization: `Bearer ${(await grant()).value}` }
    const app = `${apiUrl}/androidpublisher/v3/applications/${packageName}`
    const { purchaseToken, orderId } = googlePlay
    return [
      { url: `${app}/purchases/productsv2/tokens/${purchaseToken}`, headers },
      { url: `${app}/orders/${orderId ?? ''}`, headers },
    ]
  }
  if (oneStore !== undefined) {
    const { clientId, clientSecret, commercialUrl: url } = credentials.oneStore
    const config = { ...oneStoreDefaults, production: false }
    const marketCode = 'MKT_ONE'
    const grant = createClientCredentialsGrant({ url, clientId, clientSecret, marketCode, config })
    const headers = { authorization: `Bearer ${(await grant()).value}`, 'x-market-code': marketCode }
    const path = `/v7/apps/${clientId}/purchases/inapp/products/${oneStore.productId}/${oneStore.purchaseToken}`
    return [{ url: url + path, headers }]
  }
  if (testStore === undefined) return []
  const claims = JSON.parse(Buffer.from(testStore.receipt.split('.')[1] ?? '', 'base64url').toString()) as {
    transactionId: string
  }
  const { baseUrl, apiSecret } = credentials.testStore
  const headers = { authorization: `Bearer ${apiSecret}` }
  return [{ url: `${baseUrl}/v1/purchases/${claims.transactionId}`, headers }]
}
