import type { FastifyInstance } from 'fastify'
import { Scheduler } from './scheduler.ts'
import { getStore } from './control/control-context.ts'
import type { ControlContext } from './control/control-context.ts'
import { registerControlRoutes } from './control/control-route.ts'
import { notificationRoutes } from './control/notification-routes.ts'
import { createOpenApiDocument } from './control/openapi-document.ts'
import { purchaseRoutes } from './control/purchase-routes.ts'
import { settingsRoutes } from './control/settings-routes.ts'
import { applyFaults } from './faults/apply-faults.ts'
import { FaultRegistry } from './faults/fault-registry.ts'
import { createHttpServer } from './http-server.ts'
import type { LogLevel } from './http-server.ts'
import type { NotificationTarget } from './notifications/notification.ts'
import { NotificationQueue } from './notifications/notification-queue.ts'
import { notifyOnPurchaseChange } from './notifications/notify-on-purchase-change.ts'
import { registerPageRoutes } from './pages/page-routes.ts'
import { scheduleAcknowledgementDeadlines } from './purchases/acknowledgement-deadline.ts'
import { PurchaseRepository } from './purchases/purchase-repository.ts'
import { openSavedState } from './purchases/saved-state.ts'
import type { SavedState } from './purchases/saved-state.ts'
import { createStores } from './create-stores.ts'
import type { EmulatorCredentials } from './create-stores.ts'
import { VirtualClock } from './virtual-clock.ts'

const defaultMaxPurchases = 100_000
const defaultMaxNotifications = 10_000

export type EmulatorOptions = {
  /** 0, the default, takes any free port. */
  port?: number
  /** Default 127.0.0.1. The emulator hands out its private keys: bind it to nothing that others reach. */
  host?: string
  /** Where keys and purchases are kept over a restart; without it they live in memory. */
  dataDir?: string
  /** Default `silent`. */
  logLevel?: LogLevel
  /** How many purchases are kept before new ones are refused; default 100,000. */
  maxPurchases?: number
  /** How many notifications are remembered, for the control API and the App Store's history; default 10,000. */
  maxNotifications?: number
  /** Where each store sends its notifications; also `PUT /control/notifications`. */
  notificationTargets?: readonly NotificationTarget[]
}

export type Emulator = {
  /** Without a slash at its end. */
  url: string
  credentials: EmulatorCredentials
  /** UNIX time in milliseconds, as the stores state it: the virtual clock. */
  now: () => number
  /** Where a store sends its notifications from now on; also `PUT /control/notifications`. */
  setNotificationTarget: (target: NotificationTarget) => void
  /** Forgets all purchases and faults and sets the clock back; keys stay. */
  reset: () => Promise<void>
  close: () => Promise<void>
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', dataDir, logLevel = 'silent' } = options
  const savedState = openSavedState(dataDir)
  const app = createHttpServer(logLevel)
  let url = ''
  const stop = new AbortController()
  const control = await createControlContext(options, savedState, () => url)
  const { scheduler, notificationQueue, faults, clock } = control
  notifyOnPurchaseChange(control.purchases, notificationQueue, control.stores)
  scheduleAcknowledgementDeadlines(control, scheduler, savedState.purchases)
  registerAllRoutes(app, control, stop.signal)
  url = await app.listen({ port, host })
  return {
    url,
    credentials: control.credentials(),
    now: () => clock.now(),
    setNotificationTarget: (target) => {
      notificationQueue.setTarget(target)
    },
    reset: async () => {
      faults.clear()
      clock.reset()
      control.clearPurchases()
    },
    close: async () => {
      scheduler.clear()
      notificationQueue.close()
      stop.abort()
      await app.close()
      savedState.close()
    },
  }
}

async function createControlContext(
  options: EmulatorOptions,
  savedState: SavedState,
  url: () => string,
): Promise<ControlContext> {
  const { dataDir, maxPurchases = defaultMaxPurchases, notificationTargets = [] } = options
  const { maxNotifications = defaultMaxNotifications } = options
  const clock = new VirtualClock(savedState.clockOffsetMs, savedState.saveClock)
  const purchases = new PurchaseRepository(savedState.purchases, maxPurchases, savedState.savePurchase)
  const faults = new FaultRegistry()
  const scheduler = new Scheduler(clock)
  const notificationQueue = new NotificationQueue(scheduler, clock, faults, maxNotifications)
  for (const target of notificationTargets) notificationQueue.setTarget(target)
  const { stores, createCredentials } = await createStores(purchases, clock, notificationQueue, dataDir)
  return {
    purchases,
    clock,
    scheduler,
    notificationQueue,
    faults,
    stores,
    storeOf: ({ store }) => getStore({ stores }, store),
    credentials: () => createCredentials(url()),
    clearPurchases: () => {
      scheduler.clear()
      notificationQueue.clear()
      purchases.clear()
      savedState.clearPurchases(clock.offsetMs)
    },
  }
}

function registerAllRoutes(app: FastifyInstance, control: ControlContext, stop: AbortSignal): void {
  for (const store of control.stores) {
    app.register(async (scope) => {
      applyFaults(scope, control.faults, store, stop)
      store.registerRoutes(scope)
    })
  }
  const routes = [...purchaseRoutes(control), ...settingsRoutes(control), ...notificationRoutes(control)]
  const document = createOpenApiDocument(routes)
  registerControlRoutes(app, routes)
  app.get('/control/openapi.json', async () => document)
  registerPageRoutes(app, control)
}
