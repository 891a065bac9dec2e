import { upsertDeliveryFailure } from '../../db/queries/delivery-failures.ts'
import { selectPayment } from '../../db/queries/payments.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import { hasDirectionOverride } from '../../platform/text.ts'
import type { Context } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import type { PaymentRow } from '../models.ts'
import { paymentNotFound } from '../operator/run-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'

export type DeliveryFailureInput = {
  readonly paymentId: string
  readonly message: string
  readonly attempts: number
}

const maxAttempts = 1_000_000

/** Records that a game server has given up to deliver a payment. As with a completion, the event is the record of it. */
export async function reportDeliveryFailure(
  ctx: Context,
  input: DeliveryFailureInput,
): Promise<Outcome<{ payment: PaymentRow }>> {
  const problem = checkInput(input)
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const { message, attempts } = input
  const paymentId = decodeId('pay', input.paymentId)
  if (paymentId === null) return paymentNotFound()
  const report = { appId, paymentId, message, attempts, eventId: newUuid(), now: ctx.clock() }
  const recorded = await upsertDeliveryFailure(ctx.db, report)
  const payment = await selectPayment(ctx.db, appId, paymentId)
  if (payment === null) return paymentNotFound()
  if (recorded?.isFirst === true) {
    ctx.count('delivery_failures', { store: payment.store })
    ctx.log.warn({ appId, paymentId, attempts }, 'a game server has given up to deliver a payment')
    ctx.events.notifyCommitted(appId)
  }
  return { payment, problem: null }
}

function checkInput({ message, attempts }: DeliveryFailureInput): Problem | null {
  return firstProblem(
    checkText(message, ['message'], { min: 1, max: 1_000 }),
    message.trim() === '' ? invalidInput('message', 'message must not be blank') : null,
    hasDirectionOverride(message)
      ? invalidInput('message', 'message must not contain characters that change its direction')
      : null,
    attempts >= 1 && attempts <= maxAttempts
      ? null
      : invalidInput('attempts', `attempts must be between 1 and ${maxAttempts}`),
  )
}

const invalidInput = (field: string, message: string) => createProblem('INVALID_INPUT', message, [field])
