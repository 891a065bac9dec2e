import type { ItemRow } from '../../db/queries/items.ts'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import type { StoreTraits } from '../../stores/contract.ts'
import type { StoreTransaction } from '../../stores/sale-contract.ts'
import type { App } from '../app-key/app-directory.ts'
import { createProblem, type Problem } from '../problem.ts'
import type { Buyer } from './buyer.ts'

type Submitted = {
  readonly buyer: Buyer
  readonly traits: StoreTraits
  readonly transaction: StoreTransaction
  readonly proves: 'POSSESSION' | 'NOTHING'
  /** The item that the store's product maps to. */
  readonly item: ItemRow | null
  /** The purchase that the store's account token names. */
  readonly bound: PurchaseRow | null
  /** It is this user's payment already: the buyer's own, or one that was transferred to this user. */
  readonly isTheirs: boolean
}

/** Whether a transaction that the store proved may become this user's payment. Pure: I4, I5 and the sandbox policy. */
export function checkTransaction(
  app: Pick<App, 'row'>,
  submitted: Submitted,
): { readonly item: ItemRow } | Problem {
  const { item } = submitted
  const problem = checkEnvironment(app, submitted) ?? checkOwner(submitted)
  if (problem !== null) return problem
  if (item === null) {
    const message = `No item of the AppKey is the store's product ${submitted.transaction.storeProductId}.`
    return createProblem('ITEM_NOT_FOUND', message, ['receipt'])
  }
  const { purchase } = submitted.buyer
  if (purchase !== null && purchase.itemId !== item.id) {
    return refuse('RECEIPT_ITEM_MISMATCH', 'The receipt is for another item than the purchase.')
  }
  return { item }
}

function checkEnvironment(app: Pick<App, 'row'>, { transaction, traits, buyer }: Submitted): Problem | null {
  if (transaction.environment === 'PRODUCTION' || traits.sandboxOnly) return null
  const { sandboxPolicy, sandboxTesterUserIds } = app.row
  if (sandboxPolicy === 'ALLOW') return null
  if (sandboxPolicy === 'TESTERS_ONLY' && sandboxTesterUserIds.includes(buyer.user.externalId)) return null
  const message =
    sandboxPolicy === 'TESTERS_ONLY'
      ? 'The receipt comes from a sandbox, and the user is not among the testers of the AppKey.'
      : 'The receipt comes from a sandbox, which the AppKey refuses.'
  return refuse('RECEIPT_ENVIRONMENT_REFUSED', message)
}

function checkOwner({ transaction, proves, bound, buyer, isTheirs }: Submitted): Problem | null {
  if (isTheirs) return null
  if (transaction.ownership === 'SHARED') {
    return refuse(
      'RECEIPT_USER_MISMATCH',
      'The purchase is shared by a family member; its buyer has to claim it.',
    )
  }
  if (transaction.accountToken === null) {
    if (proves === 'POSSESSION') return null
    return refuse(
      'RECEIPT_USER_MISMATCH',
      'A transaction id alone is taken only for a purchase with an account token.',
    )
  }
  if (bound?.userId === buyer.user.id) return null
  return refuse('RECEIPT_USER_MISMATCH', 'The receipt is bound to an account token of no purchase of this user.')
}

function refuse(code: Problem['code'], message: string): Problem {
  return createProblem(code, message, ['receipt'])
}
