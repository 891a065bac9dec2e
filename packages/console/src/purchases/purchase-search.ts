import { purchaseStatuses, stores } from '../format/labels.ts'
import type {
  PurchaseFilter,
  PurchasesQueryVariables,
  PurchaseStatus,
  Store,
} from '../generated/operations.ts'
import { toDayRange } from '../pages/search-fields.ts'

/** Groups of statuses as an agent asks for them. */
export const purchaseGroups = {
  open: ['REQUESTED', 'PENDING'],
  failed: ['FAILED', 'CANCELED'],
  expired: ['EXPIRED'],
  all: [...purchaseStatuses],
} as const satisfies Record<string, readonly PurchaseStatus[]>
export type PurchaseGroup = keyof typeof purchaseGroups
const groupNames = Object.keys(purchaseGroups) as PurchaseGroup[]

const texts = ['user', 'item', 'after', 'before'] as const
const days = ['from', 'to'] as const

/** The view of the list of purchases, as it is in the address. */
export type PurchaseSearch = {
  readonly group?: PurchaseGroup | undefined
  readonly store?: Store | undefined
} & { readonly [Name in (typeof texts)[number] | (typeof days)[number]]?: string | undefined }

/** Reads an address. What is unknown or malformed is left out. */
export function readPurchaseSearch(search: Readonly<Record<string, unknown>>): PurchaseSearch {
  const read = (name: string) => {
    const value = search[name]
    return typeof value === 'string' ? value.replaceAll(/[\u200b-\u200f\u2060\ufeff]/g, '').trim() : ''
  }
  const entries: [string, string | undefined][] = [
    ['group', groupNames.find((name) => name === read('group'))],
    ['store', stores.find((store) => store === read('store'))],
    ...texts.map((name): [string, string] => [name, read(name)]),
    ...days.map((name): [string, string] => [name, /^\d{4}-\d\d-\d\d$/.test(read(name)) ? read(name) : '']),
  ]
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''))
}

const pageSize = 50

/** The arguments of the query for a view. Without a group the purchases that hang are shown. */
export function toPurchaseVariables(search: PurchaseSearch): PurchasesQueryVariables {
  const { group = 'open', store, user, item, from, to, after, before } = search
  const requestedBetween = toDayRange(from, to)
  const filter: PurchaseFilter = {
    ...(group === 'all' ? {} : { status: purchaseGroups[group] }),
    ...(store === undefined ? {} : { store: [store] }),
    ...(user === undefined ? {} : { userId: user }),
    ...(item === undefined ? {} : { itemId: item }),
    ...(requestedBetween === undefined ? {} : { requestedBetween }),
  }
  const page = before === undefined ? { first: pageSize, after: after ?? null } : { last: pageSize, before }
  return { filter, ...page }
}

/** Whether the view leaves out purchases of its group. */
export const isFiltered = ({ store, user, item, from, to }: PurchaseSearch) =>
  [store, user, item, from, to].some((value) => value !== undefined)
