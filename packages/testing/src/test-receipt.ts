/** The proof of a sale, signed as the store signs it: the input `ReceiptInput` of the API. */
export type TestReceipt =
  | { readonly appStore: { readonly signedTransaction: string } }
  | {
      readonly googlePlay: {
        readonly productId: string
        readonly purchaseToken: string
        readonly originalJson: string
        readonly signature: string
      }
    }
  | {
      readonly oneStore: {
        readonly productId: string
        readonly purchaseToken: string
        readonly originalJson: string
        readonly signature: string
        readonly marketCode: 'MKT_ONE' | 'MKT_GLB'
      }
    }
  | { readonly testStore: { readonly receipt: string } }
