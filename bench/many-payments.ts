import { statfs } from 'node:fs/promises'
import type { Sql } from 'postgres'
import { insertGeneratedPayments } from '../test/support/generated-payments.ts'

const maxPaymentCount = 20_000_000
const batchSize = 250_000
const paymentsOfUser = 50
/** Statements that insert at a time: PostgreSQL uses one core for each. */
export const insertConcurrency = 2

/** `--payments=10000000` */
export function readPaymentCount(defaultCount: number): number {
  const option = process.argv.find((argument) => argument.startsWith('--payments='))
  const count = option === undefined ? defaultCount : Number(option.slice('--payments='.length))
  if (Number.isInteger(count) && count >= 1_000 && count <= maxPaymentCount) return count
  throw new Error(`--payments has to be a number from 1000 to ${maxPaymentCount}`)
}

export async function assertDiskSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
  if (free < needed)
    throw new Error(`the payments need ${gigabytes(needed)}; ${folder} has ${gigabytes(free)}`)
}

/** Runs the work without the indexes of the tables, and builds them afterwards, which is several times as fast. */
export async function withoutIndexes(
  sql: Sql,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select i.relname as name, pg_get_indexdef(x.indexrelid) as definition
    from pg_index x join pg_class i on i.oid = x.indexrelid
    where x.indrelid = any(${[...tables]}::regclass[]) and not exists (select from pg_constraint c where c.conindid = x.indexrelid)`
  for (const { name } of indexes) await sql`drop index ${sql(name)}`
  await work()
  await sql.begin(async (transaction) => {
    await transaction`set local maintenance_work_mem = '512MB'`
    for (const { definition } of indexes) await transaction.unsafe(definition)
  })
}

export async function insertInBatches(
  sql: Sql,
  {
    appId,
    itemIds,
    count,
  }: { readonly appId: string; readonly itemIds: readonly string[]; readonly count: number },
): Promise<void> {
  const userCount = Math.ceil(count / paymentsOfUser)
  await runConcurrently(Math.ceil(count / batchSize), async (batch) => {
    const first = 1 + batch * batchSize
    const last = Math.min(count, first + batchSize - 1)
    await insertGeneratedPayments(sql, { appId, itemIds, first, last, userCount })
  })
}

/** Runs the work for each number below `count`, some of them at a time. */
export async function runConcurrently(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const runNext = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: insertConcurrency }, runNext))
}
