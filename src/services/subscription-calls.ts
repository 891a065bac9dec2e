import { parseBoundDetails } from '../stores/contract/bound-details.ts'
import type { SaleReference, StoreActionResult } from '../stores/contract/sale.ts'
import { StoreMisconfiguredError, type StoreAdapter } from '../stores/contract/store-adapter.ts'
import type {
  StoreSubscriptions,
  SubscriptionReadOutcome,
  SubscriptionSnapshot,
} from '../stores/contract/subscription.ts'

type BindReference = <T extends SaleReference>(reference: T) => T

/** What happens around every call of a store about subscriptions; `details` names the subscription. */
type Around = <T>(
  details: string,
  call: (subscriptions: StoreSubscriptions, details: string) => Promise<T>,
) => Promise<T>

type ActName = 'cancelSubscription' | 'extendSubscription' | 'revokeSubscription' | 'setAccountToken'

const notPossible: StoreActionResult = {
  kind: 'rejected',
  reason: 'The connection of the app cannot do this.',
}

/**
 * Passes every call through `around`.
 * @param all the calls of the connections that `around` may choose
 */
function wrapCalls(
  all: readonly [StoreSubscriptions, ...StoreSubscriptions[]],
  around: Around,
): StoreSubscriptions {
  const wrapAct = (name: ActName) =>
    all.every((each) => each[name] === null)
      ? null
      : (target: { readonly details: string }): Promise<StoreActionResult> =>
          around(target.details, async (subscriptions, details) => {
            const act = subscriptions[name] as
              ((bare: { readonly details: string }) => Promise<StoreActionResult>) | null
            return act === null ? notPossible : await act({ ...target, details })
          })
  return {
    readSubscription: (bound, options) =>
      around(bound, (subscriptions, details) => subscriptions.readSubscription(details, options)),
    acknowledgeSubscription: (target) =>
      around(target.details, (subscriptions, details) =>
        subscriptions.acknowledgeSubscription({ ...target, details }),
      ),
    cancelSubscription: wrapAct('cancelSubscription'),
    extendSubscription: wrapAct('extendSubscription'),
    revokeSubscription: wrapAct('revokeSubscription'),
    setAccountToken: wrapAct('setAccountToken'),
    managementUrl: all[0].managementUrl,
    answersAfterEndMs: Math.max(...all.map(({ answersAfterEndMs }) => answersAfterEndMs)),
    maxUnreadMs: minOrNull(all.map(({ maxUnreadMs }) => maxUnreadMs)),
    hiddenRetryMs: Math.max(...all.map(({ hiddenRetryMs }) => hiddenRetryMs)),
    // Of several apps a key does not say which one sold the subscription.
    ...(all.length === 1 && all[0].toReference !== undefined ? { toReference: all[0].toReference } : {}),
  }
}

function minOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** The calls of one app, whose references remember it. */
export function bindSubscriptions(
  subscriptions: StoreSubscriptions,
  bindReference: BindReference,
): StoreSubscriptions {
  const bound = wrapCalls([subscriptions], (details, call) =>
    call(subscriptions, parseBoundDetails(details).details),
  )
  const { toReference } = subscriptions
  return {
    ...bound,
    ...(toReference === undefined
      ? {}
      : {
          toReference: (known) => {
            const reference = toReference(known)
            return reference === null ? null : bindReference(reference)
          },
        }),
    managementUrl: (storeProductId, details) =>
      subscriptions.managementUrl(storeProductId, parseBoundDetails(details).details),
    readSubscription: async (details, options) => {
      const outcome: SubscriptionReadOutcome = await bound.readSubscription(details, options)
      return outcome.kind === 'found'
        ? { ...outcome, snapshot: bindSnapshot(outcome.snapshot, bindReference) }
        : outcome
    },
  }
}

export function bindSnapshot(
  snapshot: SubscriptionSnapshot,
  bindReference: BindReference,
): SubscriptionSnapshot {
  return { ...snapshot, reference: bindReference(snapshot.reference) }
}

/**
 * The calls of all apps of a store. The app that the reference of a subscription remembers is asked.
 * @param find the adapter of the app that `details` names
 */
export function combineSubscriptions(
  adapters: readonly StoreAdapter[],
  find: (details: string) => StoreAdapter,
  noSubscriptions: () => StoreMisconfiguredError,
): StoreSubscriptions | null {
  const [first, ...others] = adapters
    .map(({ subscriptions }) => subscriptions)
    .filter((subscriptions) => subscriptions !== null)
  if (first === undefined) return null
  const combined = wrapCalls([first, ...others], async (details, call) => {
    const { subscriptions } = find(details)
    if (subscriptions === null) throw noSubscriptions()
    return await call(subscriptions, details)
  })
  const findUrl = (storeProductId: string, details: string) =>
    find(details).subscriptions?.managementUrl(storeProductId, details) ?? null
  return { ...combined, managementUrl: orNull(findUrl) }
}

/** A page that shows a subscription is not refused because its app is no longer connected. */
function orNull<Args extends readonly string[]>(
  findUrl: (...args: Args) => string | null,
): (...args: Args) => string | null {
  return (...args) => {
    try {
      return findUrl(...args)
    } catch (error) {
      if (error instanceof StoreMisconfiguredError) return null
      throw error
    }
  }
}

/** @param run limits or counts the call */
export function runSubscriptionCalls(
  subscriptions: StoreSubscriptions | null,
  run: <T>(call: () => Promise<T>) => Promise<T>,
): StoreSubscriptions | null {
  if (subscriptions === null) return null
  return wrapCalls([subscriptions], (details, call) => run(() => call(subscriptions, details)))
}
