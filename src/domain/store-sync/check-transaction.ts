import type { ItemRow } from '../../db/queries/items.ts'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import type { UserRow } from '../../db/queries/users.ts'
import type { StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { StoreEnvironment, StoreTransaction } from '../../stores/contract/sale.ts'
import type { App } from '../../services/app-directory.ts'
import { isSubscription, subscriptionsNotSupported } from '../item/is-subscription.ts'
import { createProblem, receiptProblem, type Problem } from '../problem.ts'

/** The user who submits a receipt, and the purchase that it is submitted for; null if the caller names none. */
export type Buyer = { readonly user: UserRow; readonly purchase: PurchaseRow | null }

type TransactionCheck = {
  readonly buyer: Buyer
  readonly traits: StoreTraits
  readonly transaction: StoreTransaction
  readonly proves: 'POSSESSION' | 'NOTHING'
  /** The item that the store's product maps to. */
  readonly item: ItemRow | null
  /** The purchase whose account token the transaction has. */
  readonly reservedPurchase: PurchaseRow | null
  /** Whether the transaction already is a payment of this user, who bought it or to whom it was transferred. */
  readonly isOwnedByBuyer: boolean
}

/** Checks whether a transaction that the store verified may become this user's payment: I4, I5 and the sandbox policy. Pure. */
export function checkTransaction(
  app: Pick<App, 'row'>,
  check: TransactionCheck,
): { readonly item: ItemRow } | Problem {
  const { item } = check
  if (check.transaction.isSubscription === true) return subscriptionsNotSupported(['receipt'])
  const { buyer, traits, transaction } = check
  const sale = { environment: transaction.environment, traits, user: buyer.user }
  const problem = checkEnvironment(app, sale) ?? checkOwner(app, check)
  if (problem !== null) return problem
  if (item === null) {
    const message = `No item of the AppKey is the store's product ${check.transaction.storeProductId}.`
    return createProblem('ITEM_NOT_FOUND', message, ['receipt'])
  }
  const { purchase } = check.buyer
  if (purchase !== null && purchase.itemId !== item.id) {
    return itemMismatch()
  }
  if (isSubscription(item.type)) {
    const message = 'The receipt is of a single purchase, and the item of its product is a subscription.'
    return receiptProblem('RECEIPT_ITEM_MISMATCH', message)
  }
  return { item }
}

export function itemMismatch(): Problem {
  return receiptProblem('RECEIPT_ITEM_MISMATCH', 'The receipt is for another item than the purchase.')
}

type EnvironmentCheck = {
  readonly traits: Pick<StoreTraits, 'sandboxOnly'>
  readonly environment: StoreEnvironment
  readonly user: UserRow
}

/** Whether the AppKey accepts the environment of a sale for a user: the sandbox policy. */
export function checkEnvironment(
  app: Pick<App, 'row'>,
  { environment, traits, user }: EnvironmentCheck,
): Problem | null {
  if (environment === 'PRODUCTION' || traits.sandboxOnly) return null
  const { sandboxPolicy, sandboxTesterUserIds } = app.row
  if (sandboxPolicy === 'ALLOW') return null
  if (sandboxPolicy === 'TESTERS_ONLY' && sandboxTesterUserIds.includes(user.externalId)) return null
  const message =
    sandboxPolicy === 'TESTERS_ONLY'
      ? 'The receipt is from a sandbox, and the user is not in sandboxTesterUserIds of the AppKey.'
      : 'The receipt is from a sandbox, which this AppKey does not accept.'
  return receiptProblem('RECEIPT_ENVIRONMENT_REFUSED', message)
}

function checkOwner(app: Pick<App, 'row'>, check: TransactionCheck): Problem | null {
  const { transaction, proves, reservedPurchase, buyer, isOwnedByBuyer } = check
  if (isOwnedByBuyer) return null
  if (transaction.ownership === 'SHARED') return checkShare(app, check)
  if (transaction.accountToken === null) {
    if (proves === 'POSSESSION') return null
    return receiptProblem(
      'RECEIPT_USER_MISMATCH',
      'A bare transaction id is accepted only for a purchase with an account token.',
    )
  }
  if (reservedPurchase?.userId === buyer.user.id) return null
  // A live app may have used the account token for its own purpose. The receipt then proves whose the transaction is.
  const mayBeUnknown = app.row.accountTokenPolicy === 'ALLOW_UNKNOWN' && proves === 'POSSESSION'
  if (reservedPurchase === null && mayBeUnknown) return null
  return receiptProblem(
    'RECEIPT_USER_MISMATCH',
    'The receipt is bound to an account token of no purchase of this user.',
  )
}

/** Every family member has a transaction of their own, which only their devices can have signed. */
function checkShare(app: Pick<App, 'row'>, { proves, item }: TransactionCheck): Problem | null {
  if (app.row.familySharingPolicy === 'REFUSE') {
    return receiptProblem(
      'RECEIPT_USER_MISMATCH',
      'The purchase is shared through Family Sharing. Only its buyer can verify it.',
    )
  }
  if (proves !== 'POSSESSION') {
    return receiptProblem(
      'RECEIPT_USER_MISMATCH',
      'The purchase is shared through Family Sharing. It is accepted only as a signed transaction.',
    )
  }
  if (item === null || item.type === 'NON_CONSUMABLE') return null
  return receiptProblem(
    'RECEIPT_USER_MISMATCH',
    'The purchase is shared through Family Sharing, and its item is not a non-consumable.',
  )
}
