import type { FastifyInstance } from 'fastify'
import { registerControlApi } from './control/control-api.ts'
import { getStore } from './control/control-context.ts'
import type { ControlContext, EmulatorPage } from './control/control-context.ts'
import { createStores } from './create-stores.ts'
import type { EmulatorCredentials } from './create-stores.ts'
import { invalidInput } from './emulator-error.ts'
import { applyFaults } from './faults/apply-faults.ts'
import { createFaultRegistry } from './faults/fault-registry.ts'
import { createHttpServer } from './http-server.ts'
import type { LogLevel } from './http-server.ts'
import { createNotificationQueue } from './notifications/notification-queue.ts'
import type { NotificationQueue } from './notifications/notification-queue.ts'
import type { NotificationTarget } from './notifications/notification.ts'
import { notifyOnPurchaseChange } from './notifications/notify-on-purchase-change.ts'
import type { OneStoreSubscriptionFormat } from './one-store/subscriptions/subscription-format.ts'
import { registerPages } from './pages/page-routes.ts'
import { scheduleAcknowledgementDeadlines } from './purchases/acknowledgement-deadline.ts'
import { createPurchaseRepository } from './purchases/purchase-repository.ts'
import { scheduleRefundDecisions } from './purchases/refund-review.ts'
import { openSavedState } from './purchases/saved-state.ts'
import type { SavedState } from './purchases/saved-state.ts'
import type { StoreEmulator } from './store-emulator.ts'
import { createRevisionCounter } from './revision-counter.ts'
import type { RevisionCounter } from './revision-counter.ts'
import { createScheduler } from './scheduler.ts'
import type { Scheduler } from './scheduler.ts'
import type { SubscriptionProtocol } from './subscriptions/subscription-protocol.ts'
import { createSubscriptionRepository } from './subscriptions/subscription-repository.ts'
import { createSubscriptionRunner } from './subscriptions/subscription-runner.ts'
import type { SubscriptionRunner } from './subscriptions/subscription-runner.ts'
import type { SubscriptionStore } from './subscriptions/subscription.ts'
import { createVirtualClock } from './virtual-clock.ts'
import type { VirtualClock } from './virtual-clock.ts'

const defaultMaxPurchases = 100_000
const defaultMaxSubscriptions = 10_000
const defaultMaxNotifications = 10_000

export type EmulatorOptions = {
  /** TCP port; 0, the default, selects a free port. */
  port?: number
  /** Address to listen on, default 127.0.0.1. The emulator publishes its private keys, so only trusted clients may reach it. */
  host?: string
  /** Directory for keys and purchases, which then survive a restart; without it they are stored in memory. */
  dataDir?: string
  /** Default `silent`. */
  logLevel?: LogLevel
  /** Maximum number of stored purchases, default 100,000; more are rejected. */
  maxPurchases?: number
  /** Maximum number of stored subscriptions of each store, default 10,000; more are rejected. */
  maxSubscriptions?: number
  /** What ONE store does not document about subscriptions: path, names of fields, signed notifications. */
  oneStoreSubscriptions?: Partial<OneStoreSubscriptionFormat>
  /** Number of stored notifications, default 10,000, for the control API and the App Store's history; older ones are deleted. */
  maxNotifications?: number
  /** Source of the numbers from 0 to 1 that decide on faults with a probability, so that a run can be repeated. Default: `Math.random`. */
  random?: () => number
  /** URLs to which the stores send their notifications; `PUT /control/notifications` changes them. */
  notificationTargets?: readonly NotificationTarget[]
}

export type Emulator = {
  /** Base URL without a slash at its end. */
  url: string
  credentials: EmulatorCredentials
  /** Time of the virtual clock, which the stores report, as UNIX milliseconds. */
  now: () => number
  /** Sets the URL to which a store sends its notifications, like `PUT /control/notifications`. */
  setNotificationTarget: (target: NotificationTarget) => void
  /** What the page offers besides the stores: links to a console, and an account token. */
  setPage: (page: EmulatorPage) => void
  /** Deletes all purchases and faults and resets the virtual clock; keys stay. */
  reset: () => Promise<void>
  close: () => Promise<void>
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', dataDir, logLevel = 'silent' } = options
  const savedState = openSavedState(dataDir)
  const app = createHttpServer(logLevel)
  let url = ''
  const abortController = new AbortController()
  const control = await createControlContext(options, savedState, () => url)
  const { scheduler, notificationQueue, faults, clock } = control
  notifyOnPurchaseChange(control.purchases, notificationQueue, control.stores)
  scheduleRefundDecisions(control, scheduler, savedState.purchases)
  scheduleAcknowledgementDeadlines(control, scheduler, savedState.purchases)
  registerAllRoutes(app, control, abortController.signal)
  url = await app.listen({ port, host })
  return {
    url,
    credentials: control.credentials(),
    now: clock.now,
    setNotificationTarget: notificationQueue.setTarget,
    setPage: (page) => {
      control.page = page
    },
    reset: async () => {
      faults.clear()
      clock.reset()
      control.clearPurchases()
    },
    close: async () => {
      scheduler.clear()
      notificationQueue.close()
      abortController.abort()
      await app.close()
      savedState.close()
    },
  }
}

async function createControlContext(
  options: EmulatorOptions,
  savedState: SavedState,
  getUrl: () => string,
): Promise<ControlContext> {
  const { dataDir, maxPurchases = defaultMaxPurchases, notificationTargets = [] } = options
  const { maxNotifications = defaultMaxNotifications } = options
  const clock = createVirtualClock(savedState.clockOffsetMs, savedState.saveClock)
  const revisions = createRevisionCounter()
  const purchases = createPurchaseRepository({
    savedPurchases: savedState.purchases,
    maxPurchases,
    revisions,
    persist: savedState.savePurchase,
  })
  const faults = createFaultRegistry(options.random)
  const scheduler = createScheduler(clock)
  const notificationQueue = createNotificationQueue({ scheduler, clock, faults, maxNotifications })
  for (const target of notificationTargets) notificationQueue.setTarget(target)
  const protocols: SubscriptionProtocols = new Map()
  const shared = { options, savedState, revisions, scheduler, clock, notificationQueue }
  const subscriptions = createSubscriptions({ ...shared, protocols })
  const { oneStoreSubscriptions = {} } = options
  const dependencies = { purchases, subscriptions, clock, notificationQueue, oneStoreSubscriptions }
  const { stores, createCredentials } = await createStores(dependencies, dataDir)
  setProtocols(protocols, stores)
  subscriptions.continueSaved(savedState.subscriptions)
  return {
    purchases,
    subscriptions,
    clock,
    scheduler,
    notificationQueue,
    faults,
    stores,
    storeOf: ({ store }) => getStore({ stores }, store),
    credentials: () => createCredentials(getUrl()),
    page: { paymentsUrl: null, accountToken: null },
    clearPurchases: () => {
      scheduler.clear()
      notificationQueue.clear()
      purchases.clear()
      subscriptions.repository.clear()
      savedState.clearPurchases(clock.offsetMs())
    },
  }
}

type SubscriptionProtocols = Map<SubscriptionStore, SubscriptionProtocol>

type SubscriptionDependencies = {
  options: EmulatorOptions
  savedState: SavedState
  revisions: RevisionCounter
  scheduler: Scheduler
  clock: VirtualClock
  notificationQueue: NotificationQueue
  /** Filled when the stores have been created, which need the subscriptions. */
  protocols: SubscriptionProtocols
}

function setProtocols(protocols: SubscriptionProtocols, stores: readonly StoreEmulator[]): void {
  for (const { name, subscriptions } of stores)
    if (subscriptions !== undefined && name !== 'TEST_STORE') protocols.set(name, subscriptions)
}

function createSubscriptions(dependencies: SubscriptionDependencies): SubscriptionRunner {
  const { options, savedState, revisions, protocols, ...others } = dependencies
  const repository = createSubscriptionRepository({
    savedSubscriptions: savedState.subscriptions,
    maxSubscriptions: options.maxSubscriptions ?? defaultMaxSubscriptions,
    revisions,
    persist: savedState.saveSubscription,
  })
  return createSubscriptionRunner({
    ...others,
    repository,
    protocolOf: (store) => {
      const protocol = protocols.get(store)
      if (protocol === undefined) throw invalidInput(`${store} has no subscriptions`, 'store')
      return protocol
    },
  })
}

function registerAllRoutes(app: FastifyInstance, control: ControlContext, closeSignal: AbortSignal): void {
  for (const store of control.stores) {
    app.register(async (scope) => {
      applyFaults(scope, control.faults, store, closeSignal)
      store.registerRoutes(scope)
    })
  }
  app.register(async (scope) => registerControlApi(scope, control), { prefix: '/control' })
  app.register(async (scope) => registerPages(scope, control))
}
