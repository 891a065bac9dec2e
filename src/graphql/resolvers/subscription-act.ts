import { assignSubscription } from '../../domain/subscription-act/assign-subscription.ts'
import { cancelSubscription } from '../../domain/subscription-act/cancel-subscription.ts'
import { extendSubscription } from '../../domain/subscription-act/extend-subscription.ts'
import { revokeSubscription } from '../../domain/subscription-act/revoke-subscription.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

type ActInput = {
  readonly subscriptionId: string
  readonly reason: string
  readonly expectedVersion?: number | null | undefined
  readonly idempotencyKey?: string | null | undefined
}

const toAct = ({ subscriptionId, reason, expectedVersion = null, idempotencyKey = null }: ActInput) => ({
  subscriptionId,
  reason,
  expectedVersion,
  idempotencyKey,
})

export const subscriptionActMutations = {
  assignSubscription: async (_, { input }, context) => {
    const assignment = { ...input, idempotencyKey: input.idempotencyKey ?? null }
    return { replayed: false, ...(await assignSubscription(domainOf(context), assignment)) }
  },
  extendSubscription: async (_, { input }, context) => {
    const extension = { ...toAct(input), days: input.days }
    return { replayed: false, ...(await extendSubscription(domainOf(context), extension)) }
  },
  cancelSubscription: async (_, { input }, context) => {
    const cancellation = { ...toAct(input), byDeveloper: input.byDeveloper ?? false }
    return { replayed: false, ...(await cancelSubscription(domainOf(context), cancellation)) }
  },
  revokeSubscription: async (_, { input }, context) => {
    const { refund, storeProductId = null } = input
    const revocation = { ...toAct(input), refund, storeProductId }
    return { replayed: false, ...(await revokeSubscription(domainOf(context), revocation)) }
  },
} satisfies MutationResolvers
