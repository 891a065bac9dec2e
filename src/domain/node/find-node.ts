import { selectAuditEntry } from '../../db/queries/audit-log.ts'
import { selectConsume } from '../../db/queries/consumes.ts'
import { selectEvent } from '../../db/queries/events.ts'
import { selectDiscrepancy } from '../../db/queries/ignored-discrepancies.ts'
import { selectEntitlementGrant } from '../../db/queries/entitlement-grants.ts'
import { selectEntitlementsByIds } from '../../db/queries/entitlements.ts'
import { selectItemsByIds } from '../../db/queries/items.ts'
import { selectNote } from '../../db/queries/notes.ts'
import { selectRefundApproval } from '../../db/queries/refund-approvals.ts'
import { selectPayment } from '../../db/queries/payments.ts'
import { selectPersistedOperation } from '../../db/queries/persisted-operations.ts'
import { selectRefund } from '../../db/queries/refunds.ts'
import { selectUnattributedSale } from '../../db/queries/unattributed-sales.ts'
import { selectUsersByIds } from '../../db/queries/users.ts'
import { selectWebhookDelivery } from '../../db/queries/webhook-deliveries.ts'
import { decodeId, type IdPrefix } from '../../platform/ids.ts'
import type { App } from '../../services/app-directory.ts'
import type { Caller, Context } from '../context.ts'
import type {
  AuditEntryRow,
  ConsumeRow,
  DiscrepancyRow,
  EntitlementGrantRow,
  EntitlementRow,
  EventConsumerWithLag,
  EventRow,
  ItemRow,
  ListedSale,
  NotificationSummary,
  PaymentRow,
  PersistedOperationRow,
  PurchaseRow,
  NoteRow,
  RefundApprovalRow,
  RefundReviewRow,
  RefundRow,
  SubscriptionRow,
  UserRow,
  WebhookDeliveryRow,
  WebhookEndpointRow,
} from '../models.ts'
import { includesRole } from '../access/operator-role.ts'
import { isAboutCustomers } from '../audit/audit-actions.ts'
import { getEventConsumer } from '../event/list-event-consumers.ts'
import { getNotification } from '../notification/list-notifications.ts'
import { getPayment } from '../payment/get-payment.ts'
import { getPurchase } from '../purchase/get-purchase.ts'
import { getRefundReview } from '../refund-review/list-refund-reviews.ts'
import { hasRole } from '../server-key/has-role.ts'
import { getSubscription } from '../subscription/get-subscription.ts'
import { assertCanRead, isOwner } from '../user/access.ts'
import { getWebhookEndpoint } from '../webhook-endpoint/list-webhook-endpoints.ts'

type TypeName =
  | 'AppKey'
  | 'EntitlementDefinition'
  | 'EntitlementGrant'
  | 'Item'
  | 'User'
  | 'Purchase'
  | 'Payment'
  | 'Consume'
  | 'PaymentEvent'
  | 'RefundEntry'
  | 'RefundReview'
  | 'RefundApproval'
  | 'Note'
  | 'Notification'
  | 'AuditEntry'
  | 'EventConsumer'
  | 'UnattributedSale'
  | 'StoreSubscription'
  | 'ReconciliationDiscrepancy'
  | 'PersistedOperation'
  | 'WebhookEndpoint'
  | 'WebhookDeliveryAttempt'

type NodeRow =
  | App
  | EntitlementRow
  | EntitlementGrantRow
  | ItemRow
  | UserRow
  | PurchaseRow
  | PaymentRow
  | ConsumeRow
  | EventRow
  | RefundRow
  | RefundReviewRow
  | RefundApprovalRow
  | NoteRow
  | NotificationSummary
  | AuditEntryRow
  | EventConsumerWithLag
  | ListedSale
  | SubscriptionRow
  | DiscrepancyRow
  | PersistedOperationRow
  | WebhookEndpointRow
  | WebhookDeliveryRow

/** A record with an id, and its GraphQL type. */
export type NodeRecord = NodeRow & { readonly typeName: TypeName }

type Finder = (ctx: Context, id: string, prefixedId: string) => Promise<NodeRow | null>

const finders: Readonly<
  Record<Exclude<IdPrefix, 'key' | 'uts' | 'utk' | 'opr' | 'inv'>, readonly [TypeName, Finder]>
> = {
  app: ['AppKey', async (ctx, id) => (ctx.app.appId === id && ctx.caller.kind !== 'CLIENT' ? ctx.app : null)],
  ent: [
    'EntitlementDefinition',
    async (ctx, id) =>
      ctx.caller.kind === 'CLIENT'
        ? null
        : ((await selectEntitlementsByIds(ctx.db, ctx.app.appId, [id]))[0] ?? null),
  ],
  gnt: [
    'EntitlementGrant',
    async (ctx, id) =>
      mayReadOperations(ctx.caller) ? selectEntitlementGrant(ctx.db, ctx.app.appId, id) : null,
  ],
  itm: ['Item', async (ctx, id) => (await selectItemsByIds(ctx.db, ctx.app.appId, [id]))[0] ?? null],
  usr: ['User', async (ctx, id) => findOwnUser(ctx, id)],
  pur: ['Purchase', async (ctx, _, prefixedId) => getPurchase(ctx, prefixedId)],
  sub: ['StoreSubscription', async (ctx, _, prefixedId) => getSubscription(ctx, prefixedId)],
  pay: ['Payment', async (ctx, _, prefixedId) => getPayment(ctx, prefixedId)],
  con: ['Consume', findOwnConsume],
  evt: [
    'PaymentEvent',
    async (ctx, id) => (ctx.caller.kind === 'CLIENT' ? null : selectEvent(ctx.db, ctx.app.appId, id)),
  ],
  ref: ['RefundEntry', findOwnRefund],
  rvw: [
    'RefundReview',
    async (ctx, _, prefixedId) => (ctx.caller.kind === 'CLIENT' ? null : getRefundReview(ctx, prefixedId)),
  ],
  rap: [
    'RefundApproval',
    async (ctx, id) =>
      mayReadOperations(ctx.caller) ? selectRefundApproval(ctx.db, ctx.app.appId, id) : null,
  ],
  nte: [
    'Note',
    async (ctx, id) => (mayReadOperations(ctx.caller) ? selectNote(ctx.db, ctx.app.appId, id) : null),
  ],
  ntf: [
    'Notification',
    async (ctx, _, prefixedId) => (ctx.caller.kind === 'CLIENT' ? null : getNotification(ctx, prefixedId)),
  ],
  aud: [
    'AuditEntry',
    async (ctx, id) => {
      const entry = mayReadOperations(ctx.caller) ? await selectAuditEntry(ctx.db, ctx.app.appId, id) : null
      return entry !== null && (isAdmin(ctx.caller) || isAboutCustomers(entry)) ? entry : null
    },
  ],
  sal: [
    'UnattributedSale',
    async (ctx, id) =>
      ctx.caller.kind === 'CLIENT' ? null : selectUnattributedSale(ctx.db, ctx.app.appId, id),
  ],
  dcp: [
    'ReconciliationDiscrepancy',
    async (ctx, id) => (ctx.caller.kind === 'CLIENT' ? null : selectDiscrepancy(ctx.db, ctx.app.appId, id)),
  ],
  pop: [
    'PersistedOperation',
    async (ctx, id) =>
      ctx.caller.kind === 'CLIENT' ? null : selectPersistedOperation(ctx.db, ctx.app.appId, id),
  ],
  csm: [
    'EventConsumer',
    async (ctx, id) => (ctx.caller.kind === 'CLIENT' ? null : getEventConsumer(ctx, id)),
  ],
  whk: [
    'WebhookEndpoint',
    async (ctx, _, prefixedId) =>
      mayReadOperations(ctx.caller) ? getWebhookEndpoint(ctx, prefixedId) : null,
  ],
  whd: [
    'WebhookDeliveryAttempt',
    async (ctx, id) =>
      mayReadOperations(ctx.caller) ? selectWebhookDelivery(ctx.db, ctx.app.appId, id) : null,
  ],
}

/** The object with this prefixed id; null if the app has none or the caller may not read it. */
export async function findNode(ctx: Context, prefixedId: string): Promise<NodeRecord | null> {
  assertCanRead(ctx)
  for (const [prefix, [typeName, find]] of Object.entries(finders)) {
    const id = decodeId(prefix as IdPrefix, prefixedId)
    if (id === null) continue
    const record = await find(ctx, id, prefixedId)
    return record === null ? null : { ...record, typeName }
  }
  return null
}

/** The same condition as for the fields `webhookEndpoints` and `Payment.auditEntries`. */
function mayReadOperations(caller: Caller): boolean {
  return caller.kind === 'OPERATOR' || isAdmin(caller)
}

/** The same condition as for the field `auditLog`. */
function isAdmin(caller: Caller): boolean {
  if (caller.kind === 'OPERATOR') return includesRole(caller.role, 'ADMIN')
  return caller.kind === 'SERVER' && hasRole(caller.role, 'ADMIN')
}

/** A user, with everything that belongs to it, is readable only with its user token or by a server or operator. */
async function findOwnUser(ctx: Context, id: string) {
  if (ctx.caller.kind === 'CLIENT' && ctx.caller.userId === null) return null
  const [user] = await selectUsersByIds(ctx.db, ctx.app.appId, [id])
  return user !== undefined && (await isOwner(ctx, user.id)) ? user : null
}

async function findOwnConsume(ctx: Context, id: string) {
  const consume = await selectConsume(ctx.db, ctx.app.appId, id)
  const payment = consume === null ? null : await selectPayment(ctx.db, ctx.app.appId, consume.paymentId)
  return payment !== null && (await isOwner(ctx, payment.userId)) ? consume : null
}

async function findOwnRefund(ctx: Context, id: string) {
  const refund = await selectRefund(ctx.db, ctx.app.appId, id)
  const payment = refund === null ? null : await selectPayment(ctx.db, ctx.app.appId, refund.paymentId)
  return payment !== null && (await isOwner(ctx, payment.userId)) ? refund : null
}
