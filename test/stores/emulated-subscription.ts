import type { Emulator } from '@coinslot/store-emulator'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { StoreSubscriptions, SubscriptionSnapshot } from '../../src/stores/contract/subscription.ts'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { advanceTime, control } from '../support/emulator-control.ts'

/** A subscription as the emulator knows it. */
export type EmulatedSubscription = {
  readonly id: string
  /** Purchase token, or original transaction of the App Store. */
  readonly token: string
  readonly state: string
  readonly paidUntil: number
  readonly accessUntil: number
  readonly acknowledgedAt: number | null
  readonly accountToken: string | null
  readonly developerPayload: string | null
  readonly periods: readonly {
    readonly id: string
    readonly startsAt: number
    readonly endsAt: number
    readonly finishedAt: number | null
  }[]
  readonly receipt: ReceiptInput
}

export async function createEmulatedSubscription(
  emulator: Emulator,
  input: object,
): Promise<EmulatedSubscription> {
  return (await control(emulator, 'POST', '/control/subscriptions', input)) as EmulatedSubscription
}

export async function getEmulatedSubscription(
  emulator: Emulator,
  { id }: Pick<EmulatedSubscription, 'id'>,
): Promise<EmulatedSubscription> {
  return (await control(emulator, 'GET', `/control/subscriptions/${id}`)) as EmulatedSubscription
}

/** What the customer, the developer or the store does; returns the subscription that the customer then has. */
export async function act(
  emulator: Emulator,
  { id }: Pick<EmulatedSubscription, 'id'>,
  verb: string,
  body: object = {},
): Promise<EmulatedSubscription> {
  return (await control(
    emulator,
    'POST',
    `/control/subscriptions/${id}/${verb}`,
    body,
  )) as EmulatedSubscription
}

/** Advances the virtual clock to a time and one second further. */
export async function advanceTo(emulator: Emulator, at: number): Promise<void> {
  await advanceTime(emulator, Math.max(at - emulator.now() + 1_000, 0))
}

/** Advances to the end of the time that is paid for, when the next period is charged. */
export async function renew(
  emulator: Emulator,
  subscription: Pick<EmulatedSubscription, 'id'>,
): Promise<EmulatedSubscription> {
  const { paidUntil } = await getEmulatedSubscription(emulator, subscription)
  await advanceTo(emulator, paidUntil)
  return getEmulatedSubscription(emulator, subscription)
}

export function subscriptionsOf({ subscriptions }: StoreAdapter): StoreSubscriptions {
  if (subscriptions === null) throw new Error('the adapter has no calls about subscriptions')
  return subscriptions
}

/** Reads the subscription that a receipt or reference names. */
export async function readSnapshot(
  adapter: StoreAdapter,
  details: string,
  knownPeriodIds: readonly string[] = [],
): Promise<SubscriptionSnapshot> {
  const outcome = await subscriptionsOf(adapter).readSubscription(details, { knownPeriodIds })
  if (outcome.kind !== 'found') throw new Error(outcome.reason)
  return outcome.snapshot
}
