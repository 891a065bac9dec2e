/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { OperationDocument } from '../core/operation-document.ts'
/** Input of the mutation `ackEvents`. */
export type AckEventsInput = {
  /**
   * Whether the position may move backward, so that later events are read again. A rewind is recorded in the
   * audit log. Defaults to false.
   */
  readonly allowRewind?: boolean;
  /** Name of the event consumer, 1–100 characters. A project has at most 1,000 event consumers. */
  readonly consumer: string;
  /**
   * Cursor of the last processed event, or `endCursor` of the last processed page. A cursor older than the
   * retained part of the feed is rejected.
   */
  readonly cursor: string;
};

/** Reason to look at the acknowledgement of a payment. Each is also reported by an event. */
export type AcknowledgementAlert =
  /** The deadline is near or has passed, and the acknowledgement is still pending. */
  | 'CRITICAL'
  /** The store refused the acknowledgement, which is not tried again by itself. */
  | 'FAILED'
  /** Half of the time until the deadline has passed, and the acknowledgement is still pending. */
  | 'WARNING';

/** Status of a payment's acknowledgement at its store (acknowledge, consume or finish in the store's terms). */
export type AcknowledgementStatus =
  /** The payment is acknowledged at its store. */
  | 'ACKNOWLEDGED'
  /** Acknowledging the payment failed permanently. */
  | 'FAILED'
  /** The store requires no acknowledgement of this payment. */
  | 'NOT_REQUIRED'
  /** The acknowledgement is scheduled or being retried. */
  | 'PENDING';

/** Input of the mutation `completePayment`. */
export type CompletePaymentInput = {
  /** The game's own reference of the delivery, at most 200 characters; null for none. */
  readonly deliveryReference?: string | null | undefined;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Id of the consumed payment, prefixed with `pay_`. */
  readonly paymentId: string;
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

/** Type of the caller that consumed a payment. */
export type ConsumedBy =
  /** A client consumed its own payment in the built-in consume model. */
  | 'CLIENT'
  /** An operator marked the payment as consumed. */
  | 'OPERATOR'
  /** A game server consumed the payment with its server key. */
  | 'SERVER';

/**
 * A period of time. The start is inclusive, the end is exclusive; a missing end leaves the period open on that
 * side.
 */
export type DateTimeRange = {
  /** Start of the period, inclusive, in UTC; null for no lower bound. */
  readonly from?: string | null | undefined;
  /** End of the period, exclusive, in UTC; null for no upper bound. */
  readonly to?: string | null | undefined;
};

/** A range of decimal numbers. Both ends are inclusive; a missing end leaves the range open on that side. */
export type DecimalRange = {
  /** Smallest value of the range, inclusive; null for no lower bound. */
  readonly from?: string | null | undefined;
  /** Largest value of the range, inclusive; null for no upper bound. */
  readonly to?: string | null | undefined;
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

/** Type of a change to a purchase or payment. */
export type PaymentEventType =
  /**
   * The access of a user to an entitlement has changed; `status` is `ACTIVE` or `INACTIVE` at the time of the change. It
   * follows the event of the payment that caused it. An access that ends at its announced time has no event.
   */
  | 'ENTITLEMENT_CHANGED'
  /** The payment was acknowledged at its store. */
  | 'PAYMENT_ACKNOWLEDGED'
  /** The store's acknowledgement deadline is close, and the payment is not acknowledged. */
  | 'PAYMENT_ACKNOWLEDGEMENT_CRITICAL'
  /** Acknowledging the payment at its store failed permanently. */
  | 'PAYMENT_ACKNOWLEDGEMENT_FAILED'
  /** Half of the time until the store's acknowledgement deadline has passed, and the payment is not acknowledged. */
  | 'PAYMENT_ACKNOWLEDGEMENT_WARNING'
  /** The game reported that the item was delivered. */
  | 'PAYMENT_COMPLETED'
  /** The payment was consumed, so the item may be granted. */
  | 'PAYMENT_CONSUMED'
  /** An operator corrected the payment; `status` holds the corrected status. */
  | 'PAYMENT_CORRECTED'
  /** A game server reported that it has given up to deliver the payment; its status does not change. */
  | 'PAYMENT_DELIVERY_FAILED'
  /** A failed delivery of the payment is to be tried again; its status does not change. */
  | 'PAYMENT_DELIVERY_RETRIED'
  /** The store confirmed the payment. */
  | 'PAYMENT_PAID'
  /** The payment was partially refunded; its status does not change. */
  | 'PAYMENT_PARTIALLY_REFUNDED'
  /** The payment was fully refunded. */
  | 'PAYMENT_REFUNDED'
  /** A refund of the payment was reversed. */
  | 'PAYMENT_REFUND_REVERSED'
  /** The store accepted the answer to a refund review of the payment. */
  | 'PAYMENT_REFUND_REVIEW_ANSWERED'
  /** The time for answering a refund review of the payment passed without an accepted answer. */
  | 'PAYMENT_REFUND_REVIEW_EXPIRED'
  /** The store rejected the answer to a refund review of the payment permanently. */
  | 'PAYMENT_REFUND_REVIEW_FAILED'
  /** The store requested evidence before it decides on a refund or chargeback of the payment; its status does not change. */
  | 'PAYMENT_REFUND_REVIEW_REQUESTED'
  /** Half of the time for answering a refund review of the payment has passed, and the store has accepted no answer. */
  | 'PAYMENT_REFUND_REVIEW_WARNING'
  /** An operator transferred the payment to another user. */
  | 'PAYMENT_TRANSFERRED'
  /** The purchase was canceled by the app or rejected by the store. */
  | 'PURCHASE_CANCELED'
  /** The reservation expired before a payment was verified. */
  | 'PURCHASE_EXPIRED'
  /** The store could not charge the customer. */
  | 'PURCHASE_FAILED'
  /** The store accepted the purchase and will charge the customer later. */
  | 'PURCHASE_PENDING'
  /** A purchase was reserved with `requestPurchase`. */
  | 'PURCHASE_REQUESTED'
  /** The subscription will not renew; `reason` tells who or what turned the renewal off. */
  | 'SUBSCRIPTION_AUTO_RENEW_OFF'
  /** The subscription will renew again. */
  | 'SUBSCRIPTION_AUTO_RENEW_ON'
  /** The product, the plan or the set of products changed. */
  | 'SUBSCRIPTION_CHANGED'
  /** Another product or plan was chosen, for the next renewal. */
  | 'SUBSCRIPTION_CHANGE_SCHEDULED'
  /** A change that waited for the renewal was taken back. */
  | 'SUBSCRIPTION_CHANGE_UNDONE'
  /** The subscription ended; `reason` tells why. */
  | 'SUBSCRIPTION_EXPIRED'
  /** The end of the access moved without a charge. */
  | 'SUBSCRIPTION_EXTENDED'
  /** A renewal was declined, and the access lasts while the store tries again. */
  | 'SUBSCRIPTION_GRACE_STARTED'
  /** A renewal was declined, and the access ended while the store tries again. */
  | 'SUBSCRIPTION_HOLD_STARTED'
  /** A pause began, and the access ended until it is over. */
  | 'SUBSCRIPTION_PAUSED'
  /** The customer asked for a pause, which begins at the end of the period. Google Play does not show it before. */
  | 'SUBSCRIPTION_PAUSE_SCHEDULED'
  /** A change of the price was announced, agreed to, applied or canceled. */
  | 'SUBSCRIPTION_PRICE_CHANGED'
  /** A further period was charged; `reason` tells from what the subscription recovered, or that a trial converted. */
  | 'SUBSCRIPTION_RENEWED'
  /** The subscription gives access again, without a new period. */
  | 'SUBSCRIPTION_RESTORED'
  /** A pause is over, and the subscription goes on. */
  | 'SUBSCRIPTION_RESUMED'
  /** The store took the access back before its end. */
  | 'SUBSCRIPTION_REVOKED'
  /** A subscription began, or the customer subscribed again; `reason` is `NEW` or `RESUBSCRIBED`. */
  | 'SUBSCRIPTION_STARTED';

/**
 * Conditions for payments. A payment has to meet all conditions; a condition that is null or left out is
 * ignored.
 */
export type PaymentFilter = {
  /** Matches payments whose acknowledgement has one of these alerts now; the 10,000 with the nearest deadlines. */
  readonly acknowledgementAlert?: ReadonlyArray<AcknowledgementAlert> | null | undefined;
  /** Matches payments in one of these acknowledgement statuses. */
  readonly acknowledgementStatus?: ReadonlyArray<AcknowledgementStatus> | null | undefined;
  /** Matches payments of items that can be consumed (true) or cannot (false). */
  readonly consumable?: boolean | null | undefined;
  /** Matches payments of customers whose store account is in this country: an ISO 3166-1 alpha-2 code. */
  readonly countryCode?: string | null | undefined;
  /** Matches payments made in this currency. */
  readonly currencyCode?: string | null | undefined;
  /**
   * Matches the periods in which subscriptions with access are at this time: what `recurringRevenue` of
   * `subscriptionStatistics` counts. A subscription whose access lasts longer than its last charged period is in that one.
   */
  readonly currentPeriodAt?: string | null | undefined;
  /** Matches payments made with real money, or in a sandbox. */
  readonly environment?: Environment | null | undefined;
  /** Matches payments of which the store stated the country (true), or of which it is unknown (false). */
  readonly hasCountryCode?: boolean | null | undefined;
  /** Matches payments whose delivery a game server has given up (true), the 10,000 that failed first, or all others (false). */
  readonly hasDeliveryFailure?: boolean | null | undefined;
  /** Matches payments whose price is known (true) or unknown (false). */
  readonly hasPrice?: boolean | null | undefined;
  /**
   * Matches the first periods of subscriptions whose user had an earlier period of the same item (true), or had none
   * (false).
   */
  readonly isResubscription?: boolean | null | undefined;
  /** Matches payments of the item with this id; it is the developer's own item id. */
  readonly itemId?: string | null | undefined;
  /** Matches payments that the store charged within this period. */
  readonly paidBetween?: DateTimeRange | null | undefined;
  /** Matches periods of subscriptions that end within this period of time, as the store stated when it charged them. */
  readonly periodEndsBetween?: DateTimeRange | null | undefined;
  /** Matches periods of subscriptions that exist for one of these reasons. */
  readonly periodKind?: ReadonlyArray<PeriodKind> | null | undefined;
  /** Matches periods of subscriptions that were sold in one of these phases. */
  readonly periodPhase?: ReadonlyArray<PeriodPhase> | null | undefined;
  /** Matches payments whose total price is in this range; requires `currencyCode`. */
  readonly priceBetween?: DecimalRange | null | undefined;
  /** Matches the payment of this receipt: a signed transaction of the App Store, or the store's transaction id as text. */
  readonly receipt?: string | null | undefined;
  /** Matches payments of which this much was refunded. */
  readonly refund?: ReadonlyArray<RefundExtent> | null | undefined;
  /** Matches payments whose latest refund was made within this period. */
  readonly refundedBetween?: DateTimeRange | null | undefined;
  /** Matches payments in one of these statuses. */
  readonly status?: ReadonlyArray<PaymentStatus> | null | undefined;
  /** Matches payments made in one of these stores. */
  readonly store?: ReadonlyArray<Store> | null | undefined;
  /** Matches payments with exactly this order number at the store. */
  readonly storeOrderId?: string | null | undefined;
  /** Matches payments with exactly this transaction id at the store. */
  readonly storeTransactionId?: string | null | undefined;
  /** Matches trials of subscriptions with one of these outcomes. */
  readonly trialOutcome?: ReadonlyArray<SubscriptionTrialOutcome> | null | undefined;
  /** Matches payments of the user with this id; it is the developer's own user id. */
  readonly userId?: string | null | undefined;
};

/** Sort order of a list of payments. */
export type PaymentOrder =
  /** Orders payments by the time of payment, oldest first. */
  | 'PAID_AT_ASC'
  /** Orders payments by the time of payment, newest first. */
  | 'PAID_AT_DESC'
  /** Orders payments by price, lowest first. Requires `currencyCode` in the filter; payments without a price are left out. */
  | 'PRICE_ASC'
  /** Orders payments by price, highest first. Requires `currencyCode` in the filter; payments without a price are left out. */
  | 'PRICE_DESC';

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

/** Reason for which a period of a subscription exists. */
export type PeriodKind =
  /** The customer changed the product or the plan. */
  | 'CHANGE'
  /** The first period, or the first one after a subscription was bought again. */
  | 'INITIAL'
  /** A declined renewal was paid late. */
  | 'RECOVERY'
  /** The subscription renewed as planned. */
  | 'RENEWAL'
  /** A prepaid plan was topped up. */
  | 'TOP_UP';

/** Kind of the price at which a period of a subscription was sold. */
export type PeriodPhase =
  /** The period was granted without a sale. */
  | 'GRANTED'
  /** A reduced price at the beginning of a subscription. */
  | 'INTRODUCTORY'
  /** The full price of the plan. */
  | 'NORMAL'
  /** A reduced price by a promotional offer, a code or an offer to come back. */
  | 'OFFER'
  /** A phase that this version does not know, or that the store does not state. */
  | 'OTHER'
  /** A prepaid plan, which does not renew by itself. */
  | 'PREPAID'
  /** The time that the value of a replaced plan pays for. */
  | 'PRORATION'
  /** A free trial before the first charge. */
  | 'TRIAL';

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

/** Part of a payment that was refunded. */
export type RefundExtent =
  /** The payment was fully refunded; its status is `REFUNDED`. */
  | 'FULL'
  /** Nothing was refunded, or every refund was reversed. */
  | 'NONE'
  /** A part of the payment was refunded. */
  | 'PARTIAL';

/** Input of the mutation `reportDeliveryFailure`. */
export type ReportDeliveryFailureInput = {
  /** Number of times that the delivery was tried, 1–1,000,000. */
  readonly attempts: number;
  /** Reason for operators, 1–1,000 characters. */
  readonly message: string;
  /** Id of the payment that was not delivered, prefixed with `pay_`. */
  readonly paymentId: string;
};

/** Input of the mutation `retryDelivery`. */
export type RetryDeliveryInput = {
  /**
   * Version of the payment that the caller saw. If the payment has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the payment as it is.
   */
  readonly expectedVersion?: number | null | undefined;
  /** Id of the payment to deliver again, prefixed with `pay_`. */
  readonly paymentId: string;
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

/** Outcome of a free trial. */
export type SubscriptionTrialOutcome =
  /** A later period of the subscription was charged, whatever became of it afterwards. */
  | 'CONVERTED'
  /** No later period was charged, and the subscription has ended. */
  | 'NOT_CONVERTED'
  /** No later period was charged yet, and the subscription has not ended: the trial may still convert. */
  | 'OPEN';

export type ServerPaymentFragment = { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null };

export type ServerPaymentNewerFragment = { readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null };

export type ServerProblemFragment = { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null };

export type ConsumePaymentMutationVariables = Exact<{
  input: ConsumePaymentInput;
}>;


export type ConsumePaymentMutation = { readonly result: { readonly replayed: boolean, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type CompletePaymentMutationVariables = Exact<{
  input: CompletePaymentInput;
}>;


export type CompletePaymentMutation = { readonly result: { readonly replayed: boolean, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ReportDeliveryFailureMutationVariables = Exact<{
  input: ReportDeliveryFailureInput;
}>;


export type ReportDeliveryFailureMutation = { readonly result: { readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RetryDeliveryMutationVariables = Exact<{
  input: RetryDeliveryInput;
}>;


export type RetryDeliveryMutation = { readonly result: { readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type AckEventsMutationVariables = Exact<{
  input: AckEventsInput;
}>;


export type AckEventsMutation = { readonly result: { readonly consumer: { readonly cursor: string, readonly lag: number } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type PaymentQueryVariables = Exact<{
  id: string;
}>;


export type PaymentQuery = { readonly result: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null } | null };

export type PaymentsQueryVariables = Exact<{
  filter?: PaymentFilter | null | undefined;
  orderBy?: PaymentOrder | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type PaymentsQuery = { readonly result: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type PaymentEventsQueryVariables = Exact<{
  after?: string | null | undefined;
  consumer?: string | null | undefined;
  types?: ReadonlyArray<PaymentEventType> | PaymentEventType | null | undefined;
  stores?: ReadonlyArray<Store> | Store | null | undefined;
  first: number;
}>;


export type PaymentEventsQuery = { readonly result: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly cursor: string, readonly type: PaymentEventType, readonly occurredAt: string, readonly previousStatus: string | null, readonly status: string, readonly purchase: { readonly id: string, readonly status: PurchaseStatus, readonly store: Store, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string } } | null, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly purchaseToken: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly userId: string }, readonly item: { readonly itemId: string, readonly type: ItemType }, readonly purchase: { readonly id: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null } | null }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type UserEntitlementsQueryVariables = Exact<{
  userId: string;
  environment?: Environment | null | undefined;
}>;


export type UserEntitlementsQuery = { readonly result: ReadonlyArray<{ readonly key: string, readonly name: string, readonly isActive: boolean, readonly accessUntil: string | null, readonly willRenew: boolean, readonly inGracePeriod: boolean, readonly isStale: boolean, readonly source: EntitlementSource, readonly sourceId: string, readonly environment: Environment, readonly validUntil: string, readonly validForMs: number }> };

export const consumePaymentDocument =
  "mutation ConsumePayment($input:ConsumePaymentInput!){result:consumePayment(input:$input){payment{...ServerPayment}replayed problem{...ServerProblem}}}fragment ServerPayment on Payment{id status store environment storeTransactionId storeOrderId quantity price{amount currencyCode}paidAt verifiedAt completedAt purchaseToken user{userId}item{itemId type}purchase{id developerPayload}consume{id consumedAt consumedBy idempotencyKey}...ServerPaymentNewer}fragment ServerPaymentNewer on Payment{deliveryFailure{message attempts failedAt}}fragment ServerProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<ConsumePaymentMutation, ConsumePaymentMutationVariables>

export const completePaymentDocument =
  "mutation CompletePayment($input:CompletePaymentInput!){result:completePayment(input:$input){payment{...ServerPayment}replayed problem{...ServerProblem}}}fragment ServerPayment on Payment{id status store environment storeTransactionId storeOrderId quantity price{amount currencyCode}paidAt verifiedAt completedAt purchaseToken user{userId}item{itemId type}purchase{id developerPayload}consume{id consumedAt consumedBy idempotencyKey}...ServerPaymentNewer}fragment ServerPaymentNewer on Payment{deliveryFailure{message attempts failedAt}}fragment ServerProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<CompletePaymentMutation, CompletePaymentMutationVariables>

export const reportDeliveryFailureDocument =
  "mutation ReportDeliveryFailure($input:ReportDeliveryFailureInput!){result:reportDeliveryFailure(input:$input){payment{...ServerPayment}problem{...ServerProblem}}}fragment ServerPayment on Payment{id status store environment storeTransactionId storeOrderId quantity price{amount currencyCode}paidAt verifiedAt completedAt purchaseToken user{userId}item{itemId type}purchase{id developerPayload}consume{id consumedAt consumedBy idempotencyKey}...ServerPaymentNewer}fragment ServerPaymentNewer on Payment{deliveryFailure{message attempts failedAt}}fragment ServerProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<ReportDeliveryFailureMutation, ReportDeliveryFailureMutationVariables>

export const retryDeliveryDocument =
  "mutation RetryDelivery($input:RetryDeliveryInput!){result:retryDelivery(input:$input){payment{...ServerPayment}problem{...ServerProblem}}}fragment ServerPayment on Payment{id status store environment storeTransactionId storeOrderId quantity price{amount currencyCode}paidAt verifiedAt completedAt purchaseToken user{userId}item{itemId type}purchase{id developerPayload}consume{id consumedAt consumedBy idempotencyKey}...ServerPaymentNewer}fragment ServerPaymentNewer on Payment{deliveryFailure{message attempts failedAt}}fragment ServerProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<RetryDeliveryMutation, RetryDeliveryMutationVariables>

export const ackEventsDocument =
  "mutation AckEvents($input:AckEventsInput!){result:ackEvents(input:$input){consumer{cursor lag}problem{...ServerProblem}}}fragment ServerProblem on Problem{code message retryable retryAfterMs}" as OperationDocument<AckEventsMutation, AckEventsMutationVariables>

export const paymentDocument =
  "query Payment($id:ID!){result:payment(id:$id){...ServerPayment}}fragment ServerPayment on Payment{id status store environment storeTransactionId storeOrderId quantity price{amount currencyCode}paidAt verifiedAt completedAt purchaseToken user{userId}item{itemId type}purchase{id developerPayload}consume{id consumedAt consumedBy idempotencyKey}...ServerPaymentNewer}fragment ServerPaymentNewer on Payment{deliveryFailure{message attempts failedAt}}" as OperationDocument<PaymentQuery, PaymentQueryVariables>

export const paymentsDocument =
  "query Payments($filter:PaymentFilter$orderBy:PaymentOrder$first:Int!$after:Cursor){result:payments(filter:$filter orderBy:$orderBy first:$first after:$after){nodes{...ServerPayment}pageInfo{endCursor hasNextPage}}}fragment ServerPayment on Payment{id status store environment storeTransactionId storeOrderId quantity price{amount currencyCode}paidAt verifiedAt completedAt purchaseToken user{userId}item{itemId type}purchase{id developerPayload}consume{id consumedAt consumedBy idempotencyKey}...ServerPaymentNewer}fragment ServerPaymentNewer on Payment{deliveryFailure{message attempts failedAt}}" as OperationDocument<PaymentsQuery, PaymentsQueryVariables>

export const paymentEventsDocument =
  "query PaymentEvents($after:Cursor$consumer:String$types:[PaymentEventType!]$stores:[Store!]$first:Int!){result:paymentEvents(after:$after consumer:$consumer types:$types stores:$stores first:$first){nodes{id cursor type occurredAt previousStatus status purchase{id status store user{userId}item{itemId}}payment{...ServerPayment}}pageInfo{endCursor hasNextPage}}}fragment ServerPayment on Payment{id status store environment storeTransactionId storeOrderId quantity price{amount currencyCode}paidAt verifiedAt completedAt purchaseToken user{userId}item{itemId type}purchase{id developerPayload}consume{id consumedAt consumedBy idempotencyKey}...ServerPaymentNewer}fragment ServerPaymentNewer on Payment{deliveryFailure{message attempts failedAt}}" as OperationDocument<PaymentEventsQuery, PaymentEventsQueryVariables>

export const userEntitlementsDocument =
  "query UserEntitlements($userId:String!$environment:Environment){result:entitlements(userId:$userId environment:$environment){key name isActive accessUntil willRenew inGracePeriod isStale source sourceId environment validUntil validForMs}}" as OperationDocument<UserEntitlementsQuery, UserEntitlementsQueryVariables>