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
  readonly initConnection: () => Promise<boolean | undefined>
  readonly purchaseUpdatedListener: (listener: (purchase: Purchase) => void) => Subscription
  readonly purchaseErrorListener: (listener: (error: OpenIapError) => void) => Subscription
  readonly fetchProducts: (request: {
    readonly skus: string[]
    readonly type: 'in-app'
  }) => Promise<readonly Product[] | null | undefined>
  readonly requestPurchase: (
    request: PurchaseRequest,
  ) => Promise<OpenIapPurchase | readonly OpenIapPurchase[] | null | undefined>
  readonly getAvailablePurchases: () => Promise<readonly Purchase[]>
  /** Called in the App Store only. */
  readonly getPendingTransactionsIOS: () => Promise<readonly Purchase[]>
  readonly finishTransaction: (request: {
    readonly purchase: Purchase
    readonly isConsumable: boolean
  }) => Promise<unknown>
}
