import type { SaleChange } from '../store-sync/sync-sale.ts'

/** What a sync changed, for operators; null where it changed nothing. */
const changeDescriptions: Readonly<Record<SaleChange['kind'], string | null>> = {
  RECORDED: 'a payment was recorded',
  REFUNDED: 'the payment was refunded',
  PARTIALLY_REFUNDED: 'a part of the payment was refunded',
  REFUND_REVERSED: 'the refund of the payment was reversed',
  PENDING: 'the purchase is pending',
  CANCELED: 'the purchase was canceled',
  UPDATED: 'the subscription was updated',
  UNCHANGED: null,
  UNCLAIMED: null,
  REJECTED: null,
  UNKNOWN: null,
}

export function isChange({ kind }: SaleChange): boolean {
  return changeDescriptions[kind] !== null
}

export function describeChanges(changes: readonly SaleChange[]): string {
  return changes.flatMap(({ kind }) => changeDescriptions[kind] ?? []).join(', ')
}

/** The store's transaction id of the first sale that was paid and is not recorded, by which it can be adopted. */
export function findUnrecordedTransaction(changes: readonly SaleChange[]): string | null {
  return (
    changes.find(({ unrecordedSale }) => unrecordedSale !== null)?.unrecordedSale?.storeTransactionId ?? null
  )
}

/** Why a sync of the sale changed nothing. */
export function explainNoChange(changes: readonly SaleChange[]): string {
  const [first] = changes.filter(({ kind }) => kind !== 'UNCHANGED')
  switch (first?.kind) {
    case 'REJECTED':
      return first.reason ?? 'the sale was rejected by validation'
    case 'UNCLAIMED':
      return 'the owner of the sale is unknown'
    case 'UNKNOWN':
      return 'the store does not return the sale'
    default:
      return 'the store reports no refund for the sale'
  }
}

/** The sales that were paid and are not recorded, for example because their users and reservations were lost in a restore. */
export function describeUnrecordedSales(changes: readonly SaleChange[]): string | null {
  const descriptions = changes.flatMap((change) => {
    if (change.unrecordedSale === null) return []
    const { storeTransactionId, storeProductId, accountToken } = change.unrecordedSale
    const token = accountToken === null ? 'no account token' : `account token ${accountToken}`
    return [
      `transaction ${storeTransactionId}, product ${storeProductId}, ${token}: ${explainNoChange([change])}`,
    ]
  })
  return descriptions.length === 0 ? null : descriptions.join('; ')
}
