import type { FastifyInstance } from 'fastify'
import { Agenda } from './agenda.ts'
import { getStore } from './control/control-context.ts'
import type { ControlContext } from './control/control-context.ts'
import { mountControlRoutes } from './control/control-route.ts'
import { notificationRoutes } from './control/notification-routes.ts'
import { openApiDocument } from './control/openapi-document.ts'
import { purchaseRoutes } from './control/purchase-routes.ts'
import { settingsRoutes } from './control/settings-routes.ts'
import { applyFaults } from './faults/apply-faults.ts'
import { FaultTable } from './faults/fault-table.ts'
import { createHttpServer } from './http-server.ts'
import type { LogLevel } from './http-server.ts'
import type { NotificationTarget } from './notifications/notification.ts'
import { Outbox } from './notifications/outbox.ts'
import { watchPurchases } from './notifications/watch-purchases.ts'
import { registerPages } from './pages/page-routes.ts'
import { watchAcknowledgements } from './purchases/acknowledgement-deadline.ts'
import { PurchaseLedger } from './purchases/purchase-ledger.ts'
import { openSavedState } from './purchases/saved-state.ts'
import type { SavedState } from './purchases/saved-state.ts'
import { openStores } from './stores.ts'
import type { EmulatorCredentials } from './stores.ts'
import { VirtualClock } from './virtual-clock.ts'

const DEFAULT_MAX_PURCHASES = 100_000
const DEFAULT_MAX_NOTIFICATIONS = 10_000

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
  const saved = openSavedState(dataDir)
  const app = createHttpServer(logLevel)
  let url = ''
  const stop = new AbortController()
  const control = await openControl(options, saved, () => url)
  const { agenda, outbox, faults, clock } = control
  watchPurchases(control.ledger, outbox, control.stores)
  watchAcknowledgements(control, agenda, saved.purchases)
  mountEverything(app, control, stop.signal)
  url = await app.listen({ port, host })
  return {
    url,
    credentials: control.credentials(),
    now: () => clock.now(),
    setNotificationTarget: (target) => {
      outbox.setTarget(target)
    },
    reset: async () => {
      faults.clear()
      clock.reset()
      control.clearPurchases()
    },
    close: async () => {
      agenda.clear()
      outbox.close()
      stop.abort()
      await app.close()
      saved.close()
    },
  }
}

async function openControl(
  options: EmulatorOptions,
  saved: SavedState,
  url: () => string,
): Promise<ControlContext> {
  const { dataDir, maxPurchases = DEFAULT_MAX_PURCHASES, notificationTargets = [] } = options
  const { maxNotifications = DEFAULT_MAX_NOTIFICATIONS } = options
  const clock = new VirtualClock(saved.clockOffsetMs, saved.saveClock)
  const ledger = new PurchaseLedger(saved.purchases, maxPurchases, saved.savePurchase)
  const faults = new FaultTable()
  const agenda = new Agenda(clock)
  const outbox = new Outbox(agenda, clock, faults, maxNotifications)
  for (const target of notificationTargets) outbox.setTarget(target)
  const { stores, credentialsAt } = await openStores(ledger, clock, outbox, dataDir)
  return {
    ledger,
    clock,
    agenda,
    outbox,
    faults,
    stores,
    storeOf: ({ store }) => getStore({ stores }, store),
    credentials: () => credentialsAt(url()),
    clearPurchases: () => {
      agenda.clear()
      outbox.clear()
      ledger.clear()
      saved.clearPurchases(clock.offsetMs)
    },
  }
}

function mountEverything(app: FastifyInstance, control: ControlContext, stop: AbortSignal): void {
  for (const store of control.stores) {
    app.register(async (scope) => {
      applyFaults(scope, control.faults, store, stop)
      store.registerRoutes(scope)
    })
  }
  const routes = [...purchaseRoutes(control), ...settingsRoutes(control), ...notificationRoutes(control)]
  const document = openApiDocument(routes)
  mountControlRoutes(app, routes)
  app.get('/control/openapi.json', async () => document)
  registerPages(app, control)
}
