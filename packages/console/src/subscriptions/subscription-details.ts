import type { SubscriptionQuery } from '../generated/operations.ts'

/** A subscription with everything that its page shows. */
export type SubscriptionDetails = NonNullable<SubscriptionQuery['subscription']>
