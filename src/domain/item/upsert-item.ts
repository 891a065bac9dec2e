import type { StoreValue } from '../models.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import { upsertItemWithProducts as storeItem, type ItemRow } from '../../db/queries/items.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'

export type UpsertItemInput = {
  readonly itemId: string
  readonly name: string
  readonly type: ItemRow['type']
  readonly enabled: boolean
  readonly storeProducts: readonly { readonly store: StoreValue; readonly productId: string }[]
}

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
    const stored = await storeItem(ctx.db, item, input.storeProducts)
    if (stored !== null) return { item: stored, problem: null }
    return {
      problem: createProblem('INVALID_INPUT', 'The type of an item cannot be changed. Create another item.', [
        'type',
      ]),
    }
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = 'A product belongs to one item only, and one of these belongs to another item.'
    return { problem: createProblem('INVALID_INPUT', message, ['storeProducts']) }
  }
}

/** The developer's own id of an item. */
export const itemIdPattern = /^[A-Za-z0-9._-]{1,100}$/

function checkItem(input: UpsertItemInput): Problem | null {
  if (!itemIdPattern.test(input.itemId)) {
    const message = 'itemId must have 1–100 characters of letters, digits, ".", "_" and "-"'
    return createProblem('INVALID_INPUT', message, ['itemId'])
  }
  const stores = input.storeProducts.map((product) => product.store)
  if (new Set(stores).size < stores.length) {
    return createProblem('INVALID_INPUT', 'storeProducts must have at most one product a store', [
      'storeProducts',
    ])
  }
  return firstProblem(
    checkText(input.name, ['name'], { min: 1, max: 100 }),
    ...input.storeProducts.map((product, index) =>
      checkText(product.productId, ['storeProducts', String(index), 'productId'], { min: 1, max: 255 }),
    ),
  )
}
