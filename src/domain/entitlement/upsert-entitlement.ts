import { isUniqueViolation } from '../../db/errors.ts'
import {
  countEntitlements,
  selectEntitlementByKey,
  selectItemsOfEntitlements,
  upsertEntitlementRow,
  type EntitlementRow,
} from '../../db/queries/entitlements.ts'
import { selectItemsByExternalIds, selectItemsByIds, type ItemRow } from '../../db/queries/items.ts'
import { newUuid } from '../../platform/ids.ts'
import { diffFields } from '../audit/diff-fields.ts'
import type { Context } from '../context.ts'
import { checkName } from '../input.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import {
  maxUpdatedByRequest,
  updateUsersOfEntitlement,
  updateVisibilityTimeoutMs,
} from './update-users-of-entitlement.ts'

/** Entitlements of an AppKey, and items of an entitlement. */
export const maxEntitlements = 200
export const maxItems = 500

/** The format of an entitlement's key. */
const keyPattern = /^[A-Za-z0-9._-]{1,100}$/

/** What is null is unchanged; a new entitlement takes its key as its name, and has no items. */
export type UpsertEntitlementInput = {
  readonly key: string
  readonly name: string | null
  /** The items' ids in the developer's system; replaces the whole list. */
  readonly itemIds: readonly string[] | null
}

type UpsertEntitlementResult = { readonly entitlement: EntitlementRow }

/** A concurrent change makes an attempt fail; it is then repeated with the new row. */
const maxAttempts = 8

/** Creates or changes an entitlement. A change of its items applies to what was bought before. */
export async function upsertEntitlement(
  ctx: Context,
  input: UpsertEntitlementInput,
): Promise<Outcome<UpsertEntitlementResult>> {
  const problem = checkInput(input)
  if (problem !== null) return { problem }
  const outcome = await retryOnConflict(maxAttempts, () => tryUpsert(ctx, input))
  return (
    outcome ?? {
      problem: createProblem('BUSY', 'Another request is changing this entitlement.', ['key'], 100),
    }
  )
}

async function tryUpsert(
  ctx: Context,
  input: UpsertEntitlementInput,
): Promise<Outcome<UpsertEntitlementResult> | null> {
  const { appId } = ctx.app
  const row = await selectEntitlementByKey(ctx.db, appId, input.key)
  if (row === null && (await countEntitlements(ctx.db, appId)) >= maxEntitlements) {
    return { problem: invalidInput('key', `An AppKey can have ${maxEntitlements} entitlements.`) }
  }
  const previous = row === null ? [] : await selectItems(ctx, row)
  const items = await findItems(ctx, input, previous)
  if ('problem' in items) return items
  const before = row === null ? null : describe(row, previous)
  const after = describe({ key: input.key, name: input.name ?? row?.name ?? input.key }, items.items)
  const changes = before === null ? { after } : diffFields(before, after)
  if (row !== null && changes === null) return { entitlement: row, problem: null }
  const changesItems = 'itemIds' in (changes?.after ?? {})
  return write(ctx, {
    row,
    name: after.name,
    key: input.key,
    items: items.items,
    changes: changes ?? {},
    changesItems,
  })
}

/** The fields of the audit log. */
function describe({ key, name }: Pick<EntitlementRow, 'key' | 'name'>, items: readonly ItemRow[]) {
  return { key, name, itemIds: items.map(({ externalId }) => externalId).toSorted() }
}

async function selectItems(ctx: Context, { appId, id }: EntitlementRow): Promise<ItemRow[]> {
  const rows = await selectItemsOfEntitlements(ctx.db, appId, [id])
  return selectItemsByIds(
    ctx.db,
    appId,
    rows.map(({ itemId }) => itemId),
  )
}

type Write = {
  readonly row: EntitlementRow | null
  readonly key: string
  readonly name: string
  readonly items: readonly ItemRow[]
  readonly changes: Readonly<Record<string, unknown>>
  readonly changesItems: boolean
}

/** Null if another call changed the entitlement in the meantime. */
async function write(
  ctx: Context,
  { row, key, name, items, changes, changesItems }: Write,
): Promise<Outcome<UpsertEntitlementResult> | null> {
  try {
    const written = await upsertEntitlementRow(ctx.db, {
      entitlement: { appId: ctx.app.appId, id: row?.id ?? newUuid(), key, name },
      previousUpdatedAt: row?.updatedAt ?? null,
      itemIds: items.map(({ id }) => id),
      nextAttemptAt: changesItems ? new Date(ctx.clock().getTime() + updateVisibilityTimeoutMs) : null,
      action: createOperatorAction(ctx, { action: 'upsertEntitlement', changes }),
    })
    if (written === null) return null
    if (!changesItems) return { entitlement: written, problem: null }
    const isApplied = await beginUpdatingUsers(ctx, written.id)
    return {
      entitlement: { ...written, nextAttemptAt: isApplied ? null : written.nextAttemptAt },
      problem: null,
    }
  } catch (error) {
    if (isUniqueViolation(error)) return null
    throw error
  }
}

/** The change is written already. What fails here is repeated by the job. */
async function beginUpdatingUsers(ctx: Context, entitlementId: string): Promise<boolean> {
  try {
    return await updateUsersOfEntitlement(ctx, entitlementId, maxUpdatedByRequest)
  } catch (error) {
    ctx.log.error({ error, entitlementId }, 'updating the users of an entitlement failed; a job tries again')
    return false
  }
}

async function findItems(
  ctx: Context,
  { itemIds }: UpsertEntitlementInput,
  previous: readonly ItemRow[],
): Promise<{ readonly items: readonly ItemRow[] } | { readonly problem: Problem }> {
  if (itemIds === null) return { items: previous }
  const items = await selectItemsByExternalIds(ctx.db, ctx.app.appId, itemIds)
  const found = new Set(items.map(({ externalId }) => externalId))
  const missing = itemIds.findIndex((itemId) => !found.has(itemId))
  if (missing >= 0) {
    const message = 'The AppKey has no such item.'
    return { problem: createProblem('ITEM_NOT_FOUND', message, ['itemIds', String(missing)]) }
  }
  const consumable = itemIds.findIndex((itemId) =>
    items.some(({ externalId, type }) => externalId === itemId && type === 'CONSUMABLE'),
  )
  if (consumable >= 0) {
    const message = 'A consumable gives no entitlement: it is used up.'
    return { problem: createProblem('INVALID_INPUT', message, ['itemIds', String(consumable)]) }
  }
  return { items }
}

function checkInput({ key, name, itemIds }: UpsertEntitlementInput): Problem | null {
  if (!keyPattern.test(key)) {
    return invalidInput('key', 'key must have 1–100 characters of letters, digits, ".", "_" and "-"')
  }
  if (itemIds !== null && (itemIds.length > maxItems || new Set(itemIds).size < itemIds.length)) {
    return invalidInput('itemIds', `itemIds must be at most ${maxItems} different items`)
  }
  return name === null ? null : checkName(name, ['name'])
}

function invalidInput(field: string, message: string): Problem {
  return createProblem('INVALID_INPUT', message, [field])
}
