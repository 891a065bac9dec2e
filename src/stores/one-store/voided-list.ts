import type { StoreLists, StorePage } from '../list-contract.ts'
import type { Environment } from '../sale-contract.ts'
import type { OneStoreClient } from './client.ts'

type Position = { readonly environment: Environment; readonly continuationKey: string | null }

/** The hosts' lists of canceled purchases, one after the other. The text of a page is the host and its own key. */
export function createVoidedList(
  client: Pick<OneStoreClient, 'listVoided'>,
  environments: readonly Environment[],
): NonNullable<StoreLists['refunds']> {
  const hosts = [...new Set(environments)]
  return async (window, page) => {
    const { environment, continuationKey } = readPosition(page, hosts)
    const listed = await client.listVoided({ environment, window, continuationKey })
    const nextHost = hosts[hosts.indexOf(environment) + 1]
    return {
      entries: listed.voidedPurchaseList.map(({ purchaseId, purchaseToken }) => ({
        key: purchaseToken,
        details: null,
        storeTransactionId: purchaseId,
        full: true,
      })),
      next: listed.continuationKey
        ? `${environment}:${listed.continuationKey}`
        : nextHost === undefined
          ? null
          : `${nextHost}:`,
    }
  }
}

function readPosition(page: StorePage<never>['next'], hosts: readonly Environment[]): Position {
  const environment = page === null ? hosts[0] : hosts.find((host) => page.startsWith(`${host}:`))
  if (environment === undefined) throw new Error('The page is of a host that this connection does not ask')
  return { environment, continuationKey: page?.slice(environment.length + 1) || null }
}
