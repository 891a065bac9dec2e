import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { PaymentRow } from '../models.ts'
import type { Problem } from '../problem.ts'

export type ImportedPurchase = {
  /** The id of the user in the developer's system. */
  readonly userId: string
  /** The id of the item in the developer's system; null accepts the item that the store sold. */
  readonly itemId: string | null
  readonly store: StoreName
  /** The part of the receipt that is specific to the store. */
  readonly receipt: unknown
  readonly consumedAt: Date | null
  readonly completedAt: Date | null
}

export type ImportMode = { readonly recordEvents: boolean; readonly compareOnly: boolean }

export type ImportDifference = {
  readonly field: 'userId' | 'itemId' | 'consumed' | 'completed' | 'refunded'
  readonly recorded: string
  readonly imported: string
}

export type ImportResult = {
  readonly outcome: 'RECORDED' | 'UPDATED' | 'ALREADY_RECORDED' | 'DIFFERS' | 'NOT_RECORDED' | 'REJECTED'
  readonly payment: PaymentRow | null
  readonly differences: readonly ImportDifference[]
  readonly problem: Problem | null
}
