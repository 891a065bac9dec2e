import { selectItemOfProduct } from '../../db/queries/items.ts'
import { selectPaymentOfSale } from '../../db/queries/payments.ts'
import { selectPurchaseByAccountToken } from '../../db/queries/purchases.ts'
import { insertUserIfAbsent, selectUserByExternalId, type UserRow } from '../../db/queries/users.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreTransaction, VerifyOutcome } from '../../stores/contract/sale.ts'
import type { StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { ItemRow, PurchaseRow } from '../models.ts'
import { createProblem, receiptProblem, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { checkTransaction } from '../store-sync/check-transaction.ts'
import { recordPayment } from '../store-sync/record-payment.ts'
import { refreshNewPayment } from '../store-sync/refresh-reported-sale.ts'
import { toPaymentIdentity } from '../store-sync/sale-identity.ts'
import { checkDelivery, checkImportInput, toImportedState } from './check-import.ts'
import type { ImportedPurchase, ImportMode, ImportResult } from './imported-purchase.ts'
import { mergeImport } from './merge-import.ts'

type Verified = { readonly transaction: StoreTransaction; readonly traits: StoreTraits }

/** How often a purchase is compared again because another call recorded it in the meantime. */
const maxAttempts = 4

/** Imports one purchase. Repeating it changes nothing. */
export async function importPurchase(
  ctx: Context,
  purchase: ImportedPurchase,
  mode: ImportMode,
): Promise<ImportResult> {
  const problem = checkImportInput(ctx, purchase)
  if (problem !== null) return rejectImport(problem)
  try {
    return await importFromStore(ctx, purchase, mode)
  } catch (error) {
    return rejectImport(toStoreProblem(ctx, purchase.store, error))
  }
}

async function importFromStore(
  ctx: Context,
  purchase: ImportedPurchase,
  mode: ImportMode,
): Promise<ImportResult> {
  const verified = await readFromStore(ctx, purchase)
  if ('code' in verified) return rejectImport(verified)
  const result = await retryOnConflict(maxAttempts, () => tryImport(ctx, purchase, mode, verified))
  return (
    result ?? rejectImport(createProblem('BUSY', 'Another request is processing this purchase.', [], 100))
  )
}

async function readFromStore(
  ctx: Context,
  { store, receipt }: ImportedPurchase,
): Promise<Verified | Problem> {
  const adapter = await ctx.stores.find(ctx.app.appId, store)
  if (adapter === null) return storeNotConnected(store, ['receipt'])
  await ctx.importPacer.waitForTurn()
  const outcome = await adapter.verifyReceipt(receipt)
  return outcome.kind === 'verified'
    ? { transaction: outcome.transaction, traits: adapter.traits }
    : toUnpaidProblem(outcome)
}

function toUnpaidProblem(outcome: Exclude<VerifyOutcome, { kind: 'verified' }>): Problem {
  switch (outcome.kind) {
    case 'rejected':
      return receiptProblem(outcome.code, outcome.reason)
    case 'pending':
      return receiptProblem('PURCHASE_PENDING', 'The store has not charged the customer yet.')
    case 'canceled':
      return receiptProblem('PURCHASE_CANCELED', outcome.reason)
    case 'unknown':
      return receiptProblem('RECEIPT_INVALID', outcome.reason)
    case 'subscription':
      return subscriptionReceipt()
  }
}

/** A subscription is read from its store with all of its periods, so there is no delivery of another server that could be stated for it. */
function subscriptionReceipt(): Problem {
  const message =
    'The receipt is that of a subscription. Import it with importSubscriptions, or submit it with verifyPurchase: all periods are read from the store.'
  return createProblem('SUBSCRIPTIONS_NOT_SUPPORTED', message, ['receipt'])
}

/** Null if another call recorded the transaction in the meantime. */
async function tryImport(
  ctx: Context,
  purchase: ImportedPurchase,
  mode: ImportMode,
  { transaction, traits }: Verified,
): Promise<ImportResult | null> {
  const { appId } = ctx.app
  const { store } = purchase
  const [item, reservedPurchase, existing] = await Promise.all([
    selectItemOfProduct(ctx.db, appId, store, transaction.storeProductId),
    findReservedPurchase(ctx, transaction),
    selectPaymentOfSale(ctx.db, appId, toPaymentIdentity(store, transaction)),
  ])
  if (existing !== null) return mergeImport(ctx, existing, purchase, { mode, transaction })
  const user = await findOrRegisterUser(ctx, purchase.userId, mode)
  const checked = checkImport(ctx, purchase, { transaction, traits, item, reservedPurchase, user })
  if ('code' in checked) return rejectImport(checked)
  if (mode.compareOnly) return { outcome: 'NOT_RECORDED', payment: null, differences: [], problem: null }
  const recorded = await recordPayment(ctx, {
    buyer: { user, purchase: null },
    store,
    traits,
    transaction,
    idempotencyRecord: null,
    item: checked.item,
    reservedPurchase,
    source: 'OPERATOR',
    isSubmitted: false,
    readVersion: null,
    imported: toImportedState(ctx, purchase, mode, transaction),
  })
  if (recorded === null) return null
  if (mode.recordEvents) ctx.events.notifyCommitted(ctx.app.appId)
  const payment = await refreshNewPayment(ctx, recorded, { store, ...transaction })
  return { outcome: 'RECORDED', payment, differences: [], problem: null }
}

function findReservedPurchase(
  ctx: Context,
  { accountToken }: StoreTransaction,
): Promise<PurchaseRow | null> | null {
  return accountToken === null ? null : selectPurchaseByAccountToken(ctx.db, ctx.app.appId, accountToken)
}

/** A comparison registers nobody: a user who is not registered has no records. */
async function findOrRegisterUser(
  ctx: Context,
  externalId: string,
  { compareOnly }: ImportMode,
): Promise<UserRow> {
  const found = await selectUserByExternalId(ctx.db, ctx.app.appId, externalId)
  if (found !== null) return found
  const user = {
    appId: ctx.app.appId,
    id: newUuid(),
    externalId,
    registeredAt: ctx.clock(),
    erasedAt: null,
  }
  return compareOnly ? user : (await insertUserIfAbsent(ctx.db, user)).user
}

type ImportCheck = Verified & {
  readonly item: ItemRow | null
  readonly reservedPurchase: PurchaseRow | null
  readonly user: UserRow
}

/** The same rules as for a receipt of a client, except that the operator vouches for what a client has to prove. */
function checkImport(
  { app }: Context,
  purchase: ImportedPurchase,
  { user, ...facts }: ImportCheck,
): { readonly item: ItemRow } | Problem {
  const vouched = { row: { ...app.row, accountTokenPolicy: 'ALLOW_UNKNOWN' as const } }
  const buyer = { user, purchase: null }
  const checked = checkTransaction(vouched, { ...facts, buyer, proves: 'POSSESSION', isOwnedByBuyer: false })
  if ('code' in checked) return checked
  if (facts.transaction.refund?.full === true) {
    return receiptProblem('PAYMENT_REFUNDED', 'The store refunded this payment.')
  }
  return checkDelivery(checked.item, purchase) ?? checked
}

function rejectImport(problem: Problem): ImportResult {
  return { outcome: 'REJECTED', payment: null, differences: [], problem }
}
