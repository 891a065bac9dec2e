import { environments, stores } from '../format/labels.ts'
import type {
  Environment,
  Store,
  SubscriptionFilter,
  SubscriptionsQueryVariables,
  SubscriptionStatus,
} from '../generated/operations.ts'
import { readChoice, readText, withoutEmpty } from '../pages/search-fields.ts'
import { subscriptionStatuses } from './subscription-labels.ts'

export const owners = ['known', 'unknown'] as const

/** The view of the list of subscriptions, as it is in the address. */
export type SubscriptionSearch = {
  readonly status?: SubscriptionStatus | undefined
  readonly store?: Store | undefined
  readonly environment?: Environment | undefined
  readonly owner?: (typeof owners)[number] | undefined
  readonly user?: string | undefined
  readonly item?: string | undefined
  readonly after?: string | undefined
}

/** Reads an address. What is unknown or malformed is left out. */
export const readSubscriptionSearch = (search: Readonly<Record<string, unknown>>): SubscriptionSearch =>
  withoutEmpty({
    status: readChoice(search, 'status', subscriptionStatuses),
    store: readChoice(search, 'store', stores),
    environment: readChoice(search, 'environment', environments),
    owner: readChoice(search, 'owner', owners),
    user: readText(search, 'user'),
    item: readText(search, 'item'),
    after: readText(search, 'after'),
  })

const toFilter = ({
  status,
  store,
  environment,
  owner,
  user,
  item,
}: SubscriptionSearch): SubscriptionFilter =>
  withoutEmpty({
    status: status === undefined ? undefined : [status],
    store,
    environment,
    userId: user,
    itemId: item,
    isUnattributed: owner === undefined ? undefined : owner === 'unknown',
  })

const pageSize = 50

export const toSubscriptionVariables = (search: SubscriptionSearch): SubscriptionsQueryVariables => ({
  filter: toFilter(search),
  first: pageSize,
  after: search.after ?? null,
})

/** Whether the view leaves out subscriptions. */
export const isFiltered = (search: SubscriptionSearch) => Object.keys(toFilter(search)).length > 0

type LastList = SubscriptionSearch & { readonly app?: string }

/** The list to return to from a subscription. */
let lastList: LastList = {}

export const rememberSubscriptions = (search: LastList) => {
  lastList = search
}

export function toLastSubscriptions(search: { readonly app?: string }) {
  if (lastList.app === search.app) return lastList
  return search.app === undefined ? {} : { app: search.app }
}
