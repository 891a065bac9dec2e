import { selectReconciliationDays, type ReconciliationDayRow } from '../../db/queries/reconciliation-days.ts'
import { RequestError } from '../../platform/request-error.ts'
import { storeNames, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'

export type ReconciliationDay = ReconciliationDayRow

export type ReconciliationDayRequest = {
  /** Null for all stores. */
  readonly store: StoreName | null
  readonly openOnly: boolean
  /** `YYYY-MM-DD`; null for the latest days. */
  readonly before: string | null
  readonly dayCount: number
}

const maxDays = 31

/**
 * The latest days on which something was compared with a store, newest first.
 * @throws RequestError `BAD_USER_INPUT` for a number of days that is not allowed
 */
export async function listReconciliationDays(
  { db, app }: Context,
  { store, openOnly, before, dayCount }: ReconciliationDayRequest,
): Promise<ReconciliationDay[]> {
  if (dayCount < 1 || dayCount > maxDays) {
    throw new RequestError('BAD_USER_INPUT', `days must be between 1 and ${maxDays}.`)
  }
  const stores = store === null ? storeNames : [store]
  return selectReconciliationDays(db, app.appId, { stores, openOnly, before, dayCount })
}
