import type { Emulator } from '@coinslot/store-emulator'
import type { Sql } from 'postgres'
import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { enqueueDueSubscriptions } from '../../src/domain/subscription/enqueue-due-subscriptions.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { NotificationHelpers } from '../notifications/notification-fixture.ts'
import { advanceTime, control } from '../support/emulator-control.ts'
import type { ApiClient } from '../support/api.ts'
import type { Faults } from '../support/faults.ts'
import { createBuyer, type Buyer } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs, minuteMs } from '../support/time.ts'
import {
  createDelivery,
  deliveryModes,
  modesInTime,
  takeNotifications,
  type Delivery,
  type DeliveryMode,
} from './delivery-modes.ts'
import {
  act,
  expect,
  getAtStore,
  readChains,
  subscribe,
  verify,
  type StoreSubscription,
  type SubscriptionOptions,
  type SubscriptionStore,
} from './subscription-fixture.ts'

/** A customer to whom the scenario happens, with a user and a subscription of its own. */
export type Participant = {
  readonly mode: DeliveryMode
  readonly buyer: Buyer
  /** The family members with whom the customer shares. */
  readonly members: Buyer[]
  /** Everything that the customer has at the store, the newest last. */
  readonly atStore: StoreSubscription[]
  readonly delivery: Delivery
}

export type CourseFixtures = {
  readonly server: TestServer
  readonly emulator: Emulator
  readonly services: TestServer['instance']['services']
  readonly sql: Sql
  readonly notifications: NotificationHelpers
  readonly faults: Faults
  readonly admin: ApiClient
}

type Body = Readonly<Record<string, unknown>> | ((atStore: StoreSubscription) => object)

/** What happens in a scenario, to all participants at the same time of the virtual clock. */
export type Course = CourseFixtures & {
  readonly participants: readonly Participant[]
  /** The customers act, or the store does, on the newest subscription of each. */
  readonly act: (verb: string, body?: Body) => Promise<void>
  /** Days pass: after each change at the store its notifications are delivered, and the schedule of the server runs. */
  readonly pass: (days: number) => Promise<void>
  /** The period that runs comes to its end, and these days pass; with 0 the server has just seen the end. */
  readonly passPeriod: (days: number) => Promise<void>
  /** Days pass in which the server does not run: nothing is delivered to anybody, and nothing is scheduled. */
  readonly passWithoutServer: (days: number) => Promise<void>
  /** The app sends the receipt of the newest subscription to the server. */
  readonly submit: () => Promise<void>
  /** Waits until the server has processed everything. */
  readonly waitUntilProcessed: () => Promise<void>
  /** The recorded subscriptions now, for the participants whose notifications arrive as the modes say. */
  readonly expectChains: (chains: readonly object[], modes?: readonly DeliveryMode[]) => Promise<void>
  /** The notifications that have not arrived do, a day passes, and the records are compared with the lists of the store. */
  readonly finish: () => Promise<void>
}

/** How long after a change at the store the server looks: later than the first check after the end of the access. */
const seenAfterMs = 10 * minuteMs
const maxStepMs = 10 * dayMs

/** One participant for each mode of delivery buys a subscription and verifies it. */
export async function startCourse(fixtures: CourseFixtures, options: SubscriptionOptions): Promise<Course> {
  const { server, faults, notifications, emulator } = fixtures
  const { store = 'GOOGLE_PLAY' } = options
  await faults.disableNotifications(store)
  const participants = await Promise.all(
    deliveryModes.map(async (mode): Promise<Participant> => {
      const buyer = await createBuyer(server)
      const { purchase, atStore } = await subscribe(buyer, options)
      expect(await verify(buyer, atStore, purchase.id)).toMatchObject({ problem: null })
      const delivery = createDelivery({ emulator, mode, waitForIdle: notifications.waitForIdle })
      return { mode, buyer, members: [], atStore: [atStore], delivery }
    }),
  )
  const course = createCourse(fixtures, { participants, store })
  await course.waitUntilProcessed()
  return course
}

function createCourse(
  fixtures: CourseFixtures,
  {
    participants,
    store,
  }: { readonly participants: readonly Participant[]; readonly store: SubscriptionStore },
): Course {
  const { emulator, services, notifications, sql } = fixtures
  const taken = new Set<string>()
  const take = () => takeNotifications(emulator, idsOf(participants), taken)
  const waitUntilProcessed = async () => {
    const found = await take()
    await Promise.all(
      participants.map(({ atStore, delivery }) =>
        delivery.take(atStore.flatMap(({ id }) => found.get(id) ?? [])),
      ),
    )
    await notifications.waitForIdle()
  }
  const runSchedule = async () => {
    if ((await enqueueDueSubscriptions(services)) > 0) await notifications.waitForIdle()
  }
  const passUntil = async (until: number) => {
    for (;;) {
      const nextMs = await findNextChange(emulator, participants)
      const stepMs = Math.min(until, emulator.now() + maxStepMs, nextMs + seenAfterMs) - emulator.now()
      await advanceTime(emulator, Math.max(0, Math.round(stepMs)))
      await waitUntilProcessed()
      await runSchedule()
      if (emulator.now() >= until) return
    }
  }
  const pass = (days: number) => passUntil(emulator.now() + days * dayMs)
  return {
    ...fixtures,
    participants,
    waitUntilProcessed,
    pass,
    passPeriod: async (days) => {
      const { paidUntil } = await getAtStore(emulator, newestOf(participants[0]?.atStore ?? []).id)
      await passUntil((paidUntil ?? emulator.now()) + Math.max(days * dayMs, seenAfterMs))
    },
    act: async (verb, body = {}) => {
      await Promise.all(participants.map(({ atStore }) => actOnNewest(emulator, atStore, verb, body)))
      await waitUntilProcessed()
    },
    passWithoutServer: async (days) => {
      await advanceTime(emulator, Math.round(days * dayMs))
      await take()
    },
    submit: async () => {
      const answers = participants.map(({ buyer, atStore }) => verify(buyer, newestOf(atStore)))
      for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ problem: null })
      await waitUntilProcessed()
    },
    expectChains: async (chains, modes = modesInTime) => {
      for (const { mode, buyer } of participants) {
        if (modes.includes(mode)) expect(await readChains(sql, buyer), mode).toMatchObject(chains)
      }
    },
    finish: async () => {
      for (const { delivery } of participants) await delivery.finish()
      await pass(1)
      await reconcile(fixtures, store)
    },
  }
}

function idsOf(participants: readonly Participant[]): ReadonlySet<string> {
  return new Set(participants.flatMap(({ atStore }) => atStore.map(({ id }) => id)))
}

export function newestOf(atStore: readonly StoreSubscription[]): StoreSubscription {
  const newest = atStore.at(-1)
  if (newest === undefined) throw new Error('the participant has no subscription')
  return newest
}

async function actOnNewest(
  emulator: Emulator,
  atStore: StoreSubscription[],
  verb: string,
  body: Body,
): Promise<void> {
  const { id } = newestOf(atStore)
  const input = typeof body === 'function' ? body(await getAtStore(emulator, id)) : body
  const after = await act(emulator, id, verb, input)
  if (after.id !== id) atStore.push(after)
}

/** When the store changes a subscription of a participant by itself; infinity if it does not. */
async function findNextChange(emulator: Emulator, [first]: readonly Participant[]): Promise<number> {
  const views = await Promise.all((first?.atStore ?? []).map(({ id }) => getAtStore(emulator, id)))
  return Math.min(Infinity, ...views.map(({ nextEventAt }) => nextEventAt ?? Infinity))
}

/** The server compares its records with the lists of the store every day. */
async function reconcile(
  { services, server, notifications }: CourseFixtures,
  store: SubscriptionStore,
): Promise<void> {
  const app = await services.apps.find(decodeId('ak', server.project.appKey) ?? '')
  if (app === null) throw new Error('the AppKey of the server is unknown')
  await reconcileStore({ ...services, app }, store)
  await notifications.waitForIdle()
}

/** For the tests that follow, neither the store nor the schedule has to do with these subscriptions any more. */
export async function endCourse({ emulator, sql }: Pick<CourseFixtures, 'emulator' | 'sql'>): Promise<void> {
  await control(emulator, 'DELETE', '/control/purchases')
  await sql`update subscriptions set next_check_at = null where next_check_at is not null`
}
