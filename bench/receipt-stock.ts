import type { ReceiptInput } from '../src/graphql/generated/types.ts'
import { encodeId } from '../src/platform/ids.ts'
import type { BenchEnvironment, BenchProcess } from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import {
  buyReceipt,
  verifiedItemId,
  verifiedProductId,
  type BenchStore,
  type EmulatorProcess,
} from './emulator-client.ts'
import { measureLoad } from './harness/measure-load.ts'
import type { Measurement } from './harness/rounds.ts'
import { insertReservations, reservationOf } from './reservations.ts'

const maxRunMs = 20_000
const buyerCount = 16

/** The receipts of reservations of a store that nobody has verified yet, as bodies of requests. */
export type ReceiptStock = { readonly store: BenchStore; readonly bodies: string[] }

type Series = { readonly store: BenchStore; readonly series: string; readonly count: number }
type Target = { readonly databaseUrl: string; readonly appId: string }

export function reserve({ databaseUrl, appId }: Target, series: Series): Promise<void> {
  const product = { itemId: verifiedItemId, storeProductId: verifiedProductId }
  return insertReservations(databaseUrl, { ...series, ...product, appId })
}

/** Reserves, and pays for the reservations at the store. */
export async function buyReceiptStock(
  { emulator, ...target }: Target & { readonly emulator: EmulatorProcess },
  { store, series, count }: Series,
): Promise<ReceiptStock> {
  await reserve(target, { store, series, count })
  const bodies: string[] = []
  let bought = 0
  const buy = async () => {
    while (bought < count) {
      bought += 1
      const { id, accountToken } = reservationOf(series, bought)
      bodies.push(toBody(id, await buyReceipt(emulator, store, accountToken)))
    }
  }
  await Promise.all(Array.from({ length: buyerCount }, buy))
  return { store, bodies }
}

const text = `mutation ($input: VerifyPurchaseInput!) { verifyPurchase(input: $input) {
  payment { id status purchaseToken } replayed problem { code } } }`

function toBody(purchaseId: string, receipt: ReceiptInput): string {
  const input = { purchaseId: encodeId('pur', purchaseId), receipt }
  return JSON.stringify({ query: text, variables: { input } })
}

export type MeasuredServer = {
  readonly environment: Pick<BenchEnvironment, 'postgresPid'>
  readonly api: BenchProcess
  readonly project: BenchProject
}

/** Verifies as many receipts of the stock. */
export function verifyReceipts(
  { environment, api, project }: MeasuredServer,
  { bodies }: ReceiptStock,
  { clients, count }: { readonly clients: number; readonly count: number },
): Promise<Measurement> {
  let sent = 0
  const nextBody = () => {
    if (sent === count) return null
    sent += 1
    return bodies.pop() ?? null
  }
  const load = {
    url: api.url,
    clients,
    durationMs: maxRunMs,
    headers: project.serverHeaders,
    expected: '"replayed":false,"problem":null',
    nextBody,
  }
  return measureLoad(load, { api: api.pid, postgres: environment.postgresPid })
}
