import { signEs256 } from '../jws.ts'
import type { Outbox } from '../notifications/outbox.ts'
import { isGenuine } from '../purchases/forgery.ts'
import type { PurchaseLedger } from '../purchases/purchase-ledger.ts'
import type { Purchase, StoreEnvironment } from '../purchases/purchase.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { AppStoreError } from './app-store-error.ts'
import type { AppStoreKeys } from './app-store-keys.ts'
import { asTransaction, transactionPayload } from './transaction-payload.ts'
import type { Transaction } from './transaction-payload.ts'

/** The one app that the emulated developer has in the App Store. */
export const APP = { bundleId: 'com.example.arcade', appAppleId: 1234567890 } as const

/** What the App Store's routes work with. */
export type AppStoreContext = {
  ledger: PurchaseLedger
  clock: VirtualClock
  outbox: Outbox
  keys: AppStoreKeys
}

export function signPayload({ keys }: AppStoreContext, payload: object): string {
  return signEs256({ alg: 'ES256', x5c: keys.x5c }, payload, keys.signingKey)
}

export function signTransaction(ctx: AppStoreContext, transaction: Transaction): string {
  return signPayload(ctx, transactionPayload(transaction, ctx.clock.now()))
}

/** A forged receipt is no purchase, so the store has never heard of it; only an odd but genuine one is of a real one. */
export function knownTransaction(purchase: Purchase | undefined): Transaction | undefined {
  const isKnown =
    purchase?.appId === APP.bundleId && (purchase.forge === undefined || isGenuine(purchase.forge))
  return isKnown ? asTransaction(purchase) : undefined
}

export function getTransaction(ctx: AppStoreContext, environment: StoreEnvironment, id: string): Transaction {
  assertTransactionId(id)
  const transaction = knownTransaction(ctx.ledger.findByTransactionId('APP_STORE', environment, id))
  if (transaction === undefined) throw new AppStoreError(4040010)
  return transaction
}

/** By the id of any transaction of the customer, or by the customer's appTransactionId. */
export function getCustomerTransactions(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
  anyId: string,
): Transaction[] {
  assertTransactionId(anyId)
  const named = knownTransaction(ctx.ledger.findByTransactionId('APP_STORE', environment, anyId))
  const transactions = ctx.ledger
    .listByCustomer('APP_STORE', environment, named?.customerId ?? anyId)
    .map(knownTransaction)
    .filter((transaction) => transaction !== undefined)
  if (transactions.length === 0) throw new AppStoreError(4040010)
  return transactions
}

function assertTransactionId(id: string): void {
  if (!/^\d{1,32}$/.test(id)) throw new AppStoreError(4000006)
}
