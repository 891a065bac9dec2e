import { selectSubscriptionReference } from '../../db/queries/subscription-acts.ts'
import type { SubscriptionTarget } from '../../stores/contract/subscription.ts'
import type { Context } from '../context.ts'
import type { SubscriptionRow } from '../models.ts'
import type { Problem } from '../problem.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { decryptSaleReference } from '../store-sync/sale-reference.ts'
import { notPossible, type ActCall, type SubscriptionAct } from './subscription-act.ts'

export type ActTarget = { readonly managementUrl: string | null } & (
  | { readonly call: ActCall; readonly target: SubscriptionTarget; readonly problem: null }
  | {
      readonly problem: Problem
      /** The problem is that the subscription has ended, which an earlier call of the same act may have done. */
      readonly hasEnded?: true
    }
)

/** What an act on a subscription needs of its store, or why it is not possible. */
export async function findActTarget(
  ctx: Context,
  subscription: SubscriptionRow,
  act: SubscriptionAct,
): Promise<ActTarget> {
  const { appId } = ctx.app
  const { store, environment, storeProductId } = subscription
  try {
    const [adapter, reference] = await Promise.all([
      ctx.stores.find(appId, store),
      selectSubscriptionReference(ctx.db, appId, subscription.id),
    ])
    if (adapter === null) return { managementUrl: null, problem: storeNotConnected(store) }
    const { subscriptions } = adapter
    if (subscriptions === null || reference === null) {
      return { managementUrl: null, problem: notPossible(`The store cannot be asked. ${act.instead}`) }
    }
    const details = decryptSaleReference(ctx.keyring, appId, store, reference)
    const managementUrl = subscriptions.managementUrl(storeProductId, details)
    const call = act.find(subscriptions)
    if (call === null) {
      return { managementUrl, problem: notPossible(`The store does not offer this. ${act.instead}`) }
    }
    if (subscription.status === 'EXPIRED' || subscription.status === 'REVOKED') {
      const problem = notPossible('The subscription has ended. The customer can buy it again.')
      return { managementUrl, problem, hasEnded: true }
    }
    return { managementUrl, call, target: { details, environment, storeProductId }, problem: null }
  } catch (error) {
    return { managementUrl: null, problem: toStoreProblem(ctx, store, error) }
  }
}
