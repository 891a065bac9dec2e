import { createKeyring } from '../src/platform/crypto.ts'
import { benchSecret } from './bench-environment.ts'
import { measureLoad } from './harness/measure-load.ts'
import type { Measurement } from './harness/rounds.ts'
import { consumeBody, insertPayments } from './payment-series.ts'
import { seriesIdOf } from './series-id.ts'
import type { MeasuredServer } from './receipt-stock.ts'

const maxRunMs = 20_000

/** The payments of a series that nobody has consumed yet. */
export type PaymentStock = { readonly series: string; consumed: number }

export async function insertPaymentStock(
  { databaseUrl, appId }: { readonly databaseUrl: string; readonly appId: string },
  { series, count }: { readonly series: string; readonly count: number },
): Promise<PaymentStock> {
  await insertPayments(databaseUrl, appId, series, count)
  return { series, consumed: 0 }
}

/** Consumes as many payments of the stock, each by its own request. */
export function consumePayments(
  { environment, api, project }: MeasuredServer,
  stock: PaymentStock,
  { clients, count }: { readonly clients: number; readonly count: number },
): Promise<Measurement> {
  const keyring = createKeyring([benchSecret])
  const end = stock.consumed + count
  const nextBody = () => {
    if (stock.consumed === end) return null
    stock.consumed += 1
    const id = seriesIdOf(stock.series, stock.consumed)
    return consumeBody(keyring, project.appId, id, `${stock.series}-${stock.consumed}`)
  }
  const load = {
    url: api.url,
    clients,
    durationMs: maxRunMs,
    headers: project.serverHeaders,
    expected: /^(?!.*"code":).*"problem":null/s,
    nextBody,
  }
  return measureLoad(load, { api: api.pid, postgres: environment.postgresPid })
}
