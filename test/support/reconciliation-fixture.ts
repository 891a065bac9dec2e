import type { AppContext, Limits } from '../../src/domain/context.ts'
import type { ReconciliationSource } from '../../src/db/queries/reconciliation-jobs.ts'
import { reconcileStore, type SourceResult } from '../../src/domain/reconciliation/reconcile-store.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { RefundedSale, StoreHistory } from '../../src/stores/contract/history.ts'
import type { StoreAdapter, StoreName } from '../../src/stores/contract/store-adapter.ts'
import { updateStorePurchase } from './emulator-control.ts'
import type { Dated } from './paged-history.ts'
import { buyItem, createServerClient, type Buyer } from './purchase-client.ts'
import { truncateReconciliations } from './reconciliation-records.ts'
import { serverTest } from './test.ts'
import type { TestServer } from './test-server.ts'
import { dayMs, minuteMs } from './time.ts'

/** The Test store with a history that can be reconciled, and a clock that the test advances. */
export type Reconciliation = {
  /** A context whose Test store has the given lists. */
  readonly createContext: (
    lists: Partial<StoreHistory>,
    options?: ReconciliationContextOptions,
  ) => Promise<AppContext>
  readonly now: () => Date
  readonly advanceTime: (ms: number) => void
}

export type ReconciliationContextOptions = {
  readonly limits?: Partial<Limits['reconciliation']>
  readonly overrides?: Partial<AppContext>
  readonly adapter?: Partial<StoreAdapter>
}

/** Every test starts at the current time and without results of earlier runs. */
export const reconciliationTest = serverTest.extend(
  'reconciliation',
  async ({ services, project, sql }, { onCleanup }) => {
    await truncateReconciliations(sql)
    onCleanup(() => truncateReconciliations(sql))
    return createReconciliation(services, project)
  },
)

export function createReconciliation(
  services: TestServer['instance']['services'],
  { appKey }: DevApp,
): Reconciliation {
  let elapsedMs = 0
  const now = () => new Date(Date.now() + elapsedMs)
  return {
    createContext: async (lists, { limits = {}, overrides = {}, adapter = {} } = {}) => {
      const app = await services.apps.find(decodeId('ak', appKey) ?? '')
      if (app === null) throw new Error('no such project')
      const findAdapter = async (appId: string, store: StoreName) => {
        const real = await services.stores.find(appId, store)
        return real === null ? null : { ...real, history: { lookbackMs: 30 * dayMs, ...lists }, ...adapter }
      }
      return {
        ...services,
        app,
        clock: now,
        limits: { ...services.limits, reconciliation: { ...services.limits.reconciliation, ...limits } },
        stores: {
          ...services.stores,
          find: findAdapter,
          listApps: async (appId, store) => {
            const found = await findAdapter(appId, store)
            return found === null ? [] : [{ storeBundleId: 'com.example.arcade', adapter: found }]
          },
        },
        ...overrides,
      }
    },
    now,
    advanceTime: (ms) => {
      elapsedMs += ms
    },
  }
}

/** An entry of the refund list of the Test store. */
export function refundedSale(transactionId: string, overrides: Partial<RefundedSale> = {}): RefundedSale {
  return {
    key: transactionId,
    details: JSON.stringify({ transactionId }),
    storeTransactionId: transactionId,
    full: true,
    ...overrides,
  }
}

/** Entries of a refund list, dated one minute ago. */
export function toRecentRefunds({ now }: Reconciliation, ...entries: RefundedSale[]): Dated<RefundedSale>[] {
  return entries.map((entry) => ({ at: new Date(now().getTime() - minuteMs), entry }))
}

export async function reconcileSource(
  ctx: AppContext,
  source: ReconciliationSource,
): Promise<SourceResult['outcome'] | undefined> {
  const results = await reconcileStore(ctx, 'TEST_STORE')
  return results.find((each) => each.source === source)?.outcome
}

/** Buys an item that the store refunds without a notification. */
export async function refundWithoutNotification({ emulator }: TestServer, buyer: Buyer) {
  const { payment, storePurchase } = await buyItem(buyer)
  await updateStorePurchase(emulator, storePurchase.id, 'refund')
  return { paymentId: payment.id, entry: refundedSale(storePurchase.transactionId) }
}

export async function queryPayment(server: TestServer, id: string, project: DevApp = server.project) {
  const { payment } = await createServerClient(server, project).query(
    'query ($id: ID!) { payment(id: $id) { status refund { source } events { type } } }',
    { id },
  )
  return payment
}
