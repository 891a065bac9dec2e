/** A refund through the control API. */
export type RefundInput = {
  /** Whole percent of the price. */
  percentage: number
  /** Number of units, for a quantity-based partial refund. */
  quantity?: number
  /** False lets the customer keep the product. */
  revoke?: boolean
}
