import { findAuditEntry } from '../db/queries/audit-log.ts'
import { findConsume } from '../db/queries/consumes.ts'
import { findEvent } from '../db/queries/events.ts'
import { findItems } from '../db/queries/items.ts'
import { findPayment } from '../db/queries/payments.ts'
import { findRefund } from '../db/queries/refunds.ts'
import { findUsers } from '../db/queries/users.ts'
import { findWebhookDelivery } from '../db/queries/webhook-deliveries.ts'
import { decodeId, type IdPrefix } from '../platform/ids.ts'
import type { App } from './app-key/app-directory.ts'
import type { Caller, Context } from './context.ts'
import type {
  AuditEntryRow,
  ConsumeRow,
  ConsumerWithLag,
  EventRow,
  ItemRow,
  ListedNotification,
  PaymentRow,
  PurchaseRow,
  RefundRow,
  UserRow,
  WebhookDeliveryRow,
  WebhookEndpointRow,
} from './models.ts'
import { getConsumer } from './event/list-consumers.ts'
import { getNotification } from './notification/list-notifications.ts'
import { getPayment } from './payment/get-payment.ts'
import { assertMayLook, getPurchase, isOwn } from './purchase/get-purchase.ts'
import { hasRole } from './server-key/server-key.ts'
import { getWebhookEndpoint } from './webhook/list-webhooks.ts'

type TypeName =
  | 'AppKey'
  | 'Item'
  | 'User'
  | 'Purchase'
  | 'Payment'
  | 'Consume'
  | 'PaymentEvent'
  | 'RefundEntry'
  | 'Notification'
  | 'AuditEntry'
  | 'EventConsumer'
  | 'WebhookEndpoint'
  | 'WebhookDeliveryAttempt'

type NodeModel =
  | App
  | ItemRow
  | UserRow
  | PurchaseRow
  | PaymentRow
  | ConsumeRow
  | EventRow
  | RefundRow
  | ListedNotification
  | AuditEntryRow
  | ConsumerWithLag
  | WebhookEndpointRow
  | WebhookDeliveryRow

/** Any record with an id, and what it is. */
export type NodeRecord = NodeModel & { readonly typeName: TypeName }

type Finder = (ctx: Context, id: string, prefixedId: string) => Promise<NodeModel | null>

const finders: Readonly<Record<Exclude<IdPrefix, 'key'>, readonly [TypeName, Finder]>> = {
  app: ['AppKey', async (ctx, id) => (ctx.app.appId === id && ctx.caller.kind !== 'CLIENT' ? ctx.app : null)],
  itm: ['Item', async (ctx, id) => (await findItems(ctx.db, ctx.app.appId, [id]))[0] ?? null],
  usr: ['User', async (ctx, id) => findOwnUser(ctx, id)],
  pur: ['Purchase', async (ctx, _, prefixedId) => getPurchase(ctx, prefixedId)],
  pay: ['Payment', async (ctx, _, prefixedId) => getPayment(ctx, prefixedId)],
  con: ['Consume', findOwnConsume],
  evt: [
    'PaymentEvent',
    async (ctx, id) => (ctx.caller.kind === 'CLIENT' ? null : findEvent(ctx.db, ctx.app.appId, id)),
  ],
  ref: ['RefundEntry', findOwnRefund],
  ntf: [
    'Notification',
    async (ctx, _, prefixedId) => (ctx.caller.kind === 'CLIENT' ? null : getNotification(ctx, prefixedId)),
  ],
  aud: [
    'AuditEntry',
    async (ctx, id) => (isAdmin(ctx.caller) ? findAuditEntry(ctx.db, ctx.app.appId, id) : null),
  ],
  csm: ['EventConsumer', async (ctx, id) => (ctx.caller.kind === 'CLIENT' ? null : getConsumer(ctx, id))],
  whk: [
    'WebhookEndpoint',
    async (ctx, _, prefixedId) => (isAdmin(ctx.caller) ? getWebhookEndpoint(ctx, prefixedId) : null),
  ],
  whd: [
    'WebhookDeliveryAttempt',
    async (ctx, id) => (isAdmin(ctx.caller) ? findWebhookDelivery(ctx.db, ctx.app.appId, id) : null),
  ],
}

/** The object with this prefixed id; null if there is none of this AppKey, or the caller may not know of it. */
export async function findNode(ctx: Context, prefixedId: string): Promise<NodeRecord | null> {
  assertMayLook(ctx)
  for (const [prefix, [typeName, find]] of Object.entries(finders)) {
    const id = decodeId(prefix as IdPrefix, prefixedId)
    if (id === null) continue
    const record = await find(ctx, id, prefixedId)
    return record === null ? null : { ...record, typeName }
  }
  return null
}

/** As `auditLog` and `webhookEndpoints` are guarded. */
function isAdmin(caller: Caller): boolean {
  return caller.kind === 'OPERATOR' || (caller.kind === 'SERVER' && hasRole(caller.role, 'ADMIN'))
}

/** A bare user id proves nothing, so only a user token (or a server) sees a user and all that hangs on it. */
async function findOwnUser(ctx: Context, id: string) {
  if (ctx.caller.kind === 'CLIENT' && ctx.caller.userId === null) return null
  const [user] = await findUsers(ctx.db, ctx.app.appId, [id])
  return user !== undefined && (await isOwn(ctx, user.id)) ? user : null
}

async function findOwnConsume(ctx: Context, id: string) {
  const consume = await findConsume(ctx.db, ctx.app.appId, id)
  const payment = consume === null ? null : await findPayment(ctx.db, ctx.app.appId, consume.paymentId)
  return payment !== null && (await isOwn(ctx, payment.userId)) ? consume : null
}

async function findOwnRefund(ctx: Context, id: string) {
  const refund = await findRefund(ctx.db, ctx.app.appId, id)
  const payment = refund === null ? null : await findPayment(ctx.db, ctx.app.appId, refund.paymentId)
  return payment !== null && (await isOwn(ctx, payment.userId)) ? refund : null
}
