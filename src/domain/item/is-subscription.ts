import type { ItemRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'

export function isSubscription(type: ItemRow['type']): boolean {
  return type === 'AUTO_RENEWABLE' || type === 'CONSUMABLE_AUTO_RENEWABLE'
}

export function subscriptionsNotSupported(field: readonly string[]): Problem {
  return createProblem('SUBSCRIPTIONS_NOT_SUPPORTED', 'The store sells no subscriptions here.', field)
}
