import type {
  GooglePlayReceiptInput,
  OneStoreReceiptInput,
  Problem,
  ReceiptInput,
} from '../../src/graphql/generated/types.ts'
import { expect } from 'vitest'
import type { Api, Wire } from '../support/api.ts'
import { newBuyer, required, serverApi, type Buyer } from '../support/buyer.ts'
import { connectionInputs } from '../support/connect-emulator.ts'
import { watchDatabase, type DatabaseState } from '../support/database-state.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'

/** The stores whose receipts are a token, which the store is asked about, beside data that it signed. */
export const tokenStores = ['GOOGLE_PLAY', 'ONE_STORE'] as const
export type TokenStore = (typeof tokenStores)[number]

type Inputs = ReturnType<typeof connectionInputs>
type GoogleChange = Partial<Record<keyof Inputs['googlePlay'], string | null>>
type OneStoreChange = Partial<Record<Exclude<keyof Inputs['oneStore'], 'marketCode'>, string | null>>

/** A server with an emulator, a buyer, and eyes on the database. */
export type StoreDesk = {
  readonly at: TestServer
  readonly database: DatabaseState
  readonly admin: Api
  readonly buyer: Buyer
  /** Submits what has to be refused, and sees that nothing changed by it. */
  readonly refuse: (receipt: ReceiptInput, from?: Sender) => Promise<Wire<Problem> | null | undefined>
  readonly connectGoogle: (change?: GoogleChange) => Promise<void>
  readonly connectOneStore: (change?: OneStoreChange) => Promise<void>
  /** The adapter begins anew: without access token, and with a closed circuit. */
  readonly reconnect: (store: TokenStore) => Promise<void>
  readonly close: () => Promise<void>
}

export type Sender = { readonly by?: Buyer; readonly purchaseId?: string }

export async function openDesk(options: TestServerOptions = {}): Promise<StoreDesk> {
  const environment = { INVALID_RECEIPT_RATE_LIMIT: '1000', ...options.environment }
  const at = await startTestServer({ ...options, environment })
  const database = watchDatabase(at.databaseUrl)
  const admin = serverApi(at)
  const buyer = await newBuyer(at)
  const connectGoogle = async (change: GoogleChange = {}) => {
    const googlePlay = { ...connectionInputs(at.emulator).googlePlay, ...(change as object) }
    required(await admin.mutate('connectStore', { googlePlay }), 'storeConnection')
  }
  const connectOneStore = async (change: OneStoreChange = {}) => {
    const oneStore = { ...connectionInputs(at.emulator).oneStore, ...(change as object) }
    required(await admin.mutate('connectStore', { oneStore }), 'storeConnection')
  }
  await connectOneStore()
  return {
    at,
    database,
    admin,
    buyer,
    refuse: async (receipt, { by = buyer, purchaseId } = {}) => {
      const input = { receipt, purchaseId: purchaseId ?? null }
      const answer = await database.expectUnchanged(() => by.api.mutate('verifyPurchase', input))
      expect(answer.payment).toBeNull()
      expect(answer.replayed).toBe(false)
      return answer.problem
    },
    connectGoogle,
    connectOneStore,
    reconnect: (store) => (store === 'GOOGLE_PLAY' ? connectGoogle() : connectOneStore()),
    close: async () => {
      await database.close()
      await at.close()
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

export function tokenOf({ googlePlay, oneStore }: ReceiptInput): TokenReceipt {
  const receipt = googlePlay ?? oneStore
  if (receipt === undefined) throw new Error('not a receipt with a token')
  return receipt
}
