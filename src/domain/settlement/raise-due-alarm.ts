import { raiseAlarm } from '../../db/queries/settlements.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, SettlementRow } from '../models.ts'
import { milestonesOf } from './settlement-policy.ts'

/** Warns once from half of the time to the deadline on, and raises the alarm once when it nears: event, metric, log. */
export async function raiseDueAlarm(
  ctx: AppContext,
  due: { readonly payment: PaymentRow; readonly settlement: SettlementRow },
): Promise<void> {
  const { payment, settlement } = due
  const { deadline } = settlement
  if (deadline === null) return
  const now = ctx.clock()
  const { warnAt, alarmAt } = milestonesOf(payment.paidAt, deadline)
  if (now < warnAt) return
  const level = now < alarmAt ? 'WARNING' : 'ALARM'
  const { appId } = ctx.app
  const paymentId = payment.id
  if (!(await raiseAlarm(ctx.db, { appId, paymentId, level, eventId: newUuid(), now }))) return
  ctx.count(level === 'ALARM' ? 'settlement_alarm' : 'settlement_warning', payment.store)
  const { status, store } = payment
  const { attempts, lastError } = settlement
  const facts = { appId, paymentId, store, status, deadline, attempts, lastError }
  if (level === 'ALARM') ctx.log.error(facts, 'a payment is about to be taken back by its store')
  else ctx.log.warn(facts, 'half of the time to settle a payment is over')
  ctx.feed.announce()
}
