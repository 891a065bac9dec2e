import { reportDeliveryFailure } from '../../domain/delivery/report-delivery-failure.ts'
import { retryDelivery } from '../../domain/delivery/retry-delivery.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const deliveryMutations = {
  reportDeliveryFailure: (_, { input }, context) => reportDeliveryFailure(domainOf(context), input),
  retryDelivery: (_, { input: { paymentId, expectedVersion = null } }, context) =>
    retryDelivery(domainOf(context), { paymentId, expectedVersion }),
} satisfies MutationResolvers
