import { retryAcknowledgement } from '../../domain/acknowledgement/retry-acknowledgement.ts'
import type { AcknowledgementResolvers, MutationResolvers } from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'

export const acknowledgementMutations = {
  retryAcknowledgement: (_, { input: { paymentId, expectedVersion = null } }, context) =>
    retryAcknowledgement(domainOf(context), { paymentId, expectedVersion }),
} satisfies MutationResolvers

/** The status is a column of the payment; the other fields are loaded only when they are requested. */
export const Acknowledgement = {
  status: ({ acknowledgementStatus }) => acknowledgementStatus,
  acknowledgeBy: (_, __, context) => domainOf(context).app.row.acknowledgeBy,
  deadline: async ({ id }, _, context) =>
    (await loadersOf(context).acknowledgementOfPayment.load(id))?.deadlineAt ?? null,
  attempts: async ({ id }, _, context) =>
    (await loadersOf(context).acknowledgementOfPayment.load(id))?.attempts ?? 0,
  lastError: async ({ id }, _, context) =>
    domainOf(context).caller.kind === 'CLIENT'
      ? null
      : ((await loadersOf(context).acknowledgementOfPayment.load(id))?.lastError ?? null),
  // The row of the acknowledgement may be newer than the status.
  acknowledgedAt: async ({ id, acknowledgementStatus }, _, context) =>
    acknowledgementStatus !== 'ACKNOWLEDGED'
      ? null
      : ((await loadersOf(context).acknowledgementOfPayment.load(id))?.acknowledgedAt ?? null),
} satisfies AcknowledgementResolvers
