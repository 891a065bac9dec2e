import {
  selectProductColumns,
  selectItems,
  selectStoreProducts,
  type ItemRow,
} from '../../db/queries/items.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { TableCell } from '../../platform/table-cell.ts'
import type { AppContext } from '../context.ts'
import {
  formatProductHeader,
  itemColumns,
  itemFileStores,
  maxProductColumns,
  productKey,
  type ProductColumn,
} from './item-columns.ts'

export type ItemExport = {
  readonly columns: readonly string[]
  readonly rows: AsyncGenerator<readonly TableCell[]>
  /** The rows that were read so far. */
  readonly rowCount: () => number
}

const pageSize = 500

/**
 * Starts an export of all items in the format that `importItems` reads.
 * @param assertAllowed is called before each page, and throws to end the export
 * @throws RequestError BAD_USER_INPUT, RATE_LIMITED or UNAVAILABLE; then nothing was started
 */
export async function startItemExport(
  ctx: AppContext,
  assertAllowed: () => Promise<void>,
): Promise<ItemExport> {
  const release = once(ctx.exports.acquire(ctx.app.appId))
  try {
    const productColumns = await readProductColumns(ctx)
    let rowCount = 0
    const read = async function* () {
      try {
        for await (const page of readPages(ctx, assertAllowed)) {
          for (const { item, products } of page) {
            rowCount += 1
            yield toCells(item, productColumns, products)
          }
        }
      } finally {
        release()
      }
    }
    const columns = [...itemColumns, ...productColumns.map(formatProductHeader)]
    return { columns, rows: endWith(read(), release), rowCount: () => rowCount }
  } catch (error) {
    release()
    throw error
  }
}

function once(run: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    run()
  }
}

/** Runs `end` also when the generator is ended before its first value, when its own code does not run at all. */
function endWith<Value>(values: AsyncGenerator<Value>, end: () => void): AsyncGenerator<Value> {
  const endValues = values.return.bind(values)
  return Object.assign(values, {
    return: async (value: unknown) => {
      end()
      return endValues(value)
    },
  })
}

/** A column for each store, and one for each of its apps that sells products of its own. */
async function readProductColumns({ db, app }: AppContext): Promise<readonly ProductColumn[]> {
  const ofStores = itemFileStores.map((store) => ({ store, storeBundleId: '' }))
  const ofApps = await selectProductColumns(db, app.appId, maxProductColumns)
  const columns = [...ofStores, ...ofApps]
  if (columns.length <= maxProductColumns) return columns
  const message = `The products are of more than ${maxProductColumns} apps, which a file cannot have.`
  throw new RequestError('BAD_USER_INPUT', message)
}

type ItemWithCells = { readonly item: ItemRow; readonly products: ReadonlyMap<string, string> }

async function* readPages(
  ctx: AppContext,
  assertAllowed: () => Promise<void>,
): AsyncGenerator<readonly ItemWithCells[]> {
  const { admission, exports, app } = ctx
  let after: string | null = null
  do {
    await assertAllowed()
    const position: string | null = after
    const page: ItemWithCells[] = await exports.read(() =>
      admission.run(app.appId, () => readPage(ctx, position)),
    )
    if (page.length > 0) yield page
    after = page.length < pageSize ? null : (page.at(-1)?.item.externalId ?? null)
  } while (after !== null)
}

async function readPage({ db, app: { appId } }: AppContext, after: string | null): Promise<ItemWithCells[]> {
  const page = { after, before: null, limit: pageSize, reversed: false }
  const items = await selectItems(db, appId, { store: null, enabledOnly: false, ...page })
  const rows = await selectStoreProducts(
    db,
    appId,
    items.map(({ id }) => id),
  )
  const byItem = new Map<string, Map<string, string>>(items.map(({ id }) => [id, new Map()]))
  for (const { itemId, productId, ...column } of rows) byItem.get(itemId)?.set(productKey(column), productId)
  return items.map((item) => ({ item, products: byItem.get(item.id) ?? new Map<string, string>() }))
}

function toCells(
  { externalId, name, type, enabled, consumeTrial }: ItemRow,
  columns: readonly ProductColumn[],
  products: ReadonlyMap<string, string>,
): TableCell[] {
  const productIds = columns.map((column) => products.get(productKey(column)) ?? null)
  return [externalId, name, type, String(enabled), String(consumeTrial), ...productIds]
}
