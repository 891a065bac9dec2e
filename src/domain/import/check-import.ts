import { newUuid } from '../../platform/ids.ts'
import type { StoreTransaction } from '../../stores/contract/sale.ts'
import type { Context } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import type { ItemRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, receiptProblem, type Problem } from '../problem.ts'
import type { ImportedState } from '../store-sync/record-payment.ts'
import { checkUserId } from '../user/check-user-id.ts'
import type { ImportedPurchase, ImportMode } from './imported-purchase.ts'

export function checkImportInput(
  { clock }: Pick<Context, 'clock'>,
  { userId, itemId, consumedAt, completedAt }: ImportedPurchase,
): Problem | null {
  const now = clock()
  return firstProblem(
    checkUserId(userId, ['userId']),
    itemId === null ? null : checkText(itemId, ['itemId'], { min: 1, max: 100 }),
    consumedAt !== null && consumedAt > now ? invalidTime('consumedAt', 'must not be in the future') : null,
    completedAt !== null && completedAt > now
      ? invalidTime('completedAt', 'must not be in the future')
      : null,
    consumedAt !== null && completedAt !== null && completedAt < consumedAt
      ? invalidTime('completedAt', 'must not be before consumedAt')
      : null,
  )
}

/** Whether the item that the store sold can have been consumed and delivered as the input says. */
export function checkDelivery(
  item: Pick<ItemRow, 'externalId' | 'type'>,
  { itemId, consumedAt, completedAt }: ImportedPurchase,
): Problem | null {
  if (itemId !== null && itemId !== item.externalId) {
    return receiptProblem('RECEIPT_ITEM_MISMATCH', `The store sold the item ${item.externalId}.`)
  }
  const isConsumable = item.type === 'CONSUMABLE'
  if (!isConsumable && consumedAt !== null) {
    return createProblem('NOT_CONSUMABLE', 'The item cannot be consumed.', ['consumedAt'])
  }
  return isConsumable && completedAt !== null && consumedAt === null
    ? invalidTime('consumedAt', 'is required with completedAt, because the item is consumed')
    : null
}

/** What a new payment has that another server delivered. */
export function toImportedState(
  ctx: Context,
  { userId, itemId, consumedAt, completedAt }: ImportedPurchase,
  { recordEvents }: ImportMode,
  { storeTransactionId }: StoreTransaction,
): ImportedState {
  const status = completedAt !== null ? 'COMPLETED' : consumedAt !== null ? 'CONSUMED' : 'PAID'
  return {
    status,
    consume: consumedAt === null ? null : { id: newUuid(), consumedAt },
    completedAt,
    recordEvents,
    action: createOperatorAction(ctx, {
      action: 'importPurchases',
      changes: { after: { userId, itemId, storeTransactionId, status, recordEvents } },
    }),
  }
}

function invalidTime(field: string, message: string): Problem {
  return createProblem('INVALID_INPUT', `${field} ${message}`, [field])
}
