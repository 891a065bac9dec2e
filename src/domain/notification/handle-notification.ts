import { beginNotification, endNotification, type NotificationRow } from '../../db/queries/notifications.ts'
import { findPayment } from '../../db/queries/payments.ts'
import { backoffMs } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable, type StoreName } from '../../stores/contract.ts'
import type { NotifiedSale } from '../../stores/notification-contract.ts'
import type { AppContext } from '../context.ts'
import { hashSaleKey } from '../sale/sale-reference.ts'
import { syncSale, type SaleChange } from '../sale/sync-sale.ts'
import { openContent } from './inbox.ts'

/** How long nobody else takes up what is being handled. */
const takenForMs = 2 * 60_000
const firstRetryMs = 5_000
const longestRetryMs = 15 * 60_000
const mayAppearForMs = 60 * 60_000
/** Then the comparison with the store's records has to do. */
const giveUpAfterMs = 7 * 24 * 60 * 60_000

/**
 * Acts on a message of the inbox: reads each of its sales back from the store. Whatever the message says is only the reason to
 * look. A store that cannot be asked is asked again later. Answers with what it changed; null if it is handled already.
 */
export async function handleNotification(
  ctx: AppContext,
  notificationId: string,
): Promise<readonly SaleChange[] | null> {
  const { appId } = ctx.app
  const nextAt = new Date(ctx.clock().getTime() + takenForMs)
  const row = await beginNotification(ctx.db, { appId, id: notificationId, nextAt })
  if (row === null) return null
  try {
    const { sales, refundRequest } = openContent(ctx.keyring, row)
    const changes: SaleChange[] = []
    for (const sale of sales) changes.push(...(await readBack(ctx, row, sale)))
    if (isTooEarly(ctx, row, changes)) throw new StoreUnavailable('The store does not know the sale yet')
    const answer = refundRequest === null ? null : await answerRequest(ctx, row.store, refundRequest, changes)
    await finish(ctx, row, describe(changes, answer))
    return changes
  } catch (error) {
    await putOff(ctx, row, error)
    return []
  }
}

/** A store's message may be ahead of its API: what it does not know at first, it may know soon. */
function isTooEarly(
  ctx: AppContext,
  { receivedAt }: NotificationRow,
  changes: readonly SaleChange[],
): boolean {
  const age = ctx.clock().getTime() - receivedAt.getTime()
  return age < mayAppearForMs && changes.some(({ kind }) => kind === 'UNKNOWN')
}

function readBack(ctx: AppContext, { store, source }: NotificationRow, sale: NotifiedSale) {
  const { key, details, price, accountToken } = sale
  return syncSale(ctx, {
    store,
    key: hashSaleKey(key),
    details,
    source: source === 'PUSH' ? 'NOTIFICATION' : 'RECONCILIATION',
    told: { price, accountToken },
  })
}

/** The store decides on a refund and asks what became of the item: the payment says. */
async function answerRequest(
  ctx: AppContext,
  store: StoreName,
  request: string,
  changes: readonly SaleChange[],
): Promise<string> {
  if (!ctx.app.row.sendConsumptionInfo) return 'the project does not answer refund requests'
  const paymentId = changes.find((each) => each.paymentId !== null)?.paymentId ?? null
  const payment = paymentId === null ? null : await findPayment(ctx.db, ctx.app.appId, paymentId)
  if (payment === null) return 'the refund request is about no payment of ours'
  const adapter = await ctx.stores.find(ctx.app.appId, store)
  if (adapter?.answerRefundRequest == null) return 'the store takes no answer to refund requests'
  const delivered = payment.status === 'CONSUMED' || payment.status === 'COMPLETED'
  await adapter.answerRefundRequest(request, { delivered })
  return `answered: ${delivered ? 'delivered' : 'not delivered'}`
}

function describe(changes: readonly SaleChange[], answer: string | null): string {
  const words = changes.map(({ kind, reason }) => (reason === null ? kind : `${kind}: ${reason}`))
  const said = answer === null ? words : [...words, answer]
  return said.length === 0 ? 'nothing to do' : said.join('; ')
}

async function finish(ctx: AppContext, { appId, id }: NotificationRow, outcome: string): Promise<void> {
  await endNotification(ctx.db, { appId, id, status: 'PROCESSED', outcome, now: ctx.clock(), nextAt: null })
}

async function putOff(ctx: AppContext, row: NotificationRow, error: unknown): Promise<void> {
  const { appId, id, store, attempts, receivedAt } = row
  const now = ctx.clock()
  const isOver = now.getTime() - receivedAt.getTime() > giveUpAfterMs
  const isStore = error instanceof StoreUnavailable || error instanceof StoreMisconfigured
  ctx.log[isStore ? 'warn' : 'error']({ error, appId, store, id }, 'a notification could not be handled')
  await endNotification(ctx.db, {
    appId,
    id,
    status: isOver ? 'FAILED' : 'RECEIVED',
    outcome: isStore ? error.message : 'a fault of the server; see its log',
    now,
    nextAt: isOver ? null : new Date(now.getTime() + backoffMs(attempts, firstRetryMs, longestRetryMs)),
  })
}
