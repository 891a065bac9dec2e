import { checkText } from '../input.ts'
import { diffFields } from '../audit/diff-fields.ts'
import { isSubscription } from '../item/is-subscription.ts'
import { describeItem, maxStoreProducts, onlyConsumableTrials } from '../item/upsert-item.ts'
import type { ItemRow, ItemWithProducts, StoreProduct, StoreValue } from '../models.ts'
import { formatProductHeader, productKey, type ProductColumn } from './item-columns.ts'
import { rowError, type ItemImportError } from './item-import-error.ts'
import type { ItemFileRow } from './parse-item-file.ts'

export type PlannedItem = {
  readonly row: number
  readonly before: ItemWithProducts | null
  readonly after: ItemWithProducts
  /** The changed fields, as the audit log shows them; null if nothing changes. */
  readonly changes: { readonly before?: object; readonly after: object } | null
}

export type ItemImportPlan = {
  readonly items: readonly PlannedItem[]
  readonly errors: readonly ItemImportError[]
}

export type ItemsBefore = {
  /** The items of the file that exist, by their ids. */
  readonly items: ReadonlyMap<string, ItemWithProducts>
  /** The ids of the items that have the products of the file, by store and product. */
  readonly owners: ReadonlyMap<string, string>
}

/** Store and id of a product, which belongs to one item. */
export function ownedProductKey({ store, productId }: Pick<StoreProduct, 'store' | 'productId'>): string {
  return `${store}/${productId}`
}

/** What the rows of a file change, or why they cannot. Pure. */
export function planItemImport(
  rows: readonly ItemFileRow[],
  before: ItemsBefore,
  createItem: () => Pick<ItemRow, 'appId' | 'id' | 'createdAt' | 'updatedAt'>,
): ItemImportPlan {
  const planned = rows.map((row) => planRow(row, before.items.get(row.itemId) ?? null, createItem))
  const items = planned.flatMap(({ item }) => item ?? [])
  const errors = [...planned.flatMap((each) => each.errors), ...findProductErrors(items, rows, before)]
  return { items, errors: errors.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0)) }
}

type PlannedRow = { readonly item: PlannedItem | null; readonly errors: readonly ItemImportError[] }

function planRow(
  input: ItemFileRow,
  before: ItemWithProducts | null,
  createItem: () => Pick<ItemRow, 'appId' | 'id' | 'createdAt' | 'updatedAt'>,
): PlannedRow {
  const errors: ItemImportError[] = []
  const name = input.name ?? before?.item.name
  const type = input.type ?? before?.item.type
  for (const [column, value] of Object.entries({ name, type })) {
    if (value !== undefined) continue
    errors.push(rowError(input.row, column, 'VALUE_REQUIRED', `A new item needs a value of ${column}.`))
  }
  if (before !== null && type !== before.item.type) {
    const message = 'The type of an item cannot be changed. Create another item.'
    errors.push(rowError(input.row, 'type', 'TYPE_CHANGED', message))
  }
  const products = planProducts(input, before?.products ?? [], errors)
  if (type !== undefined && isSubscription(type) && products.some(({ store }) => store === 'TEST_STORE')) {
    const message = 'The Test store sells no subscriptions.'
    errors.push(rowError(input.row, 'TEST_STORE', 'SUBSCRIPTIONS_NOT_SUPPORTED', message))
  }
  const consumeTrial = input.consumeTrial ?? before?.item.consumeTrial ?? false
  if (consumeTrial && type !== 'CONSUMABLE_AUTO_RENEWABLE') {
    errors.push(rowError(input.row, 'consumeTrial', 'INVALID_VALUE', onlyConsumableTrials))
  }
  if (name === undefined || type === undefined || errors.length > 0) return { item: null, errors }
  const enabled = input.enabled ?? before?.item.enabled ?? true
  const created = { externalId: input.itemId, type, revision: 0, ...createItem() }
  const after = { item: { ...(before?.item ?? created), name, enabled, consumeTrial }, products }
  const changes =
    before === null ? { after: describeItem(after) } : diffFields(describeItem(before), describeItem(after))
  return { item: { row: input.row, before, after, changes }, errors }
}

/** The products of an item after the import: those of the columns that the file has, and the others as they are. */
function planProducts(
  { row, products: cells }: ItemFileRow,
  before: readonly StoreProduct[],
  errors: ItemImportError[],
): StoreProduct[] {
  const current = new Map(before.map((product) => [productKey(product), product.productId]))
  const named = new Set(cells.map(({ of }) => productKey(of)))
  const kept = before.filter((product) => !named.has(productKey(product)))
  const planned = cells.flatMap(({ of, header, cell }) => {
    const productId = cell === current.get(productKey(of)) ? cell : cell.trim()
    if (productId === '') return []
    const problem =
      checkText(productId, ['The product id'], { min: 1, max: 255 }) ??
      checkText(of.storeBundleId || 'all', ['The app'], { min: 1, max: 255 })
    if (problem !== null) errors.push(rowError(row, header, 'INVALID_VALUE', `${problem.message}.`))
    return [{ ...of, productId }]
  })
  const products = [...kept, ...planned].toSorted(compareProducts)
  if (products.length > maxStoreProducts) {
    const message = `An item has at most ${maxStoreProducts} products.`
    errors.push(rowError(row, null, 'TOO_MANY_PRODUCTS', message))
  }
  return products
}

/** The order of `selectItemWithProducts`. */
function compareProducts(a: ProductColumn, b: ProductColumn): number {
  if (a.store !== b.store) return a.store < b.store ? -1 : 1
  if (a.storeBundleId === b.storeBundleId) return 0
  return a.storeBundleId < b.storeBundleId ? -1 : 1
}

/** A product belongs to one item; a file may move products between its items. */
function findProductErrors(
  items: readonly PlannedItem[],
  rows: readonly ItemFileRow[],
  { owners }: ItemsBefore,
): ItemImportError[] {
  const itemIds = new Set(rows.map(({ itemId }) => itemId))
  const first = new Map<string, { readonly row: number; readonly itemId: string }>()
  const errors: ItemImportError[] = []
  for (const { row, after } of items) {
    const itemId = after.item.externalId
    for (const product of after.products) {
      const key = ownedProductKey(product)
      const column = formatProductHeader(product)
      const earlier = first.get(key)
      const owner = owners.get(key)
      if (earlier !== undefined) {
        const message = `Row ${earlier.row} has the same product. A product can belong to one item only, once.`
        errors.push(rowError(row, column, 'DUPLICATE_PRODUCT', message))
      } else if (owner !== undefined && owner !== itemId && !itemIds.has(owner)) {
        const message = `The product belongs to the item ${owner}.`
        errors.push(rowError(row, column, 'PRODUCT_IN_USE', message))
      }
      first.set(key, earlier ?? { row, itemId })
    }
  }
  return errors
}

/** The stores and ids of products that the rows name. */
export function listNamedProducts(
  rows: readonly ItemFileRow[],
): { readonly store: StoreValue; readonly productId: string }[] {
  return rows.flatMap(({ products }) =>
    products.flatMap(({ of: { store }, cell }) => [
      { store, productId: cell },
      { store, productId: cell.trim() },
    ]),
  )
}
