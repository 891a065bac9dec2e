/** What ONE store does not document about subscriptions, so that a correction is configuration. */
export type OneStoreSubscriptionFormat = {
  /** Segment of the path: `/purchases/{pathSegment}/products/…`. Default: `subscription`. */
  pathSegment: string
  /** Other names for the fields of the detail, by their default names. Default: none. */
  fieldNames: Readonly<Record<string, string>>
  /** Whether notifications about subscriptions contain `signature`. Default: true. */
  signsNotifications: boolean
}

export const defaultSubscriptionFormat: OneStoreSubscriptionFormat = {
  pathSegment: 'subscription',
  fieldNames: {},
  signsNotifications: true,
}
