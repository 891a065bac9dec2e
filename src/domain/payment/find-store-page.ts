import { selectStoreConnections } from '../../db/queries/store-connections.ts'
import { isLoopback } from '../../platform/origin.ts'
import type { Context } from '../context.ts'
import type { PaymentRow } from '../models.ts'

/**
 * The page of the store emulator that shows the purchase of a payment; null for a real store. An emulator is what a connection has in
 * place of the API of its store, on this machine; production refuses such connections. Its page is at the root of the same address.
 */
export async function findStorePage(
  { db, app: { appId } }: Context,
  { store, storeTransactionId }: Pick<PaymentRow, 'store' | 'storeTransactionId'>,
): Promise<string | null> {
  const connections = await selectStoreConnections(db, appId, store)
  const urls = connections.flatMap(({ settings }) => Object.values(settings ?? {}).map(toLocalUrl))
  const [url] = urls.filter((each) => each !== null)
  if (url === undefined) return null
  const page = new URL('/', url)
  page.searchParams.set('transaction', storeTransactionId)
  return page.href
}

function toLocalUrl(value: unknown): URL | null {
  if (typeof value !== 'string' || !URL.canParse(value)) return null
  const url = new URL(value)
  return url.protocol.startsWith('http') && isLoopback(url.hostname) ? url : null
}
