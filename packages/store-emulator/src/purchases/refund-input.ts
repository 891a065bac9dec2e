/** What the store takes back. */
export type RefundInput = {
  /** Whole percent of the price. */
  percentage: number
  /** Only so many of the pieces. */
  quantity?: number
  /** False lets the customer keep the product. */
  revoke?: boolean
}
