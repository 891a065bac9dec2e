import type { Emulator } from '@coinslot/store-emulator'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'

export type EmulatedStore = 'APP_STORE' | 'GOOGLE_PLAY' | 'ONE_STORE' | 'TEST_STORE'

export type StorePurchase = {
  readonly id: string
  readonly receipt: ReceiptInput
  readonly transactionId: string
}

export type StorePurchaseOptions = {
  readonly store: EmulatedStore
  readonly productId: string
  readonly accountToken?: string
  readonly outcome?: 'PAID' | 'PENDING' | 'DECLINED'
  readonly environment?: 'PRODUCTION' | 'SANDBOX'
  readonly quantity?: number
  readonly price?: { readonly amount: string; readonly currencyCode: string }
  readonly bundleId?: string
  readonly tamper?: string
  readonly productType?: 'CONSUMABLE' | 'NON_CONSUMABLE' | 'AUTO_RENEWABLE'
  /** Google Play: it was not bought. */
  readonly origin?: 'PROMO_CODE' | 'REWARDED_AD'
  /** ONE store. */
  readonly marketCode?: 'MKT_ONE' | 'MKT_GLB'
  /** ONE store: its API gives the account token back. */
  readonly returnDeveloperPayload?: boolean
}

/** What happens on the store's payment sheet. */
export async function createStorePurchase(
  { url }: Emulator,
  options: StorePurchaseOptions,
): Promise<StorePurchase> {
  return (await control(url, 'POST', '/control/purchases', { outcome: 'PAID', ...options })) as StorePurchase
}

type StorePurchaseChange = 'complete' | 'cancel' | 'refund' | 'revoke' | 'reverse-refund'

type StoreRefundOptions = {
  readonly percentage?: number
  readonly quantity?: number
  readonly revoke?: boolean
}

/** Changes a purchase at its store; answers with it, and with the receipt as it is now. */
export async function updateStorePurchase(
  { url }: Emulator,
  id: string,
  change: StorePurchaseChange,
  body?: StoreRefundOptions,
): Promise<StorePurchase> {
  return (await control(url, 'POST', `/control/purchases/${id}/${change}`, body)) as StorePurchase
}

/** The store's own view of a purchase. */
export async function getStorePurchase({ url }: Emulator, id: string): Promise<Record<string, unknown>> {
  return (await control(url, 'GET', `/control/purchases/${id}`)) as Record<string, unknown>
}

/** Moves the time that the stores state. */
export async function advanceTime({ url }: Emulator, advanceMs: number): Promise<void> {
  await control(url, 'POST', '/control/clock', { advanceMs })
}

export type FaultOptions = {
  readonly store: EmulatedStore
  readonly endpoint?: string
  readonly times?: number
  /** Of the calls, by chance; default all. */
  readonly probability?: number
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly delayMs?: number
  readonly reset?: boolean
  readonly truncate?: boolean
  /** `AFTER`: the store acts, and only its answer is spoiled. */
  readonly phase?: 'BEFORE' | 'AFTER'
  /** For `endpoint: 'notification'`. */
  readonly notification?: { readonly effect: string; readonly copies?: number; readonly delayMs?: number }
}

/** A bad day of the store, until `mendStores`. */
export async function injectFault({ url }: Emulator, fault: FaultOptions): Promise<void> {
  await control(url, 'POST', '/control/faults', { endpoint: '*', times: 1_000, ...fault })
}

export async function clearFaults({ url }: Emulator): Promise<void> {
  await control(url, 'DELETE', '/control/faults')
}

/** How many bad days are still to come. */
export async function countFaults({ url }: Emulator): Promise<number> {
  const { faults } = (await control(url, 'GET', '/control/faults')) as { faults: readonly unknown[] }
  return faults.length
}

const manyCalls = 1_000_000

export type StoreCallCounter = { readonly count: () => Promise<number> }

/** Counts the calls of one operation of a store from now on, each delayed if wanted, until `mendStores`. */
export async function countStoreCalls(
  { url }: Emulator,
  { store, endpoint, delayMs = 0 }: { store: EmulatedStore; endpoint: string; delayMs?: number },
): Promise<StoreCallCounter> {
  const fault = { store, endpoint, times: manyCalls, delayMs }
  const { id } = (await control(url, 'POST', '/control/faults', fault)) as { id: string }
  return {
    count: async () => {
      const { faults } = (await control(url, 'GET', '/control/faults')) as {
        faults: readonly { id: string; times: number }[]
      }
      const remaining = faults.find((each) => each.id === id)?.times
      if (remaining === undefined) throw new Error('the counting fault is gone: clearFaults was called')
      return manyCalls - remaining
    },
  }
}

async function control(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(await response.text())
  return response.status === 204 ? null : response.json()
}
