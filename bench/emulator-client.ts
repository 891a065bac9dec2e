import type { Emulator } from '@coinslot/store-emulator'
import type { ReceiptInput } from '../src/graphql/generated/types.ts'
import { createApiClient } from '../test/support/api.ts'
import { createStorePurchase } from '../test/support/emulator-control.ts'
import { emulatorConnectionInputs } from '../test/support/connect-emulator.ts'

export const benchStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
export type BenchStore = (typeof benchStores)[number]

export const verifiedItemId = 'verified'
export const verifiedProductId = 'com.example.arcade.coins_100'

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
  const storeProducts = benchStores.map((store) => ({ store, productId: verifiedProductId }))
  const item = { itemId: verifiedItemId, name: 'Verified', type: 'CONSUMABLE', storeProducts } as const
  problems.push((await api.mutate('upsertItem', item)).problem)
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
      receipts.push((await createStorePurchase(emulator, { store, productId: verifiedProductId })).receipt)
    }
  }
  await Promise.all(Array.from({ length: 8 }, buyer))
  return receipts
}

/** Pays for a reservation at its store. */
export async function buyReceipt(
  emulator: EmulatorProcess,
  store: BenchStore,
  accountToken: string,
): Promise<ReceiptInput> {
  return (await createStorePurchase(emulator, { store, productId: verifiedProductId, accountToken })).receipt
}
