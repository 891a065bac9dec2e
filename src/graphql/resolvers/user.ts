import { listAuditLogOf } from '../../domain/audit/list-audit-log.ts'
import type { Context } from '../../domain/context.ts'
import { listEntitlementsOf } from '../../domain/entitlement/list-entitlements.ts'
import { listNotes } from '../../domain/note/add-note.ts'
import { listPayments } from '../../domain/payment/list-payments.ts'
import { eraseUser } from '../../domain/privacy/erase-user.ts'
import { exportUser } from '../../domain/privacy/export-user.ts'
import { listRefunds } from '../../domain/refund/list-refunds.ts'
import { findUser } from '../../domain/user/find-user.ts'
import { getUserPaymentTotals, getUserRefundTotals } from '../../domain/user/get-user-totals.ts'
import { listSuspendedUsers } from '../../domain/user/list-suspended-users.ts'
import { registerUser } from '../../domain/user/register-user.ts'
import { releaseUser, suspendUser } from '../../domain/user/suspend-user.ts'
import { listSubscriptionsOfUser } from '../../domain/subscription/get-subscription.ts'
import { encodeId } from '../../platform/ids.ts'
import { formatMicros } from '../../platform/money.ts'
import { RequestError } from '../../platform/request-error.ts'
import { toConnection } from '../connection.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  UserCurrencyTotalsResolvers,
  UserRefundCurrencyTotalsResolvers,
  UserResolvers,
} from '../generated/types.ts'
import { readPaymentParts } from '../payment-selection.ts'
import { domainOf, loadersOf, type RequestContext } from '../request-context.ts'

/** Each of them may have a page of payments without exceeding the cost limit. */
const defaultSubscriptions = 10

export const userQueries = {
  user: (_, { id, userId }, context) =>
    findUser(domainOf(context), { id: id ?? null, userId: userId ?? null }),
  suspendedUsers: async (_, { first, after }, context) =>
    toConnection(await listSuspendedUsers(domainOf(context), { first: first ?? null, after: after ?? null })),
} satisfies QueryResolvers

export const userMutations = {
  registerUser: async (_, { input }, context) => ({
    replayed: false,
    ...(await registerUser(domainOf(context), { userId: input.userId ?? null })),
  }),
  eraseUser: async (_, { input }, context) => ({
    replayed: false,
    notificationsErased: false,
    ...(await eraseUser(domainOf(context), input)),
  }),
  exportUser: (_, { input: { userId, first, after } }, context) =>
    exportUser(domainOf(context), { userId, first: first ?? null, after: after ?? null }),
  suspendUser: async (_, { input }, context) => ({
    replayed: false,
    ...(await suspendUser(domainOf(context), input)),
  }),
  releaseUser: async (_, { input }, context) => ({
    replayed: false,
    ...(await releaseUser(domainOf(context), input)),
  }),
} satisfies MutationResolvers

const forwardOnly = { last: null, before: null }

export const User = {
  id: ({ id }) => encodeId('usr', id),
  userId: ({ externalId }) => externalId,
  unconsumedPayments: async ({ id, externalId }, { first, after }, context) => {
    const page = await listPayments(contextForOwner(context, externalId), {
      conditions: { status: ['PAID'], userId: id },
      direction: 'asc',
      first: first ?? null,
      after: after ?? null,
      ...forwardOnly,
    })
    return toConnection(page)
  },
  subscriptions: ({ id, externalId }, { includeExpired, first }, context) =>
    listSubscriptionsOfUser(contextForAuthenticatedOwner(context, externalId), {
      userId: id,
      includeExpired: includeExpired ?? false,
      first: first ?? defaultSubscriptions,
    }),
  payments: async ({ id, externalId }, { first, after }, context, info) => {
    const page = await listPayments(contextForAuthenticatedOwner(context, externalId), {
      parts: readPaymentParts(info),
      conditions: { userId: id },
      direction: 'desc',
      first: first ?? null,
      after: after ?? null,
      ...forwardOnly,
    })
    return toConnection(page)
  },
  refunds: async ({ id, externalId }, { first, after }, context) => {
    const request = { userId: id, first: first ?? null, after: after ?? null }
    return toConnection(await listRefunds(contextForAuthenticatedOwner(context, externalId), request))
  },
  auditEntries: async ({ id }, { first, after }, context) =>
    toConnection(await listAuditLogOf(domainOf(context), id, { first: first ?? null, after: after ?? null })),
  notes: async ({ id }, { first, after }, context) => {
    const page = { first: first ?? null, after: after ?? null }
    return toConnection(await listNotes(domainOf(context), { kind: 'users', id }, page))
  },
  entitlements: async (user, { environment }, context) =>
    listEntitlementsOf(contextForAuthenticatedOwner(context, user.externalId), user, environment ?? null),
  entitlementGrants: ({ id }, _, context) => loadersOf(context).entitlementGrantsOfUser.load(id),
  suspendedAt: async ({ id }, _, context) =>
    (await loadersOf(context).suspensionOfUser.load(id))?.suspendedAt ?? null,
  paymentTotals: ({ id }, { environment }, context) =>
    getUserPaymentTotals(domainOf(context), id, environment ?? 'PRODUCTION'),
  refundTotals: ({ id }, { environment, lastMonths }, context) =>
    getUserRefundTotals(domainOf(context), id, {
      environment: environment ?? 'PRODUCTION',
      lastMonths: lastMonths ?? null,
    }),
} satisfies UserResolvers

export const UserCurrencyTotals = {
  gross: ({ grossMicros }) => formatMicros(grossMicros),
  refunded: ({ refundedMicros }) => formatMicros(refundedMicros),
} satisfies UserCurrencyTotalsResolvers

export const UserRefundCurrencyTotals = {
  refunded: ({ refundedMicros }) => formatMicros(refundedMicros),
} satisfies UserRefundCurrencyTotalsResolvers

/** A client with a user token may read only the data of that user. */
function contextForOwner(context: RequestContext, userId: string): Context {
  const domain = domainOf(context)
  const { caller } = domain
  if (caller.kind !== 'CLIENT' || caller.userId === null || caller.userId === userId) return domain
  throw new RequestError('FORBIDDEN', 'The user token belongs to another user.')
}

/** The history of a user is readable for a client with a user token of that user, for servers and for operators. */
function contextForAuthenticatedOwner(context: RequestContext, userId: string): Context {
  const domain = contextForOwner(context, userId)
  const { caller } = domain
  if (caller.kind !== 'CLIENT' || caller.userId !== null) return domain
  throw new RequestError('FORBIDDEN', 'A user token is required to read the history of a user.')
}
