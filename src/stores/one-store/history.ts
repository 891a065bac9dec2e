import type { StoreHistory, StorePage } from '../contract/history.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import type { OneStoreClient } from './client.ts'

type HistoryCursor = { readonly environment: StoreEnvironment; readonly continuationKey: string | null }

/** The hosts' lists of canceled purchases, one after the other. The text of a page is the host and its own key. */
export function createOneStoreHistory(
  client: Pick<OneStoreClient, 'listVoidedPurchases'>,
  environments: readonly StoreEnvironment[],
): NonNullable<StoreHistory['listRefunds']> {
  const uniqueEnvironments = [...new Set(environments)]
  return async (window, page) => {
    const { environment, continuationKey } = parseCursor(page, uniqueEnvironments)
    const listed = await client.listVoidedPurchases({ environment, window, continuationKey })
    const nextEnvironment = uniqueEnvironments[uniqueEnvironments.indexOf(environment) + 1]
    return {
      entries: listed.voidedPurchaseList.map(({ purchaseId, purchaseToken }) => ({
        key: purchaseToken,
        details: null,
        storeTransactionId: purchaseId,
        full: true,
      })),
      next: listed.continuationKey
        ? `${environment}:${listed.continuationKey}`
        : nextEnvironment === undefined
          ? null
          : `${nextEnvironment}:`,
    }
  }
}

function parseCursor(page: StorePage<never>['next'], hosts: readonly StoreEnvironment[]): HistoryCursor {
  const environment = page === null ? hosts[0] : hosts.find((host) => page.startsWith(`${host}:`))
  if (environment === undefined)
    throw new Error('The cursor is for an environment that this connection does not include')
  return { environment, continuationKey: page?.slice(environment.length + 1) || null }
}
