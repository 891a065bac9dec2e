import type { Emulator } from '@coinslot/store-emulator'
import type { StoreActionResult } from '../../src/stores/contract/sale.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type {
  StoreSubscriptions,
  SubscriptionReadOutcome,
  SubscriptionSnapshot,
  SubscriptionTarget,
} from '../../src/stores/contract/subscription.ts'
import { createGooglePlayDefinition } from '../../src/stores/google-play/definition.ts'
import { toSaleReference } from '../../src/stores/google-play/sale-reference.ts'
import { advanceTime, clearFaults, control } from '../support/emulator-control.ts'
import { emulatorTest } from './emulator-fixture.ts'

export { describe, expect } from './emulator-fixture.ts'

export const passProductId = 'com.example.arcade.pass'
export const gold = { productId: 'com.example.arcade.gold', basePlanId: 'monthly', amount: '19.98' }
export const dayMs = 86_400_000

/** The emulator's own record of a subscription. Times are those of its clock. */
export type EmulatedSubscription = {
  readonly id: string
  readonly token: string
  readonly accountToken: string | null
  readonly startedAt: number | null
  readonly paidUntil: number
  readonly accessUntil: number
  readonly acknowledgeBy: number
  readonly periods: readonly { readonly id: string; readonly startsAt: number; readonly endsAt: number }[]
  readonly receipt: { readonly googlePlay: Readonly<Record<string, string>> }
}

export type GooglePlaySubscriptions = {
  readonly adapter: StoreAdapter
  readonly calls: StoreSubscriptions
  /** A monthly subscription that is not acknowledged yet. */
  readonly buy: (input?: object) => Promise<EmulatedSubscription>
  /** A monthly subscription that this adapter has acknowledged. */
  readonly subscribe: (input?: object) => Promise<EmulatedSubscription>
  /** What the emulator records now. */
  readonly inspect: (subscription: EmulatedSubscription) => Promise<EmulatedSubscription>
  /** Performs an action of the customer or the store, and returns the subscription that the customer has then. */
  readonly act: (
    subscription: EmulatedSubscription,
    verb: string,
    body?: object,
  ) => Promise<EmulatedSubscription>
  readonly acknowledge: (
    subscription: EmulatedSubscription,
    accountToken?: string | null,
    storeProductId?: string,
  ) => Promise<StoreActionResult>
  readonly targetOf: (subscription: EmulatedSubscription) => SubscriptionTarget
  readonly tryRead: (token: string, knownPeriodIds?: readonly string[]) => Promise<SubscriptionReadOutcome>
  /** What the adapter reads now. */
  readonly read: (
    subscription: EmulatedSubscription,
    knownPeriodIds?: readonly string[],
  ) => Promise<SubscriptionSnapshot>
  /** Advances the clock of the stores to a time, and one second further. */
  readonly advanceTo: (time: number) => Promise<void>
  /** Advances the clock to one second after the end of what is paid for. */
  readonly advanceToEnd: (subscription: EmulatedSubscription) => Promise<void>
}

/** `google` has no subscriptions before every test. */
export const test = emulatorTest.extend('google', async ({ emulator }, { onCleanup }) => {
  await emulator.reset()
  const adapter = connect(emulator)
  onCleanup(async () => {
    await adapter.close()
    await clearFaults(emulator)
  })
  return createGooglePlaySubscriptions(emulator, adapter)
})

function connect(emulator: Emulator): StoreAdapter {
  const { push: _, ...google } = emulator.credentials.googlePlay
  const definition = createGooglePlayDefinition({ production: false })
  const parsed = definition.parseConnection(google)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

function createGooglePlaySubscriptions(emulator: Emulator, adapter: StoreAdapter): GooglePlaySubscriptions {
  const { subscriptions: calls } = adapter
  if (calls === null) throw new Error('the adapter has no subscriptions')
  const call = async (method: string, path: string, body?: object) =>
    (await control(emulator, method, `/control/subscriptions${path}`, body)) as EmulatedSubscription
  const buy = (input: object = {}) =>
    call('POST', '', { store: 'GOOGLE_PLAY', productId: passProductId, ...input })
  const targetOf = ({ token }: EmulatedSubscription): SubscriptionTarget => ({
    details: toSaleReference(token).details,
    environment: 'PRODUCTION',
    storeProductId: passProductId,
  })
  const acknowledge: GooglePlaySubscriptions['acknowledge'] = (
    subscription,
    accountToken = null,
    storeProductId = passProductId,
  ) => calls.acknowledgeSubscription({ ...targetOf(subscription), accountToken, storeProductId })
  const tryRead: GooglePlaySubscriptions['tryRead'] = (token, knownPeriodIds) =>
    calls.readSubscription(
      toSaleReference(token).details,
      knownPeriodIds === undefined ? undefined : { knownPeriodIds },
    )
  const inspect = ({ id }: EmulatedSubscription) => call('GET', `/${id}`)
  const advanceTo = (time: number) => advanceTime(emulator, Math.max(time - emulator.now() + 1_000, 0))
  return {
    adapter,
    calls,
    buy,
    subscribe: async (input) => {
      const bought = await buy(input)
      await acknowledge(bought)
      return bought
    },
    inspect,
    act: ({ id }, verb, body = {}) => call('POST', `/${id}/${verb}`, body),
    acknowledge,
    targetOf,
    tryRead,
    read: async ({ token }, knownPeriodIds) => {
      const outcome = await tryRead(token, knownPeriodIds)
      if (outcome.kind === 'found') return outcome.snapshot
      throw new Error(outcome.reason)
    },
    advanceTo,
    advanceToEnd: async (subscription) => advanceTo((await inspect(subscription)).paidUntil),
  }
}
