import type { AppContext } from '../context.ts'
import { findSubscriptionOwner } from './find-subscription-owner.ts'
import { lockChain } from './lock-chain.ts'
import { recordSnapshot } from './record-snapshot.ts'
import {
  createSubscriptionChange,
  type SubscriptionChange,
  type SubscriptionReading,
} from './subscription-reading.ts'

/**
 * A reading that began before another one which has been applied. It decides neither on the state nor on refunds, but it may tell a period
 * that the store does not return again: ONE store names only the last one.
 */
export async function recordOutdatedReading(
  ctx: AppContext,
  request: SubscriptionReading,
): Promise<SubscriptionChange> {
  const outdated = createSubscriptionChange('UNCHANGED', { isOutdated: true })
  const reading = { ...request, claim: null }
  const chain = await lockChain(ctx, reading)
  const { recorded, ownToken, foreignPayments } = chain
  if (recorded === null || ownToken === null || foreignPayments.length > 0) return outdated
  if (recorded.environment !== reading.snapshot.environment) return outdated
  // Who owns the chain is a part of the state.
  const owner = recorded.userId === null ? null : (await findSubscriptionOwner(ctx, reading, recorded)).owner
  const change = await recordSnapshot(ctx, reading, { chain: { ...chain, isOlderStatement: true }, owner })
  return { ...change, isOutdated: true }
}
