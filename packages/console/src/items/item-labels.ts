import { i18n } from '@lingui/core'
import { storeLabel } from '../format/labels.ts'
import type { ItemImportErrorCode, ItemType, Store } from '../generated/operations.ts'

/** A product of an item: in all apps of a store if `storeBundleId` is null. */
export type ProductColumn = { readonly store: Store; readonly storeBundleId: string | null }

export const productColumnKey = ({ store, storeBundleId }: ProductColumn) => `${store}/${storeBundleId ?? ''}`

export function productColumnLabel({ store, storeBundleId }: ProductColumn): string {
  return storeBundleId === null ? storeLabel(i18n, store) : `${storeLabel(i18n, store)} · ${storeBundleId}`
}

export function itemTypeLabel(type: ItemType): string {
  const labels = {
    CONSUMABLE: () => i18n.t('Consumable'),
    NON_CONSUMABLE: () => i18n.t('Non-consumable'),
    AUTO_RENEWABLE: () => i18n.t('Subscription'),
    CONSUMABLE_AUTO_RENEWABLE: () => i18n.t('Consumable subscription'),
  }
  return labels[type]()
}

const errorTexts: Record<ItemImportErrorCode, () => string> = {
  MALFORMED_FILE: () => i18n.t('The text is no valid CSV from this row on. Check its quotation marks.'),
  NO_ROWS: () => i18n.t('The file has no rows of items.'),
  TOO_MANY_ROWS: () => i18n.t('A file has at most 1,000 rows. Split it.'),
  TOO_MANY_COLUMNS: () => i18n.t('The file has too many columns of products.'),
  UNKNOWN_COLUMN: () => i18n.t('There is no column of this name.'),
  DUPLICATE_COLUMN: () => i18n.t('The file has this column twice.'),
  MISSING_COLUMN: () => i18n.t('The first row must have a column itemId.'),
  TOO_MANY_CELLS: () => i18n.t('The row has more cells than the file has columns.'),
  VALUE_REQUIRED: () => i18n.t('A value is required here.'),
  INVALID_VALUE: () => i18n.t('The value is not allowed.'),
  DUPLICATE_ITEM: () => i18n.t('An earlier row has the same item.'),
  DUPLICATE_PRODUCT: () => i18n.t('Another row has the same product.'),
  PRODUCT_IN_USE: () => i18n.t('The product belongs to an item that is not in the file.'),
  TOO_MANY_PRODUCTS: () => i18n.t('The item has too many products.'),
  TYPE_CHANGED: () => i18n.t('The type of an item cannot be changed. Create another item.'),
  SUBSCRIPTIONS_NOT_SUPPORTED: () => i18n.t('The Test store does not sell subscriptions.'),
}

export const importErrorText = (code: ItemImportErrorCode) => errorTexts[code]()
