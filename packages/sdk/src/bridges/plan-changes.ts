import type { SheetRequest, StoreTransaction } from './bridge.ts'

/** When a change of the plan takes effect, and what the store charges for it: the replacement modes of Google Play. */
export type PlanChangeMode =
  | 'WITH_TIME_PRORATION'
  | 'CHARGE_PRORATED_PRICE'
  | 'CHARGE_FULL_PRICE'
  | 'WITHOUT_PRORATION'
  /** The change waits for the next renewal. */
  | 'DEFERRED'

/** How a purchase of a subscription changes the plan of another one. */
export type PlanChangeOptions = {
  /**
   * Groups of subscriptions of which a player has one at a time: product ids, each group from the lowest plan to the highest, as the groups in
   * App Store Connect. A purchase of one of them changes the plan of the player who has another one.
   */
  readonly subscriptionGroups?: readonly (readonly string[])[]
  /** How a store that leaves it to the app changes to a higher plan. Default `WITH_TIME_PRORATION`. */
  readonly upgradeMode?: PlanChangeMode
  /** The same for a lower plan. Default `DEFERRED`, as the App Store does. */
  readonly downgradeMode?: PlanChangeMode
}

export type PlanChange = {
  /** The transaction of the subscription that is replaced. */
  readonly current: StoreTransaction
  readonly isUpgrade: boolean
  readonly mode: PlanChangeMode
}

/**
 * Finds the subscription whose plan a purchase changes. It is one that the server has recorded for the same player since the app was started:
 * the store account of the device may have one of another player.
 */
export function createPlanChanges({
  subscriptionGroups = [],
  upgradeMode = 'WITH_TIME_PRORATION',
  downgradeMode = 'DEFERRED',
}: PlanChangeOptions) {
  const owners = new Map<string, string>()
  const findGroup = (productId: string) => subscriptionGroups.find((group) => group.includes(productId)) ?? []
  return {
    remember: ({ id }: StoreTransaction, userId: string) => void owners.set(id, userId),
    /** Whether both products are plans of one group. */
    areRelated: (first: string, second: string) => first !== second && findGroup(first).includes(second),
    hasGroup: (productId: string) => findGroup(productId).length > 0,
    /** `owned`: what the customer owns at the store. */
    find: (
      { productId, userId }: SheetRequest,
      owned: readonly StoreTransaction[],
    ): PlanChange | undefined => {
      const group = findGroup(productId)
      const toLevel = (id: string) => group.indexOf(id)
      const related = owned.filter(
        (each) =>
          each.productId !== productId && toLevel(each.productId) >= 0 && owners.get(each.id) === userId,
      )
      const current = related.at(-1)
      if (current === undefined) return undefined
      const isUpgrade = toLevel(productId) > toLevel(current.productId)
      return { current, isUpgrade, mode: isUpgrade ? upgradeMode : downgradeMode }
    },
  }
}
