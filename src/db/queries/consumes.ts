import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { createKeyedRead } from '../keyed-read.ts'
import { consumes } from '../tables/consumes.ts'

export type ConsumeRow = typeof consumes.$inferSelect

export const selectConsumesOfPayments = createKeyedRead(consumes, consumes.paymentId)

export async function selectConsume(db: Db, appId: string, id: string): Promise<ConsumeRow | null> {
  const [row] = await db.orm
    .select()
    .from(consumes)
    .where(and(eq(consumes.appId, appId), eq(consumes.id, id)))
  return row ?? null
}
