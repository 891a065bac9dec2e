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

type AppleRequest = { readonly sku: string; readonly appAccountToken: string }

type GoogleRequest = {
  readonly skus: string[]
  readonly obfuscatedAccountId: string
  readonly obfuscatedProfileId: string
}

/** What a subscription of Google Play is sold with. */
type GoogleSubscriptionRequest = GoogleRequest & {
  readonly subscriptionOffers?: { readonly sku: string; readonly offerToken: string }[]
  /** The subscription that is replaced. */
  readonly purchaseToken?: string
  readonly subscriptionProductReplacementParams?: {
    readonly oldProductId: string
    readonly replacementMode: OpenIapReplacementMode
  }
}

/** The replacement modes of Google Play, as the module names them. */
export type OpenIapReplacementMode =
  'with-time-proration' | 'charge-prorated-price' | 'charge-full-price' | 'without-proration' | 'deferred'

/** What a sheet is opened with. */
export type OpenIapPurchaseRequest =
  | {
      readonly type: 'in-app'
      readonly request: { readonly apple: AppleRequest; readonly google: GoogleRequest }
    }
  | {
      readonly type: 'subs'
      readonly request: { readonly apple: AppleRequest; readonly google: GoogleSubscriptionRequest }
    }

/** How a subscription can be bought: a base plan of Google Play, or an offer of one. */
export type OpenIapOffer = {
  readonly id: string
  readonly paymentMode?: string | null
  readonly basePlanIdAndroid?: string | null
  readonly offerTokenAndroid?: string | null
  readonly offerTagsAndroid?: readonly string[] | null
}

/** What the bridge uses of a product or a subscription. */
export type OpenIapProduct = {
  readonly id: string
  readonly displayPrice: string
  readonly title: string
  readonly type?: 'in-app' | 'subs'
  readonly subscriptionOffers?: readonly OpenIapOffer[] | null
}

/** What the bridge uses of the module react-native-iap 16 or expo-iap 5. */
export type OpenIapModule<Purchase extends OpenIapPurchase> = {
  /** Connects to the store; only `false` and a rejection are failures. */
  readonly initConnection: () => Promise<boolean | undefined>
  /** Adds a listener of purchases, also of those that the store has queued. */
  readonly purchaseUpdatedListener: (listener: (purchase: Purchase) => void) => Subscription
  /** Adds a listener of purchases that failed. */
  readonly purchaseErrorListener: (listener: (error: OpenIapError) => void) => Subscription
  /** Reads products and subscriptions with the prices of the store. */
  readonly fetchProducts: (request: {
    readonly skus: string[]
    readonly type: 'all'
  }) => Promise<readonly OpenIapProduct[] | null | undefined>
  /** Opens the payment sheet. The purchase is returned, or comes by the listener. */
  readonly requestPurchase: (
    request: OpenIapPurchaseRequest,
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
