import { stores } from '../format/labels.ts'
import type { Store } from '../generated/operations.ts'
import { readChoice, readText, withoutEmpty } from '../pages/search-fields.ts'

/** The view of the list, as it is in the address. */
export type SalesSearch = {
  readonly store?: Store | undefined
  readonly after?: string | undefined
  /** The sale that is shown beside the list. */
  readonly sale?: string | undefined
}

export const readSalesSearch = (search: Readonly<Record<string, unknown>>): SalesSearch =>
  withoutEmpty({
    store: readChoice(search, 'store', stores),
    after: readText(search, 'after'),
    sale: readText(search, 'sale'),
  })
