import { join } from 'node:path'
import { insertConsumes } from '../src/db/queries/insert-consumes.ts'
import { newUuid } from '../src/platform/ids.ts'
import { seriesIdSql } from './series-id.ts'
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
    [request.paymentId, `array[${seriesIdSql(series, numberSql)}]`],
    [request.consumeId, `array[${seriesIdSql(`consume-${series}`, numberSql)}]`],
    [request.eventId, `array[${seriesIdSql(`event-${series}`, numberSql)}]`],
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
