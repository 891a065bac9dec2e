import type { Bridge, FinishOutcome, SheetRequest, SheetResult, StoreTransaction } from './bridge.ts'
import { toSheetResult } from './open-iap-errors.ts'
import type {
  OpenIapError,
  OpenIapModule,
  OpenIapOffer,
  OpenIapProduct,
  OpenIapPurchase,
  OpenIapPurchaseRequest,
  OpenIapReplacementMode,
} from './open-iap-module.ts'
import {
  createPlanChanges,
  type PlanChange,
  type PlanChangeMode,
  type PlanChangeOptions,
} from './plan-changes.ts'

/** Which store the module sells in, and how it sells subscriptions. */
export type OpenIapOptions = PlanChangeOptions & {
  /** The store of the platform: in React Native `Platform.OS === 'ios' ? 'APP_STORE' : 'GOOGLE_PLAY'`. */
  readonly store: 'APP_STORE' | 'GOOGLE_PLAY'
  /**
   * Chooses the base plan or the offer of a subscription of Google Play, from those that the customer may have. Default: a free trial, or else
   * the first one.
   */
  readonly chooseOffer?: (offers: readonly OpenIapOffer[], productId: string) => OpenIapOffer | undefined
}

type OpenSheet = {
  readonly productId: string
  readonly accountToken: string
  readonly end: (result: SheetResult) => void
}

const findTrial = (offers: readonly OpenIapOffer[]) =>
  offers.find(({ paymentMode }) => paymentMode === 'free-trial') ?? offers[0]

/**
 * A bridge to the App Store and Google Play by the module react-native-iap 16 or expo-iap 5, which the app passes:
 * `openIap(await import('react-native-iap'), { store })`.
 */
export function openIap<Purchase extends OpenIapPurchase>(
  module: OpenIapModule<Purchase>,
  options: OpenIapOptions,
): Bridge {
  const { store, chooseOffer = findTrial } = options
  const sheets = new Set<OpenSheet>()
  const plans = createPlanChanges(options)
  const toTransactions = (purchases: readonly OpenIapPurchase[]) =>
    purchases.map((purchase) => toTransaction(store, purchase)).filter((each) => each !== null)
  const listPurchases = async () => [
    ...(store === 'APP_STORE' ? await module.getPendingTransactionsIOS() : []),
    ...(await module.getAvailablePurchases()),
  ]
  const fetchProducts = async (skus: string[]) => (await module.fetchProducts({ skus, type: 'all' })) ?? []
  /** In the App Store a change to a lower plan waits, and the transaction of the sheet is that of the plan that goes on. */
  const toSheet = (transaction: StoreTransaction): StoreTransaction => {
    const sheet = [...sheets].find(({ productId }) => plans.areRelated(productId, transaction.productId))
    return store === 'APP_STORE' && sheet ? { ...transaction, accountToken: sheet.accountToken } : transaction
  }
  const findChange = async (request: SheetRequest) =>
    // The App Store knows the groups by itself.
    store === 'GOOGLE_PLAY' && plans.hasGroup(request.productId)
      ? plans.find(request, toTransactions(await listPurchases()))
      : undefined
  return {
    store,
    connect: createConnector(module, sheets, (purchase) => toTransactions([purchase]).map(toSheet)[0]),
    products: async (productIds) => {
      const products = productIds.length === 0 ? [] : await fetchProducts([...productIds])
      return products.map(({ id, displayPrice, title }) => ({ productId: id, displayPrice, title }))
    },
    open: (request) =>
      openSheet(sheets, request, async () => {
        const [product] = await fetchProducts([request.productId])
        const change = await findChange(request)
        const bought = await module.requestPurchase(
          toPurchaseRequest(request, product, { change, chooseOffer }),
        )
        return toTransactions([bought ?? []].flat()).map(toSheet)[0]
      }),
    unfinished: async () => [
      ...new Map(toTransactions(await listPurchases()).map((each) => [each.id, each])).values(),
    ],
    finish: async (transaction, outcome) => {
      plans.remember(transaction, outcome.userId)
      if (store === 'GOOGLE_PLAY' && !outcome.confirmAtStore) return
      // A transaction that is not listed is finished already.
      const purchases = await listPurchases()
      const purchase = purchases.find((each) => toTransaction(store, each)?.id === transaction.id)
      if (purchase !== undefined) await finishPurchase(module, purchase, outcome)
    },
  }
}

async function finishPurchase<Purchase extends OpenIapPurchase>(
  module: OpenIapModule<Purchase>,
  purchase: Purchase,
  { itemType }: FinishOutcome,
): Promise<void> {
  try {
    await module.finishTransaction({ purchase, isConsumable: itemType === 'CONSUMABLE' })
  } catch (error) {
    if ((error as OpenIapError | null)?.code !== 'item-not-owned') throw error
  }
}

function createConnector<Purchase extends OpenIapPurchase>(
  module: OpenIapModule<Purchase>,
  sheets: ReadonlySet<OpenSheet>,
  convert: (purchase: Purchase) => StoreTransaction | undefined,
): Bridge['connect'] {
  let detach = () => {}
  return async (onTransaction) => {
    const attach = () => {
      const detachEarlier = detach
      // Each listener is a new function: the module keeps them in a set, from which the earlier ones are removed below.
      const subscriptions = [
        module.purchaseUpdatedListener((purchase) => {
          const transaction = convert(purchase)
          if (transaction !== undefined) onTransaction(transaction)
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
  { productId, accountToken, signal }: SheetRequest,
  buy: () => Promise<StoreTransaction | undefined>,
): Promise<SheetResult> {
  return new Promise((resolve) => {
    const onAbort = () => sheet.end({ kind: 'CLOSED' })
    const sheet: OpenSheet = {
      productId,
      accountToken,
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

type Subscribing = {
  readonly change: PlanChange | undefined
  readonly chooseOffer: NonNullable<OpenIapOptions['chooseOffer']>
}

function toPurchaseRequest(
  { purchaseId, productId, accountToken }: SheetRequest,
  product: OpenIapProduct | undefined,
  { change, chooseOffer }: Subscribing,
): OpenIapPurchaseRequest {
  const apple = { sku: productId, appAccountToken: accountToken }
  const google = { skus: [productId], obfuscatedAccountId: accountToken, obfuscatedProfileId: purchaseId }
  if (product?.type !== 'subs') return { type: 'in-app', request: { apple, google } }
  const offerToken = chooseOffer(product.subscriptionOffers ?? [], productId)?.offerTokenAndroid
  const offers = offerToken ? { subscriptionOffers: [{ sku: productId, offerToken }] } : {}
  const replacement = change && {
    purchaseToken: change.current.id,
    subscriptionProductReplacementParams: {
      oldProductId: change.current.productId,
      replacementMode: toReplacementMode(change.mode),
    },
  }
  return { type: 'subs', request: { apple, google: { ...google, ...offers, ...replacement } } }
}

const toReplacementMode = (mode: PlanChangeMode) =>
  mode.toLowerCase().replaceAll('_', '-') as OpenIapReplacementMode

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
