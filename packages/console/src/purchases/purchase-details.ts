import type { PurchaseQuery } from '../generated/operations.ts'

/** A purchase with everything that its page shows. */
export type PurchaseDetails = NonNullable<PurchaseQuery['purchase']>
