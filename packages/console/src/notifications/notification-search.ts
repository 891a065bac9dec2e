import { environments, stores } from '../format/labels.ts'
import type {
  Environment,
  NotificationsQueryVariables,
  NotificationStatus,
  Store,
} from '../generated/operations.ts'
import { readChoice, readDay, readText, toDayRange, withoutEmpty } from '../pages/search-fields.ts'
import { notificationStatuses } from './notification-labels.ts'

/** The view of the inbox, as it is in the address. */
export type NotificationSearch = {
  readonly store?: Store | undefined
  readonly status?: NotificationStatus | undefined
  readonly type?: string | undefined
  readonly environment?: Environment | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly after?: string | undefined
}

export function readNotificationSearch(search: Readonly<Record<string, unknown>>): NotificationSearch {
  return withoutEmpty({
    store: readChoice(search, 'store', stores),
    status: readChoice(search, 'status', notificationStatuses),
    type: readText(search, 'type'),
    environment: readChoice(search, 'environment', environments),
    from: readDay(search, 'from'),
    to: readDay(search, 'to'),
    after: readText(search, 'after'),
  })
}

export function toNotificationVariables({
  from,
  to,
  type,
  ...search
}: NotificationSearch): NotificationsQueryVariables {
  const { store, status, environment, after } = search
  return withoutEmpty({
    store,
    status,
    environment,
    after,
    // A longer type is none, and the server refuses it.
    type: type?.slice(0, 100),
    receivedBetween: toDayRange(from, to),
  })
}

/** The inbox to return to from a notification. */
let lastInbox: NotificationSearch & { readonly app?: string } = {}

export const rememberInbox = (search: NotificationSearch & { readonly app?: string }) => {
  lastInbox = search
}

export function toLastInbox(search: { readonly app?: string }) {
  if (lastInbox.app === search.app) return lastInbox
  return search.app === undefined ? {} : { app: search.app }
}
