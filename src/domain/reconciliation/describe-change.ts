import type { SaleChange } from '../sale/sync-sale.ts'

/** What was done about a difference, for operators; null where reading the sale changed nothing. */
const done: Readonly<Record<SaleChange['kind'], string | null>> = {
  RECORDED: 'a payment was recorded',
  REFUNDED: 'the payment was refunded',
  PARTIALLY_REFUNDED: 'a part of the payment was refunded',
  REFUND_REVERSED: 'the refund of the payment was reversed',
  PENDING: 'the purchase is pending',
  CANCELED: 'the purchase was canceled',
  UNCHANGED: null,
  UNCLAIMED: null,
  REFUSED: null,
  UNKNOWN: null,
}

export function isChange({ kind }: SaleChange): boolean {
  return done[kind] !== null
}

export function describeChanges(changes: readonly SaleChange[]): string {
  return changes.flatMap(({ kind }) => done[kind] ?? []).join(', ')
}

/** Why reading the sale changed nothing. */
export function explainNoChange(changes: readonly SaleChange[]): string {
  const [first] = changes.filter(({ kind }) => kind !== 'UNCHANGED')
  switch (first?.kind) {
    case 'REFUSED':
      return first.reason ?? 'our rules refuse the sale'
    case 'UNCLAIMED':
      return 'nothing tells whose the sale is'
    case 'UNKNOWN':
      return 'the sale is not known when it is asked about'
    default:
      return 'the store does not say so when it is asked'
  }
}
