/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Input of the mutation `addNote`: either `paymentId` or `userId`. */
export type AddNoteInput = {
  /** Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the first note. */
  readonly idempotencyKey?: string | null | undefined;
  /** Id of the payment that the note is about, prefixed with `pay_`. */
  readonly paymentId?: string | null | undefined;
  /**
   * Text of the note, 1–1,000 characters. Line breaks are allowed; other control characters and characters that change
   * the direction of text are not.
   */
  readonly text: string;
  /** The developer's own id of the user whom the note is about. */
  readonly userId?: string | null | undefined;
};

/** Input of the mutation `approveRefund`. */
export type ApproveRefundInput = {
  /** Id of the request, prefixed with `rap_`. */
  readonly approvalId: string;
  /**
   * Version of the payment that the caller saw. Left out, the payment must still have the version that the requester saw.
   * If it has another one, nothing is changed, and the problem is `CHANGED_MEANWHILE`.
   */
  readonly expectedVersion?: number | null | undefined;
  /** Reason for the approval, for the audit log, 1–500 characters; may be left out. */
  readonly reason?: string | null | undefined;
};

/** Kind of caller that performed an audited action. */
export type AuditActorKind =
  /** Someone on the command line of the server's machine. */
  | 'COMMAND_LINE'
  /** An operator, in the console or with a personal access token. */
  | 'OPERATOR'
  /** A server key of the project. */
  | 'SERVER_KEY'
  /** The server itself, without a caller. */
  | 'SYSTEM';

/** Input of the mutation `cancelRefundApproval`. */
export type CancelRefundApprovalInput = {
  /** Id of the request, prefixed with `rap_`. */
  readonly approvalId: string;
  /** Reason for canceling, for the audit log, 1–500 characters; may be left out. */
  readonly reason?: string | null | undefined;
};

/** Input of the mutation `consumePaymentForUser`. */
export type ConsumePaymentForUserInput = {
  /**
   * Version of the payment that the caller saw. If the payment has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the payment as it is.
   */
  readonly expectedVersion?: number | null | undefined;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Id of the payment to consume, prefixed with `pay_`. */
  readonly paymentId: string;
  /** Reason, for the audit log, 1–500 characters. */
  readonly reason: string;
};

/** Type of the caller that consumed a payment. */
export type ConsumedBy =
  /** A client consumed its own payment in the built-in consume model. */
  | 'CLIENT'
  /** An operator marked the payment as consumed. */
  | 'OPERATOR'
  /** A game server consumed the payment with its server key. */
  | 'SERVER';

/** Input of the mutation `correctPayment`: a status, a price, or both. */
export type CorrectPaymentInput = {
  /**
   * Version of the payment that the caller saw. If the payment has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the payment as it is.
   */
  readonly expectedVersion?: number | null | undefined;
  /** Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Id of the payment to correct, prefixed with `pay_`. */
  readonly paymentId: string;
  /** Total amount that the customer paid. Allowed only if the store reported no price; null keeps the price. */
  readonly price?: MoneyInput | null | undefined;
  /** Reason for the correction, for the audit log, 1–500 characters. */
  readonly reason: string;
  /**
   * Corrected status: `CONSUMED` from `PAID`; `COMPLETED` from `CONSUMED` (from `PAID` if the item cannot be
   * consumed); `CONSUMED` from `COMPLETED`, if the item was not delivered after all; `REFUNDED`, if the money
   * was returned outside of the store; and back from a `REFUNDED` that was a correction itself. Null keeps the
   * status.
   */
  readonly status?: PaymentStatus | null | undefined;
};

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
   * never consumed. This version does not sell subscriptions yet.
   */
  | 'AUTO_RENEWABLE'
  /** The item can be bought repeatedly; each payment is consumed once. */
  | 'CONSUMABLE'
  /**
   * The store renews the item automatically; the payment of each period is consumed once. This version does not
   * sell subscriptions yet.
   */
  | 'CONSUMABLE_AUTO_RENEWABLE'
  /** The item is bought once and owned permanently; its payment is never consumed. */
  | 'NON_CONSUMABLE';

/** An exact amount of money in one currency. */
export type MoneyInput = {
  /** Amount in units of the currency as a decimal string; not negative, at most six decimal places. */
  readonly amount: string;
  /** ISO 4217 code of the currency. */
  readonly currencyCode: string;
};

/** Kind of an offer, as the store states it. */
export type OfferKind =
  /** A discount on the product. */
  | 'DISCOUNT'
  /** An introductory offer of the App Store. */
  | 'INTRODUCTORY'
  /** An offer code of the App Store. The price can be 0. */
  | 'OFFER_CODE'
  /** A kind that this version of the server does not know. */
  | 'OTHER'
  /** The product was ordered before its release and paid at the release. */
  | 'PREORDER'
  /** A promotional offer of the App Store. */
  | 'PROMOTIONAL'
  /** The product was rented. Google Play does not report the end of a rental, which the project has to know. */
  | 'RENTAL'
  /** A purchase option of the product, without a further offer. */
  | 'STANDARD'
  /** A win-back offer of the App Store. */
  | 'WIN_BACK';

/** Permissions of an operator at an AppKey. */
export type OperatorRole =
  /** The operator can change settings, keys, items and connections, and correct, transfer and refund payments. */
  | 'ADMIN'
  /** The operator can do everything, and decides which operators have a role at the AppKey. */
  | 'OWNER'
  /**
   * The operator can read everything but revenue totals and settings that may contain secrets, and can refund payments,
   * answer refund reviews, and retry acknowledgements and notifications.
   */
  | 'SUPPORT'
  /** The operator can read everything but settings that may contain secrets, and change nothing. */
  | 'VIEWER';

/** Type of a change to a purchase or payment. */
export type PaymentEventType =
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
  | 'PURCHASE_REQUESTED';

/**
 * Conditions for payments. A payment has to meet all conditions; a condition that is null or left out is
 * ignored.
 */
export type PaymentFilter = {
  /** Matches payments in one of these acknowledgement statuses. */
  readonly acknowledgementStatus?: ReadonlyArray<AcknowledgementStatus> | null | undefined;
  /** Matches payments of customers whose store account is in this country: an ISO 3166-1 alpha-2 code. */
  readonly countryCode?: string | null | undefined;
  /** Matches payments made in this currency. */
  readonly currencyCode?: string | null | undefined;
  /** Matches payments made with real money, or in a sandbox. */
  readonly environment?: Environment | null | undefined;
  /** Matches payments of the item with this id; it is the developer's own item id. */
  readonly itemId?: string | null | undefined;
  /** Matches payments that the store charged within this period. */
  readonly paidBetween?: DateTimeRange | null | undefined;
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

/** Relation of a payment's user to the purchase. */
export type PaymentOwnership =
  /** The user bought the item. */
  | 'BOUGHT'
  /**
   * A family member of the user bought the item and shares it. The payment is REFUNDED when the store refunds the buyer
   * or the sharing ends.
   */
  | 'SHARED';

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
  /** The item or the product is a subscription, which this version does not sell. */
  | 'SUBSCRIPTIONS_NOT_SUPPORTED'
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

/** Kind of a refund that a second operator has to approve. */
export type RefundApprovalKind =
  /** A refund that was made outside of the store, requested with `correctPayment`. */
  | 'CORRECTION'
  /** A refund at the store, requested with `refundPayment`. */
  | 'REFUND';

/** Status of a refund that a second operator has to approve. */
export type RefundApprovalStatus =
  /** An operator approved the refund, and it is not carried out yet. Approving it again continues it. */
  | 'APPROVED'
  /** The refund was canceled before anybody decided. */
  | 'CANCELED'
  /** The refund was approved and carried out: the store accepted it, or the correction is recorded. */
  | 'EXECUTED'
  /** Nobody decided within 7 days. */
  | 'EXPIRED'
  /** The refund was approved and is not possible; `failure` says why. */
  | 'FAILED'
  /** No operator has decided; the store was not asked, and nothing was changed. */
  | 'PENDING'
  /** An operator refused the refund. */
  | 'REJECTED';

/** Part of a payment that was refunded. */
export type RefundExtent =
  /** The payment was fully refunded; its status is `REFUNDED`. */
  | 'FULL'
  /** Nothing was refunded, or every refund was reversed. */
  | 'NONE'
  /** A part of the payment was refunded. */
  | 'PARTIAL';

/** Input of the mutation `refundPayment`. */
export type RefundPaymentInput = {
  /**
   * Version of the payment that the caller saw. If the payment has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the payment as it is.
   */
  readonly expectedVersion?: number | null | undefined;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Id of the payment to refund, prefixed with `pay_`. */
  readonly paymentId: string;
  /** Reason for the refund, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: string;
};

/** Way in which the server learned of a refund. */
export type RefundSource =
  /** The store reported the refund when the payment was being acknowledged. */
  | 'ACKNOWLEDGEMENT'
  /** An operator recorded a refund that was made outside of the store with `correctPayment`. */
  | 'CORRECTION'
  /** The refund was found after a store notification. */
  | 'NOTIFICATION'
  /** An operator requested the refund at the store with `refundPayment`. */
  | 'OPERATOR'
  /** The refund was found when records were compared with the store's. */
  | 'RECONCILIATION'
  /** The store reported the refund when a receipt was verified. */
  | 'VERIFICATION';

/** Input of the mutation `rejectRefund`. */
export type RejectRefundInput = {
  /** Id of the request, prefixed with `rap_`. */
  readonly approvalId: string;
  /** Reason for the refusal, for the audit log and the requester, 1–500 characters. */
  readonly reason: string;
};

/** Input of the mutation `rereadPayment`. */
export type RereadPaymentInput = {
  /** Id of the payment to read, prefixed with `pay_`. */
  readonly paymentId: string;
};

/** Input of the mutation `retryAcknowledgement`. */
export type RetryAcknowledgementInput = {
  /**
   * Version of the payment that the caller saw. If the payment has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the payment as it is.
   */
  readonly expectedVersion?: number | null | undefined;
  /** Id of the payment to acknowledge, prefixed with `pay_`. */
  readonly paymentId: string;
};

/** Kind of a text that a person pastes into a search. */
export type SearchTextKind =
  /** The account token of a purchase, a UUID. */
  | 'ACCOUNT_TOKEN'
  /** A store's own id of a notification. */
  | 'NOTIFICATION_ID'
  /** The prefixed id of an object of this server, such as `pay_…`. */
  | 'OBJECT_ID'
  /** A store's order number, as on the customer's bill. */
  | 'ORDER_ID'
  /** A payment purchase token of this server. It does not name its payment, so nothing is found by it. */
  | 'PAYMENT_PURCHASE_TOKEN'
  /** The token that a store gives to an app for a purchase. */
  | 'PURCHASE_TOKEN'
  /** A receipt, a signed transaction or a notification. It is not verified, only the ids in it are used. */
  | 'RECEIPT'
  /** The id of a request to this server, which responses and logs contain: `req_…`. */
  | 'REQUEST_ID'
  /** A secret server key. Nothing is found by it; whoever pasted it should rotate it. */
  | 'SERVER_KEY'
  /** A store's id of a transaction or purchase. */
  | 'TRANSACTION_ID'
  /** An id of a user in the developer's own system; every short text may be one. */
  | 'USER_ID';

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

/** Input of the mutation `transferPayment`. */
export type TransferPaymentInput = {
  /**
   * Version of the payment that the caller saw. If the payment has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the payment as it is.
   */
  readonly expectedVersion?: number | null | undefined;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Id of the payment to transfer, prefixed with `pay_`; it must not be refunded. */
  readonly paymentId: string;
  /** Reason for the transfer, for the audit log, 1–500 characters. */
  readonly reason: string;
  /** The developer's own id of the user who receives the payment; the user must be registered. */
  readonly toUserId: string;
};

export type ProblemTextFragment = { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null };

export type AppKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type AppKeysQuery = { readonly appKeys: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly name: string, readonly role: OperatorRole }> } };

export type RefundApprovalsQueryVariables = Exact<{
  open: boolean;
  after?: string | null | undefined;
}>;


export type RefundApprovalsQuery = { readonly refundApprovals: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RefundApprovalKind, readonly status: RefundApprovalStatus, readonly reason: string, readonly requestedAt: string, readonly expiresAt: string, readonly decidedAt: string | null, readonly decisionReason: string | null, readonly failure: string | null, readonly canApprove: boolean, readonly canCancel: boolean, readonly paymentVersion: number, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly version: number, readonly item: { readonly id: string, readonly name: string }, readonly user: { readonly id: string, readonly userId: string } }, readonly amount: { readonly amount: string, readonly currencyCode: string } | null, readonly requestedBy: { readonly id: string | null, readonly name: string }, readonly decidedBy: { readonly id: string | null, readonly name: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } };

export type ApproveRefundMutationVariables = Exact<{
  input: ApproveRefundInput;
}>;


export type ApproveRefundMutation = { readonly approveRefund: { readonly approval: { readonly id: string, readonly status: RefundApprovalStatus } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RejectRefundMutationVariables = Exact<{
  input: RejectRefundInput;
}>;


export type RejectRefundMutation = { readonly rejectRefund: { readonly approval: { readonly id: string, readonly status: RefundApprovalStatus } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type CancelRefundApprovalMutationVariables = Exact<{
  input: CancelRefundApprovalInput;
}>;


export type CancelRefundApprovalMutation = { readonly cancelRefundApproval: { readonly approval: { readonly id: string, readonly status: RefundApprovalStatus } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type PaymentActsFragment = { readonly version: number, readonly storeReadAt: string, readonly refundNeedsApproval: boolean, readonly refundableAmount: { readonly amount: string, readonly currencyCode: string } | null, readonly refundRequest: { readonly requestedAt: string, readonly acceptedAt: string | null } | null, readonly openRefundApproval: { readonly id: string, readonly kind: RefundApprovalKind, readonly status: RefundApprovalStatus, readonly reason: string, readonly requestedAt: string, readonly expiresAt: string, readonly decidedAt: string | null, readonly decisionReason: string | null, readonly failure: string | null, readonly canApprove: boolean, readonly canCancel: boolean, readonly paymentVersion: number, readonly amount: { readonly amount: string, readonly currencyCode: string } | null, readonly requestedBy: { readonly id: string | null, readonly name: string }, readonly decidedBy: { readonly id: string | null, readonly name: string } | null } | null, readonly notes: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly text: string | null, readonly createdAt: string, readonly author: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type NoteRowFragment = { readonly id: string, readonly text: string | null, readonly createdAt: string, readonly author: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } };

export type RefundApprovalRowFragment = { readonly id: string, readonly kind: RefundApprovalKind, readonly status: RefundApprovalStatus, readonly reason: string, readonly requestedAt: string, readonly expiresAt: string, readonly decidedAt: string | null, readonly decisionReason: string | null, readonly failure: string | null, readonly canApprove: boolean, readonly canCancel: boolean, readonly paymentVersion: number, readonly amount: { readonly amount: string, readonly currencyCode: string } | null, readonly requestedBy: { readonly id: string | null, readonly name: string }, readonly decidedBy: { readonly id: string | null, readonly name: string } | null };

export type RefundPaymentMutationVariables = Exact<{
  input: RefundPaymentInput;
}>;


export type RefundPaymentMutation = { readonly refundPayment: { readonly payment: { readonly id: string, readonly status: PaymentStatus } | null, readonly approval: { readonly id: string, readonly status: RefundApprovalStatus } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type CorrectPaymentMutationVariables = Exact<{
  input: CorrectPaymentInput;
}>;


export type CorrectPaymentMutation = { readonly correctPayment: { readonly changed: boolean, readonly approval: { readonly id: string, readonly status: RefundApprovalStatus } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type TransferPaymentMutationVariables = Exact<{
  input: TransferPaymentInput;
}>;


export type TransferPaymentMutation = { readonly transferPayment: { readonly replayed: boolean, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ConsumePaymentForUserMutationVariables = Exact<{
  input: ConsumePaymentForUserInput;
}>;


export type ConsumePaymentForUserMutation = { readonly consumePaymentForUser: { readonly replayed: boolean, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RereadPaymentMutationVariables = Exact<{
  input: RereadPaymentInput;
}>;


export type RereadPaymentMutation = { readonly rereadPayment: { readonly changed: boolean, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RetryAcknowledgementMutationVariables = Exact<{
  input: RetryAcknowledgementInput;
}>;


export type RetryAcknowledgementMutation = { readonly retryAcknowledgement: { readonly payment: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type AddNoteMutationVariables = Exact<{
  input: AddNoteInput;
}>;


export type AddNoteMutation = { readonly addNote: { readonly replayed: boolean, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type PaymentQueryVariables = Exact<{
  id: string;
}>;


export type PaymentQuery = { readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly ownership: PaymentOwnership, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly countryCode: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly version: number, readonly storeReadAt: string, readonly refundNeedsApproval: boolean, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly offer: { readonly kind: OfferKind, readonly offerId: string | null } | null, readonly item: { readonly id: string, readonly itemId: string, readonly name: string, readonly type: ItemType }, readonly purchase: { readonly id: string, readonly requestedAt: string, readonly storeProductId: string, readonly accountToken: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly acknowledgement: { readonly status: AcknowledgementStatus, readonly deadline: string | null, readonly attempts: number, readonly lastError: string | null, readonly acknowledgedAt: string | null }, readonly refund: { readonly full: boolean, readonly refundedAt: string, readonly reason: string | null, readonly quantity: number, readonly source: RefundSource, readonly amount: { readonly amount: string, readonly currencyCode: string } | null } | null, readonly refunds: ReadonlyArray<{ readonly id: string, readonly full: boolean, readonly quantity: number, readonly reason: string | null, readonly source: RefundSource, readonly previousStatus: PaymentStatus, readonly refundedAt: string, readonly reversedAt: string | null, readonly amount: { readonly amount: string, readonly currencyCode: string } | null }>, readonly events: ReadonlyArray<{ readonly id: string, readonly type: PaymentEventType, readonly occurredAt: string, readonly status: string }>, readonly auditEntries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly occurredAt: string, readonly action: string, readonly reason: string | null, readonly actor: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }> } | null, readonly user: { readonly id: string, readonly userId: string, readonly registeredAt: string, readonly payments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly paidAt: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } }> } }, readonly refundableAmount: { readonly amount: string, readonly currencyCode: string } | null, readonly refundRequest: { readonly requestedAt: string, readonly acceptedAt: string | null } | null, readonly openRefundApproval: { readonly id: string, readonly kind: RefundApprovalKind, readonly status: RefundApprovalStatus, readonly reason: string, readonly requestedAt: string, readonly expiresAt: string, readonly decidedAt: string | null, readonly decisionReason: string | null, readonly failure: string | null, readonly canApprove: boolean, readonly canCancel: boolean, readonly paymentVersion: number, readonly amount: { readonly amount: string, readonly currencyCode: string } | null, readonly requestedBy: { readonly id: string | null, readonly name: string }, readonly decidedBy: { readonly id: string | null, readonly name: string } | null } | null, readonly notes: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly text: string | null, readonly createdAt: string, readonly author: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null };

export type RefundRowFragment = { readonly id: string, readonly full: boolean, readonly quantity: number, readonly reason: string | null, readonly source: RefundSource, readonly previousStatus: PaymentStatus, readonly refundedAt: string, readonly reversedAt: string | null, readonly amount: { readonly amount: string, readonly currencyCode: string } | null };

export type AuditRowFragment = { readonly id: string, readonly occurredAt: string, readonly action: string, readonly reason: string | null, readonly actor: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } };

export type PaymentsQueryVariables = Exact<{
  filter?: PaymentFilter | null | undefined;
  orderBy?: PaymentOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type PaymentsQuery = { readonly payments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly paidAt: string, readonly quantity: number, readonly countryCode: string | null, readonly storeOrderId: string | null, readonly storeTransactionId: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly id: string, readonly userId: string }, readonly item: { readonly id: string, readonly itemId: string, readonly name: string }, readonly refund: { readonly full: boolean } | null, readonly acknowledgement: { readonly status: AcknowledgementStatus, readonly deadline: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } };

export type PaymentRowFragment = { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly paidAt: string, readonly quantity: number, readonly countryCode: string | null, readonly storeOrderId: string | null, readonly storeTransactionId: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly id: string, readonly userId: string }, readonly item: { readonly id: string, readonly itemId: string, readonly name: string }, readonly refund: { readonly full: boolean } | null, readonly acknowledgement: { readonly status: AcknowledgementStatus, readonly deadline: string | null } };

export type SearchQueryVariables = Exact<{
  text: string;
}>;


export type SearchQuery = { readonly search: { readonly text: string, readonly recognizedAs: ReadonlyArray<{ readonly kind: SearchTextKind, readonly store: Store | null, readonly environment: Environment | null, readonly isFound: boolean }>, readonly groups: ReadonlyArray<{ readonly typeName: string, readonly hasMore: boolean, readonly hits: ReadonlyArray<
        | { readonly __typename: 'AppKey', readonly id: string }
        | { readonly __typename: 'AuditEntry', readonly id: string }
        | { readonly __typename: 'Consume', readonly id: string }
        | { readonly __typename: 'EventConsumer', readonly id: string }
        | { readonly __typename: 'Item', readonly id: string }
        | { readonly __typename: 'Note', readonly id: string }
        | { readonly __typename: 'Notification', readonly id: string }
        | { readonly __typename: 'Payment', readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly paidAt: string, readonly id: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly name: string } }
        | { readonly __typename: 'PaymentEvent', readonly id: string }
        | { readonly __typename: 'PersistedOperation', readonly id: string }
        | { readonly __typename: 'Purchase', readonly id: string, readonly purchaseStatus: PurchaseStatus, readonly payment: { readonly id: string } | null, readonly purchaseItem: { readonly name: string } }
        | { readonly __typename: 'ReconciliationDiscrepancy', readonly id: string }
        | { readonly __typename: 'RefundApproval', readonly id: string }
        | { readonly __typename: 'RefundEntry', readonly id: string }
        | { readonly __typename: 'RefundReview', readonly id: string }
        | { readonly __typename: 'UnattributedSale', readonly id: string }
        | { readonly __typename: 'User', readonly id: string, readonly developerId: string }
        | { readonly __typename: 'WebhookDeliveryAttempt', readonly id: string }
        | { readonly __typename: 'WebhookEndpoint', readonly id: string }
      > }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ProblemTextFragmentDoc = new TypedDocumentString(`
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}
    `, {"fragmentName":"ProblemText"}) as unknown as TypedDocumentString<ProblemTextFragment, unknown>;
export const RefundApprovalRowFragmentDoc = new TypedDocumentString(`
    fragment RefundApprovalRow on RefundApproval {
  id
  kind
  status
  reason
  requestedAt
  expiresAt
  decidedAt
  decisionReason
  failure
  canApprove
  canCancel
  paymentVersion
  amount {
    amount
    currencyCode
  }
  requestedBy {
    id
    name
  }
  decidedBy {
    id
    name
  }
}
    `, {"fragmentName":"RefundApprovalRow"}) as unknown as TypedDocumentString<RefundApprovalRowFragment, unknown>;
export const NoteRowFragmentDoc = new TypedDocumentString(`
    fragment NoteRow on Note {
  id
  text
  createdAt
  author {
    kind
    id
    name
  }
}
    `, {"fragmentName":"NoteRow"}) as unknown as TypedDocumentString<NoteRowFragment, unknown>;
export const PaymentActsFragmentDoc = new TypedDocumentString(`
    fragment PaymentActs on Payment {
  version
  storeReadAt
  refundNeedsApproval
  refundableAmount {
    amount
    currencyCode
  }
  refundRequest {
    requestedAt
    acceptedAt
  }
  openRefundApproval {
    ...RefundApprovalRow
  }
  notes(first: 20) {
    nodes {
      ...NoteRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment NoteRow on Note {
  id
  text
  createdAt
  author {
    kind
    id
    name
  }
}
fragment RefundApprovalRow on RefundApproval {
  id
  kind
  status
  reason
  requestedAt
  expiresAt
  decidedAt
  decisionReason
  failure
  canApprove
  canCancel
  paymentVersion
  amount {
    amount
    currencyCode
  }
  requestedBy {
    id
    name
  }
  decidedBy {
    id
    name
  }
}`, {"fragmentName":"PaymentActs"}) as unknown as TypedDocumentString<PaymentActsFragment, unknown>;
export const RefundRowFragmentDoc = new TypedDocumentString(`
    fragment RefundRow on RefundEntry {
  id
  full
  quantity
  reason
  source
  previousStatus
  refundedAt
  reversedAt
  amount {
    amount
    currencyCode
  }
}
    `, {"fragmentName":"RefundRow"}) as unknown as TypedDocumentString<RefundRowFragment, unknown>;
export const AuditRowFragmentDoc = new TypedDocumentString(`
    fragment AuditRow on AuditEntry {
  id
  occurredAt
  action
  reason
  actor {
    kind
    id
    name
  }
}
    `, {"fragmentName":"AuditRow"}) as unknown as TypedDocumentString<AuditRowFragment, unknown>;
export const PaymentRowFragmentDoc = new TypedDocumentString(`
    fragment PaymentRow on Payment {
  id
  status
  store
  environment
  paidAt
  quantity
  countryCode
  storeOrderId
  storeTransactionId
  price {
    amount
    currencyCode
  }
  user {
    id
    userId
  }
  item {
    id
    itemId
    name
  }
  refund {
    full
  }
  acknowledgement {
    status
    deadline
  }
}
    `, {"fragmentName":"PaymentRow"}) as unknown as TypedDocumentString<PaymentRowFragment, unknown>;
export const AppKeysDocument = new TypedDocumentString(`
    query AppKeys {
  appKeys(first: 100) {
    nodes {
      id
      key
      name
      role
    }
  }
}
    `) as unknown as TypedDocumentString<AppKeysQuery, AppKeysQueryVariables>;
export const RefundApprovalsDocument = new TypedDocumentString(`
    query RefundApprovals($open: Boolean!, $after: Cursor) {
  refundApprovals(open: $open, first: 50, after: $after) {
    nodes {
      ...RefundApprovalRow
      payment {
        id
        status
        version
        item {
          id
          name
        }
        user {
          id
          userId
        }
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment RefundApprovalRow on RefundApproval {
  id
  kind
  status
  reason
  requestedAt
  expiresAt
  decidedAt
  decisionReason
  failure
  canApprove
  canCancel
  paymentVersion
  amount {
    amount
    currencyCode
  }
  requestedBy {
    id
    name
  }
  decidedBy {
    id
    name
  }
}`) as unknown as TypedDocumentString<RefundApprovalsQuery, RefundApprovalsQueryVariables>;
export const ApproveRefundDocument = new TypedDocumentString(`
    mutation ApproveRefund($input: ApproveRefundInput!) {
  approveRefund(input: $input) {
    approval {
      id
      status
    }
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<ApproveRefundMutation, ApproveRefundMutationVariables>;
export const RejectRefundDocument = new TypedDocumentString(`
    mutation RejectRefund($input: RejectRefundInput!) {
  rejectRefund(input: $input) {
    approval {
      id
      status
    }
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<RejectRefundMutation, RejectRefundMutationVariables>;
export const CancelRefundApprovalDocument = new TypedDocumentString(`
    mutation CancelRefundApproval($input: CancelRefundApprovalInput!) {
  cancelRefundApproval(input: $input) {
    approval {
      id
      status
    }
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<CancelRefundApprovalMutation, CancelRefundApprovalMutationVariables>;
export const RefundPaymentDocument = new TypedDocumentString(`
    mutation RefundPayment($input: RefundPaymentInput!) {
  refundPayment(input: $input) {
    payment {
      id
      status
    }
    approval {
      id
      status
    }
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<RefundPaymentMutation, RefundPaymentMutationVariables>;
export const CorrectPaymentDocument = new TypedDocumentString(`
    mutation CorrectPayment($input: CorrectPaymentInput!) {
  correctPayment(input: $input) {
    changed
    approval {
      id
      status
    }
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<CorrectPaymentMutation, CorrectPaymentMutationVariables>;
export const TransferPaymentDocument = new TypedDocumentString(`
    mutation TransferPayment($input: TransferPaymentInput!) {
  transferPayment(input: $input) {
    replayed
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<TransferPaymentMutation, TransferPaymentMutationVariables>;
export const ConsumePaymentForUserDocument = new TypedDocumentString(`
    mutation ConsumePaymentForUser($input: ConsumePaymentForUserInput!) {
  consumePaymentForUser(input: $input) {
    replayed
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<ConsumePaymentForUserMutation, ConsumePaymentForUserMutationVariables>;
export const RereadPaymentDocument = new TypedDocumentString(`
    mutation RereadPayment($input: RereadPaymentInput!) {
  rereadPayment(input: $input) {
    changed
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<RereadPaymentMutation, RereadPaymentMutationVariables>;
export const RetryAcknowledgementDocument = new TypedDocumentString(`
    mutation RetryAcknowledgement($input: RetryAcknowledgementInput!) {
  retryAcknowledgement(input: $input) {
    payment {
      id
    }
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<RetryAcknowledgementMutation, RetryAcknowledgementMutationVariables>;
export const AddNoteDocument = new TypedDocumentString(`
    mutation AddNote($input: AddNoteInput!) {
  addNote(input: $input) {
    replayed
    problem {
      ...ProblemText
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`) as unknown as TypedDocumentString<AddNoteMutation, AddNoteMutationVariables>;
export const PaymentDocument = new TypedDocumentString(`
    query Payment($id: ID!) {
  payment(id: $id) {
    id
    status
    ...PaymentActs
    store
    environment
    ownership
    storeTransactionId
    storeOrderId
    countryCode
    quantity
    paidAt
    verifiedAt
    completedAt
    price {
      amount
      currencyCode
    }
    offer {
      kind
      offerId
    }
    item {
      id
      itemId
      name
      type
    }
    purchase {
      id
      requestedAt
      storeProductId
      accountToken
      developerPayload
    }
    consume {
      id
      consumedAt
      consumedBy
      idempotencyKey
    }
    acknowledgement {
      status
      deadline
      attempts
      lastError
      acknowledgedAt
    }
    refund {
      full
      refundedAt
      reason
      quantity
      source
      amount {
        amount
        currencyCode
      }
    }
    refunds {
      ...RefundRow
    }
    events {
      id
      type
      occurredAt
      status
    }
    auditEntries(first: 50) {
      nodes {
        ...AuditRow
      }
    }
    user {
      id
      userId
      registeredAt
      payments(first: 6) {
        nodes {
          id
          status
          paidAt
          price {
            amount
            currencyCode
          }
          item {
            id
            name
          }
        }
      }
    }
  }
}
    fragment PaymentActs on Payment {
  version
  storeReadAt
  refundNeedsApproval
  refundableAmount {
    amount
    currencyCode
  }
  refundRequest {
    requestedAt
    acceptedAt
  }
  openRefundApproval {
    ...RefundApprovalRow
  }
  notes(first: 20) {
    nodes {
      ...NoteRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
fragment NoteRow on Note {
  id
  text
  createdAt
  author {
    kind
    id
    name
  }
}
fragment RefundApprovalRow on RefundApproval {
  id
  kind
  status
  reason
  requestedAt
  expiresAt
  decidedAt
  decisionReason
  failure
  canApprove
  canCancel
  paymentVersion
  amount {
    amount
    currencyCode
  }
  requestedBy {
    id
    name
  }
  decidedBy {
    id
    name
  }
}
fragment RefundRow on RefundEntry {
  id
  full
  quantity
  reason
  source
  previousStatus
  refundedAt
  reversedAt
  amount {
    amount
    currencyCode
  }
}
fragment AuditRow on AuditEntry {
  id
  occurredAt
  action
  reason
  actor {
    kind
    id
    name
  }
}`) as unknown as TypedDocumentString<PaymentQuery, PaymentQueryVariables>;
export const PaymentsDocument = new TypedDocumentString(`
    query Payments($filter: PaymentFilter, $orderBy: PaymentOrder = PAID_AT_DESC, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  payments(
    filter: $filter
    orderBy: $orderBy
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    nodes {
      ...PaymentRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment PaymentRow on Payment {
  id
  status
  store
  environment
  paidAt
  quantity
  countryCode
  storeOrderId
  storeTransactionId
  price {
    amount
    currencyCode
  }
  user {
    id
    userId
  }
  item {
    id
    itemId
    name
  }
  refund {
    full
  }
  acknowledgement {
    status
    deadline
  }
}`) as unknown as TypedDocumentString<PaymentsQuery, PaymentsQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($text: String!) {
  search(text: $text) {
    text
    recognizedAs {
      kind
      store
      environment
      isFound
    }
    groups {
      typeName
      hasMore
      hits {
        __typename
        id
        ... on Payment {
          status
          store
          environment
          paidAt
          price {
            amount
            currencyCode
          }
          item {
            name
          }
        }
        ... on Purchase {
          purchaseStatus: status
          payment {
            id
          }
          purchaseItem: item {
            name
          }
        }
        ... on User {
          developerId: userId
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;