import type { Db } from '../db/client.ts'
import { selectSubscriptionsOfPurchases } from '../db/queries/subscription-list.ts'
import {
  selectSubscriptionLines,
  selectSubscriptionsByIds,
  selectTokensOfSubscriptions,
  type SubscriptionLineRow,
  type SubscriptionRow,
  type SubscriptionTokenRow,
} from '../db/queries/subscriptions.ts'
import { createGroupLoader, createRowLoader, type Loader } from './batch-loaders.ts'

export type SubscriptionLoaders = {
  readonly subscriptions: Loader<SubscriptionRow | null>
  readonly subscriptionOfPurchase: Loader<SubscriptionRow | null>
  readonly linesOfSubscription: Loader<readonly SubscriptionLineRow[]>
  readonly tokensOfSubscription: Loader<readonly SubscriptionTokenRow[]>
}

export function createSubscriptionLoaders(db: Db, appId: string): SubscriptionLoaders {
  return {
    subscriptions: createRowLoader(
      (ids) => selectSubscriptionsByIds(db, appId, ids),
      ({ id }) => id,
    ),
    subscriptionOfPurchase: createRowLoader(
      (ids) => selectSubscriptionsOfPurchases(db, appId, ids),
      ({ ofPurchaseId }) => ofPurchaseId,
    ),
    linesOfSubscription: createGroupLoader(
      (ids) => selectSubscriptionLines(db, appId, ids),
      ({ subscriptionId }) => subscriptionId,
    ),
    tokensOfSubscription: createGroupLoader(
      (ids) => selectTokensOfSubscriptions(db, appId, ids),
      ({ subscriptionId }) => subscriptionId,
    ),
  }
}
