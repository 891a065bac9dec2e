/** What the bridge uses of a purchase of react-native-iap 16 or expo-iap 5. */
export type OpenIapPurchase = {
  readonly id: string
  readonly productId: string
  readonly purchaseState: 'pending' | 'purchased' | 'unknown'
  readonly store: string
  /** The signed transaction of the App Store, the purchase token of Google Play. */
  readonly purchaseToken?: string | null
  readonly appAccountToken?: string | null
  readonly obfuscatedAccountIdAndroid?: string | null
  readonly packageNameAndroid?: string | null
  readonly isSuspendedAndroid?: boolean | null
}

/** What the bridge uses of an error that a listener receives, or with which a call fails. */
export type OpenIapError = {
  readonly code?: string | null
  readonly message?: string
  readonly productId?: string | null
  readonly subResponseCodeAndroid?: string | null
}

type Subscription = { readonly remove: () => void }

type PurchaseRequest = {
  readonly type: 'in-app'
  readonly request: {
    readonly apple: { readonly sku: string; readonly appAccountToken: string }
    readonly google: {
      readonly skus: string[]
      readonly obfuscatedAccountId: string
      readonly obfuscatedProfileId: string
    }
  }
}

type Product = { readonly id: string; readonly displayPrice: string; readonly title: string }

/** What the bridge uses of the module react-native-iap 16 or expo-iap 5. */
export type OpenIapModule<Purchase extends OpenIapPurchase> = {
  /** Connects to the store; only `false` and a rejection are failures. */
  readonly initConnection: () => Promise<boolean | undefined>
  /** Adds a listener of purchases, also of those that the store has queued. */
  readonly purchaseUpdatedListener: (listener: (purchase: Purchase) => void) => Subscription
  /** Adds a listener of purchases that failed. */
  readonly purchaseErrorListener: (listener: (error: OpenIapError) => void) => Subscription
  /** Reads products with the prices of the store. */
  readonly fetchProducts: (request: {
    readonly skus: string[]
    readonly type: 'in-app'
  }) => Promise<readonly Product[] | null | undefined>
  /** Opens the payment sheet. The purchase is returned, or comes by the listener. */
  readonly requestPurchase: (
    request: PurchaseRequest,
  ) => Promise<OpenIapPurchase | readonly OpenIapPurchase[] | null | undefined>
  /** Lists what the customer owns and what is not finished. */
  readonly getAvailablePurchases: () => Promise<readonly Purchase[]>
  /** Called in the App Store only. */
  readonly getPendingTransactionsIOS: () => Promise<readonly Purchase[]>
  /** Finishes a transaction in the App Store; acknowledges or consumes in Google Play. */
  readonly finishTransaction: (request: {
    readonly purchase: Purchase
    readonly isConsumable: boolean
  }) => Promise<unknown>
}
