import { join } from 'node:path'
import { insertConsumes } from '../src/db/queries/insert-consumes.ts'
import { newUuid } from '../src/platform/ids.ts'
import { paymentIdSql } from './payment-series.ts'
import { numberSql, writePgbenchScript } from './pgbench.ts'

/** The consume statement for pgbench: each transaction consumes a payment of the series. Returns the path of the script. */
export async function writeConsumeScript(options: {
  databaseUrl: string
  appId: string
  series: string
  folder: string
}): Promise<string> {
  const { databaseUrl, appId, series, folder } = options
  const file = join(folder, `consume-${series}.sql`)
  const request = {
    paymentId: newUuid(),
    consumeId: newUuid(),
    eventId: newUuid(),
    idempotencyKey: 'a bench key',
    requestHash: 'a bench request hash',
    address: null,
  }
  const expressions = new Map([
    [request.paymentId, `array[${paymentIdSql(series, numberSql)}]`],
    [request.consumeId, `array[md5('consume-${series}-' || ${numberSql})::uuid]`],
    [request.eventId, `array[md5('event-${series}-' || ${numberSql})::uuid]`],
    [request.idempotencyKey, `array['${series}-' || ${numberSql}]`],
    [request.requestHash, `array[md5('${series}-' || ${numberSql})]`],
  ])
  const batch = {
    appId,
    consumedAt: new Date(),
    consumedBy: 'SERVER',
    serverKeyId: null,
    userId: null,
    scope: 'server',
    requests: [request],
  } as const
  const execute = (db: Parameters<typeof insertConsumes>[0]) => insertConsumes(db, batch)
  await writePgbenchScript({ databaseUrl, file, execute, part: 'from consume_payments(', expressions })
  return file
}
