import type {
  GooglePlayReceiptInput,
  OneStoreReceiptInput,
  Problem,
  ReceiptInput,
} from '../../src/graphql/generated/types.ts'
import { expect } from 'vitest'
import type { ApiClient, Serialized } from '../support/api.ts'
import { createBuyer, expectField, createServerClient, type Buyer } from '../support/buyer.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { openDatabaseSnapshot, type DatabaseSnapshot } from '../support/database-snapshot.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'

/** The stores whose receipts are a token, which the store is asked about, beside data that it signed. */
export const tokenStores = ['GOOGLE_PLAY', 'ONE_STORE'] as const
export type TokenStore = (typeof tokenStores)[number]

type Inputs = ReturnType<typeof emulatorConnectionInputs>
type GooglePlayOverrides = Partial<Record<keyof Inputs['googlePlay'], string | null>>
type OneStoreOverrides = Partial<Record<Exclude<keyof Inputs['oneStore'], 'marketCode'>, string | null>>

/** A server with an emulator, a buyer, and eyes on the database. */
export type StoreFixture = {
  readonly server: TestServer
  readonly database: DatabaseSnapshot
  readonly admin: ApiClient
  readonly buyer: Buyer
  /** Submits what has to be refused, and sees that nothing changed by it. */
  readonly expectRejected: (
    receipt: ReceiptInput,
    from?: Submission,
  ) => Promise<Serialized<Problem> | null | undefined>
  readonly connectGoogle: (change?: GooglePlayOverrides) => Promise<void>
  readonly connectOneStore: (change?: OneStoreOverrides) => Promise<void>
  /** The adapter begins anew: without access token, and with a closed circuit. */
  readonly reconnect: (store: TokenStore) => Promise<void>
  readonly close: () => Promise<void>
}

export type Submission = { readonly buyer?: Buyer; readonly purchaseId?: string }

export async function openStoreFixture(options: TestServerOptions = {}): Promise<StoreFixture> {
  const environment = { INVALID_RECEIPT_RATE_LIMIT: '1000', ...options.environment }
  const server = await startTestServer({ ...options, environment })
  const database = openDatabaseSnapshot(server.databaseUrl)
  const admin = createServerClient(server)
  const buyer = await createBuyer(server)
  const connectGoogle = async (change: GooglePlayOverrides = {}) => {
    const googlePlay = { ...emulatorConnectionInputs(server.emulator).googlePlay, ...(change as object) }
    expectField(await admin.mutate('connectStore', { googlePlay }), 'storeConnection')
  }
  const connectOneStore = async (change: OneStoreOverrides = {}) => {
    const oneStore = { ...emulatorConnectionInputs(server.emulator).oneStore, ...(change as object) }
    expectField(await admin.mutate('connectStore', { oneStore }), 'storeConnection')
  }
  await connectOneStore()
  return {
    server,
    database,
    admin,
    buyer,
    expectRejected: async (receipt, { buyer: sender = buyer, purchaseId } = {}) => {
      const input = { receipt, purchaseId: purchaseId ?? null }
      const payload = await database.expectUnchanged(() => sender.client.mutate('verifyPurchase', input))
      expect(payload.payment).toBeNull()
      expect(payload.replayed).toBe(false)
      return payload.problem
    },
    connectGoogle,
    connectOneStore,
    reconnect: (store) => (store === 'GOOGLE_PLAY' ? connectGoogle() : connectOneStore()),
    close: async () => {
      await database.close()
      await server.close()
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

/** What remains when an app hands on nothing but the token. */
export function withoutSignedData(receipt: ReceiptInput): ReceiptInput {
  return changeReceipt(receipt, { originalJson: null, signature: null })
}

export function toTokenReceipt({ googlePlay, oneStore }: ReceiptInput): TokenReceipt {
  const receipt = googlePlay ?? oneStore
  if (receipt === undefined) throw new Error('not a receipt with a token')
  return receipt
}
