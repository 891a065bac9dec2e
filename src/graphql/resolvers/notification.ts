import {
  getNotificationContent,
  listPaymentsOfNotification,
} from '../../domain/notification/get-notification-content.ts'
import { getNotification, listNotifications } from '../../domain/notification/list-notifications.ts'
import { replayNotification } from '../../domain/notification/replay-notification.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { MutationResolvers, NotificationResolvers, QueryResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const notificationQueries = {
  notifications: async (_, args, context) => {
    const request = {
      store: args.store ?? null,
      status: args.status ?? null,
      type: args.type ?? null,
      environment: args.environment ?? null,
      receivedFrom: args.receivedBetween?.from ?? null,
      receivedTo: args.receivedBetween?.to ?? null,
      first: args.first ?? null,
      after: args.after ?? null,
    }
    return toConnection(await listNotifications(domainOf(context), request))
  },
  notification: (_, { id }, context) => getNotification(domainOf(context), id),
} satisfies QueryResolvers

export const notificationMutations = {
  replayNotification: (_, { input }, context) => replayNotification(domainOf(context), input),
} satisfies MutationResolvers

export const Notification = {
  id: ({ id }) => encodeId('ntf', id),
  verification: ({ source }) => (source === 'PUSH' ? 'SIGNATURE' : 'STORE_API'),
  content: ({ id }, _, context) => getNotificationContent(domainOf(context), id),
  payments: ({ id }, _, context) => listPaymentsOfNotification(domainOf(context), id),
} satisfies NotificationResolvers
