import type { Db } from '../client.ts'

export type BackupFacts = {
  /** Number of rows of each table. */
  readonly rowCounts: ReadonlyMap<string, number>
  /** Position of the end of each feed, by AppKey. */
  readonly feedHeads: ReadonlyMap<string, bigint>
}

/** Counts every row of every table, at one moment. */
export async function selectBackupFacts({ sql }: Pick<Db, 'sql'>): Promise<BackupFacts> {
  return sql.begin('isolation level repeatable read read only', async (transaction) => {
    const tables = await transaction<{ name: string }[]>`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`
    const rowCounts = new Map<string, number>()
    for (const { name } of tables) {
      const [row] = await transaction<{ count: number }[]>`select count(*)::int from ${transaction(name)}`
      rowCounts.set(name, row?.count ?? 0)
    }
    const heads = await transaction<
      { app_id: string; position: string }[]
    >`select app_id, position from feed_heads`
    return {
      rowCounts,
      feedHeads: new Map(heads.map(({ app_id: appId, position }) => [appId, BigInt(position)])),
    }
  })
}

export type InvariantCounts = {
  /** Payments that are consumed, and that no consume belongs to. */
  readonly missingConsumes: number
  readonly consumesWithoutPayment: number
  /** Payments of which more was refunded than was paid. */
  readonly excessiveRefunds: number
  /** Events behind the end of their feed. */
  readonly eventsAfterHead: number
  /** Events that have no position yet. */
  readonly eventsWithoutPosition: number
}

/** Counts the records that contradict each other. */
export async function selectInvariantCounts({ sql }: Pick<Db, 'sql'>): Promise<InvariantCounts> {
  const [row] = await sql<InvariantCounts[]>`
    select
      (select count(*)::int from payments p where p.status = 'CONSUMED' and not exists (
        select from consumes c where c.app_id = p.app_id and c.payment_id = p.id)) as "missingConsumes",
      (select count(*)::int from consumes c where not exists (
        select from payments p where p.app_id = c.app_id and p.id = c.payment_id)) as "consumesWithoutPayment",
      (select count(*)::int from (
        select from refunds r join payments p on p.app_id = r.app_id and p.id = r.payment_id
        where r.reversed_at is null and r.amount_micros is not null
        group by p.app_id, p.id, p.price_micros having sum(r.amount_micros) > p.price_micros
      ) excessive) as "excessiveRefunds",
      (select count(*)::int from events e join feed_heads h on h.app_id = e.app_id where e.position > h.position)
        as "eventsAfterHead",
      (select count(*)::int from event_outbox) as "eventsWithoutPosition"`
  if (row === undefined) throw new Error('the query returns one row')
  return row
}
