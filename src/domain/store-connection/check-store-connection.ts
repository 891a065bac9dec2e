import { selectStoreFacts, type StoreFacts } from '../../db/queries/set-up-facts.ts'
import {
  selectStoreConnections,
  updateStoreConnectionCheck,
  type StoreConnectionRow,
} from '../../db/queries/store-connections.ts'
import type { ConnectedApp } from '../../services/combine-connections.ts'
import { statusOfStep, toCheckResult, type CheckStep } from '../../stores/contract/connection-check.ts'
import { StoreMisconfiguredError, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { storeNotConnected } from './store-not-connected.ts'
import { toStoreProblem } from './to-store-problem.ts'

type CheckOutcome = Outcome<{
  ok: boolean
  diagnosis: string | null
  /** The connections that were checked, with what was found. */
  connections: readonly StoreConnectionRow[]
}>

type Selection = { readonly store: StoreName; readonly storeBundleId: string | null }

/** A store that has sent nothing for so long has probably no address to send to. */
const maxSilenceMs = 30 * 24 * 60 * 60_000

/** Calls the store to check that a connection works, or all connections to the store if none is named, and stores what was found. */
export async function checkStoreConnection(ctx: Context, input: Selection): Promise<CheckOutcome> {
  try {
    return await checkConnections(ctx, input)
  } catch (error) {
    // A caller that may check a connection may also read the reason, which other callers do not see.
    const reason =
      error instanceof StoreMisconfiguredError ? { message: error.message, field: ['store'] } : {}
    return { problem: { ...toStoreProblem(ctx, input.store, error), ...reason } }
  }
}

async function checkConnections(ctx: Context, { store, storeBundleId }: Selection): Promise<CheckOutcome> {
  const all = await ctx.stores.listApps(ctx.app.appId, store)
  const apps = all.filter((app) => storeBundleId === null || app.storeBundleId === storeBundleId)
  if (apps.length === 0) {
    return { problem: storeNotConnected(store, [storeBundleId === null ? 'store' : 'storeBundleId']) }
  }
  const [facts] = await selectStoreFacts(ctx.db, ctx.app.appId, [store])
  const errors: string[] = []
  for (const app of apps) {
    const result = toCheckResult(await checkApp(ctx, { app, store, facts, isOnly: apps.length === 1 }))
    if (!result.ok) errors.push(apps.length === 1 ? result.error : `${app.storeBundleId}: ${result.error}`)
  }
  const ok = errors.length === 0
  const rows = await selectStoreConnections(ctx.db, ctx.app.appId, store)
  const checked = new Set(apps.map((app) => app.storeBundleId))
  const connections = rows.filter((row) => checked.has(row.storeBundleId))
  return { ok, diagnosis: ok ? null : errors.join(' '), connections, problem: null }
}

type AppToCheck = {
  readonly app: ConnectedApp
  readonly store: StoreName
  readonly facts: StoreFacts | undefined
  /** Whether an error of the connection is the result of the whole check. */
  readonly isOnly: boolean
}

async function checkApp(
  ctx: Context,
  { app, store, facts, isOnly }: AppToCheck,
): Promise<readonly CheckStep[]> {
  const startedAt = ctx.clock()
  const called = await callStore(app, isOnly)
  const steps = facts === undefined ? called : addFacts(called, facts, startedAt)
  const key = { appId: ctx.app.appId, store, storeBundleId: app.storeBundleId }
  await updateStoreConnectionCheck(ctx.db, key, { startedAt, checkedAt: ctx.clock(), steps: [...steps] })
  return steps
}

async function callStore({ adapter }: ConnectedApp, isOnly: boolean): Promise<readonly CheckStep[]> {
  try {
    return (await adapter.checkConnection()).steps
  } catch (error) {
    if (!(error instanceof StoreMisconfiguredError) || isOnly) throw error
    return [{ part: 'CREDENTIALS', environment: null, code: error.code, message: error.message }]
  }
}

/** Adds what the records show and no call to the store can: notifications that arrived, and items with products. */
function addFacts(steps: readonly CheckStep[], facts: StoreFacts, now: Date): readonly CheckStep[] {
  const { notifiedAt } = facts
  const isSilent = notifiedAt === null || now.getTime() - notifiedAt.getTime() > maxSilenceMs
  const withNotifications = steps.map((step): CheckStep => {
    if (step.part !== 'NOTIFICATIONS' || statusOfStep(step) !== 'PASSED' || !isSilent) return step
    const message =
      'No notification of the store has arrived in the last 30 days. Enter the address of this server at the store, and send a test ' +
      'notification if the store can.'
    return { ...step, code: 'NO_NOTIFICATION', message }
  })
  return [...withNotifications, describeProducts(facts)]
}

function describeProducts({ itemCount, missingCount }: StoreFacts): CheckStep {
  const step = { part: 'PRODUCTS', environment: null } as const
  if (itemCount === 0 || missingCount === itemCount) {
    const message = 'No item has a product in this store. Enter the product ids of the store at the items.'
    return { ...step, code: 'NO_PRODUCTS', message }
  }
  if (missingCount === 0) return { ...step, code: 'OK', message: null }
  const message = `${missingCount} of ${itemCount} items have no product in this store, so they cannot be bought there.`
  return { ...step, code: 'PRODUCTS_MISSING', message }
}
