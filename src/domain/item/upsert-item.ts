import type { StoreValue } from '../models.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import { upsertItemWithProducts, type ItemRow } from '../../db/queries/items.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'

type StoreProductInput = {
  readonly store: StoreValue
  readonly productId: string
  /** The app of the store that sells the product; null if all of them do. */
  readonly storeBundleId?: string | null | undefined
}

export type UpsertItemInput = {
  readonly itemId: string
  readonly name: string
  readonly type: ItemRow['type']
  readonly enabled: boolean
  readonly storeProducts: readonly StoreProductInput[]
}

/** Creates an item or replaces all of its settings but its type. */
export async function upsertItem(ctx: Context, input: UpsertItemInput): Promise<Outcome<{ item: ItemRow }>> {
  const problem = checkItem(input)
  if (problem !== null) return { problem }
  const now = ctx.clock()
  const item: ItemRow = {
    appId: ctx.app.appId,
    id: newUuid(),
    externalId: input.itemId,
    name: input.name,
    type: input.type,
    enabled: input.enabled,
    createdAt: now,
    updatedAt: now,
  }
  try {
    const products = input.storeProducts.map(({ storeBundleId, ...product }) => ({
      ...product,
      storeBundleId: storeBundleId ?? '',
    }))
    const stored = await upsertItemWithProducts(ctx.db, item, products)
    if (stored !== null) return { item: stored, problem: null }
    return {
      problem: createProblem('INVALID_INPUT', 'The type of an item cannot be changed. Create another item.', [
        'type',
      ]),
    }
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = 'One of the products belongs to another item. A product can belong to one item only.'
    return { problem: createProblem('INVALID_INPUT', message, ['storeProducts']) }
  }
}

/** The format of an item's id in the developer's system. */
export const itemIdPattern = /^[A-Za-z0-9._-]{1,100}$/

/** Every store, with each app that a project can be connected to. */
const maxStoreProducts = 100

function checkItem(input: UpsertItemInput): Problem | null {
  if (!itemIdPattern.test(input.itemId)) {
    const message = 'itemId must have 1–100 characters of letters, digits, ".", "_" and "-"'
    return createProblem('INVALID_INPUT', message, ['itemId'])
  }
  const { storeProducts } = input
  const apps = storeProducts.map(({ store, storeBundleId }) => `${store}/${storeBundleId ?? ''}`)
  if (new Set(apps).size < apps.length || apps.length > maxStoreProducts) {
    const message =
      'storeProducts must have at most one product per store, and one per app of a store; ' +
      `at most ${maxStoreProducts} in all`
    return createProblem('INVALID_INPUT', message, ['storeProducts'])
  }
  return firstProblem(
    checkText(input.name, ['name'], { min: 1, max: 100 }),
    ...storeProducts.flatMap(({ productId, storeBundleId }, index) => [
      checkText(productId, ['storeProducts', String(index), 'productId'], { min: 1, max: 255 }),
      checkText(storeBundleId ?? 'all', ['storeProducts', String(index), 'storeBundleId'], {
        min: 1,
        max: 255,
      }),
    ]),
  )
}
