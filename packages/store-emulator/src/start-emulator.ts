import type { FastifyInstance } from 'fastify'
import { getStore } from './control/control-context.ts'
import type { ControlContext } from './control/control-context.ts'
import { mountControlRoutes } from './control/control-route.ts'
import { openApiDocument } from './control/openapi-document.ts'
import { purchaseRoutes } from './control/purchase-routes.ts'
import { settingsRoutes } from './control/settings-routes.ts'
import { applyFaults } from './faults/apply-faults.ts'
import { FaultTable } from './faults/fault-table.ts'
import { createHttpServer } from './http-server.ts'
import type { LogLevel } from './http-server.ts'
import { registerPages } from './pages/page-routes.ts'
import { PurchaseLedger } from './purchases/purchase-ledger.ts'
import { openSavedState } from './purchases/saved-state.ts'
import { openStores } from './stores.ts'
import type { EmulatorCredentials } from './stores.ts'
import { VirtualClock } from './virtual-clock.ts'

const DEFAULT_MAX_PURCHASES = 100_000

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
}

export type Emulator = {
  /** Without a slash at its end. */
  url: string
  credentials: EmulatorCredentials
  /** Forgets all purchases and faults and sets the clock back; keys stay. */
  reset(): Promise<void>
  close(): Promise<void>
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    port = 0,
    host = '127.0.0.1',
    dataDir,
    logLevel = 'silent',
    maxPurchases = DEFAULT_MAX_PURCHASES,
  } = options
  const saved = openSavedState(dataDir)
  const clock = new VirtualClock(saved.clockOffsetMs, saved.saveClock)
  const ledger = new PurchaseLedger(saved.purchases, maxPurchases, saved.savePurchase)
  const faults = new FaultTable()
  const { stores, credentialsAt } = await openStores(ledger, clock, dataDir)
  const clearPurchases = (): void => {
    ledger.clear()
    saved.clearPurchases(clock.offsetMs)
  }

  const app = createHttpServer(logLevel)
  let url = ''
  const stop = new AbortController()
  const control: ControlContext = {
    ledger,
    clock,
    faults,
    stores,
    storeOf: ({ store }) => getStore({ stores }, store),
    credentials: () => credentialsAt(url),
    clearPurchases,
  }
  mountEverything(app, control, stop.signal)
  url = await app.listen({ port, host })
  return {
    url,
    credentials: credentialsAt(url),
    reset: async () => {
      faults.clear()
      clock.reset()
      clearPurchases()
    },
    close: async () => {
      stop.abort()
      await app.close()
      saved.close()
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
  const routes = [...purchaseRoutes(control), ...settingsRoutes(control)]
  const document = openApiDocument(routes)
  mountControlRoutes(app, routes)
  app.get('/control/openapi.json', async () => document)
  registerPages(app, control)
}
