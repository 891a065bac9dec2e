import type { StoreFacts } from '../../db/queries/set-up-facts.ts'
import { updateStoreConnectionCheck } from '../../db/queries/store-connections.ts'
import type { ConnectedApp } from '../../services/combine-connections.ts'
import {
  statusOfStep,
  toCheckResult,
  type CheckStep,
  type ConnectionCheckResult,
} from '../../stores/contract/connection-check.ts'
import { StoreMisconfiguredError, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import { isStoreError } from './is-store-error.ts'

/** A store that has sent nothing for so long has probably no address to send to. */
const maxSilenceMs = 30 * 24 * 60 * 60_000

type AppToCheck = {
  readonly store: StoreName
  readonly app: ConnectedApp
  readonly facts: StoreFacts | undefined
}

/**
 * Checks a connection by calls to its store, and stores what was found.
 * @throws StoreMisconfiguredError, StoreUnavailableError if the store cannot be called; that is stored, too
 */
export async function checkConnectedApp(
  { db, clock, app: { appId } }: AppContext,
  { store, app: { storeBundleId, adapter }, facts }: AppToCheck,
): Promise<ConnectionCheckResult> {
  const startedAt = clock()
  const save = async (steps: readonly CheckStep[]) => {
    const result = toCheckResult(steps)
    const check = { startedAt, checkedAt: clock(), steps: [...steps], hasFailed: !result.ok }
    await updateStoreConnectionCheck(db, { appId, store, storeBundleId }, check)
    return result
  }
  try {
    const { steps } = await adapter.checkConnection()
    return await save(facts === undefined ? steps : addFacts(steps, facts, startedAt))
  } catch (error) {
    if (!isStoreError(error)) throw error
    const code = error instanceof StoreMisconfiguredError ? error.code : 'STORE_UNAVAILABLE'
    await save([{ part: 'CREDENTIALS', environment: null, code, message: error.message }])
    throw error
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
