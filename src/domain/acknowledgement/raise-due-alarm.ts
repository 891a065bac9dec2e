import { raiseAlarm } from '../../db/queries/acknowledgements.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, AcknowledgementRow } from '../models.ts'
import { milestonesOf } from './acknowledgement-policy.ts'

/** Warns once from half of the time to the deadline on, and raises the alarm once when it nears: event, metric, log. */
export async function raiseDueAlarm(
  ctx: AppContext,
  due: { readonly payment: PaymentRow; readonly acknowledgement: AcknowledgementRow },
): Promise<void> {
  const { payment, acknowledgement } = due
  const { deadline } = acknowledgement
  if (deadline === null) return
  const now = ctx.clock()
  const { warnAt, alarmAt } = milestonesOf(payment.paidAt, deadline)
  if (now < warnAt) return
  const level = now < alarmAt ? 'WARNING' : 'ALARM'
  const { appId } = ctx.app
  const paymentId = payment.id
  if (!(await raiseAlarm(ctx.db, { appId, paymentId, level, eventId: newUuid(), now }))) return
  ctx.count(level === 'ALARM' ? 'acknowledgement_critical' : 'acknowledgement_warning', payment.store)
  const { status, store } = payment
  const { attempts, lastError } = acknowledgement
  const facts = { appId, paymentId, store, status, deadline, attempts, lastError }
  if (level === 'ALARM') ctx.log.error(facts, 'a payment is about to be taken back by its store')
  else ctx.log.warn(facts, 'half of the time to acknowledge a payment is over')
  ctx.feed.announce()
}
