import { consumePayment } from '../../domain/consume/consume-payment.ts'
import { consumePayments } from '../../domain/consume/consume-payments.ts'
import { encodeId } from '../../platform/ids.ts'
import type { ConsumePaymentInput, ConsumeResolvers, MutationResolvers } from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { assertFound } from './assert-found.ts'

export const consumeMutations = {
  consumePayment: async (_, { input }, context) => ({
    replayed: false,
    ...(await consumePayment(domainOf(context), toConsumeRequest(input))),
  }),
  consumePayments: async (_, { input }, context) => {
    const outcome = await consumePayments(domainOf(context), {
      consumes: input.consumes.map(toConsumeRequest),
    })
    const results = (outcome.results ?? []).map((result) => ({ replayed: false, ...result }))
    return { problem: outcome.problem, results }
  },
} satisfies MutationResolvers

export const Consume = {
  id: ({ id }) => encodeId('con', id),
  payment: async ({ paymentId }, _, context) =>
    assertFound(await loadersOf(context).payments.load(paymentId)),
  idempotencyKey: ({ idempotencyKey }, _, context) =>
    domainOf(context).caller.kind === 'CLIENT' ? null : idempotencyKey,
  serverKey: ({ serverKeyId }, _, context) =>
    serverKeyId === null ? null : loadersOf(context).serverKeys.load(serverKeyId),
} satisfies ConsumeResolvers

function toConsumeRequest({ paymentId, purchaseToken, idempotencyKey }: ConsumePaymentInput) {
  return { paymentId, purchaseToken, idempotencyKey: idempotencyKey ?? null }
}
