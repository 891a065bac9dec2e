import type { PurchaseResult, SheetResult, Store } from '@coinslot/sdk'
import { vipSubscription } from '../catalog.ts'
import type { PlayerState } from '../player-state.ts'

/** A purchase as the page follows it. */
export type FollowedPurchase = {
  readonly itemId: string | null
  readonly store: Store
  /** What the payment sheet reported; null before it opens. */
  readonly sheet: 'OPEN' | SheetResult['kind'] | null
  /** The result of the SDK; null while it is being bought. */
  readonly result: PurchaseResult | null
}

export const stepNames = ['reserve', 'pay', 'verify', 'deliver'] as const
export type StepName = (typeof stepNames)[number]
export type StepState = 'todo' | 'active' | 'done' | 'stopped' | 'later'

/** Whether a subscription was bought, which nobody delivers: its entitlement is the access. */
export const isOfSubscription = ({ itemId }: FollowedPurchase): boolean => itemId === vipSubscription

/** What has happened to the purchase so far. */
export function readSteps(
  purchase: FollowedPurchase,
  { items, isVip }: Pick<PlayerState, 'items'> & { readonly isVip: boolean },
): Readonly<Record<StepName, StepState>> {
  const { sheet, result } = purchase
  const paymentId = result?.status === 'paid' ? result.payment.id : null
  const isDelivered = isOfSubscription(purchase) ? isVip : items.some((item) => item.paymentId === paymentId)
  if (result === null) {
    if (sheet === null) return steps('active')
    return sheet === 'OPEN' ? steps('done', 'active') : steps('done', 'done', 'active')
  }
  switch (result.status) {
    case 'paid':
      return steps('done', 'done', 'done', isDelivered ? 'done' : 'active')
    case 'pending':
      return steps('done', 'later')
    case 'canceled':
      return steps('done', 'stopped')
    case 'failed':
      return result.purchaseId === null ? steps('stopped') : steps('done', 'stopped')
    case 'unknown':
      return steps('done', 'active')
  }
}

const steps = (
  reserve: StepState,
  pay: StepState = 'todo',
  verify: StepState = 'todo',
  deliver: StepState = 'todo',
): Readonly<Record<StepName, StepState>> => ({ reserve, pay, verify, deliver })
