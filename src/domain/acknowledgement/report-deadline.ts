import { updateAcknowledgementAlert } from '../../db/queries/acknowledgements.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, AcknowledgementRow } from '../models.ts'
import { getDeadlineMilestones } from '../store-sync/acknowledgement-policy.ts'

/** Reports a deadline that comes nearer by an event, a metric and a log line: once as a warning, and once as critical. */
export async function reportDeadline(
  ctx: AppContext,
  due: { readonly payment: PaymentRow; readonly acknowledgement: AcknowledgementRow },
): Promise<void> {
  const { payment, acknowledgement } = due
  const { deadlineAt: deadline } = acknowledgement
  if (deadline === null) return
  const now = ctx.clock()
  const { warnAt, criticalAt } = getDeadlineMilestones(payment.paidAt, deadline)
  if (now < warnAt) return
  const level = now < criticalAt ? 'WARNING' : 'CRITICAL'
  const { appId } = ctx.app
  const paymentId = payment.id
  if (!(await updateAcknowledgementAlert(ctx.db, { appId, paymentId, level, eventId: newUuid(), now })))
    return
  const { status, store } = payment
  ctx.count(level === 'CRITICAL' ? 'acknowledgement_deadline_critical' : 'acknowledgement_deadline_warning', {
    store,
  })
  const isByDevice = ctx.app.row.acknowledgeBy === 'CLIENT'
  if (isByDevice && level === 'WARNING') ctx.count('device_acknowledgement_missing', { store })
  const { attempts, lastError } = acknowledgement
  const { acknowledgeBy } = ctx.app.row
  const logFields = { appId, paymentId, store, status, deadline, acknowledgeBy, attempts, lastError }
  if (level === 'CRITICAL')
    ctx.log.error(logFields, 'acknowledgement deadline critical: the store is about to refund the payment')
  else ctx.log.warn(logFields, 'acknowledgement deadline warning: half of the time has passed')
  ctx.events.notifyCommitted(appId)
}
