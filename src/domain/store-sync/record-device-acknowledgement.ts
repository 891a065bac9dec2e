import { updateAcknowledgementFinished } from '../../db/queries/acknowledgements.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreAcknowledgement } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow } from '../models.ts'

/**
 * Where the app acknowledges on the device, every read of the store may be the first that says so. Whether the app also has to consume the
 * sale, so that it can be bought again, is the app's own matter.
 */
export async function recordDeviceAcknowledgement(
  ctx: AppContext,
  { id: paymentId, store, acknowledgementStatus }: PaymentRow,
  { acknowledged }: StoreAcknowledgement,
): Promise<void> {
  const { appId, row } = ctx.app
  if (row.acknowledgeBy !== 'CLIENT' || !acknowledged || acknowledgementStatus !== 'PENDING') return
  const moved = await updateAcknowledgementFinished(ctx.db, {
    appId,
    paymentId,
    status: 'ACKNOWLEDGED',
    attempts: null,
    lastError: null,
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved === null) return
  ctx.count('acknowledgements', { store, result: 'acknowledged' })
  ctx.events.notifyCommitted(appId)
}
