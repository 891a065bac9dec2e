import { assertState, invalidState } from '../change.ts'
import type { Change } from '../change.ts'
import type { Subscription } from '../subscription.ts'

export type PriceChangeInput = {
  priceMicros: string
  mode: 'DECREASE' | 'OPT_IN' | 'OPT_OUT'
  /** The first renewal at or after this time has the new price. */
  appliesAt: number
}

export function announcePrice(subscription: Subscription, input: PriceChangeInput): Change {
  assertState(subscription, ['ACTIVE', 'IN_GRACE'], 'given another price')
  const state = input.mode === 'OPT_IN' ? ('OUTSTANDING' as const) : ('CONFIRMED' as const)
  return {
    subscription: { ...subscription, priceChange: { ...input, state } },
    happenings: [{ type: 'PRICE_CHANGED' }],
  }
}

export function acceptPrice(subscription: Subscription): Change {
  const { priceChange } = subscription
  if (priceChange?.state !== 'OUTSTANDING')
    throw invalidState(subscription, 'asked: no price waits for consent')
  return {
    subscription: { ...subscription, priceChange: { ...priceChange, state: 'CONFIRMED' } },
    happenings: [{ type: 'PRICE_CHANGED' }],
  }
}

/** The customer agrees to the step from the offer to the full price. */
export function acceptStepUp(subscription: Subscription): Change {
  const { consent } = subscription
  assertState(subscription, ['ACTIVE'], 'asked')
  if (consent?.state !== 'PENDING') throw invalidState(subscription, 'asked: no price waits for consent')
  return {
    subscription: { ...subscription, consent: { ...consent, state: 'CONFIRMED' } },
    happenings: [{ type: 'CONSENT_CHANGED' }],
  }
}
