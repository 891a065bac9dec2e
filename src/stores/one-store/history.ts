import type { StoreHistory } from '../contract/history.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import type { OneStoreClient } from './client.ts'
import type { OneStoreConfig } from './config.ts'

type HistoryCursor = { readonly environment: StoreEnvironment; readonly continuationKey: string | null }

/** The lists of canceled purchases of all environments, one after the other. A page is `environment:continuationKey`. */
export function createOneStoreHistory(
  client: Pick<OneStoreClient, 'listVoidedPurchases'>,
  environments: readonly StoreEnvironment[],
  config: Pick<OneStoreConfig, 'voidedLookbackMs'>,
): StoreHistory {
  const uniqueEnvironments = [...new Set(environments)]
  return {
    lookbackMs: config.voidedLookbackMs,
    async listRefunds(window, page) {
      const { environment, continuationKey } = parseCursor(page, uniqueEnvironments)
      const listed = await client.listVoidedPurchases({ environment, window, continuationKey })
      return {
        entries: listed.voidedPurchaseList.map(({ purchaseId, purchaseToken }) => ({
          key: purchaseToken,
          details: null,
          storeTransactionId: purchaseId,
          full: true,
        })),
        next: toNextPage(environment, listed.continuationKey || null, uniqueEnvironments),
      }
    },
  }
}

function toNextPage(
  environment: StoreEnvironment,
  continuationKey: string | null,
  environments: readonly StoreEnvironment[],
): string | null {
  if (continuationKey !== null) return `${environment}:${continuationKey}`
  const nextEnvironment = environments[environments.indexOf(environment) + 1]
  return nextEnvironment === undefined ? null : `${nextEnvironment}:`
}

function parseCursor(page: string | null, environments: readonly StoreEnvironment[]): HistoryCursor {
  const environment =
    page === null ? environments[0] : environments.find((each) => page.startsWith(`${each}:`))
  if (environment === undefined) {
    throw new Error('The cursor is for an environment that this connection does not include')
  }
  return { environment, continuationKey: page?.slice(environment.length + 1) || null }
}
