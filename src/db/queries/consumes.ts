import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { consumes } from '../tables/consumes.ts'

export type ConsumeRow = typeof consumes.$inferSelect

export async function selectConsumesOfPayments(
  db: Db,
  appId: string,
  paymentIds: readonly string[],
): Promise<ConsumeRow[]> {
  return db.orm
    .select()
    .from(consumes)
    .where(and(eq(consumes.appId, appId), anyOf(consumes.paymentId, paymentIds)))
}

export async function selectConsume(db: Db, appId: string, id: string): Promise<ConsumeRow | null> {
  const [row] = await db.orm
    .select()
    .from(consumes)
    .where(and(eq(consumes.appId, appId), eq(consumes.id, id)))
  return row ?? null
}
