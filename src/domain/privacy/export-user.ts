import { selectAcknowledgements } from '../../db/queries/acknowledgements.ts'
import { selectConsumesOfPayments, type ConsumeRow } from '../../db/queries/consumes.ts'
import { selectDeliveryFailures } from '../../db/queries/delivery-failures.ts'
import { selectEntitlementGrants } from '../../db/queries/entitlement-grants.ts'
import { selectItemsByIds } from '../../db/queries/items.ts'
import { selectPaymentsOfPurchases } from '../../db/queries/payments.ts'
import { selectNotesOf, selectNotesOfPayments } from '../../db/queries/notes.ts'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import { selectRefundsOfPayments } from '../../db/queries/refunds.ts'
import {
  insertExportAudit,
  selectPurchasesOfUser,
  selectReceiptsOfPayments,
} from '../../db/queries/user-privacy.ts'
import { selectSubscriptionsOfUser } from '../../db/queries/subscription-list.ts'
import { selectUserEntitlements } from '../../db/queries/user-entitlements.ts'
import { selectUserSuspensions } from '../../db/queries/user-suspensions.ts'
import { selectUserByExternalId, type UserRow } from '../../db/queries/users.ts'
import { encodeId, isUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { maxNotes } from '../note/add-note.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { listPage, maxPageSize } from '../page.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { toExportedFields } from './to-exported-fields.ts'

/** A user has at most one open subscription for each product of a store; older ones are in the purchases. */
const maxExportedSubscriptions = 1_000

export type ExportUserInput = {
  readonly userId: string
  readonly first: number | null
  readonly after: string | null
}

export type UserExport = {
  data: Readonly<Record<string, unknown>>
  endCursor: string | null
  hasNextPage: boolean
}

/** A page of everything that is recorded about a user, by purchase. The first page of an export is logged. */
export async function exportUser(ctx: Context, input: ExportUserInput): Promise<Outcome<UserExport>> {
  const { appId } = ctx.app
  const user = await selectUserByExternalId(ctx.db, appId, input.userId)
  if (user === null) {
    const message = 'The AppKey has no such user.'
    return { problem: createProblem('USER_NOT_REGISTERED', message, ['userId']) }
  }
  const { first, after } = input
  const page = await listPage<PurchaseRow, string>(
    appId,
    { first, after, last: null, before: null },
    {
      list: `export/${user.id}`,
      encode: (purchase) => purchase.id,
      decode: (text) => (isUuid(text) ? text : null),
      read: (span) => selectPurchasesOfUser(ctx.db, appId, { userId: user.id, ...span }),
    },
  )
  if (after === null) {
    await insertExportAudit(ctx.db, user, createOperatorAction(ctx, { action: 'exportUser', changes: {} }))
  }
  const purchases = await exportPurchases(
    ctx,
    page.edges.map(({ node }) => node),
  )
  return {
    data: { user: { ...(await exportIdentity(ctx, user)), ...(await exportRecords(ctx, user)) }, purchases },
    endCursor: page.edges.at(-1)?.cursor ?? null,
    hasNextPage: page.hasNextPage,
    problem: null,
  }
}

async function exportIdentity(
  { db, app }: Context,
  user: UserRow,
): Promise<Readonly<Record<string, unknown>>> {
  const { id, externalId, registeredAt } = user
  const [suspension] = await selectUserSuspensions(db, app.appId, [id])
  return {
    id: encodeId('usr', id),
    userId: externalId,
    registeredAt: registeredAt.toISOString(),
    suspendedAt: suspension?.suspendedAt.toISOString() ?? null,
    isSandboxTester: app.row.sandboxTesterUserIds.includes(externalId),
  }
}

/** All notes on the user, its entitlements, grants and subscriptions, of which a user has a bounded number. */
async function exportRecords({ db, app }: Context, { id }: UserRow): Promise<Record<string, unknown>> {
  const [notes, entitlements, grants, subscriptions] = await Promise.all([
    selectNotesOf(db, app.appId, { kind: 'users', id }, { after: null, limit: maxNotes }),
    selectUserEntitlements(db, app.appId, [id]),
    selectEntitlementGrants(db, app.appId, [id]),
    selectSubscriptionsOfUser(db, app.appId, subscriptionsQuery(id)),
  ])
  const toFields = (rows: readonly Readonly<Record<string, unknown>>[]) =>
    rows.map((row) => toExportedFields(row))
  return {
    notes: toFields(notes),
    entitlements: toFields(entitlements),
    entitlementGrants: toFields(grants),
    subscriptions: toFields(subscriptions),
  }
}

function subscriptionsQuery(userId: string) {
  return { userId, includeExpired: true, limit: maxExportedSubscriptions }
}

async function exportPurchases(ctx: Context, purchases: readonly PurchaseRow[]): Promise<unknown[]> {
  const { appId } = ctx.app
  const ids = purchases.map(({ id }) => id)
  const payments = await selectPaymentsOfPurchases(ctx.db, appId, ids)
  const paymentIds = payments.map(({ id }) => id)
  const [items, consumes, refunds, receipts, acknowledgements, notes, failures] = await Promise.all([
    selectItemsByIds(ctx.db, appId, [...new Set(purchases.map(({ itemId }) => itemId))]),
    selectConsumesOfPayments(ctx.db, appId, paymentIds),
    selectRefundsOfPayments(ctx.db, appId, paymentIds, maxPageSize),
    selectReceiptsOfPayments(ctx.db, appId, paymentIds),
    selectAcknowledgements(ctx.db, appId, paymentIds),
    selectNotesOfPayments(ctx.db, appId, paymentIds, maxNotes),
    selectDeliveryFailures(ctx.db, appId, paymentIds),
  ])
  const of = (rows: readonly { readonly paymentId: string | null }[], paymentId: string) =>
    rows.filter((row) => row.paymentId === paymentId).map((row) => toExportedFields(row))
  return purchases.map((purchase) => {
    const ofPurchase = payments
      .filter(({ purchaseId }) => purchaseId === purchase.id)
      .toSorted((one, other) => other.paidAt.getTime() - one.paidAt.getTime())
      .map((payment) => ({
        ...toExportedFields(payment),
        consume: of(consumes.map(withoutServerAddress), payment.id)[0] ?? null,
        acknowledgement: of(acknowledgements, payment.id)[0] ?? null,
        deliveryFailure: of(failures, payment.id)[0] ?? null,
        refunds: of(refunds, payment.id),
        receipts: of(receipts, payment.id),
        notes: of(notes, payment.id),
      }))
    const [newest = null, ...earlierPeriods] = ofPurchase
    return {
      ...toExportedFields(purchase),
      item: items.find(({ id }) => id === purchase.itemId)?.externalId ?? null,
      payment: newest,
      // Only a subscription has more than one payment.
      earlierPeriods,
    }
  })
}

/** The address of a game server says nothing about the user. */
function withoutServerAddress(consume: ConsumeRow): ConsumeRow {
  return consume.consumedBy === 'CLIENT' ? consume : { ...consume, address: null }
}
