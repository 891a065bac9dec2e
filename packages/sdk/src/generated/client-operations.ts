/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { OperationDocument } from '../core/operation-document.ts'
/** Caller that acknowledges payments at their store. */
export type AcknowledgeBy =
  /**
   * The app does so on the device after `verifyPurchase`, as hosts such as Unity IAP have to. The server never does; it only
   * reads from the store whether it was done, and reports payments of which half of the time has passed without.
   */
  | 'CLIENT'
  /** The server acknowledges, consumes or finishes payments at their store, as `acknowledgeOn` says. This is the default. */
  | 'SERVER';

/** A receipt from the App Store. Exactly one field must be set. */
export type AppStoreReceiptInput =
  {   /**
   * StoreKit 1: the app receipt in base64, at most 1.5 MiB. Only its transaction id is used, and the rule of
   * `transactionId` applies.
   */
  readonly appReceipt: string; readonly signedTransaction?: never; readonly transactionId?: never; }
  |  { readonly appReceipt?: never;   /** StoreKit 2: `jwsRepresentation` of the transaction, at most 64 KiB. */
  readonly signedTransaction: string; readonly transactionId?: never; }
  |  { readonly appReceipt?: never; readonly signedTransaction?: never;   /**
   * A transaction id alone. It does not prove possession, so it is accepted only if the App Store's record
   * carries the account token of this user's purchase.
   */
  readonly transactionId: string; };

/** Input of the mutation `cancelPurchase`. */
export type CancelPurchaseInput = {
  /** Id of the reserved purchase, prefixed with `pur_`. */
  readonly purchaseId: string;
  /** Reason for the cancellation, shown to operators, at most 200 characters; null for none. */
  readonly reason?: string | null | undefined;
};

/** Input of the mutation `consumePayment`, and one element of `consumePayments`. */
export type ConsumePaymentInput = {
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Id of the payment to consume, prefixed with `pay_`. */
  readonly paymentId: string;
  /** Purchase token of the payment, as returned by `verifyPurchase` or `unconsumedPayments`. */
  readonly purchaseToken: string;
};

/** Kind of a source of an entitlement of a user. */
export type EntitlementSource =
  /** A decision of an operator or a game server. */
  | 'GRANT'
  /** A payment of a non-consumable item, without end. */
  | 'PAYMENT'
  /** A subscription, until the end of its access. */
  | 'SUBSCRIPTION';

/** Whether purchases are made with real money. */
export type Environment =
  /** Purchases are made with real money. */
  | 'PRODUCTION'
  /** Purchases are made in the store's test environment, without real money. */
  | 'SANDBOX';

/** A receipt from Google Play. */
export type GooglePlayReceiptInput = {
  /** Order id (`GPA.…`). It is ignored: the order id is read from Google Play. */
  readonly orderId?: string | null | undefined;
  /** The purchase's `originalJson` (`INAPP_PURCHASE_DATA`), unchanged; null if the app does not send it. */
  readonly originalJson?: string | null | undefined;
  /**
   * Package name of the app, at most 255 characters. It selects the connection when the project is connected to several
   * apps; without it, `originalJson` does, or each app is asked.
   */
  readonly packageName?: string | null | undefined;
  /** Id of the product that was bought, as in the Play Console. */
  readonly productId: string;
  /** The purchase token that Google Play gave to the app. */
  readonly purchaseToken: string;
  /** Signature over `originalJson` (`INAPP_DATA_SIGNATURE`) in base64; null if the app does not send it. */
  readonly signature?: string | null | undefined;
};

/** Type of an item, which determines how it is bought and consumed. */
export type ItemType =
  /**
   * The store renews the item automatically; it is owned while the subscription lasts, and its payments are
   * never consumed.
   */
  | 'AUTO_RENEWABLE'
  /** The item can be bought repeatedly; each payment is consumed once. */
  | 'CONSUMABLE'
  /** The store renews the item automatically; the payment of each period is consumed once. */
  | 'CONSUMABLE_AUTO_RENEWABLE'
  /** The item is bought once and owned permanently; its payment is never consumed. */
  | 'NON_CONSUMABLE';

/** A market of ONE store, which has its own API host and product catalog. */
export type OneStoreMarket =
  /** The global market, for all countries except South Korea. */
  | 'MKT_GLB'
  /** The market of South Korea. */
  | 'MKT_ONE';

/** A receipt from ONE store. */
export type OneStoreReceiptInput = {
  /** The market in which the purchase was made. Null uses the market of the store connection. */
  readonly marketCode?: OneStoreMarket | null | undefined;
  /** The purchase's `originalJson`, unchanged; null if the app does not send it. */
  readonly originalJson?: string | null | undefined;
  /** Id of the product that was bought, as in the ONE store Developer Center. */
  readonly productId: string;
  /** The purchase token that ONE store gave to the app. */
  readonly purchaseToken: string;
  /** Signature over `originalJson` in base64; null if the app does not send it. */
  readonly signature?: string | null | undefined;
};

/** Status of a payment. */
export type PaymentStatus =
  /** The game reported that the item was delivered. */
  | 'COMPLETED'
  /** The payment was consumed, so the item may be granted. */
  | 'CONSUMED'
  /** The store charged the customer; the payment is not consumed, so the item is still owed. */
  | 'PAID'
  /** The payment was fully refunded. */
  | 'REFUNDED';

/** Machine-readable reasons why a mutation changed nothing. */
export type ProblemCode =
  /** Another call has already consumed the payment; `payment.consume` shows when, and by which type of caller. */
  | 'ALREADY_CONSUMED'
  /** Another call is working on the same payment. Retry after `retryAfterMs`. */
  | 'BUSY'
  /**
   * The payment was changed after the caller read it: it no longer has the version in `expectedVersion`. Read it again, and
   * decide again.
   */
  | 'CHANGED_MEANWHILE'
  /** Clients can consume only in the built-in consume model, and only their own payments. */
  | 'CONSUME_NOT_ALLOWED'
  /** The store accepts an answer to a refund review only with the consent of the customer. */
  | 'CUSTOMER_CONSENT_REQUIRED'
  /** The project has no such discrepancy; it may be older than the retention of reconciliations. */
  | 'DISCREPANCY_NOT_FOUND'
  /** The records agree by now, so there is nothing to ignore. */
  | 'DISCREPANCY_RESOLVED'
  /** The idempotency key was used before with different arguments. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** An input field has an invalid value; `field` names it. */
  | 'INVALID_INPUT'
  /** The item is disabled and cannot be bought now. */
  | 'ITEM_DISABLED'
  /** The project has no such item, or no item maps to the product that the store sold. */
  | 'ITEM_NOT_FOUND'
  /** The server key is the last one with the role ADMIN, so it cannot be revoked. */
  | 'LAST_ADMIN_KEY'
  /** The operator is the last owner of the AppKey or of the installation, so it stays one. */
  | 'LAST_OWNER'
  /** The text is nothing by which a store can be asked about a sale; `message` says what can. */
  | 'LOOKUP_NOT_POSSIBLE'
  /** The project has no such notification. */
  | 'NOTIFICATION_NOT_FOUND'
  /** The item is owned permanently or for a period, so its payment cannot be consumed. */
  | 'NOT_CONSUMABLE'
  /** The payment is not consumed yet, so it cannot be completed. */
  | 'NOT_CONSUMED'
  /** The project has no such payment, or the caller may not see it. */
  | 'PAYMENT_NOT_FOUND'
  /** The payment was fully refunded. */
  | 'PAYMENT_REFUNDED'
  /** The purchase was canceled, so it has no payment. */
  | 'PURCHASE_CANCELED'
  /** The project has no such purchase, or the caller may not see it. */
  | 'PURCHASE_NOT_FOUND'
  /** The store has not charged the customer yet. Subscribe to `purchaseUpdated`, or verify again later. */
  | 'PURCHASE_PENDING'
  /** The purchase token does not belong to this payment. */
  | 'PURCHASE_TOKEN_INVALID'
  /** The receipt belongs to an app that the project is not connected to. */
  | 'RECEIPT_APP_MISMATCH'
  /** The receipt comes from a sandbox, and the project's sandbox policy does not accept it for this user. */
  | 'RECEIPT_ENVIRONMENT_REFUSED'
  /** The receipt is malformed, altered, or not signed by the store. */
  | 'RECEIPT_INVALID'
  /** The receipt is for another item than the purchase. */
  | 'RECEIPT_ITEM_MISMATCH'
  /** The receipt is bound to another user, or another user has already used it. */
  | 'RECEIPT_USER_MISMATCH'
  /** The project has no such request for a refund. */
  | 'REFUND_APPROVAL_NOT_FOUND'
  /** The refund was approved, rejected or canceled before, or its time to approve has passed. */
  | 'REFUND_APPROVAL_NOT_PENDING'
  /** The store does not refund this payment, and retrying does not help; `message` gives the reason. */
  | 'REFUND_NOT_POSSIBLE'
  /** The project has no such refund review. */
  | 'REFUND_REVIEW_NOT_FOUND'
  /** The refund review has an answer already, or it can no longer be answered. */
  | 'REFUND_REVIEW_NOT_PENDING'
  /** The project or the store has no such sale, or the unattributed sale belongs to a user by now. */
  | 'SALE_NOT_FOUND'
  /** The caller requested the refund itself, so another operator has to decide. */
  | 'SECOND_OPERATOR_REQUIRED'
  /**
   * Another project of this server is connected to the same app of the store. Set `shared` if both projects are meant
   * to accept its purchases.
   */
  | 'STORE_APP_IN_USE'
  /** The store rejects the credentials of the project; an operator has to correct the store connection. */
  | 'STORE_MISCONFIGURED'
  /** The project has no connection to this store, or the item has no product there. */
  | 'STORE_NOT_CONNECTED'
  /** The store is unavailable, so nothing was decided. Retry later. */
  | 'STORE_UNAVAILABLE'
  /** The item or the product is a subscription, which the store does not sell. */
  | 'SUBSCRIPTIONS_NOT_SUPPORTED'
  /** The store does not change this subscription, and retrying does not help; `message` says what can be done instead. */
  | 'SUBSCRIPTION_CHANGE_NOT_POSSIBLE'
  /** The user is unknown; call `registerUser` first. */
  | 'USER_NOT_REGISTERED'
  /** The user is suspended: no payment of the user can be consumed until an operator or a server key releases the user. */
  | 'USER_SUSPENDED'
  /** The project requires a user token, and the call has none or one that names another user. */
  | 'USER_TOKEN_REQUIRED'
  /** The project has no such webhook endpoint. */
  | 'WEBHOOK_ENDPOINT_NOT_FOUND';

/** Status of a purchase. */
export type PurchaseStatus =
  /** The purchase was canceled by the app or rejected by the store. */
  | 'CANCELED'
  /** The reservation expired. A payment that is confirmed later still makes the purchase `VERIFIED`. */
  | 'EXPIRED'
  /** The store could not charge the customer. */
  | 'FAILED'
  /** The store will charge the customer later, for example after a cash payment or a parent's approval (Ask to Buy). */
  | 'PENDING'
  /** The purchase is reserved; the store's payment sheet may be open. */
  | 'REQUESTED'
  /** The purchase is paid; `payment` holds what the store confirmed. */
  | 'VERIFIED';

/** A receipt that the app obtained from a store. Exactly one field must be set. */
export type ReceiptInput =
  {   /** Receipt from the Apple App Store. */
  readonly appStore: AppStoreReceiptInput; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore?: never; }
  |  { readonly appStore?: never;   /** Receipt from the Google Play store. */
  readonly googlePlay: GooglePlayReceiptInput; readonly oneStore?: never; readonly testStore?: never; }
  |  { readonly appStore?: never; readonly googlePlay?: never;   /** Receipt from ONE store, in any of its markets. */
  readonly oneStore: OneStoreReceiptInput; readonly testStore?: never; }
  |  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore?: never;   /** Receipt from the built-in Test store. */
  readonly testStore: TestStoreReceiptInput; };

/** Input of the mutation `registerUser`. */
export type RegisterUserInput = {
  /**
   * The developer's own id of the user, 1–200 characters, without control characters, line separators, and white space
   * at its ends. May be left out if a user token names the user.
   */
  readonly userId?: string | null | undefined;
};

/** Input of the mutation `requestPurchase`. */
export type RequestPurchaseInput = {
  /** Text to store with the purchase, at most 1,000 characters. The user can read it, so it must not hold secrets. */
  readonly developerPayload?: string | null | undefined;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: the same key with the same arguments returns the
   * same purchase.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** The developer's own id of the item to buy. */
  readonly itemId: string;
  /** The store in which the customer will pay. */
  readonly store: Store;
  /**
   * The app in which the customer will pay: its bundle id or package name. Needed only for an item whose products differ
   * between the apps of a store.
   */
  readonly storeBundleId?: string | null | undefined;
  /** The developer's own id of the user. May be left out if a user token names the user. */
  readonly userId?: string | null | undefined;
};

/** A store in which items are sold. */
export type Store =
  /** The Apple App Store. */
  | 'APP_STORE'
  /** The Google Play store. */
  | 'GOOGLE_PLAY'
  /** ONE store, including its global market. */
  | 'ONE_STORE'
  /** The built-in store for development, which is not available in production. */
  | 'TEST_STORE';

/** A receipt from the Test store. */
export type TestStoreReceiptInput = {
  /** The receipt, unchanged, as the Test store returned it. */
  readonly receipt: string;
};

/** Input of the mutation `verifyPurchase`. */
export type VerifyPurchaseInput = {
  /** Key, 1–200 characters, that makes the call safe to retry. The receipt alone also makes it safe. */
  readonly idempotencyKey?: string | null | undefined;
  /**
   * Id of the reserved purchase, prefixed with `pur_`. May be left out if there is no reservation, for example
   * for a promo code or a restored purchase.
   */
  readonly purchaseId?: string | null | undefined;
  /** The receipt that the app obtained from the store. */
  readonly receipt: ReceiptInput;
  /** The developer's own id of the user. May be left out if `purchaseId` or a user token identifies the user. */
  readonly userId?: string | null | undefined;
};

export type ClientPaymentFragment = { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly quantity: number, readonly paidAt: string, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string }, readonly acknowledgement: { readonly acknowledgeBy: AcknowledgeBy } };

export type ClientPaymentNewerFragment = { readonly acknowledgement: { readonly acknowledgeBy: AcknowledgeBy } };

export type ClientPurchaseFragment = { readonly status: PurchaseStatus, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly quantity: number, readonly paidAt: string, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string }, readonly acknowledgement: { readonly acknowledgeBy: AcknowledgeBy } } | null, readonly failure: { readonly message: string } | null };

export type ClientProblemFragment = { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null };

export type RegisterUserMutationVariables = Exact<{
  input: RegisterUserInput;
}>;


export type RegisterUserMutation = { readonly result: { readonly user: { readonly userId: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RequestPurchaseMutationVariables = Exact<{
  input: RequestPurchaseInput;
}>;


export type RequestPurchaseMutation = { readonly result: { readonly purchase: { readonly id: string, readonly accountToken: string, readonly storeProductId: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type VerifyPurchaseMutationVariables = Exact<{
  input: VerifyPurchaseInput;
}>;


export type VerifyPurchaseMutation = { readonly result: { readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly quantity: number, readonly paidAt: string, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string }, readonly acknowledgement: { readonly acknowledgeBy: AcknowledgeBy } } | null, readonly purchase: { readonly id: string, readonly item: { readonly itemId: string } } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type CancelPurchaseMutationVariables = Exact<{
  input: CancelPurchaseInput;
}>;


export type CancelPurchaseMutation = { readonly result: { readonly purchase: { readonly status: PurchaseStatus, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly quantity: number, readonly paidAt: string, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string }, readonly acknowledgement: { readonly acknowledgeBy: AcknowledgeBy } } | null, readonly failure: { readonly message: string } | null } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ConsumeOwnPaymentMutationVariables = Exact<{
  input: ConsumePaymentInput;
}>;


export type ConsumeOwnPaymentMutation = { readonly result: { readonly replayed: boolean, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly quantity: number, readonly paidAt: string, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string }, readonly acknowledgement: { readonly acknowledgeBy: AcknowledgeBy } } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type PurchaseQueryVariables = Exact<{
  id: string;
}>;


export type PurchaseQuery = { readonly result: { readonly status: PurchaseStatus, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly quantity: number, readonly paidAt: string, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string }, readonly acknowledgement: { readonly acknowledgeBy: AcknowledgeBy } } | null, readonly failure: { readonly message: string } | null } | null };

export type ItemsQueryVariables = Exact<{
  store: Store;
  after?: string | null | undefined;
}>;


export type ItemsQuery = { readonly result: { readonly nodes: ReadonlyArray<{ readonly itemId: string, readonly name: string, readonly type: ItemType, readonly storeProducts: ReadonlyArray<{ readonly store: Store, readonly productId: string, readonly storeBundleId: string | null }> }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type UnconsumedPaymentsQueryVariables = Exact<{
  userId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type UnconsumedPaymentsQuery = { readonly result: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly quantity: number, readonly paidAt: string, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string }, readonly acknowledgement: { readonly acknowledgeBy: AcknowledgeBy } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type OwnEntitlementsQueryVariables = Exact<{
  userId?: string | null | undefined;
}>;


export type OwnEntitlementsQuery = { readonly result: ReadonlyArray<{ readonly key: string, readonly name: string, readonly isActive: boolean, readonly accessUntil: string | null, readonly willRenew: boolean, readonly inGracePeriod: boolean, readonly isStale: boolean, readonly source: EntitlementSource, readonly sourceId: string, readonly environment: Environment, readonly validUntil: string, readonly validForMs: number }> };

export const registerUserDocument =
  "mutation RegisterUser($input:RegisterUserInput!){result:registerUser(input:$input){user{userId}problem{...ClientProblem}}}fragment ClientProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<RegisterUserMutation, RegisterUserMutationVariables>

export const requestPurchaseDocument =
  "mutation RequestPurchase($input:RequestPurchaseInput!){result:requestPurchase(input:$input){purchase{id accountToken storeProductId}problem{...ClientProblem}}}fragment ClientProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<RequestPurchaseMutation, RequestPurchaseMutationVariables>

export const verifyPurchaseDocument =
  "mutation VerifyPurchase($input:VerifyPurchaseInput!){result:verifyPurchase(input:$input){payment{...ClientPayment}purchase{id item{itemId}}problem{...ClientProblem}}}fragment ClientPayment on Payment{id status store environment quantity price{amount currencyCode}paidAt purchaseToken user{userId}item{itemId type}purchase{id}...ClientPaymentNewer}fragment ClientPaymentNewer on Payment{acknowledgement{acknowledgeBy}}fragment ClientProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<VerifyPurchaseMutation, VerifyPurchaseMutationVariables>

export const cancelPurchaseDocument =
  "mutation CancelPurchase($input:CancelPurchaseInput!){result:cancelPurchase(input:$input){purchase{...ClientPurchase}problem{...ClientProblem}}}fragment ClientPurchase on Purchase{status payment{...ClientPayment}failure:problem{message}}fragment ClientPayment on Payment{id status store environment quantity price{amount currencyCode}paidAt purchaseToken user{userId}item{itemId type}purchase{id}...ClientPaymentNewer}fragment ClientPaymentNewer on Payment{acknowledgement{acknowledgeBy}}fragment ClientProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<CancelPurchaseMutation, CancelPurchaseMutationVariables>

export const consumeOwnPaymentDocument =
  "mutation ConsumeOwnPayment($input:ConsumePaymentInput!){result:consumePayment(input:$input){payment{...ClientPayment}replayed problem{...ClientProblem}}}fragment ClientPayment on Payment{id status store environment quantity price{amount currencyCode}paidAt purchaseToken user{userId}item{itemId type}purchase{id}...ClientPaymentNewer}fragment ClientPaymentNewer on Payment{acknowledgement{acknowledgeBy}}fragment ClientProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<ConsumeOwnPaymentMutation, ConsumeOwnPaymentMutationVariables>

export const purchaseDocument =
  "query Purchase($id:ID!){result:purchase(id:$id){...ClientPurchase}}fragment ClientPurchase on Purchase{status payment{...ClientPayment}failure:problem{message}}fragment ClientPayment on Payment{id status store environment quantity price{amount currencyCode}paidAt purchaseToken user{userId}item{itemId type}purchase{id}...ClientPaymentNewer}fragment ClientPaymentNewer on Payment{acknowledgement{acknowledgeBy}}" as OperationDocument<PurchaseQuery, PurchaseQueryVariables>

export const itemsDocument =
  "query Items($store:Store!$after:Cursor){result:items(store:$store first:50 after:$after){nodes{itemId name type storeProducts{store productId storeBundleId}}pageInfo{endCursor hasNextPage}}}" as OperationDocument<ItemsQuery, ItemsQueryVariables>

export const unconsumedPaymentsDocument =
  "query UnconsumedPayments($userId:String$after:Cursor){result:unconsumedPayments(userId:$userId first:100 after:$after){nodes{...ClientPayment}pageInfo{endCursor hasNextPage}}}fragment ClientPayment on Payment{id status store environment quantity price{amount currencyCode}paidAt purchaseToken user{userId}item{itemId type}purchase{id}...ClientPaymentNewer}fragment ClientPaymentNewer on Payment{acknowledgement{acknowledgeBy}}" as OperationDocument<UnconsumedPaymentsQuery, UnconsumedPaymentsQueryVariables>

export const ownEntitlementsDocument =
  "query OwnEntitlements($userId:String){result:entitlements(userId:$userId){key name isActive accessUntil willRenew inGracePeriod isStale source sourceId environment validUntil validForMs}}" as OperationDocument<OwnEntitlementsQuery, OwnEntitlementsQueryVariables>