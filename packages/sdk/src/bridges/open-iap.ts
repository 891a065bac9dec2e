import type { Bridge, SheetRequest, SheetResult, StoreTransaction } from './bridge.ts'
import { toSheetResult } from './open-iap-errors.ts'
import type { OpenIapError, OpenIapModule, OpenIapPurchase } from './open-iap-module.ts'

/** Which store the module sells in. */
export type OpenIapOptions = {
  /** The store of the platform: in React Native `Platform.OS === 'ios' ? 'APP_STORE' : 'GOOGLE_PLAY'`. */
  readonly store: 'APP_STORE' | 'GOOGLE_PLAY'
}

type OpenSheet = { readonly productId: string; readonly end: (result: SheetResult) => void }

/**
 * A bridge to the App Store and Google Play by the module react-native-iap 16 or expo-iap 5, which the app passes:
 * `openIap(await import('react-native-iap'), { store })`.
 */
export function openIap<Purchase extends OpenIapPurchase>(
  module: OpenIapModule<Purchase>,
  { store }: OpenIapOptions,
): Bridge {
  const sheets = new Set<OpenSheet>()
  const toTransactions = (purchases: readonly OpenIapPurchase[]) =>
    purchases.map((purchase) => toTransaction(store, purchase)).filter((each) => each !== null)
  const listPurchases = async () => [
    ...(store === 'APP_STORE' ? await module.getPendingTransactionsIOS() : []),
    ...(await module.getAvailablePurchases()),
  ]
  return {
    store,
    connect: createConnector(module, store, sheets),
    products: async (productIds) => {
      if (productIds.length === 0) return []
      const products = await module.fetchProducts({ skus: [...productIds], type: 'in-app' })
      return (products ?? []).map(({ id, displayPrice, title }) => ({ productId: id, displayPrice, title }))
    },
    open: (request) =>
      openSheet(sheets, request, async () => {
        const bought = await module.requestPurchase(toPurchaseRequest(request))
        return toTransactions([bought ?? []].flat())[0]
      }),
    unfinished: async () => {
      const transactions = toTransactions(await listPurchases())
      return [...new Map(transactions.map((each) => [each.id, each])).values()]
    },
    finish: async ({ id }, { itemType, confirmAtStore }) => {
      if (store === 'GOOGLE_PLAY' && !confirmAtStore) return
      // A transaction that is not listed is finished already.
      const purchase = (await listPurchases()).find((each) => toTransaction(store, each)?.id === id)
      if (purchase === undefined) return
      try {
        await module.finishTransaction({ purchase, isConsumable: itemType === 'CONSUMABLE' })
      } catch (error) {
        if ((error as OpenIapError | null)?.code !== 'item-not-owned') throw error
      }
    },
  }
}

function createConnector<Purchase extends OpenIapPurchase>(
  module: OpenIapModule<Purchase>,
  store: OpenIapOptions['store'],
  sheets: ReadonlySet<OpenSheet>,
): Bridge['connect'] {
  let detach = () => {}
  return async (onTransaction) => {
    const attach = () => {
      const detachEarlier = detach
      // Each listener is a new function: the module keeps them in a set, from which the earlier ones are removed below.
      const subscriptions = [
        module.purchaseUpdatedListener((purchase) => {
          const transaction = toTransaction(store, purchase)
          if (transaction !== null) onTransaction(transaction)
        }),
        module.purchaseErrorListener((error) => endSheet(sheets, error)),
      ]
      detach = () => subscriptions.forEach((subscription) => subscription.remove())
      detachEarlier()
    }
    try {
      // Queued transactions are reported while the connection is being made.
      attach()
    } catch {
      // The module was not ready.
    }
    if ((await module.initConnection()) === false) throw new Error('The store is not available.')
    attach()
  }
}

/** An error names its product, or is that of the only sheet. One about a transaction that is known already ends nothing. */
function endSheet(sheets: ReadonlySet<OpenSheet>, error: OpenIapError): void {
  if (error.code === 'duplicate-purchase') return
  const open = [...sheets].filter(
    ({ productId }) => productId === (error.productId ?? (sheets.size === 1 ? productId : null)),
  )
  open[0]?.end(toSheetResult(error))
}

/**
 * The sheet ends with a purchase, with an error, or when nobody waits for it any longer: the events are what counts, and a call that
 * returns no purchase may mean that the sheet has just opened.
 */
function openSheet(
  sheets: Set<OpenSheet>,
  { productId, signal }: SheetRequest,
  buy: () => Promise<StoreTransaction | undefined>,
): Promise<SheetResult> {
  return new Promise((resolve) => {
    const onAbort = () => sheet.end({ kind: 'CLOSED' })
    const sheet: OpenSheet = {
      productId,
      end: (result) => {
        sheets.delete(sheet)
        signal.removeEventListener('abort', onAbort)
        resolve(result)
      },
    }
    sheets.add(sheet)
    signal.addEventListener('abort', onAbort)
    buy().then(
      (transaction) => transaction && sheet.end({ kind: 'TRANSACTION', transaction }),
      (error: unknown) => sheet.end(toSheetResult(error)),
    )
  })
}

const toPurchaseRequest = ({ purchaseId, productId, accountToken }: SheetRequest) => ({
  type: 'in-app' as const,
  request: {
    apple: { sku: productId, appAccountToken: accountToken },
    google: { skus: [productId], obfuscatedAccountId: accountToken, obfuscatedProfileId: purchaseId },
  },
})

/** Null for a purchase without a proof, of another store, or of a suspended subscription, which gives the player nothing. */
function toTransaction(
  store: OpenIapOptions['store'],
  { id, productId, purchaseToken, purchaseState, isSuspendedAndroid, ...purchase }: OpenIapPurchase,
): StoreTransaction | null {
  if (!purchaseToken || isSuspendedAndroid || /horizon|amazon/.test(purchase.store)) return null
  const state = purchaseState === 'purchased' ? 'PAID' : 'PENDING'
  if (store === 'APP_STORE') {
    const accountToken = purchase.appAccountToken ?? null
    return { id, productId, accountToken, state, receipt: { appStore: { signedTransaction: purchaseToken } } }
  }
  const { obfuscatedAccountIdAndroid, packageNameAndroid: packageName = null } = purchase
  return {
    // A pending purchase has no order id yet, and its token stays.
    id: purchaseToken,
    productId,
    accountToken: obfuscatedAccountIdAndroid ?? null,
    state,
    receipt: { googlePlay: { productId, purchaseToken, packageName } },
  }
}
