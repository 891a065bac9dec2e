import type { Receipt } from '../bridges/bridge.ts'
import type { Store } from '../core/known-values.ts'
import type { Fetch } from '../core/transport.ts'
import type { ProvenSale, ScriptedStore } from './bridge-test.ts'
import { createToken } from './tested-app.ts'

type Purchase = {
  readonly id: string
  readonly accountToken: string
  readonly storeProductId: string
  status: string
  payment: object | null
}

/** What a test asks about the server. */
export type MemoryServer = {
  readonly fetch: Fetch
  /** Number of payments that were recorded. */
  readonly payments: () => number
  /** Status of each purchase, oldest first. */
  readonly statuses: () => readonly string[]
}

type Input = { readonly purchaseId?: string | null; readonly itemId: string; readonly receipt: Receipt }
type Variables = { readonly input: Input; readonly id: string }

type State = {
  readonly store: ScriptedStore
  readonly userId: string
  readonly storeName: Store
  readonly purchases: Purchase[]
  readonly payments: Map<string, object>
}

/** A server in memory for one player, which records what the receipts of the scripted store prove. */
export function createMemoryServer(
  store: ScriptedStore,
  { userId, storeName }: { readonly userId: string; readonly storeName: Store },
): MemoryServer {
  const state: State = { store, userId, storeName, purchases: [], payments: new Map() }
  return {
    fetch: async (_url, { body }) => {
      const { query, variables } = JSON.parse(body) as {
        readonly query: string
        readonly variables: Variables
      }
      const result = await operations[/^\w+ (\w+)/.exec(query)?.[1] ?? '']?.(state, variables)
      const text = JSON.stringify({ data: { result } })
      return { status: 200, headers: { get: () => null }, text: async () => text }
    },
    payments: () => state.payments.size,
    statuses: () => state.purchases.map(({ status }) => status),
  }
}

const find = ({ purchases }: State, id: string | null | undefined) => purchases.find((each) => each.id === id)

const operations: Readonly<Record<string, (state: State, variables: Variables) => unknown>> = {
  RegisterUser: ({ userId }) => ({ user: { userId }, problem: null }),
  RequestPurchase: ({ purchases }, { input }) => {
    const id = `pur_${purchases.length + 1}`
    const accountToken = createToken()
    const purchase = { id, accountToken, storeProductId: input.itemId, status: 'REQUESTED', payment: null }
    purchases.push(purchase)
    return { purchase, problem: null }
  },
  VerifyPurchase: (state, { input }) => verify(state, input),
  CancelPurchase: (state, { input }) => {
    const purchase = find(state, input.purchaseId)
    if (purchase?.payment === null) purchase.status = 'CANCELED'
    return { purchase: { ...purchase, failure: null }, problem: null }
  },
  Purchase: (state, { id }) => ({ ...find(state, id), failure: null }),
}

async function verify(state: State, { purchaseId, receipt }: Input) {
  const sale = await state.store.readReceipt(receipt)
  if (sale === null) return refuse('RECEIPT_INVALID')
  const named = find(state, purchaseId)
  if (named !== undefined && named.storeProductId !== sale.productId) return refuse('RECEIPT_ITEM_MISMATCH')
  const purchase = state.purchases.find((each) => each.accountToken === sale.accountToken?.toLowerCase())
  if (sale.state === 'PAID') return record(state, sale, purchase ?? named)
  if (purchase) purchase.status = 'PENDING'
  const pending = { id: purchase?.id ?? null, item: { itemId: sale.productId } }
  return { ...refuse('PURCHASE_PENDING'), purchase: pending }
}

function record({ payments, userId, storeName }: State, sale: ProvenSale, purchase: Purchase | undefined) {
  const payment = payments.get(sale.id) ?? {
    id: `pay_${payments.size + 1}`,
    ...{ status: 'PAID', store: storeName, environment: 'SANDBOX', quantity: 1, price: null },
    ...{ paidAt: '2026-01-01T00:00:00Z', purchaseToken: 'ptk_test', user: { userId } },
    item: { itemId: sale.productId, type: 'CONSUMABLE' },
    purchase: { id: purchase?.id ?? `pur_outside_${payments.size + 1}` },
  }
  payments.set(sale.id, payment)
  if (purchase) Object.assign(purchase, { status: 'PAID', payment })
  return { payment, purchase: null, problem: null }
}

const refuse = (code: string) => ({
  payment: null,
  purchase: null,
  problem: { code, message: 'A test.', retryable: code === 'PURCHASE_PENDING', retryAfterMs: null },
})
