import { environments, stores } from '../format/labels.ts'
import type {
  Environment,
  PaymentOwnership,
  PeriodPhase,
  Store,
  SubscriptionCancelReason,
  SubscriptionFilter,
  SubscriptionsQueryVariables,
  SubscriptionStatus,
} from '../generated/operations.ts'
import {
  readChoice,
  readChoices,
  readSpan,
  readText,
  spanPattern,
  withoutEmpty,
} from '../pages/search-fields.ts'
import { cancelReasons, ownerships, periodPhases, subscriptionStatuses } from './subscription-labels.ts'

export const owners = ['known', 'unknown'] as const
const answers = ['yes', 'no'] as const

/** Conditions that other pages link to, and that no field of the filter has. */
export const linkedConditions = ['phase', 'ownership', 'reason', 'ended'] as const

/** The view of the list of subscriptions, as it is in the address. */
export type SubscriptionSearch = {
  readonly status?: SubscriptionStatus[] | undefined
  readonly store?: Store | undefined
  readonly environment?: Environment | undefined
  readonly renews?: (typeof answers)[number] | undefined
  readonly owner?: (typeof owners)[number] | undefined
  readonly user?: string | undefined
  readonly item?: string | undefined
  readonly phase?: PeriodPhase[] | undefined
  readonly ownership?: PaymentOwnership | undefined
  /** `NONE`: the store states no reason. */
  readonly reason?: SubscriptionCancelReason | 'NONE' | undefined
  readonly ended?: string | undefined
  readonly after?: string | undefined
}

/** Reads an address. What is unknown or malformed is left out. */
export function readSubscriptionSearch(search: Readonly<Record<string, unknown>>): SubscriptionSearch {
  const ended = readText(search, 'ended') ?? ''
  return withoutEmpty({
    status: readChoices(search, 'status', subscriptionStatuses),
    store: readChoice(search, 'store', stores),
    environment: readChoice(search, 'environment', environments),
    renews: readChoice(search, 'renews', answers),
    owner: readChoice(search, 'owner', owners),
    user: readText(search, 'user'),
    item: readText(search, 'item'),
    phase: readChoices(search, 'phase', periodPhases),
    ownership: readChoice(search, 'ownership', ownerships),
    reason: readChoice(search, 'reason', [...cancelReasons, 'NONE' as const]),
    ended: spanPattern.test(ended) ? ended : undefined,
    after: readText(search, 'after'),
  })
}

const toFilter = (search: SubscriptionSearch): SubscriptionFilter => {
  const { status, store, environment, renews, owner, user, item, phase, ownership, reason, ended } = search
  return withoutEmpty({
    status,
    store,
    environment,
    userId: user,
    itemId: item,
    isUnattributed: owner === undefined ? undefined : owner === 'unknown',
    willRenew: renews === undefined ? undefined : renews === 'yes',
    phase,
    ownership,
    cancelReason: reason === undefined || reason === 'NONE' ? undefined : [reason],
    hasCancelReason: reason === 'NONE' ? false : undefined,
    endedBetween: ended === undefined ? undefined : readSpan(ended),
  })
}

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
