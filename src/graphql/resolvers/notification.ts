import { getNotification, listNotifications } from '../../domain/notification/list-notifications.ts'
import { replayNotification } from '../../domain/notification/replay-notification.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { MutationResolvers, NotificationResolvers, QueryResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const notificationQueries = {
  notifications: async (_, { store, status, first, after }, context) => {
    const request = {
      store: store ?? null,
      status: status ?? null,
      first: first ?? null,
      after: after ?? null,
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
} satisfies NotificationResolvers
