import { isUniqueViolation } from '../../db/errors.ts'
import { selectItemsByExternalIds, selectProductOwners, writeItems } from '../../db/queries/item-import.ts'
import { newUuid } from '../../platform/ids.ts'
import { hasControlCharacter } from '../../platform/text.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import type { ItemImportError } from './item-import-error.ts'
import { parseItemFile, type ItemFileRow } from './parse-item-file.ts'
import {
  listNamedProducts,
  ownedProductKey,
  planItemImport,
  type ItemImportPlan,
  type PlannedItem,
} from './plan-item-import.ts'

export type ImportItemsInput = {
  readonly csv: string
  /** Whether the file is only checked. */
  readonly dryRun: boolean
}

type ImportCounts = {
  readonly createdCount: number
  readonly changedCount: number
  readonly unchangedCount: number
}

export type ImportItemsOutcome = {
  /** The rows that create or change an item; empty if there is a problem. */
  readonly items: readonly PlannedItem[]
  /** Null if there is a problem. */
  readonly counts: ImportCounts | null
  readonly errors: readonly ItemImportError[]
  readonly errorCount: number
  readonly problem: Problem | null
}

const maxBytes = 1024 * 1024
const maxErrors = 100

/** A concurrent change of one of the items makes an attempt fail; the file is then compared with the items again. */
const maxAttempts = 8

/**
 * Creates and changes the items of a CSV file, all or none, in one statement with an audit entry for each item. Importing the same file
 * again changes nothing.
 */
export async function importItems(
  ctx: Context,
  { csv, dryRun }: ImportItemsInput,
): Promise<ImportItemsOutcome> {
  if (Buffer.byteLength(csv) > maxBytes) {
    return refuse(createProblem('INVALID_INPUT', 'The file must have at most 1 MiB.', ['csv']))
  }
  if (hasControlCharacter(csv)) {
    const message = 'The file has control characters. Save it as CSV with the encoding UTF-8.'
    return refuse(createProblem('INVALID_INPUT', message, ['csv']))
  }
  const file = parseItemFile(csv)
  if (file.rows.length === 0) return refuseRows(file.errors)
  const unreadableRows = new Set(file.errors.map(({ row }) => row))
  const outcome = await retryOnConflict(maxAttempts, async () => {
    const plan = await createPlan(ctx, file.rows)
    // A value that cannot be read is one error, and not also a missing value.
    const added = plan.errors.filter(({ row }) => !unreadableRows.has(row))
    const errors = [...file.errors, ...added].toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0))
    if (errors.length > 0) return refuseRows(errors)
    const isDone = dryRun || (await tryWrite(ctx, plan))
    return isDone ? describePlan(plan) : null
  })
  if (outcome !== null) return outcome
  return refuse(createProblem('BUSY', 'Other requests are changing these items.', ['csv'], 100))
}

async function createPlan(ctx: Context, rows: readonly ItemFileRow[]): Promise<ItemImportPlan> {
  const { db, app } = ctx
  const [existing, owners] = await Promise.all([
    selectItemsByExternalIds(
      db,
      app.appId,
      rows.map(({ itemId }) => itemId),
    ),
    selectProductOwners(db, app.appId, listNamedProducts(rows)),
  ])
  const now = ctx.clock()
  return planItemImport(
    rows,
    {
      items: new Map(existing.map((each) => [each.item.externalId, each])),
      owners: new Map(owners.map((owner) => [ownedProductKey(owner), owner.itemId])),
    },
    () => ({ appId: app.appId, id: newUuid(), createdAt: now, updatedAt: now }),
  )
}

/** False, and nothing was changed, if another call changed one of the items in the meantime. */
async function tryWrite(ctx: Context, { items }: ItemImportPlan): Promise<boolean> {
  const changed = items.filter(({ changes }) => changes !== null)
  if (changed.length === 0) return true
  const action = createOperatorAction(ctx, { action: 'importItems', changes: {} })
  const write = {
    items: changed.map(({ before, after, changes }) => ({ before, after, changes, auditId: newUuid() })),
    action,
  }
  try {
    return await writeItems(ctx.db, ctx.app.appId, write)
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

function describePlan({ items }: ItemImportPlan): ImportItemsOutcome {
  const changed = items.filter(({ changes }) => changes !== null)
  const createdCount = changed.filter(({ before }) => before === null).length
  const counts = {
    createdCount,
    changedCount: changed.length - createdCount,
    unchangedCount: items.length - changed.length,
  }
  return { items: changed, counts, errors: [], errorCount: 0, problem: null }
}

function refuse(problem: Problem): ImportItemsOutcome {
  return { items: [], counts: null, errors: [], errorCount: 0, problem }
}

function refuseRows(errors: readonly ItemImportError[]): ImportItemsOutcome {
  const message = `The file has ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}. Nothing was imported.`
  const problem = createProblem('INVALID_INPUT', message, ['csv'])
  return { ...refuse(problem), errors: errors.slice(0, maxErrors), errorCount: errors.length }
}
