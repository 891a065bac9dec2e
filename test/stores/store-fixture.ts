import { expect } from 'vitest'
import type {
  GooglePlayReceiptInput,
  OneStoreReceiptInput,
  Problem,
  ReceiptInput,
} from '../../src/graphql/generated/types.ts'
import type { Serialized } from '../support/api.ts'
import { emulatorConnectionInputs, replaceConnection } from '../support/connect-emulator.ts'
import { expectField, type Buyer } from '../support/purchase-client.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { serverTest } from '../support/test.ts'
import type { TestServerOptions } from '../support/test-server.ts'

export { describe, expect } from '../support/test.ts'

/** The stores whose receipts contain a token, which is verified by a call to the store, and signed data. */
export const tokenStores = ['GOOGLE_PLAY', 'ONE_STORE'] as const
export type TokenStore = (typeof tokenStores)[number]

type Inputs = ReturnType<typeof emulatorConnectionInputs>
type GooglePlayOverrides = Partial<Record<keyof Inputs['googlePlay'], string | null>>
type OneStoreOverrides = Partial<Record<Exclude<keyof Inputs['oneStore'], 'marketCode'>, string | null>>

export type StoreHelpers = {
  /** Submits a receipt that must be rejected, and expects that nothing changes. */
  readonly expectRejected: (
    receipt: ReceiptInput,
    from?: Submission,
  ) => Promise<Serialized<Problem> | null | undefined>
  readonly connectGoogle: (change?: GooglePlayOverrides) => Promise<void>
  readonly connectOneStore: (change?: OneStoreOverrides) => Promise<void>
  /** Creates a new adapter, without access token and with a closed circuit breaker. */
  readonly reconnect: (store: TokenStore) => Promise<void>
}

export type Submission = { readonly buyer?: Buyer; readonly purchaseId?: string }

export type StoreFixtures = ServerFixtures & { readonly stores: StoreHelpers }

/** The options of a server that does not limit the rate of invalid receipts. */
export const storeServerOptions = (
  environment: Readonly<Record<string, string>> = {},
): TestServerOptions => ({ environment: { INVALID_RECEIPT_RATE_LIMIT: '1000', ...environment } })

/** A server that is connected to all stores. `stores` runs in every file, because it connects ONE store. */
export const storeTest = serverTest
  .extend('serverOptions', { scope: 'file' }, storeServerOptions())
  .extend('stores', { scope: 'file', auto: true }, async ({ emulator, admin, buyer, databaseSnapshot }) => {
    const stores = createStoreHelpers({ emulator, admin, buyer, databaseSnapshot })
    await stores.connectOneStore()
    return stores
  })

function createStoreHelpers({
  emulator,
  admin,
  buyer,
  databaseSnapshot,
}: Pick<ServerFixtures, 'emulator' | 'admin' | 'buyer' | 'databaseSnapshot'>): StoreHelpers {
  const connectGoogle = async (change: GooglePlayOverrides = {}) => {
    const googlePlay = { ...emulatorConnectionInputs(emulator).googlePlay, ...(change as object) }
    await replaceConnection(admin, { googlePlay })
  }
  const connectOneStore = async (change: OneStoreOverrides = {}) => {
    const oneStore = { ...emulatorConnectionInputs(emulator).oneStore, ...(change as object) }
    await replaceConnection(admin, { oneStore })
  }
  return {
    expectRejected: async (receipt, { buyer: sender = buyer, purchaseId } = {}) => {
      const input = { receipt, purchaseId: purchaseId ?? null }
      const payload = await databaseSnapshot.expectUnchanged(() =>
        sender.client.mutate('verifyPurchase', input),
      )
      expect(payload.payment).toBeNull()
      expect(payload.replayed).toBe(false)
      return payload.problem
    },
    connectGoogle,
    connectOneStore,
    reconnect: async (store) => {
      expectField(await admin.mutate('disconnectStore', { store }), 'storeConnection')
      await (store === 'GOOGLE_PLAY' ? connectGoogle() : connectOneStore())
    },
  }
}

type TokenReceipt = GooglePlayReceiptInput | OneStoreReceiptInput

/** A receipt of Google Play or ONE store with some of its fields changed. */
export function changeReceipt(receipt: ReceiptInput, change: Partial<TokenReceipt>): ReceiptInput {
  const { googlePlay, oneStore } = receipt
  if (googlePlay !== undefined) return { googlePlay: { ...googlePlay, ...change } }
  if (oneStore !== undefined) return { oneStore: { ...oneStore, ...change } }
  throw new Error('not a receipt with a token')
}

/** The receipt of an app that submits only the token. */
export function withoutSignedData(receipt: ReceiptInput): ReceiptInput {
  return changeReceipt(receipt, { originalJson: null, signature: null })
}

export function toTokenReceipt({ googlePlay, oneStore }: ReceiptInput): TokenReceipt {
  const receipt = googlePlay ?? oneStore
  if (receipt === undefined) throw new Error('not a receipt with a token')
  return receipt
}
