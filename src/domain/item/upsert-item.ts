import type { StoreValue } from '../models.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import {
  insertItem,
  selectItemWithProducts,
  updateItem,
  type ItemRow,
  type ItemWithProducts,
  type StoreProduct,
} from '../../db/queries/items.ts'
import { newUuid } from '../../platform/ids.ts'
import { diffFields } from '../audit/diff-fields.ts'
import type { Context } from '../context.ts'
import { checkName, checkText, firstProblem } from '../input.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { isSubscription, subscriptionsNotSupported } from './is-subscription.ts'

type StoreProductInput = {
  readonly store: StoreValue
  readonly productId: string
  /** The app of the store that sells the product; null if all of them do. */
  readonly storeBundleId?: string | null | undefined
}

/** What is null is unchanged; for a new item it takes its default, and `name` and `type` are required. */
export type UpsertItemInput = {
  readonly itemId: string
  readonly name: string | null
  readonly type: ItemRow['type'] | null
  readonly enabled: boolean | null
  /** Whether the trial of a consumable subscription gives a payment to consume. */
  readonly consumeTrial: boolean | null
  readonly storeProducts: readonly StoreProductInput[] | null
}

/** A concurrent change of the item makes an attempt fail; it is then repeated with the new row. */
const maxAttempts = 8

/** Creates an item, or changes what the input has. The type of an item cannot be changed. */
export async function upsertItem(ctx: Context, input: UpsertItemInput): Promise<Outcome<{ item: ItemRow }>> {
  const problem = checkItem(input)
  if (problem !== null) return { problem }
  try {
    const outcome = await retryOnConflict(maxAttempts, async () => {
      const before = await selectItemWithProducts(ctx.db, ctx.app.appId, input.itemId)
      return before === null ? createItem(ctx, input) : changeItem(ctx, before, input)
    })
    if (outcome !== null) return outcome
    return { problem: createProblem('BUSY', 'Another request is changing this item.', ['itemId'], 100) }
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = 'One of the products belongs to another item. A product can belong to one item only.'
    return { problem: createProblem('INVALID_INPUT', message, ['storeProducts']) }
  }
}

/** Null if another call created the item in the meantime. */
async function createItem(
  ctx: Context,
  { itemId, name, type, enabled, consumeTrial, storeProducts }: UpsertItemInput,
): Promise<Outcome<{ item: ItemRow }> | null> {
  if (name === null || type === null) {
    const field = name === null ? 'name' : 'type'
    return { problem: createProblem('INVALID_INPUT', `${field} is required for a new item`, [field]) }
  }
  const now = ctx.clock()
  const after: ItemWithProducts = {
    item: {
      appId: ctx.app.appId,
      id: newUuid(),
      externalId: itemId,
      name,
      type,
      enabled: enabled ?? true,
      consumeTrial: consumeTrial ?? false,
      revision: 0,
      createdAt: now,
      updatedAt: now,
    },
    products: toProducts(storeProducts ?? []),
  }
  const refused = checkSellable(after)
  if (refused !== null) return { problem: refused }
  const action = createOperatorAction(ctx, { action: 'upsertItem', changes: { after: describeItem(after) } })
  return toOutcome(await insertItem(ctx.db, after, action))
}

/** Null if another call changed the item in the meantime. */
async function changeItem(
  ctx: Context,
  before: ItemWithProducts,
  { name, type, enabled, consumeTrial, storeProducts }: UpsertItemInput,
): Promise<Outcome<{ item: ItemRow }> | null> {
  const { item } = before
  if (type !== null && type !== item.type) {
    const message = 'The type of an item cannot be changed. Create another item.'
    return { problem: createProblem('INVALID_INPUT', message, ['type']) }
  }
  const settings = {
    name: name ?? item.name,
    enabled: enabled ?? item.enabled,
    consumeTrial: consumeTrial ?? item.consumeTrial,
    updatedAt: ctx.clock(),
  }
  const after = {
    item: { ...item, ...settings },
    products: storeProducts === null ? before.products : toProducts(storeProducts),
  }
  const refused = checkSellable(after)
  if (refused !== null) return { problem: refused }
  const changes = diffFields(describeItem(before), describeItem(after))
  if (changes === null) return { item, problem: null }
  const action = createOperatorAction(ctx, { action: 'upsertItem', changes })
  return toOutcome(await updateItem(ctx.db, item, after, action))
}

export const onlyConsumableTrials = 'Only a trial of the type CONSUMABLE_AUTO_RENEWABLE can be consumed.'

/** The Test store has no subscriptions. */
function checkSellable({ item, products }: ItemWithProducts): Problem | null {
  if (item.consumeTrial && item.type !== 'CONSUMABLE_AUTO_RENEWABLE') {
    return createProblem('INVALID_INPUT', onlyConsumableTrials, ['consumeTrial'])
  }
  if (!isSubscription(item.type) || products.every(({ store }) => store !== 'TEST_STORE')) return null
  return subscriptionsNotSupported(['storeProducts'])
}

function toOutcome(item: ItemRow | null): Outcome<{ item: ItemRow }> | null {
  return item === null ? null : { item, problem: null }
}

function toProducts(products: readonly StoreProductInput[]): StoreProduct[] {
  return products.map(({ storeBundleId, ...product }) => ({ ...product, storeBundleId: storeBundleId ?? '' }))
}

/** The fields of the audit log. */
export function describeItem({ item, products }: ItemWithProducts): Readonly<Record<string, unknown>> {
  const { externalId: itemId, name, type, enabled, consumeTrial } = item
  const trial = type === 'CONSUMABLE_AUTO_RENEWABLE' ? { consumeTrial } : {}
  const storeProducts = Object.fromEntries(
    products.map(({ store, storeBundleId, productId }) => [
      storeBundleId === '' ? store : `${store} ${storeBundleId}`,
      productId,
    ]),
  )
  return { itemId, name, type, enabled, ...trial, storeProducts }
}

/** The format of an item's id in the developer's system. */
export const itemIdPattern = /^[A-Za-z0-9._-]{1,100}$/

/** Several apps of each store. */
export const maxStoreProducts = 40

function checkItem(input: UpsertItemInput): Problem | null {
  if (!itemIdPattern.test(input.itemId)) {
    const message = 'itemId must have 1–100 characters of letters, digits, ".", "_" and "-"'
    return createProblem('INVALID_INPUT', message, ['itemId'])
  }
  const storeProducts = input.storeProducts ?? []
  const apps = storeProducts.map(({ store, storeBundleId }) => `${store}/${storeBundleId ?? ''}`)
  if (new Set(apps).size < apps.length || apps.length > maxStoreProducts) {
    const message =
      'storeProducts must have at most one product per store, and one per app of a store; ' +
      `at most ${maxStoreProducts} in all`
    return createProblem('INVALID_INPUT', message, ['storeProducts'])
  }
  return firstProblem(
    input.name === null ? null : checkName(input.name, ['name']),
    ...storeProducts.flatMap(({ productId, storeBundleId }, index) => [
      checkText(productId, ['storeProducts', String(index), 'productId'], { min: 1, max: 255 }),
      checkText(storeBundleId ?? 'all', ['storeProducts', String(index), 'storeBundleId'], {
        min: 1,
        max: 255,
      }),
    ]),
  )
}
