import { keepApp } from '../app/search-text.ts'
import type { PaymentSearch } from './payment-search.ts'

type ListSearch = PaymentSearch & { readonly app?: string }

/** The view of the list from which a payment was opened. */
let lastList: ListSearch = {}

export const rememberList = (search: ListSearch) => {
  lastList = search
}

/** The view to return to: the last one, if it is of the same AppKey. */
export function toLastList(search: { readonly app?: string }): ListSearch {
  return lastList.app === search.app ? lastList : keepApp(search)
}
