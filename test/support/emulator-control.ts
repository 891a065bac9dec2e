import type { ReceiptInput } from '../../src/graphql/generated/types.ts'

/** An emulator of this process or of another one. */
export type EmulatorAddress = { readonly url: string }

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
  /** Google Play only: how an item that was not paid for was obtained. */
  readonly origin?: 'PROMO_CODE' | 'REWARDED_AD'
  /** Google Play only: further products of the same purchase. */
  readonly lines?: readonly { readonly productId: string; readonly quantity?: number }[]
  readonly offer?: {
    readonly purchaseOptionId?: string
    readonly offerId?: string
    readonly kind?: 'RENTAL' | 'PREORDER'
  }
  /** App Store only: a family member of the customer bought the product. */
  readonly familyShared?: boolean
  /** ONE store only. */
  readonly marketCode?: 'MKT_ONE' | 'MKT_GLB'
  /** ONE store only: its API returns the account token. */
  readonly returnDeveloperPayload?: boolean
}

/** Completes the store's payment sheet. */
export async function createStorePurchase(
  emulator: EmulatorAddress,
  options: StorePurchaseOptions,
): Promise<StorePurchase> {
  return (await control(emulator, 'POST', '/control/purchases', {
    outcome: 'PAID',
    ...options,
  })) as StorePurchase
}

type StorePurchaseChange =
  | 'complete'
  | 'cancel'
  | 'acknowledge'
  | 'consume'
  | 'finish'
  | 'refund'
  | 'revoke'
  | 'restore'
  | 'reverse-refund'

type StoreRefundOptions = {
  readonly percentage?: number
  readonly quantity?: number
  readonly revoke?: boolean
}

/** Changes a purchase at its store; returns it with its current receipt. */
export async function updateStorePurchase(
  emulator: EmulatorAddress,
  id: string,
  change: StorePurchaseChange,
  body?: StoreRefundOptions,
): Promise<StorePurchase> {
  return (await control(emulator, 'POST', `/control/purchases/${id}/${change}`, body)) as StorePurchase
}

/** How the responses of a store about a purchase differ from the usual ones. */
export type StoreSituation = {
  readonly isUnknown?: boolean
  readonly hasNoOrder?: boolean
  readonly fields?: Readonly<Record<string, unknown>>
  readonly missingFields?: readonly string[]
}

/** Replaces the situation of a purchase; returns it with its current receipt. */
export async function setStoreSituation(
  emulator: EmulatorAddress,
  id: string,
  situation: StoreSituation,
): Promise<StorePurchase> {
  return (await control(emulator, 'PUT', `/control/purchases/${id}/situation`, situation)) as StorePurchase
}

/** The store asks for evidence before it decides on a refund or chargeback. */
export async function requestRefundReview(emulator: EmulatorAddress, id: string): Promise<void> {
  await control(emulator, 'POST', `/control/purchases/${id}/refund-review`)
}

/** The store's own record of a purchase. */
export async function getStorePurchase(
  emulator: EmulatorAddress,
  id: string,
): Promise<Record<string, unknown>> {
  return (await control(emulator, 'GET', `/control/purchases/${id}`)) as Record<string, unknown>
}

/** Advances the virtual clock of the stores. */
export async function advanceTime(emulator: EmulatorAddress, advanceMs: number): Promise<void> {
  await control(emulator, 'POST', '/control/clock', { advanceMs })
}

export type FaultOptions = {
  readonly store: EmulatedStore
  readonly endpoint?: string
  readonly times?: number
  /** Share of the calls that fail, from 0 to 1; by default all. */
  readonly probability?: number
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly delayMs?: number
  readonly reset?: boolean
  readonly truncate?: boolean
  /** With `AFTER` the store performs the call and only its response fails. */
  readonly phase?: 'BEFORE' | 'AFTER'
  /** Only for `endpoint: 'notification'`. */
  readonly notification?: { readonly effect: string; readonly copies?: number; readonly delayMs?: number }
}

/** Makes calls of a store fail until `clearFaults`. */
export async function injectFault(emulator: EmulatorAddress, fault: FaultOptions): Promise<void> {
  await control(emulator, 'POST', '/control/faults', { endpoint: '*', times: 1_000, ...fault })
}

export async function clearFaults(emulator: EmulatorAddress): Promise<void> {
  await control(emulator, 'DELETE', '/control/faults')
}

/** The number of faults that are still active. */
export async function countFaults(emulator: EmulatorAddress): Promise<number> {
  const { faults } = (await control(emulator, 'GET', '/control/faults')) as { faults: readonly unknown[] }
  return faults.length
}

const manyCalls = 1_000_000

export type StoreCallCounter = { readonly count: () => Promise<number> }

/** Counts the calls of one operation of a store, each delayed by `delayMs`, until `clearFaults`. */
export async function countStoreCalls(
  emulator: EmulatorAddress,
  { store, endpoint, delayMs = 0 }: { store: EmulatedStore; endpoint: string; delayMs?: number },
): Promise<StoreCallCounter> {
  const fault = { store, endpoint, times: manyCalls, delayMs }
  const { id } = (await control(emulator, 'POST', '/control/faults', fault)) as { id: string }
  return {
    count: async () => {
      const { faults } = (await control(emulator, 'GET', '/control/faults')) as {
        faults: readonly { id: string; times: number }[]
      }
      const remaining = faults.find((each) => each.id === id)?.times
      if (remaining === undefined) throw new Error('the counting fault is gone: clearFaults was called')
      return manyCalls - remaining
    },
  }
}

/** A call to the control API of the emulator; throws unless it succeeds. */
export async function control(
  { url }: EmulatorAddress,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(await response.text())
  return response.status === 204 ? null : response.json()
}
