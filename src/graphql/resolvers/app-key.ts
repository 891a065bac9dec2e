import { createApp } from '../../domain/app/create-app.ts'
import type { Context } from '../../domain/context.ts'
import { updateAppSettings } from '../../domain/app/update-app-settings.ts'
import { listItems } from '../../domain/item/list-items.ts'
import { listOperations } from '../../domain/persisted-operation/list-operations.ts'
import { listPayments } from '../../domain/payment/list-payments.ts'
import { listServerKeys } from '../../domain/server-key/list-server-keys.ts'
import { listStoreConnections } from '../../domain/store-connection/list-store-connections.ts'
import { listUserSecrets } from '../../domain/user-secret/list-user-secrets.ts'
import { listUserTokenKeys } from '../../domain/user-token-key/list-user-token-keys.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { AppKeyResolvers, MutationResolvers, QueryResolvers } from '../generated/types.ts'
import type { App } from '../../services/app-directory.ts'
import { callerContextOf, domainOf, installationOf, type RequestContext } from '../request-context.ts'
import { auditHead } from './audit.ts'

export const appKeyQueries = {
  appKey: (_, __, context) => domainOf(context).app,
} satisfies QueryResolvers

export const appKeyMutations = {
  createAppKey: async (_, { input }, context) => {
    const { app, ...outcome } = await createApp(installationOf(context), {
      name: input.name,
      consumeModel: input.consumeModel ?? 'SERVER_TO_SERVER',
      requireUserToken: input.requireUserToken ?? null,
      sandboxPolicy: input.sandboxPolicy ?? 'TESTERS_ONLY',
      sandboxTesterUserIds: input.sandboxTesterUserIds ?? [],
      acknowledgeOn: input.acknowledgeOn ?? 'CONSUMED',
      acknowledgeBy: input.acknowledgeBy ?? 'SERVER',
      unconsumedPolicy: input.unconsumedPolicy ?? 'ALLOW_AUTO_REFUND',
      refundReviewPolicy: input.refundReviewPolicy ?? 'MANUAL',
      sendConsumptionInfo: input.sendConsumptionInfo ?? false,
      accountTokenPolicy: input.accountTokenPolicy ?? 'STRICT',
      familySharingPolicy: input.familySharingPolicy ?? 'REFUSE',
      subscriptionRefundPolicy: input.subscriptionRefundPolicy ?? 'FOLLOW_STORE',
      subscriptionLeewayHours: input.subscriptionLeewayHours ?? 24,
      allowedOrigins: [...(input.allowedOrigins ?? [])],
      operationsPolicy: input.operationsPolicy ?? 'ANY',
      reportingTimeZone: input.reportingTimeZone ?? 'UTC',
      refundApprovalLimits: [...(input.refundApprovalLimits ?? [])],
    })
    return { ...outcome, appKey: app ?? null }
  },
  updateAppKey: async (_, { input }, context) => {
    const { reason = null, ...fields } = input
    const settings = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
    const { app, problem } = await updateAppSettings(domainOf(context), Object.fromEntries(settings), reason)
    return { problem, appKey: app ?? null }
  },
} satisfies MutationResolvers

export const AppKey = {
  id: ({ appId }) => encodeId('app', appId),
  name: ({ row }) => row.name,
  consumeModel: ({ row }) => row.consumeModel,
  requireUserToken: ({ row }) => row.requireUserToken,
  sandboxPolicy: ({ row }) => row.sandboxPolicy,
  sandboxTesterUserIds: ({ row }) => row.sandboxTesterUserIds,
  acknowledgeOn: ({ row }) => row.acknowledgeOn,
  acknowledgeBy: ({ row }) => row.acknowledgeBy,
  unconsumedPolicy: ({ row }) => row.unconsumedPolicy,
  refundReviewPolicy: ({ row }) => row.refundReviewPolicy,
  sendConsumptionInfo: ({ row }) => row.sendConsumptionInfo,
  accountTokenPolicy: ({ row }) => row.accountTokenPolicy,
  familySharingPolicy: ({ row }) => row.familySharingPolicy,
  subscriptionRefundPolicy: ({ row }) => row.subscriptionRefundPolicy,
  subscriptionLeewayHours: ({ row }) => row.subscriptionLeewayHours,
  allowedOrigins: ({ row }) => row.allowedOrigins,
  operationsPolicy: ({ row }) => row.operationsPolicy,
  reportingTimeZone: ({ row }) => row.reportingTimeZone,
  refundApprovalLimits: ({ row }) => row.refundApprovalLimits,
  persistedOperations: async (app, { first, after }, context) => {
    const request = { first: first ?? null, after: after ?? null }
    return toConnection(await listOperations(contextOf(context, app), request))
  },
  userTokenKeys: (app, _, context) => listUserTokenKeys(contextOf(context, app)),
  userSecrets: (app, _, context) => listUserSecrets(contextOf(context, app)),
  createdAt: ({ row }) => row.createdAt,
  storeConnections: (app, _, context) => listStoreConnections(contextOf(context, app)),
  items: async (app, { first, after }, context) => {
    const request = { store: null, first: first ?? null, after: after ?? null, last: null, before: null }
    return toConnection(await listItems(contextOf(context, app), request))
  },
  payments: async (app, { first, after }, context) => {
    const page = await listPayments(contextOf(context, app), {
      conditions: {},
      direction: 'desc',
      first: first ?? null,
      after: after ?? null,
      last: null,
      before: null,
    })
    return toConnection(page)
  },
  serverKeys: (app, _, context) => listServerKeys(contextOf(context, app)),
  auditHead,
} satisfies AppKeyResolvers

/** The AppKey that a field returns is not always the one that the caller works on: its creator names none. */
function contextOf(context: RequestContext, app: App): Context {
  return { ...callerContextOf(context), app }
}
