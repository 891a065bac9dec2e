import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { consumePayment, type ConsumePaymentInput } from './consume-payment.ts'
import type { ConsumeResult } from './consume-result.ts'

const maxConsumes = 100

/** Consumes several payments independently: a rejected consume has a problem in its own result and does not affect the others. */
export async function consumePayments(
  ctx: Context,
  input: { readonly consumes: readonly ConsumePaymentInput[] },
): Promise<Outcome<{ results: readonly Outcome<ConsumeResult>[] }>> {
  const { consumes } = input
  if (consumes.length < 1 || consumes.length > maxConsumes) {
    return {
      problem: createProblem('INVALID_INPUT', `consumes must have 1–${maxConsumes} entries`, ['consumes']),
    }
  }
  const results = await Promise.all(
    consumes.map((consume, index) => consumePayment(ctx, consume, ['consumes', String(index)])),
  )
  return { results, problem: null }
}
