import { stores } from '../format/labels.ts'
import type { Store } from '../generated/operations.ts'

/** The view of the page, as it is in the address. */
export type ReconciliationSearch = {
  /** The report that is shown. */
  readonly day?: string | undefined
  readonly store?: Store | undefined
  /** `open`: only days with open discrepancies. */
  readonly show?: 'open' | undefined
  /** Only days before this one are listed. */
  readonly before?: string | undefined
}

const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)

/** Reads an address. What is unknown or malformed is left out. */
export function readReconciliationSearch(search: Readonly<Record<string, unknown>>): ReconciliationSearch {
  const store = stores.find((each) => each === search['store'])
  return {
    ...(isDay(search['day']) ? { day: search['day'] } : {}),
    ...(store === undefined ? {} : { store }),
    ...(search['show'] === 'open' ? { show: 'open' } : {}),
    ...(isDay(search['before']) ? { before: search['before'] } : {}),
  }
}
