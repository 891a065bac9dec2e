/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Treatment of a receipt whose account token belongs to no purchase of the project. */
export type AccountTokenPolicy =
  /**
   * The user who submits the receipt itself may claim it, because a receipt proves possession; a bare transaction id
   * does not. For an app that passed account tokens of its own to the store before it used this server. A receipt
   * whose account token belongs to another user's purchase, or that another user has claimed, is still rejected.
   */
  | 'ALLOW_UNKNOWN'
  /** The receipt is rejected with `RECEIPT_USER_MISMATCH`. This is the default. */
  | 'STRICT';

/** Caller that acknowledges payments at their store. */
export type AcknowledgeBy =
  /**
   * The app does so on the device after `verifyPurchase`, as hosts such as Unity IAP have to. The server never does; it only
   * reads from the store whether it was done, and reports payments of which half of the time has passed without.
   */
  | 'CLIENT'
  /** The server acknowledges, consumes or finishes payments at their store, as `acknowledgeOn` says. This is the default. */
  | 'SERVER';

/**
 * Payment state from which a payment is acknowledged at its store. A payment of an item that cannot be consumed
 * counts as consumed as soon as it is paid.
 */
export type AcknowledgeOn =
  /** The payment is acknowledged once it is completed. */
  | 'COMPLETED'
  /** The payment is acknowledged once it is consumed. This is the default. */
  | 'CONSUMED'
  /** The payment is acknowledged as soon as it is paid. */
  | 'PAID';

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

/** Input of the mutation `adoptPayment`. */
export type AdoptPaymentInput = {
  /** Key, 1–200 characters, that makes the call safe to retry: the same key with the same arguments returns the same payment. */
  readonly idempotencyKey?: string | null | undefined;
  /** Reason of the adoption, 1–500 characters, for the audit log. */
  readonly reason: string;
  /** The store that has the sale. */
  readonly store: Store;
  /** Id of the product in the store, if the text names several; null if it names one. */
  readonly storeProductId?: string | null | undefined;
  /** Id of the transaction, if the text names several; null if it names one. */
  readonly storeTransactionId?: string | null | undefined;
  /** The text that names the sale, at most 1.5 MiB, as for `lookUpAtStore`. */
  readonly text: string;
  /**
   * The developer's own id of the user that the payment is for. The user must be registered. Null for the user whose
   * account token the sale has.
   */
  readonly userId?: string | null | undefined;
};

/** Input of the mutation `answerRefundReview`. */
export type AnswerRefundReviewInput = {
  /** The recommendation to the store. */
  readonly answer: RefundReviewAnswer;
  /**
   * Consumed share of the purchase in thousandths of a percent, 0–100,000 (45,200 is 45.2 %). Defaults to that of
   * the record.
   */
  readonly consumptionPercentageMilliunits?: number | null | undefined;
  /**
   * Whether the customer has consented to this information being sent to the store. Defaults to the AppKey's
   * `sendConsumptionInfo`. A store that requires the consent is sent nothing without it.
   */
  readonly customerConsented?: boolean | null | undefined;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Reason for the answer, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: string;
  /** Id of the refund review to answer, prefixed with `rvw_`. */
  readonly reviewId: string;
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

/** Input of the mutation `assignSubscription`. */
export type AssignSubscriptionInput = {
  /** Key, 1–200 characters, that makes the call safe to retry: the same key with the same arguments returns the same subscription. */
  readonly idempotencyKey?: string | null | undefined;
  /** Reason of the assignment, 1–500 characters, for the audit log. */
  readonly reason: string;
  /** Id of the subscription, prefixed with `sub_`, which belongs to nobody. */
  readonly subscriptionId: string;
  /** The developer's own id of the user that the subscription belongs to. The user must be registered. */
  readonly userId: string;
};

/** Input of the mutation `assignUnattributedSale`. */
export type AssignUnattributedSaleInput = {
  /** Key, 1–200 characters, that makes the call safe to retry: the same key with the same arguments returns the same payment. */
  readonly idempotencyKey?: string | null | undefined;
  /** Reason of the assignment, 1–500 characters, for the audit log. */
  readonly reason: string;
  /** Id of the sale, prefixed with `sal_`. */
  readonly saleId: string;
  /** The developer's own id of the user that the sale belongs to. The user must be registered. */
  readonly userId: string;
};

/** The caller whose actions are returned. Fields that are null do not restrict it. */
export type AuditActorFilter = {
  /** Prefixed id of a server key or an operator. */
  readonly id?: string | null | undefined;
  /** Kind of the caller: person, key, or server. */
  readonly kind?: AuditActorKind | null | undefined;
  /** Exact name of the operator, or of the operating system's account. */
  readonly name?: string | null | undefined;
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

/** Way in which an audited action reached the server. */
export type AuditTransport =
  /** A command on the server's machine. */
  | 'COMMAND_LINE'
  /** A request over HTTP, to the API or the sign-in. */
  | 'HTTP'
  /** An operation of a WebSocket connection. */
  | 'WEBSOCKET';

/** Input of the mutation `cancelRefundApproval`. */
export type CancelRefundApprovalInput = {
  /** Id of the request, prefixed with `rap_`. */
  readonly approvalId: string;
  /** Reason for canceling, for the audit log, 1–500 characters; may be left out. */
  readonly reason?: string | null | undefined;
};

/** Input of the mutation `cancelSubscription`. */
export type CancelSubscriptionInput = {
  /**
   * Whether the developer stops the payments, so that the customer cannot turn the renewal on again. Defaults to false:
   * the customer can.
   */
  readonly byDeveloper?: boolean | null | undefined;
  /**
   * Version of the subscription that the caller saw. If it has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the subscription as it is.
   */
  readonly expectedVersion?: number | null | undefined;
  /** Key, 1–200 characters, that makes the call safe to retry. */
  readonly idempotencyKey?: string | null | undefined;
  /** Reason for the cancellation, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: string;
  /** Id of the subscription to cancel, prefixed with `sub_`. */
  readonly subscriptionId: string;
};

/** Input of the mutation `checkStoreConnection`. */
export type CheckStoreConnectionInput = {
  /** The store whose connection is checked. */
  readonly store: Store;
  /**
   * The app whose connection is checked: its bundle id or package name, as in `StoreConnection.storeBundleId`; null
   * checks all connections to the store.
   */
  readonly storeBundleId?: string | null | undefined;
};

/**
 * Settings of a connection to the App Store. Without `issuerId`, `keyId` and `privateKey` only signed
 * transactions can be verified, not transaction ids.
 */
export type ConnectAppStoreInput = {
  /** Numeric Apple id of the app. If it is set, production notifications of an app with another id are ignored. */
  readonly appAppleId?: string | null | undefined;
  /** Bundle id of the app as in App Store Connect, for example `com.example.arcade`. */
  readonly bundleId: string;
  /**
   * App Store environments in which a transaction id is looked up, in this order. Defaults to both; an app that
   * was never released has only `SANDBOX`.
   */
  readonly environments?: ReadonlyArray<Environment> | null | undefined;
  /**
   * Whether the server finishes transactions at the App Store, which needs a key. False leaves it to the app, and payments
   * then need no acknowledgement. Defaults to true.
   */
  readonly finishTransactions?: boolean | null | undefined;
  /** Issuer id of the In-App Purchase key, a UUID; null without a key. */
  readonly issuerId?: string | null | undefined;
  /** Key id of the In-App Purchase key; null without a key. */
  readonly keyId?: string | null | undefined;
  /**
   * Maximum age of a signed transaction in milliseconds; an older one is read again from the App Store. Defaults
   * to one hour.
   */
  readonly maxSignedAgeMs?: number | null | undefined;
  /** Private key of the In-App Purchase key: the text of the `.p8` file; null without a key. */
  readonly privateKey?: string | null | undefined;
  /** Base URL that replaces Apple's production API, for a store emulator; rejected in production. */
  readonly productionUrl?: string | null | undefined;
  /** Trusted root certificates that replace Apple's, each as base64 of DER, for a store emulator; rejected in production. */
  readonly rootCertificates?: ReadonlyArray<string> | null | undefined;
  /** Base URL that replaces Apple's sandbox API, for a store emulator; rejected in production. */
  readonly sandboxUrl?: string | null | undefined;
  /**
   * Whether another project of this server may be connected to the same app. Without it the app must be free. Null keeps
   * what the connection has; a new one is not shared.
   */
  readonly shared?: boolean | null | undefined;
};

/** Settings of a connection to Google Play. */
export type ConnectGooglePlayInput = {
  /** Base URL that replaces Google's API, for a store emulator; rejected in production. */
  readonly apiUrl?: string | null | undefined;
  /**
   * License key of the app from the Play Console, in base64. If it is set, the signature of the purchase data is
   * checked before Google Play is called.
   */
  readonly licenseKey?: string | null | undefined;
  /** Package name of the app, for example `com.example.arcade`. */
  readonly packageName: string;
  /** Authentication of real-time developer notifications; without it they are rejected. */
  readonly push?: ConnectGooglePlayPushInput | null | undefined;
  /**
   * Text of the JSON key file of a service account that has permission to view and manage orders. Required for a new
   * connection.
   */
  readonly serviceAccountJson?: string | null | undefined;
  /**
   * Whether another project of this server may be connected to the same app. Without it the app must be free. Null keeps
   * what the connection has; a new one is not shared.
   */
  readonly shared?: boolean | null | undefined;
  /** URL that replaces Google's token endpoint, for a store emulator; rejected in production. */
  readonly tokenUrl?: string | null | undefined;
};

/** Settings of the Pub/Sub push subscription that delivers Google Play's real-time developer notifications. */
export type ConnectGooglePlayPushInput = {
  /** Audience of the push subscription's token. If the subscription sets none, Pub/Sub uses the push endpoint URL. */
  readonly audience: string;
  /** URL that replaces Google's public keys (a JSON Web Key Set), for a store emulator; rejected in production. */
  readonly certsUrl?: string | null | undefined;
  /** Email address of the service account with which the push subscription authenticates. */
  readonly serviceAccountEmail: string;
  /** Full name of the subscription, `projects/…/subscriptions/…`. If it is set, pushes of other subscriptions are rejected. */
  readonly subscription?: string | null | undefined;
};

/** Settings of a connection to ONE store. */
export type ConnectOneStoreInput = {
  /** Client id of the app from the ONE store Developer Center; for older apps it is the package name. */
  readonly clientId: string;
  /** Client secret of the app from the ONE store Developer Center. Required for a new connection. */
  readonly clientSecret?: string | null | undefined;
  /**
   * Base URL that replaces `https://iap-apis.onestore.net`. Production accepts only hosts of ONE store, such as
   * `https://apis.onestore.co.kr` for older apps that are sold only in South Korea.
   */
  readonly commercialUrl?: string | null | undefined;
  /** ONE store environments in which a purchase is looked up, in this order. Defaults to both. */
  readonly environments?: ReadonlyArray<Environment> | null | undefined;
  /**
   * License key of the app, in base64. Required to bind purchases to users in production, where ONE store's API
   * omits the developer payload.
   */
  readonly licenseKey?: string | null | undefined;
  /** Market of receipts that carry no market code. Defaults to `MKT_ONE`. In the wrong market a purchase is not found. */
  readonly marketCode?: OneStoreMarket | null | undefined;
  /** Package name of the app. If it is set, signed purchase data of another app is rejected. */
  readonly packageName?: string | null | undefined;
  /**
   * Base URL that replaces `https://sbpp.onestore.net`. Production accepts only hosts of ONE store, such as
   * `https://sbpp.onestore.co.kr`.
   */
  readonly sandboxUrl?: string | null | undefined;
  /**
   * Whether another project of this server may be connected to the same app. Without it the app must be free. Null keeps
   * what the connection has; a new one is not shared.
   */
  readonly shared?: boolean | null | undefined;
};

/** Input of the mutation `connectStore`. Exactly one field must be set. */
export type ConnectStoreInput =
  {   /** Settings of a connection to the App Store. */
  readonly appStore: ConnectAppStoreInput; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore?: never; }
  |  { readonly appStore?: never;   /** Settings of a connection to Google Play. */
  readonly googlePlay: ConnectGooglePlayInput; readonly oneStore?: never; readonly testStore?: never; }
  |  { readonly appStore?: never; readonly googlePlay?: never;   /** Settings of a connection to ONE store. */
  readonly oneStore: ConnectOneStoreInput; readonly testStore?: never; }
  |  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore?: never;   /** Settings of a connection to the Test store. */
  readonly testStore: ConnectTestStoreInput; };

/** Settings of a connection to the Test store. The store emulator prints all four values. */
export type ConnectTestStoreInput = {
  /** Secret that authenticates calls to the Test store's API. Required for a new connection. */
  readonly apiSecret?: string | null | undefined;
  /** Base URL of the Test store's API. Required for a new connection. */
  readonly baseUrl?: string | null | undefined;
  /** Identifier of the app in the Test store. */
  readonly bundleId: string;
  /** Public key with which the signatures of receipts are verified, in PEM format. Required for a new connection. */
  readonly receiptPublicKey?: string | null | undefined;
  /**
   * Whether another project of this server may be connected to the same app. Without it the app must be free. Null keeps
   * what the connection has; a new one is not shared.
   */
  readonly shared?: boolean | null | undefined;
};

/** Type of caller that consumes payments of an AppKey. */
export type ConsumeModel =
  /** There is no game server: the client consumes its own payments with their purchase tokens. */
  | 'BUILT_IN'
  /** The game server consumes payments with its server key. This is the default. */
  | 'SERVER_TO_SERVER';

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

/** Input of the mutation `createAppKey`. */
export type CreateAppKeyInput = {
  /** Treatment of a receipt whose account token belongs to no purchase of the project. Defaults to `STRICT`. */
  readonly accountTokenPolicy?: AccountTokenPolicy | null | undefined;
  /** Caller that acknowledges payments at their store. Defaults to `SERVER`. */
  readonly acknowledgeBy?: AcknowledgeBy | null | undefined;
  /** Payment state from which payments are acknowledged at their store. Defaults to `CONSUMED`. */
  readonly acknowledgeOn?: AcknowledgeOn | null | undefined;
  /** Origins of browser games, for example `https://game.example.com`, at most 50. None if left out. */
  readonly allowedOrigins?: ReadonlyArray<string> | null | undefined;
  /** Type of caller that consumes the project's payments. Defaults to `SERVER_TO_SERVER`. */
  readonly consumeModel?: ConsumeModel | null | undefined;
  /** Treatment of a receipt of an item that a family member of the user bought and shares. Defaults to `REFUSE`. */
  readonly familySharingPolicy?: FamilySharingPolicy | null | undefined;
  /** Display name of the project, 1–100 characters. */
  readonly name: string;
  /** Operations that clients of the project may execute. Defaults to `ANY`. */
  readonly operationsPolicy?: OperationsPolicy | null | undefined;
  /**
   * Largest refunds that an operator makes alone, one for each currency, at most 50; larger ones need a second operator, and
   * so do those in other currencies. None if left out: no refund needs a second operator.
   */
  readonly refundApprovalLimits?: ReadonlyArray<MoneyInput> | null | undefined;
  /** Way in which stores that request evidence before they decide on a refund are answered. Defaults to `MANUAL`. */
  readonly refundReviewPolicy?: RefundReviewPolicy | null | undefined;
  /** IANA name of the time zone whose calendar days the statistics have, for example `Asia/Seoul`. Defaults to `UTC`. */
  readonly reportingTimeZone?: string | null | undefined;
  /** Whether clients have to send a user token. Defaults to true, or to false when the consume model is `BUILT_IN`. */
  readonly requireUserToken?: boolean | null | undefined;
  /** Treatment of receipts from a store's sandbox. Defaults to `TESTERS_ONLY`. */
  readonly sandboxPolicy?: SandboxPolicy | null | undefined;
  /** The developer's own ids of the users whose sandbox receipts are accepted under `TESTERS_ONLY`, at most 1,000. */
  readonly sandboxTesterUserIds?: ReadonlyArray<string> | null | undefined;
  /**
   * Whether the project's customers have consented to consumption information being sent to their store. Defaults
   * to false.
   */
  readonly sendConsumptionInfo?: boolean | null | undefined;
  /** Hours, 0–72, for which the access of a subscription is kept while the store cannot be read. Defaults to 24. */
  readonly subscriptionLeewayHours?: number | null | undefined;
  /** Effect of a refund of a subscription's period on the access. Defaults to `FOLLOW_STORE`. */
  readonly subscriptionRefundPolicy?: SubscriptionRefundPolicy | null | undefined;
  /**
   * Treatment of payments that are still unconsumed when the acknowledgement deadline approaches. Defaults to
   * `ALLOW_AUTO_REFUND`.
   */
  readonly unconsumedPolicy?: UnconsumedPolicy | null | undefined;
};

/** Input of the mutation `createPersonalAccessToken`. */
export type CreatePersonalAccessTokenInput = {
  /** Whether the token may do what an operator needs a fresh second factor for. Defaults to false. */
  readonly allowSensitiveActs?: boolean | null | undefined;
  /** Public keys of the AppKeys that the token works on, 1–20; null for all of the operator. */
  readonly appKeys?: ReadonlyArray<string> | null | undefined;
  /** Time from which the token is rejected, in UTC; at most 365 days from now. */
  readonly expiresAt: string;
  /** Display name of the token, 1–100 characters. */
  readonly name: string;
  /**
   * Highest permissions of the token: at most the role that the operator has at each AppKey in `appKeys`, or at one AppKey
   * if that is null.
   */
  readonly role: OperatorRole;
};

/** Input of the mutation `createServerKey`. */
export type CreateServerKeyInput = {
  /** Time from which the key is no longer accepted; it must be in the future. The key does not expire if left out. */
  readonly expiresAt?: string | null | undefined;
  /** Display name of the key, 1–100 characters. */
  readonly name: string;
  /** Permissions of the key. Defaults to `GAME_SERVER`. */
  readonly role?: ServerKeyRole | null | undefined;
};

/** Input of the mutation `createWebhookEndpoint`. */
export type CreateWebhookEndpointInput = {
  /** Types of the events to deliver; null for all types. */
  readonly types?: ReadonlyArray<PaymentEventType> | null | undefined;
  /** URL to which events are sent with POST, for example `https://game.example.com/webhooks`. */
  readonly url: string;
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

/** Input of the mutation `deleteEventConsumer`. */
export type DeleteEventConsumerInput = {
  /** Name of the event consumer to delete. */
  readonly consumer: string;
};

/** Input of the mutation `deleteWebhookEndpoint`. */
export type DeleteWebhookEndpointInput = {
  /** Id of the endpoint to delete, prefixed with `whk_`. */
  readonly endpointId: string;
};

/** Input of the mutation `disableOperator`. */
export type DisableOperatorInput = {
  /** Id of the operator, prefixed with `opr_`. */
  readonly operatorId: string;
};

/** Input of the mutation `disconnectStore`. */
export type DisconnectStoreInput = {
  /** The store to disconnect from. */
  readonly store: Store;
  /**
   * The app to disconnect: its bundle id or package name, as in `StoreConnection.storeBundleId`. May be left out if the
   * project is connected to one app of the store only.
   */
  readonly storeBundleId?: string | null | undefined;
};

/** Input of the mutation `enableOperator`. */
export type EnableOperatorInput = {
  /** Id of the operator, prefixed with `opr_`. */
  readonly operatorId: string;
};

/** Effect of a grant on an entitlement. */
export type EntitlementGrantKind =
  /** The grant gives access until its time, beside what the user has bought. */
  | 'ADD'
  /** The grant ends the access that the user has bought at its time. It does not end what other grants give. */
  | 'LIMIT';

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

/** Input of the mutation `eraseUser`. */
export type EraseUserInput = {
  /** The developer's own id of the user. */
  readonly userId: string;
};

/** Input of the mutation `exportUser`. */
export type ExportUserInput = {
  /** The `endCursor` of the previous page; null starts at the beginning. */
  readonly after?: string | null | undefined;
  /** Maximum number of purchases of the page, at most 100. Defaults to 20. */
  readonly first?: number | null | undefined;
  /** The developer's own id of the user. */
  readonly userId: string;
};

/** Input of the mutation `extendSubscription`. */
export type ExtendSubscriptionInput = {
  /** Number of days by which the end of the current period moves, 1–365. */
  readonly days: number;
  /**
   * Version of the subscription that the caller saw. If it has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the subscription as it is.
   */
  readonly expectedVersion?: number | null | undefined;
  /** Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key extends once. */
  readonly idempotencyKey?: string | null | undefined;
  /** Reason for the extension, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: string;
  /** Id of the subscription to extend, prefixed with `sub_`. */
  readonly subscriptionId: string;
};

/**
 * Treatment of a receipt of an item that a family member of the user bought and shares (Family Sharing of the App
 * Store).
 */
export type FamilySharingPolicy =
  /**
   * The user who submits the signed receipt of a shared non-consumable gets a payment of their own, whose ownership is
   * `SHARED`. A bare transaction id and a shared item of another type are still rejected, and so is a receipt that
   * another user has claimed. Payments that were recorded under this policy stay valid when it is changed.
   */
  | 'ALLOW'
  /** The receipt is rejected with `RECEIPT_USER_MISMATCH`: only the buyer can verify the purchase. This is the default. */
  | 'REFUSE';

/** Input of the mutation `grantEntitlement`. */
export type GrantEntitlementInput = {
  /** Time at which the access ends, in UTC; null means without end, which a grant that limits cannot be. */
  readonly accessUntil?: string | null | undefined;
  /** Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the first grant. */
  readonly idempotencyKey?: string | null | undefined;
  /** The developer's own key of the entitlement. */
  readonly key: string;
  /** Whether the grant adds access, which is the default, or limits what the user has bought. */
  readonly kind?: EntitlementGrantKind | null | undefined;
  /** Reason of the grant, 1–500 characters, for the audit log and other operators. */
  readonly reason: string;
  /** The developer's own id of the user. */
  readonly userId: string;
};

/** Input of the mutation `grantOperator`. */
export type GrantOperatorInput = {
  /** Id of the operator, prefixed with `opr_`. */
  readonly operatorId: string;
  /** Permissions of the operator at the AppKey. */
  readonly role: OperatorRole;
};

/** Input of the mutation `ignoreDiscrepancy`. */
export type IgnoreDiscrepancyInput = {
  /** Id of the discrepancy, prefixed with `dcp_`. */
  readonly discrepancyId: string;
  /** Reason why the discrepancy needs no attention, 1–500 characters, for the audit log. */
  readonly reason: string;
};

/** Input of the mutation `importItems`. */
export type ImportItemsInput = {
  /**
   * Text of a CSV file, at most 1 MiB and 1,000 rows. Its first row names the columns: `itemId`, and any of `name`,
   * `type`, `enabled` and `consumeTrial`, of which an empty cell changes nothing; and a column for each store, such as `GOOGLE_PLAY`, or
   * for one app of a store, such as `GOOGLE_PLAY com.example.arcade`, whose empty cell removes the product. A column that
   * the file does not have is not changed. Cells are separated by commas, tabs or semicolons.
   */
  readonly csv: string;
  /** Whether the file is only checked, and nothing is changed. Defaults to false. */
  readonly dryRun?: boolean | null | undefined;
};

/** Input of the mutation `inviteOperator`. */
export type InviteOperatorInput = {
  /** Email address of the person, at most 254 characters. Upper and lower case are the same. */
  readonly email: string;
  /** Permissions of the person at the AppKey. */
  readonly role: OperatorRole;
};

/** Kind of an error in a file of items. */
export type ItemImportErrorCode =
  /** The file has the column twice. */
  | 'DUPLICATE_COLUMN'
  /** An earlier row of the file has the same item. */
  | 'DUPLICATE_ITEM'
  /** An item of the file has the same product already. */
  | 'DUPLICATE_PRODUCT'
  /** The value of the cell is not allowed. */
  | 'INVALID_VALUE'
  /** The text is not valid CSV from this row on. */
  | 'MALFORMED_FILE'
  /** The file lacks a column that it needs. */
  | 'MISSING_COLUMN'
  /** The file has no row of an item. */
  | 'NO_ROWS'
  /** The product belongs to an item that is not in the file. */
  | 'PRODUCT_IN_USE'
  /** The type is that of a subscription, which the Test store does not sell. */
  | 'SUBSCRIPTIONS_NOT_SUPPORTED'
  /** The row has more cells than the file has columns. */
  | 'TOO_MANY_CELLS'
  /** The file has more than 84 columns of products. */
  | 'TOO_MANY_COLUMNS'
  /** The item has too many products. */
  | 'TOO_MANY_PRODUCTS'
  /** The file has more than 1,000 rows of items. */
  | 'TOO_MANY_ROWS'
  /** The item exists and has another type, which cannot be changed. */
  | 'TYPE_CHANGED'
  /** The name of the column is not known. */
  | 'UNKNOWN_COLUMN'
  /** The cell is empty, but its value is required. */
  | 'VALUE_REQUIRED';

/** Effect of a row on an item. */
export type ItemImportOutcome =
  /** The row changes an item that exists. */
  | 'CHANGED'
  /** The row creates an item. */
  | 'CREATED';

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

/** An exact amount of money in one currency. */
export type MoneyInput = {
  /** Amount in units of the currency as a decimal string; not negative, at most six decimal places. */
  readonly amount: string;
  /** ISO 4217 code of the currency. */
  readonly currencyCode: string;
};

/** Way in which the server obtained a store notification. */
export type NotificationSource =
  /** The notification was found in the store's notification history during reconciliation. */
  | 'BACKFILL'
  /** The store pushed the notification to the server. */
  | 'PUSH';

/** Processing status of a store notification. */
export type NotificationStatus =
  /** Processing failed permanently; `result` describes the cause. */
  | 'FAILED'
  /** The notification was processed; `result` describes the outcome. */
  | 'PROCESSED'
  /** The notification is stored and waits to be processed. */
  | 'RECEIVED';

/** Way in which the server made sure that a notification comes from the store. It refuses and does not store any other. */
export type NotificationVerification =
  /** The notification had a valid signature or identity token of the store when it was received. */
  | 'SIGNATURE'
  /** The notification was read from the store's own API with the credentials of the AppKey. */
  | 'STORE_API';

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

/** A market of ONE store, which has its own API host and product catalog. */
export type OneStoreMarket =
  /** The global market, for all countries except South Korea. */
  | 'MKT_GLB'
  /** The market of South Korea. */
  | 'MKT_ONE';

/** Operations that clients of a project may execute. Game servers and operators may execute any operation. */
export type OperationsPolicy =
  /** Clients may execute any operation. This is the default. */
  | 'ANY'
  /**
   * Clients may execute persisted operations only, by their document id or their unchanged text. Any other operation gets
   * the error `PERSISTED_OPERATION_NOT_FOUND`.
   */
  | 'PERSISTED_ONLY';

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

/** Kind of records that need an operator. Each names the list that shows them. */
export type OverviewIssueKind =
  /**
   * Payments whose store refunds them soon unless they are acknowledged, because half of the time until `deadline` has
   * passed: `payments` with `acknowledgementAlert: [WARNING, CRITICAL]`, the `store` and the `environment`.
   */
  | 'ACKNOWLEDGEMENT_DEADLINE'
  /** Payments that the store refused to acknowledge: `payments` with `acknowledgementAlert: [FAILED]`, the `store` and the `environment`. */
  | 'ACKNOWLEDGEMENT_FAILED'
  /**
   * Payments that a game server has given up to deliver, the first since `since`: `payments` with
   * `hasDeliveryFailure: true`, the `store` and the `environment`.
   */
  | 'DELIVERIES_FAILED'
  /** Discrepancies with the records of the `store` that are not resolved: those of `reconciliationReport`. */
  | 'DISCREPANCIES_OPEN'
  /**
   * An event consumer whose oldest event waits for more than 15 minutes, since `since`; `label` is its name, `count` the
   * number of events that wait.
   */
  | 'EVENT_CONSUMER_LAGGING'
  /** Notifications whose processing failed permanently: `notifications` with `status: FAILED` and the `store`. */
  | 'NOTIFICATIONS_FAILED'
  /**
   * Payments of consumable items that are paid and not consumed, by their age: `payments` with `status: [PAID]`,
   * `consumable: true`, `paidBetween` from `paidFrom` to `paidTo`, and the `environment`.
   */
  | 'PAYMENTS_UNCONSUMED'
  /** Purchases that are `PENDING` at their store although their reservation has ended; the oldest was requested at `since`. */
  | 'PURCHASES_PENDING'
  /** Refund reviews that wait for an answer until `deadline`: `refundReviews` with `status: [PENDING]` and the `store`. */
  | 'REFUND_REVIEWS_PENDING'
  /** Sales that belong to no user: `unattributedSales` with the `store`. The first was detected at `since`; the store refunds some at `deadline`. */
  | 'SALES_UNATTRIBUTED'
  /** A server key that expires at `deadline` and has no replacement; `label` is its name. */
  | 'SERVER_KEY_EXPIRING'
  /** A store connection whose last check failed; `label` is its `storeBundleId`. The failed checks began at `since`. */
  | 'STORE_CONNECTION_FAILING'
  /** A key of user tokens that expires at `deadline`; `label` is its `kid`, null if it has none. */
  | 'USER_TOKEN_KEY_EXPIRING'
  /** Calls of `verifyPurchase` of the last 24 hours that ended with the problem `problemCode`. Each call counts, so retries do, too. */
  | 'VERIFICATIONS_FAILED'
  /** A webhook endpoint whose deliveries fail, since `since`; `label` is its host, `count` the number of events that wait. */
  | 'WEBHOOK_FAILING'
  /** A webhook endpoint that is paused, since `since`; `label` is its host, `count` the number of events that wait. */
  | 'WEBHOOK_PAUSED';

/** Urgency of an issue. */
export type OverviewIssueSeverity =
  /** Money or customers are lost soon unless somebody acts. */
  | 'CRITICAL'
  /** It is worth knowing, and often resolves itself. */
  | 'NOTICE'
  /** Somebody should look at it today. */
  | 'WARNING';

/** Input of the mutation `pauseWebhookEndpoint`. */
export type PauseWebhookEndpointInput = {
  /** Id of the endpoint to pause, prefixed with `whk_`. */
  readonly endpointId: string;
};

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

/** Relation of a payment's user to the purchase. */
export type PaymentOwnership =
  /** The user bought the item. */
  | 'BOUGHT'
  /**
   * A family member of the user bought the item and shares it. The payment is REFUNDED when the store refunds the buyer
   * or the sharing ends.
   */
  | 'SHARED';

/**
 * Property by which the numbers of `paymentStatistics` are grouped. They are always grouped by currency too, because
 * amounts of different currencies are never added.
 */
export type PaymentStatisticsDimension =
  /** A group for each country. */
  | 'COUNTRY'
  /** A group for each calendar day in the AppKey's reporting time zone. */
  | 'DAY'
  /** A group for each item. */
  | 'ITEM'
  /** A group for each calendar month in the AppKey's reporting time zone. */
  | 'MONTH'
  /** A group for each store. */
  | 'STORE';

/**
 * Conditions for the payments that statistics count. A payment has to meet all conditions; a condition that is null or
 * left out is ignored. The conditions have the names and meanings of those of `PaymentFilter`.
 */
export type PaymentStatisticsFilter = {
  /** Counts payments of customers whose store account is in this country: an ISO 3166-1 alpha-2 code. */
  readonly countryCode?: string | null | undefined;
  /** Counts payments made in this currency. */
  readonly currencyCode?: string | null | undefined;
  /** Counts payments of the item with this id; it is the developer's own item id. */
  readonly itemId?: string | null | undefined;
  /** Counts payments made in one of these stores. */
  readonly store?: ReadonlyArray<Store> | null | undefined;
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

/** Conditions for purchases. A purchase has to meet all conditions; a condition that is null or left out is ignored. */
export type PurchaseFilter = {
  /** Matches purchases of the item with this id; it is the developer's own item id. */
  readonly itemId?: string | null | undefined;
  /** Matches purchases that were reserved within this period. */
  readonly requestedBetween?: DateTimeRange | null | undefined;
  /** Matches purchases in one of these statuses. */
  readonly status?: ReadonlyArray<PurchaseStatus> | null | undefined;
  /** Matches purchases in one of these stores. */
  readonly store?: ReadonlyArray<Store> | null | undefined;
  /** Matches purchases of the user with this id; it is the developer's own user id. */
  readonly userId?: string | null | undefined;
};

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

/** Store records that are compared with the server's records. */
export type ReconciliationSource =
  /** The store's refund history of each customer (App Store). */
  | 'CUSTOMER_REFUND_HISTORY'
  /** The store's history of sent notifications (App Store). */
  | 'NOTIFICATIONS'
  /** The store's record of each purchase that is still pending. */
  | 'PURCHASES'
  /** The store's list of refunds (Google Play, ONE store). */
  | 'REFUNDS';

/** Input of the mutation `refreshSubscription`. */
export type RefreshSubscriptionInput = {
  /** Id of the subscription, prefixed with `sub_`. */
  readonly subscriptionId: string;
};

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

/** Recommendation to a store that decides on a refund or chargeback. The store's decision may differ. */
export type RefundReviewAnswer =
  /** The store should not refund the customer. */
  | 'DECLINE'
  /** The store should refund the customer in full. */
  | 'GRANT'
  /** The store should refund the share that was not consumed. Only the App Store accepts this. */
  | 'GRANT_PRORATED'
  /** No recommendation: only the delivery and the consumption are reported. */
  | 'NEUTRAL';

/** Origin of the answer to a refund review. */
export type RefundReviewAnsweredBy =
  /** A member of the studio's staff, or the admin command line. */
  | 'OPERATOR'
  /** The `refundReviewPolicy` of the AppKey. */
  | 'POLICY'
  /** A call with a server key. */
  | 'SERVER';

/** Conditions on refund reviews; a review has to meet all that are given. */
export type RefundReviewFilter = {
  /** Matches refund reviews whose deadline is before this time, in UTC. */
  readonly deadlineBefore?: string | null | undefined;
  /** Matches refund reviews of the payment with this id, prefixed with `pay_`. */
  readonly paymentId?: string | null | undefined;
  /** Matches refund reviews with one of these statuses. */
  readonly status?: ReadonlyArray<RefundReviewStatus> | null | undefined;
  /** Matches refund reviews of one of these stores. */
  readonly store?: ReadonlyArray<Store> | null | undefined;
};

/** Order of a list of refund reviews. */
export type RefundReviewOrder =
  /** By the deadline, nearest first. */
  | 'DEADLINE_ASC'
  /** By the time of the request, newest first. */
  | 'REQUESTED_AT_DESC';

/** Way in which an AppKey answers refund reviews. */
export type RefundReviewPolicy =
  /**
   * The delivery and the consumption are reported together with the recommendation that follows from them: `DECLINE`
   * for items that were consumed and delivered, `GRANT` for items that were not consumed, and `NEUTRAL` otherwise.
   */
  | 'ANSWER_FROM_RECORD'
  /** Nothing is sent unless `answerRefundReview` is called. This is the default. */
  | 'MANUAL'
  /** The delivery and the consumption are reported to the store, without a recommendation. */
  | 'REPORT_RECORD';

/** Status of a refund review. */
export type RefundReviewStatus =
  /** The store accepted the answer. */
  | 'ANSWERED'
  /** An answer was chosen and is being sent to the store; it is repeated until the store accepts it or the deadline passes. */
  | 'ANSWERING'
  /** All payments of the review were refunded before an answer was chosen, so none is needed. */
  | 'CLOSED'
  /** The deadline passed without an accepted answer. */
  | 'EXPIRED'
  /** The store rejected the answer permanently. */
  | 'FAILED'
  /** The store waits for an answer, and none has been chosen yet. */
  | 'PENDING';

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

/** Input of the mutation `registerUserTokenKey`. */
export type RegisterUserTokenKeyInput = {
  /** Time from which the key no longer verifies user tokens; it must be in the future. It does not expire if left out. */
  readonly expiresAt?: string | null | undefined;
  /**
   * Key id (`kid`) that tokens carry in their header, 1–200 characters, different from those of the other keys. Defaults
   * to the `kid` of the JWK; without any, the key verifies tokens with any key id.
   */
  readonly kid?: string | null | undefined;
  /**
   * Time for which the replaced key still verifies user tokens, in seconds: 0–2592000 (30 days). Defaults to 86400, the
   * longest life of a user token.
   */
  readonly overlapSeconds?: number | null | undefined;
  /** Public key in PEM (`-----BEGIN PUBLIC KEY-----`), or a public JWK in JSON: P-256 or Ed25519. */
  readonly publicKey: string;
  /** Id of the key that the new key replaces, prefixed with `utk_`; none if left out. */
  readonly replacesKeyId?: string | null | undefined;
};

/** Input of the mutation `rejectRefund`. */
export type RejectRefundInput = {
  /** Id of the request, prefixed with `rap_`. */
  readonly approvalId: string;
  /** Reason for the refusal, for the audit log and the requester, 1–500 characters. */
  readonly reason: string;
};

/** Input of the mutation `releaseUser`. */
export type ReleaseUserInput = {
  /** Reason of the release, 1–500 characters, for the audit log. */
  readonly reason: string;
  /** The developer's own id of the user. */
  readonly userId: string;
};

/** Input of the mutation `reopenDiscrepancy`. */
export type ReopenDiscrepancyInput = {
  /** Id of the discrepancy, prefixed with `dcp_`. */
  readonly discrepancyId: string;
  /** Reason why the discrepancy needs attention, 1–500 characters, for the audit log. */
  readonly reason: string;
};

/** Input of the mutation `replayNotification`. */
export type ReplayNotificationInput = {
  /** Id of the notification to process again, prefixed with `ntf_`. */
  readonly notificationId: string;
};

/** Input of the mutation `replayWebhookDelivery`. */
export type ReplayWebhookDeliveryInput = {
  /** Id of the delivery attempt whose event is sent again, prefixed with `whd_`. Its endpoint must be active. */
  readonly deliveryId: string;
};

/** Input of the mutation `replayWebhookEvents`. */
export type ReplayWebhookEventsInput = {
  /** Id of the endpoint, prefixed with `whk_`. */
  readonly endpointId: string;
  /** Cursor in the retained part of the event feed, after which events are delivered again. */
  readonly from: string;
};

/** Input of the mutation `rereadPayment`. */
export type RereadPaymentInput = {
  /** Id of the payment to read, prefixed with `pay_`. */
  readonly paymentId: string;
};

/** Input of the mutation `resumeWebhookEndpoint`. */
export type ResumeWebhookEndpointInput = {
  /** Id of the endpoint to resume, prefixed with `whk_`. */
  readonly endpointId: string;
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

/** Input of the mutation `revokeEntitlementGrant`. */
export type RevokeEntitlementGrantInput = {
  /** Id of the grant, prefixed with `gnt_`. */
  readonly grantId: string;
  /** Reason of the revocation, 1–500 characters, for the audit log. */
  readonly reason: string;
};

/** Input of the mutation `revokeOperatorGrant`. */
export type RevokeOperatorGrantInput = {
  /** Id of the operator, prefixed with `opr_`. */
  readonly operatorId: string;
};

/** Input of the mutation `revokeOperatorInvitation`. */
export type RevokeOperatorInvitationInput = {
  /** Id of the invitation, prefixed with `inv_`. */
  readonly invitationId: string;
};

/** Input of the mutation `revokePersonalAccessToken`. */
export type RevokePersonalAccessTokenInput = {
  /** Id of the token, prefixed with `pat_`. */
  readonly tokenId: string;
};

/** Input of the mutation `revokeServerKey`. */
export type RevokeServerKeyInput = {
  /** Id of the server key to revoke, prefixed with `key_`. */
  readonly serverKeyId: string;
};

/** Input of the mutation `revokeSubscription`. */
export type RevokeSubscriptionInput = {
  /**
   * Version of the subscription that the caller saw. If it has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the subscription as it is.
   */
  readonly expectedVersion?: number | null | undefined;
  /** Key, 1–200 characters, that makes the call safe to retry. */
  readonly idempotencyKey?: string | null | undefined;
  /** Reason for the revocation, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: string;
  /** Refund that the store is asked for. */
  readonly refund: SubscriptionRefundKind;
  /** Id of the product at the store whose line ends, with the full refund of that line; null ends the whole subscription. */
  readonly storeProductId?: string | null | undefined;
  /** Id of the subscription to revoke, prefixed with `sub_`. */
  readonly subscriptionId: string;
};

/** Input of the mutation `rotateServerKey`. */
export type RotateServerKeyInput = {
  /** Time from which the new key is no longer accepted; it must be in the future. The key does not expire if left out. */
  readonly expiresAt?: string | null | undefined;
  /**
   * Key of 1–200 characters that makes the call repeatable: a repeated call rotates nothing and returns the same new
   * server key, but not its secret, which is stored nowhere. If the first response was lost, rotate the new key.
   */
  readonly idempotencyKey?: string | null | undefined;
  /**
   * Time for which the previous key stays valid, in seconds: 0–2592000 (30 days), and at most until its own expiry.
   * Defaults to 86400 (24 hours). With 0 it stops at once, which is right for a secret that leaked.
   */
  readonly overlapSeconds?: number | null | undefined;
  /** Id of the server key to rotate, prefixed with `key_`. It must be valid. */
  readonly serverKeyId: string;
};

/** Input of the mutation `rotateUserSecret`. */
export type RotateUserSecretInput = {
  /**
   * Time for which the previous secret still verifies user tokens, in hours: 0–168. Defaults to 24, the longest life
   * of a user token. With 0 it stops at once, which is right for a secret that leaked.
   */
  readonly overlapHours?: number | null | undefined;
};

/** Input of the mutation `rotateWebhookSecret`. */
export type RotateWebhookSecretInput = {
  /** Id of the endpoint whose secret is rotated, prefixed with `whk_`. */
  readonly endpointId: string;
};

/** Treatment of receipts from a store's sandbox. */
export type SandboxPolicy =
  /** Sandbox receipts are accepted from every user. */
  | 'ALLOW'
  /** Sandbox receipts are rejected with `RECEIPT_ENVIRONMENT_REFUSED`. */
  | 'DENY'
  /** Sandbox receipts are accepted only from the users listed in `sandboxTesterUserIds`. This is the default. */
  | 'TESTERS_ONLY';

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

/** Permissions of a server key. Each role includes the permissions of the roles listed before it. */
export type ServerKeyRole =
  /** The key can also change settings: items, store connections, server keys and webhook endpoints. */
  | 'ADMIN'
  /** The key can do everything that a game server needs: reserve, verify, consume and complete payments, and read events. */
  | 'GAME_SERVER'
  /**
   * The key can read what belongs to its AppKey, and change nothing. It sees no purchase tokens, because with them
   * it could consume payments, no webhook endpoints, because their URLs may contain secrets, and no audit log.
   */
  | 'READER';

/** State of a server key. */
export type ServerKeyStatus =
  /** The key is accepted, and does not end within the next 14 days. */
  | 'ACTIVE'
  /** The key is no longer accepted, because its time has come. */
  | 'EXPIRED'
  /** The key is accepted, and ends within the next 14 days. Rotate it, or deploy the key that replaces it. */
  | 'EXPIRES_SOON'
  /** The key was revoked and is no longer accepted. */
  | 'REVOKED';

/** A step of setting up a project, from an empty AppKey to the first delivered purchase. */
export type SetUpStepName =
  /** A webhook endpoint or an event consumer follows the events of the project. */
  | 'EVENTS_FOLLOWED'
  /** Each item that can be bought has a product in the store. The first 1,000 items are looked at. */
  | 'ITEMS_MAPPED'
  /** The project has an item that it sells. */
  | 'ITEM_CREATED'
  /** A notification of the store has arrived. The newest 200 notifications of all stores are looked at. */
  | 'NOTIFICATION_RECEIVED'
  /** A payment was consumed, so an item was delivered. */
  | 'PAYMENT_CONSUMED'
  /** A purchase was verified, so the project has a payment. */
  | 'PURCHASE_VERIFIED'
  /** The operator who asks has a second factor, which keys, credentials and refunds require. */
  | 'SECOND_FACTOR'
  /** A server key of the project was used, so a game server calls this server. */
  | 'SERVER_KEY_USED'
  /** The connection was checked as it is, and no step of the check failed. */
  | 'STORE_CHECKED'
  /** The project is connected to a store. */
  | 'STORE_CONNECTED';

/** Input of the mutation `startReconciliation`. */
export type StartReconciliationInput = {
  /** The store whose records are compared. */
  readonly store: Store;
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

/** Reason of the result of a step. */
export type StoreCheckCode =
  /** The API of the store is not enabled for the account. */
  | 'API_DISABLED'
  /** The store has no such app, or the account does not see it. */
  | 'APP_NOT_FOUND'
  /** A root certificate of the connection has expired. */
  | 'CERTIFICATE_EXPIRED'
  /** A root certificate of the connection expires within 30 days. */
  | 'CERTIFICATE_EXPIRES'
  /** The store rejects the credentials because the clock of this machine is wrong. */
  | 'CLOCK_WRONG'
  /** The connection has no credentials for the API of the store. */
  | 'CREDENTIALS_MISSING'
  /** The store rejects the credentials: they are wrong, were replaced or withdrawn. */
  | 'CREDENTIALS_REJECTED'
  /** The connection has a setting with which it cannot be used. */
  | 'MISCONFIGURED'
  /** The connection lacks what verifies notifications, so they are rejected. */
  | 'NOTIFICATIONS_NOT_CONFIGURED'
  /** Another part has to be corrected first. */
  | 'NOT_CHECKED'
  /** No notification has arrived in the last 30 days: the store may not have the address of this server. */
  | 'NO_NOTIFICATION'
  /** No item has a product in the store. */
  | 'NO_PRODUCTS'
  /** The part works as it should. */
  | 'OK'
  /** The store knows the account, which lacks a permission for the app. */
  | 'PERMISSION_MISSING'
  /** Some items that can be bought have no product in the store. */
  | 'PRODUCTS_MISSING'
  /** The store did not answer, or not with what it should. Try again. */
  | 'STORE_UNAVAILABLE';

/** Part of a connection that a check looks at. */
export type StoreCheckPart =
  /** Root certificates that replace those of the store, for a store emulator. */
  | 'CERTIFICATES'
  /** The key, service account, client secret or API secret of the connection. */
  | 'CREDENTIALS'
  /** Receiving and verifying notifications of the store. */
  | 'NOTIFICATIONS'
  /** Reading orders from Google Play, which needs a permission of its own. */
  | 'ORDERS'
  /** Products of the AppKey's items in the store. */
  | 'PRODUCTS'
  /** Reading purchases of the app from the store. */
  | 'PURCHASES';

/** Result of a step of a check. */
export type StoreCheckStatus =
  /** The connection does not work without it. */
  | 'FAILED'
  /** The part was not checked, because another one fails. */
  | 'NOT_CHECKED'
  /** The part works as it should. */
  | 'PASSED'
  /** The connection works, but something is missing that a shop needs. */
  | 'WARNING';

/** Way in which a store said something about a payment. */
export type StoreEvidenceKind =
  /** The store answered a call of the server, or signed the receipt that the app submitted. */
  | 'ANSWER'
  /** The store sent a notification. It is no proof itself: the server then asks the store. */
  | 'NOTIFICATION';

/** Product id of an item in one store. */
export type StoreProductInput = {
  /** Id of the product in the store, 1–255 characters. */
  readonly productId: string;
  /** The store in which the item has this product id. */
  readonly store: Store;
  /**
   * The app that sells the product: its bundle id or package name, where the apps of a store have products of their own;
   * null if all apps of the store sell it.
   */
  readonly storeBundleId?: string | null | undefined;
};

/** State of a sale at its store. */
export type StoreSaleStatus =
  /** The sale was canceled, or will not be paid. A store that does not distinguish them reports refunded sales so too. */
  | 'CANCELED'
  /** The customer paid, and at most a part was refunded. */
  | 'PAID'
  /** The customer has not paid yet. */
  | 'PENDING'
  /** The store refunded the whole sale. */
  | 'REFUNDED';

/** Reason why a subscription no longer renews, or ended. */
export type SubscriptionCancelReason =
  /** The customer's payment method was declined for too long. */
  | 'BILLING'
  /** The developer canceled the subscription. */
  | 'DEVELOPER'
  /** A reason that the store does not state, or that this version does not know. */
  | 'OTHER'
  /** The customer did not agree to a new price. */
  | 'PRICE_NOT_AGREED'
  /** The product is no longer sold. */
  | 'PRODUCT_UNAVAILABLE'
  /** Another subscription of the same customer took its place. */
  | 'REPLACED'
  /** The store itself ended the subscription, for example after a refund. */
  | 'STORE'
  /** The customer turned the renewal off. */
  | 'USER';

/** Conditions on subscriptions, all of which have to hold. A condition that is null or absent holds for every subscription. */
export type SubscriptionFilter = {
  /** Matches subscriptions that do not renew, or ended, for one of these reasons. */
  readonly cancelReason?: ReadonlyArray<SubscriptionCancelReason> | null | undefined;
  /** Matches subscriptions that the store first said to have ended within this period of time, and that have not come back. */
  readonly endedBetween?: DateTimeRange | null | undefined;
  /** Whether it was bought with real money. */
  readonly environment?: Environment | null | undefined;
  /** Matches subscriptions with such a reason (true) or without (false). */
  readonly hasCancelReason?: boolean | null | undefined;
  /** True: only those that belong to no user. False: only those that belong to one. */
  readonly isUnattributed?: boolean | null | undefined;
  /** The developer's own id of the item of its current product. */
  readonly itemId?: string | null | undefined;
  /** Matches subscriptions that the customer bought, or that a family member shares. */
  readonly ownership?: PaymentOwnership | null | undefined;
  /** Matches subscriptions whose current period was sold in one of these phases. */
  readonly phase?: ReadonlyArray<PeriodPhase> | null | undefined;
  /** Statuses of the subscription, one of which it has. */
  readonly status?: ReadonlyArray<SubscriptionStatus> | null | undefined;
  /** The store that sells it. */
  readonly store?: Store | null | undefined;
  /** The developer's own id of the user to whom it belongs. */
  readonly userId?: string | null | undefined;
  /** Matches subscriptions that the store will renew (true) or will not (false). */
  readonly willRenew?: boolean | null | undefined;
};

/** Progress of a change of the price. */
export type SubscriptionPriceChangeStatus =
  /** The new price was charged. */
  | 'APPLIED'
  /** The change was canceled. */
  | 'CANCELED'
  /** The customer has agreed, or need not agree. */
  | 'CONFIRMED'
  /** The customer was told, and has not agreed yet. */
  | 'OUTSTANDING';

/** Refund that a revocation of a subscription asks the store for. */
export type SubscriptionRefundKind =
  /** The charge of the current period is returned in full. */
  | 'FULL'
  /** Nothing is returned. Google Play does not revoke without a refund. */
  | 'NONE'
  /** The part of the charge for the rest of the current period is returned. */
  | 'PRORATED';

/** Effect of a refund of a subscription's period on the access, where the store does not end the access by itself. */
export type SubscriptionRefundPolicy =
  /** The access ends as soon as the refund of the current period is known. */
  | 'END_AT_ONCE'
  /** The access ends when the store says so. This is the default. */
  | 'FOLLOW_STORE'
  /** The access lasts until the end of the period that was refunded, whatever the store says about the refund. */
  | 'KEEP_UNTIL_EXPIRY';

/** Conditions for the subscriptions and periods that statistics count. Both have to be met; one that is null is ignored. */
export type SubscriptionStatisticsFilter = {
  /** Counts subscriptions of the item with this id; it is the developer's own item id. Periods count for their own item. */
  readonly itemId?: string | null | undefined;
  /** Counts subscriptions of one of these stores. */
  readonly store?: ReadonlyArray<Store> | null | undefined;
};

/** Length of the periods by which the movement of subscriptions is counted, in the AppKey's reporting time zone. */
export type SubscriptionStatisticsInterval =
  /** Calendar days, from midnight to midnight. */
  | 'DAY'
  /** Calendar months, from the first day to the last. */
  | 'MONTH'
  /** Calendar weeks, which begin on Monday. */
  | 'WEEK';

/** State of a subscription, as its store last stated it. Subscriptions that end can become active again. */
export type SubscriptionStatus =
  /** The subscription gives access until `accessUntil`, whether or not it renews then. */
  | 'ACTIVE'
  /** The subscription has ended. A late payment can make it active again. */
  | 'EXPIRED'
  /** A renewal was declined, and the store still gives access while it tries again. */
  | 'IN_GRACE_PERIOD'
  /** A renewal was declined, and the store withholds the access while it tries again. */
  | 'ON_HOLD'
  /** The customer has paused the subscription; there is no access until it resumes. */
  | 'PAUSED'
  /** The first payment is not made yet; there is no access. */
  | 'PENDING'
  /** The store took the access back before its end, for example with a refund. A reversal makes it active again. */
  | 'REVOKED';

/** Outcome of a free trial. */
export type SubscriptionTrialOutcome =
  /** A later period of the subscription was charged, whatever became of it afterwards. */
  | 'CONVERTED'
  /** No later period was charged, and the subscription has ended. */
  | 'NOT_CONVERTED'
  /** No later period was charged yet, and the subscription has not ended: the trial may still convert. */
  | 'OPEN';

/** Input of the mutation `suspendUser`. */
export type SuspendUserInput = {
  /** Reason of the suspension, 1–500 characters, for the audit log. */
  readonly reason: string;
  /** The developer's own id of the user. */
  readonly userId: string;
};

/** Input of the mutation `testWebhookEndpoint`. */
export type TestWebhookEndpointInput = {
  /** Id of the endpoint to test, prefixed with `whk_`. */
  readonly endpointId: string;
};

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

/** Treatment of a payment that is still unconsumed when its store's acknowledgement deadline approaches. */
export type UnconsumedPolicy =
  /** The payment is acknowledged at the store, so the money stays, and the item is still owed to the user. */
  | 'ACKNOWLEDGE'
  /** The payment is not acknowledged, so the store refunds the customer automatically. This is the default. */
  | 'ALLOW_AUTO_REFUND';

/** Input of the mutation `updateAppKey`. */
export type UpdateAppKeyInput = {
  /** Treatment of a receipt whose account token belongs to no purchase of the project; unchanged if left out. */
  readonly accountTokenPolicy?: AccountTokenPolicy | null | undefined;
  /** Caller that acknowledges payments at their store; payments that are pending follow the change. Unchanged if left out. */
  readonly acknowledgeBy?: AcknowledgeBy | null | undefined;
  /**
   * Payment state from which payments are acknowledged at their store; also applies to payments whose
   * acknowledgement is still pending. Unchanged if left out.
   */
  readonly acknowledgeOn?: AcknowledgeOn | null | undefined;
  /**
   * Origins of browser games, for example `https://game.example.com`, at most 50; `http` is accepted for localhost only,
   * and there are no wildcards. Replaces the whole list; unchanged if left out.
   */
  readonly allowedOrigins?: ReadonlyArray<string> | null | undefined;
  /** Type of caller that consumes the project's payments; unchanged if left out. */
  readonly consumeModel?: ConsumeModel | null | undefined;
  /** Treatment of a receipt of an item that a family member of the user bought and shares; unchanged if left out. */
  readonly familySharingPolicy?: FamilySharingPolicy | null | undefined;
  /** New display name, 1–100 characters; the name is unchanged if left out. */
  readonly name?: string | null | undefined;
  /** Operations that clients of the project may execute; unchanged if left out. */
  readonly operationsPolicy?: OperationsPolicy | null | undefined;
  /** Reason for the change, for the audit log, 1–500 characters; may be left out. */
  readonly reason?: string | null | undefined;
  /**
   * Largest refunds that an operator makes alone, one for each currency, at most 50; larger ones need a second operator, and
   * so do those in other currencies. Replaces the whole list; an empty list means that no refund needs a second operator.
   * Unchanged if left out.
   */
  readonly refundApprovalLimits?: ReadonlyArray<MoneyInput> | null | undefined;
  /**
   * Way in which stores that request evidence before they decide on a refund are answered; also applies to refund
   * reviews that are still pending. Unchanged if left out.
   */
  readonly refundReviewPolicy?: RefundReviewPolicy | null | undefined;
  /**
   * IANA name of the time zone whose calendar days the statistics have, for example `Asia/Seoul`. A change counts all
   * payments again. Unchanged if left out.
   */
  readonly reportingTimeZone?: string | null | undefined;
  /** Whether clients have to send a user token; unchanged if left out. */
  readonly requireUserToken?: boolean | null | undefined;
  /** Treatment of receipts from a store's sandbox; unchanged if left out. */
  readonly sandboxPolicy?: SandboxPolicy | null | undefined;
  /**
   * The developer's own ids of the users whose sandbox receipts are accepted under `TESTERS_ONLY`, at most
   * 1,000. Replaces the whole list; unchanged if left out.
   */
  readonly sandboxTesterUserIds?: ReadonlyArray<string> | null | undefined;
  /**
   * Whether the project's customers have consented to consumption information being sent to their store. Unchanged
   * if left out.
   */
  readonly sendConsumptionInfo?: boolean | null | undefined;
  /** Hours, 0–72, for which the access of a subscription is kept while the store cannot be read; unchanged if left out. */
  readonly subscriptionLeewayHours?: number | null | undefined;
  /** Effect of a refund of a subscription's period on the access; unchanged if left out. */
  readonly subscriptionRefundPolicy?: SubscriptionRefundPolicy | null | undefined;
  /** Treatment of payments that are still unconsumed when the acknowledgement deadline approaches; unchanged if left out. */
  readonly unconsumedPolicy?: UnconsumedPolicy | null | undefined;
};

/** Input of the mutation `updateServerKey`. */
export type UpdateServerKeyInput = {
  /** New display name, 1–100 characters. */
  readonly name: string;
  /** Id of the server key, prefixed with `key_`. */
  readonly serverKeyId: string;
};

/** Input of the mutation `updateWebhookEndpoint`. */
export type UpdateWebhookEndpointInput = {
  /** Id of the endpoint to change, prefixed with `whk_`. */
  readonly endpointId: string;
  /** Types of the events to deliver; null for all types, unchanged if left out. */
  readonly types?: ReadonlyArray<PaymentEventType> | null | undefined;
  /** New URL to which events are sent; unchanged if left out. */
  readonly url?: string | null | undefined;
};

/** Input of the mutation `upsertEntitlement`. */
export type UpsertEntitlementInput = {
  /**
   * The developer's own ids of the items that give the entitlement, at most 500. Replaces the whole list; null leaves it
   * unchanged. Items of the type `CONSUMABLE` give no entitlement.
   */
  readonly itemIds?: ReadonlyArray<string> | null | undefined;
  /** The developer's own key of the entitlement: 1–100 letters, digits, `.`, `_` or `-`. */
  readonly key: string;
  /** Display name of the entitlement, 1–100 characters; the key for a new entitlement. Null leaves it unchanged. */
  readonly name?: string | null | undefined;
};

/** Input of the mutation `upsertItem`. */
export type UpsertItemInput = {
  /**
   * Whether the free trial of a consumable subscription gives a payment to consume; false for a new item, and only
   * `CONSUMABLE_AUTO_RENEWABLE` may have true. Null leaves it unchanged. It counts for trials that are recorded after the change.
   */
  readonly consumeTrial?: boolean | null | undefined;
  /** Whether the item can be bought; true for a new item. Null leaves it unchanged. */
  readonly enabled?: boolean | null | undefined;
  /** The developer's own id of the item: 1–100 letters, digits, `.`, `_` or `-`. */
  readonly itemId: string;
  /** Display name of the item, 1–100 characters. Required for a new item; null leaves it unchanged. */
  readonly name?: string | null | undefined;
  /**
   * Product ids in the stores: at most one for each store, and one for each app of a store. Replaces the whole list;
   * null leaves it unchanged. A purchase that was reserved before keeps the product id that it was reserved with.
   */
  readonly storeProducts?: ReadonlyArray<StoreProductInput> | null | undefined;
  /**
   * Type of the item, which determines how it is bought and consumed. Required for a new item, and cannot be
   * changed later; null leaves it unchanged. The Test store sells no subscriptions: a product of it is then refused with
   * `SUBSCRIPTIONS_NOT_SUPPORTED`.
   */
  readonly type?: ItemType | null | undefined;
};

/** Signature algorithm of a user token key. */
export type UserTokenAlgorithm =
  /** EdDSA with Ed25519. The header of a token may say `EdDSA` or `Ed25519`. */
  | 'EDDSA'
  /** ECDSA with P-256 and SHA-256. */
  | 'ES256';

/** Outcome of an attempt to deliver an event. */
export type WebhookDeliveryAttemptStatus =
  /** The endpoint responded with a 2xx status. */
  | 'DELIVERED'
  /** The endpoint responded with another status, or did not respond. */
  | 'FAILED';

/** Reason why a webhook endpoint is paused. */
export type WebhookPauseReason =
  /** The endpoint responded with HTTP status 410 (Gone). */
  | 'ENDPOINT_GONE'
  /** Delivery of an event failed for too long; `lastError` describes the last failure. */
  | 'FAILING'
  /** The endpoint was paused with `pauseWebhookEndpoint`. */
  | 'MANUAL';

/** Whether events are delivered to a webhook endpoint. */
export type WebhookStatus =
  /** Events are delivered to the endpoint. */
  | 'ACTIVE'
  /** Nothing is delivered until the endpoint is resumed; delivery then continues where it stopped. */
  | 'PAUSED';

/** Input of the mutation `withdrawUserSecret`. */
export type WithdrawUserSecretInput = {
  /** Id of the previous secret, prefixed with `uts_`. */
  readonly userSecretId: string;
};

/** Input of the mutation `withdrawUserTokenKey`. */
export type WithdrawUserTokenKeyInput = {
  /** Id of the key, prefixed with `utk_`. */
  readonly userTokenKeyId: string;
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

export type AuditLogQueryVariables = Exact<{
  subjectId?: string | null | undefined;
  actor?: AuditActorFilter | null | undefined;
  action?: string | null | undefined;
  occurredBetween?: DateTimeRange | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { readonly auditLog: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly occurredAt: string, readonly position: number | null, readonly hash: string | null, readonly transport: AuditTransport | null, readonly address: string | null, readonly requestId: string | null, readonly action: string, readonly subjectId: string, readonly reason: string | null, readonly changes: unknown, readonly actor: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } }, readonly appKey: { readonly id: string, readonly auditHead: { readonly position: number, readonly hash: string } | null } };

export type AuditLogRowFragment = { readonly id: string, readonly occurredAt: string, readonly position: number | null, readonly hash: string | null, readonly transport: AuditTransport | null, readonly address: string | null, readonly requestId: string | null, readonly action: string, readonly subjectId: string, readonly reason: string | null, readonly changes: unknown, readonly actor: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } };

export type GrantableEntitlementsQueryVariables = Exact<{ [key: string]: never; }>;


export type GrantableEntitlementsQuery = { readonly entitlementDefinitions: ReadonlyArray<{ readonly id: string, readonly key: string, readonly name: string }> };

export type EntitlementDefinitionsQueryVariables = Exact<{ [key: string]: never; }>;


export type EntitlementDefinitionsQuery = { readonly entitlementDefinitions: ReadonlyArray<{ readonly id: string, readonly key: string, readonly name: string, readonly isApplied: boolean, readonly updatedAt: string, readonly itemCount: number, readonly holderCount: { readonly value: number, readonly isExact: boolean }, readonly items: ReadonlyArray<{ readonly id: string, readonly itemId: string, readonly name: string }> }> };

export type EntitlementToEditQueryVariables = Exact<{
  id: string;
}>;


export type EntitlementToEditQuery = { readonly node:
    | { readonly id: string, readonly key: string, readonly name: string, readonly items: ReadonlyArray<{ readonly id: string, readonly itemId: string, readonly name: string, readonly type: ItemType }> }
    | Record<PropertyKey, never>
   | null };

export type GivingItemsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type GivingItemsQuery = { readonly items: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly itemId: string, readonly name: string, readonly type: ItemType }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type UpsertEntitlementMutationVariables = Exact<{
  input: UpsertEntitlementInput;
}>;


export type UpsertEntitlementMutation = { readonly upsertEntitlement: { readonly entitlement: { readonly id: string, readonly isApplied: boolean } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type GrantEntitlementMutationVariables = Exact<{
  input: GrantEntitlementInput;
}>;


export type GrantEntitlementMutation = { readonly grantEntitlement: { readonly grant: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RevokeEntitlementGrantMutationVariables = Exact<{
  input: RevokeEntitlementGrantInput;
}>;


export type RevokeEntitlementGrantMutation = { readonly revokeEntitlementGrant: { readonly grant: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type EntitlementRowFragment = { readonly key: string, readonly name: string, readonly isActive: boolean, readonly accessUntil: string | null, readonly willRenew: boolean, readonly inGracePeriod: boolean, readonly isStale: boolean, readonly source: EntitlementSource, readonly sourceId: string, readonly environment: Environment };

export type EntitlementGrantRowFragment = { readonly id: string, readonly kind: EntitlementGrantKind, readonly accessUntil: string | null, readonly reason: string, readonly grantedBy: string, readonly createdAt: string, readonly revokedAt: string | null, readonly entitlement: { readonly id: string, readonly key: string, readonly name: string } };

export type EntitlementDefinitionRowFragment = { readonly id: string, readonly key: string, readonly name: string, readonly isApplied: boolean, readonly updatedAt: string, readonly itemCount: number, readonly holderCount: { readonly value: number, readonly isExact: boolean }, readonly items: ReadonlyArray<{ readonly id: string, readonly itemId: string, readonly name: string }> };

export type EventConsumersQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type EventConsumersQuery = { readonly eventConsumers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly cursor: string, readonly ackedAt: string, readonly lag: number, readonly oldestUnackedAgeSeconds: number }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } } };

export type DeleteEventConsumerMutationVariables = Exact<{
  input: DeleteEventConsumerInput;
}>;


export type DeleteEventConsumerMutation = { readonly deleteEventConsumer: { readonly consumer: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ItemsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ItemsQuery = { readonly items: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly itemId: string, readonly name: string, readonly type: ItemType, readonly enabled: boolean, readonly consumeTrial: boolean, readonly storeProducts: ReadonlyArray<{ readonly store: Store, readonly productId: string, readonly storeBundleId: string | null }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } }, readonly appKey: { readonly id: string, readonly storeConnections: ReadonlyArray<{ readonly store: Store, readonly storeBundleId: string }> } };

export type ItemsBeforeQueryVariables = Exact<{
  before?: string | null | undefined;
}>;


export type ItemsBeforeQuery = { readonly items: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly itemId: string, readonly name: string, readonly type: ItemType, readonly enabled: boolean, readonly consumeTrial: boolean, readonly storeProducts: ReadonlyArray<{ readonly store: Store, readonly productId: string, readonly storeBundleId: string | null }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } }, readonly appKey: { readonly id: string, readonly storeConnections: ReadonlyArray<{ readonly store: Store, readonly storeBundleId: string }> } };

export type ItemConnectionsFragment = { readonly appKey: { readonly id: string, readonly storeConnections: ReadonlyArray<{ readonly store: Store, readonly storeBundleId: string }> } };

export type ItemPageFragment = { readonly nodes: ReadonlyArray<{ readonly id: string, readonly itemId: string, readonly name: string, readonly type: ItemType, readonly enabled: boolean, readonly consumeTrial: boolean, readonly storeProducts: ReadonlyArray<{ readonly store: Store, readonly productId: string, readonly storeBundleId: string | null }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } };

export type ItemRowFragment = { readonly id: string, readonly itemId: string, readonly name: string, readonly type: ItemType, readonly enabled: boolean, readonly consumeTrial: boolean, readonly storeProducts: ReadonlyArray<{ readonly store: Store, readonly productId: string, readonly storeBundleId: string | null }> };

export type UpsertItemMutationVariables = Exact<{
  input: UpsertItemInput;
}>;


export type UpsertItemMutation = { readonly upsertItem: { readonly item: { readonly id: string, readonly itemId: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ImportItemsMutationVariables = Exact<{
  input: ImportItemsInput;
}>;


export type ImportItemsMutation = { readonly importItems: { readonly createdCount: number | null, readonly changedCount: number | null, readonly unchangedCount: number | null, readonly errorCount: number, readonly rows: ReadonlyArray<{ readonly row: number, readonly itemId: string, readonly outcome: ItemImportOutcome, readonly before: unknown, readonly after: unknown }> | null, readonly errors: ReadonlyArray<{ readonly row: number | null, readonly column: string | null, readonly code: ItemImportErrorCode, readonly message: string }>, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type NotePageFragment = { readonly nodes: ReadonlyArray<{ readonly id: string, readonly text: string | null, readonly createdAt: string, readonly author: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean } };

export type AddNoteMutationVariables = Exact<{
  input: AddNoteInput;
}>;


export type AddNoteMutation = { readonly addNote: { readonly replayed: boolean, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type NotificationsQueryVariables = Exact<{
  store?: Store | null | undefined;
  status?: NotificationStatus | null | undefined;
  type?: string | null | undefined;
  environment?: Environment | null | undefined;
  receivedBetween?: DateTimeRange | null | undefined;
  after?: string | null | undefined;
}>;


export type NotificationsQuery = { readonly notifications: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly store: Store, readonly type: string, readonly environment: Environment | null, readonly receivedAt: string, readonly status: NotificationStatus, readonly attempts: number, readonly result: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } } };

export type NotificationRowFragment = { readonly id: string, readonly store: Store, readonly type: string, readonly environment: Environment | null, readonly receivedAt: string, readonly status: NotificationStatus, readonly attempts: number, readonly result: string | null };

export type NotificationQueryVariables = Exact<{
  id: string;
}>;


export type NotificationQuery = { readonly notification: { readonly storeNotificationId: string, readonly sentAt: string | null, readonly source: NotificationSource, readonly verification: NotificationVerification, readonly processedAt: string | null, readonly content: unknown, readonly id: string, readonly store: Store, readonly type: string, readonly environment: Environment | null, readonly receivedAt: string, readonly status: NotificationStatus, readonly attempts: number, readonly result: string | null, readonly payments: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly paidAt: string, readonly quantity: number, readonly countryCode: string | null, readonly storeOrderId: string | null, readonly storeTransactionId: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly user: { readonly id: string, readonly userId: string }, readonly item: { readonly id: string, readonly itemId: string, readonly name: string }, readonly refund: { readonly full: boolean } | null, readonly acknowledgement: { readonly status: AcknowledgementStatus, readonly deadline: string | null } }> } | null };

export type ReplayNotificationMutationVariables = Exact<{
  input: ReplayNotificationInput;
}>;


export type ReplayNotificationMutation = { readonly replayNotification: { readonly notification: { readonly id: string, readonly status: NotificationStatus } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type OperatorGrantsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OperatorGrantsQuery = { readonly operatorGrants: { readonly nodes: ReadonlyArray<{ readonly role: OperatorRole, readonly grantedAt: string, readonly operator: { readonly id: string, readonly email: string, readonly name: string, readonly installationOwner: boolean, readonly twoFactorEnabled: boolean, readonly disabledAt: string | null, readonly createdAt: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } }, readonly operatorInvitations: ReadonlyArray<{ readonly id: string, readonly email: string, readonly role: OperatorRole, readonly createdAt: string, readonly expiresAt: string }> };

export type OperatorGrantRowFragment = { readonly role: OperatorRole, readonly grantedAt: string, readonly operator: { readonly id: string, readonly email: string, readonly name: string, readonly installationOwner: boolean, readonly twoFactorEnabled: boolean, readonly disabledAt: string | null, readonly createdAt: string } };

export type OperatorRowFragment = { readonly id: string, readonly email: string, readonly name: string, readonly installationOwner: boolean, readonly twoFactorEnabled: boolean, readonly disabledAt: string | null, readonly createdAt: string };

export type OperatorInvitationRowFragment = { readonly id: string, readonly email: string, readonly role: OperatorRole, readonly createdAt: string, readonly expiresAt: string };

export type OperatorsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OperatorsQuery = { readonly operators: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly name: string, readonly installationOwner: boolean, readonly twoFactorEnabled: boolean, readonly disabledAt: string | null, readonly createdAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } } };

export type PersonalAccessTokensQueryVariables = Exact<{ [key: string]: never; }>;


export type PersonalAccessTokensQuery = { readonly personalAccessTokens: ReadonlyArray<{ readonly id: string, readonly name: string, readonly prefix: string, readonly role: OperatorRole, readonly appKeys: ReadonlyArray<string> | null, readonly allowSensitiveActs: boolean, readonly createdAt: string, readonly expiresAt: string, readonly lastUsedAt: string | null, readonly revokedAt: string | null }> };

export type TokenRowFragment = { readonly id: string, readonly name: string, readonly prefix: string, readonly role: OperatorRole, readonly appKeys: ReadonlyArray<string> | null, readonly allowSensitiveActs: boolean, readonly createdAt: string, readonly expiresAt: string, readonly lastUsedAt: string | null, readonly revokedAt: string | null };

export type InviteOperatorMutationVariables = Exact<{
  input: InviteOperatorInput;
}>;


export type InviteOperatorMutation = { readonly inviteOperator: { readonly invitationLink: string | null, readonly grant: { readonly role: OperatorRole } | null, readonly invitation: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RevokeOperatorInvitationMutationVariables = Exact<{
  input: RevokeOperatorInvitationInput;
}>;


export type RevokeOperatorInvitationMutation = { readonly revokeOperatorInvitation: { readonly invitation: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type GrantOperatorMutationVariables = Exact<{
  input: GrantOperatorInput;
}>;


export type GrantOperatorMutation = { readonly grantOperator: { readonly grant: { readonly role: OperatorRole } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RevokeOperatorGrantMutationVariables = Exact<{
  input: RevokeOperatorGrantInput;
}>;


export type RevokeOperatorGrantMutation = { readonly revokeOperatorGrant: { readonly grant: { readonly role: OperatorRole } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type DisableOperatorMutationVariables = Exact<{
  input: DisableOperatorInput;
}>;


export type DisableOperatorMutation = { readonly disableOperator: { readonly operator: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type EnableOperatorMutationVariables = Exact<{
  input: EnableOperatorInput;
}>;


export type EnableOperatorMutation = { readonly enableOperator: { readonly operator: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type CreatePersonalAccessTokenMutationVariables = Exact<{
  input: CreatePersonalAccessTokenInput;
}>;


export type CreatePersonalAccessTokenMutation = { readonly createPersonalAccessToken: { readonly secret: string | null, readonly token: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RevokePersonalAccessTokenMutationVariables = Exact<{
  input: RevokePersonalAccessTokenInput;
}>;


export type RevokePersonalAccessTokenMutation = { readonly revokePersonalAccessToken: { readonly token: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type OverviewQueryVariables = Exact<{
  environment: Environment;
  withSales: boolean;
}>;


export type OverviewQuery = { readonly overview: { readonly readAt: string, readonly issues: ReadonlyArray<{ readonly kind: OverviewIssueKind, readonly severity: OverviewIssueSeverity, readonly count: number, readonly isExact: boolean, readonly store: Store | null, readonly label: string | null, readonly subjectId: string | null, readonly problemCode: ProblemCode | null, readonly since: string | null, readonly deadline: string | null, readonly paidFrom: string | null, readonly paidTo: string | null }> }, readonly paymentStatistics?: { readonly today: string, readonly timeZone: string, readonly updatedAt: string | null, readonly pendingEventCount: number, readonly isComplete: boolean, readonly groups: ReadonlyArray<{ readonly firstDay: string, readonly paidFrom: string, readonly paidTo: string, readonly currencyCode: string | null, readonly paymentCount: number, readonly gross: string, readonly refunded: string, readonly net: string, readonly buyerCount: number | null }> } };

export type PaymentActsFragment = { readonly version: number, readonly storeReadAt: string, readonly refundNeedsApproval: boolean, readonly refundableAmount: { readonly amount: string, readonly currencyCode: string } | null, readonly refundRequest: { readonly requestedAt: string, readonly acceptedAt: string | null } | null, readonly openRefundApproval: { readonly id: string, readonly kind: RefundApprovalKind, readonly status: RefundApprovalStatus, readonly reason: string, readonly requestedAt: string, readonly expiresAt: string, readonly decidedAt: string | null, readonly decisionReason: string | null, readonly failure: string | null, readonly canApprove: boolean, readonly canCancel: boolean, readonly paymentVersion: number, readonly amount: { readonly amount: string, readonly currencyCode: string } | null, readonly requestedBy: { readonly id: string | null, readonly name: string }, readonly decidedBy: { readonly id: string | null, readonly name: string } | null } | null, readonly notes: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly text: string | null, readonly createdAt: string, readonly author: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null };

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

export type RetryDeliveryMutationVariables = Exact<{
  input: RetryDeliveryInput;
}>;


export type RetryDeliveryMutation = { readonly retryDelivery: { readonly payment: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type PaymentChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type PaymentChangesSubscription = { readonly paymentEvents: { readonly id: string } };

export type PaymentCountQueryVariables = Exact<{
  filter?: PaymentFilter | null | undefined;
}>;


export type PaymentCountQuery = { readonly paymentCount: { readonly value: number, readonly isExact: boolean } };

export type PaymentEvidenceQueryVariables = Exact<{
  id: string;
}>;


export type PaymentEvidenceQuery = { readonly payment: { readonly id: string, readonly consume: { readonly id: string, readonly address: string | null, readonly serverKey: { readonly id: string, readonly name: string } | null } | null, readonly storeEvidence: ReadonlyArray<{ readonly kind: StoreEvidenceKind, readonly receivedAt: string, readonly cause: RefundSource | null, readonly content: unknown, readonly notification: { readonly id: string, readonly type: string, readonly status: NotificationStatus, readonly result: string | null } | null }> | null, readonly webhookDeliveries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly endpointId: string, readonly host: string, readonly status: WebhookDeliveryAttemptStatus, readonly responseStatus: number | null, readonly responseBody: string | null, readonly error: string | null, readonly durationMs: number, readonly attemptedAt: string, readonly event: { readonly id: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null, readonly auditEntries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly address: string | null, readonly transport: AuditTransport | null, readonly requestId: string | null, readonly changes: unknown }> } | null, readonly refundReviews: ReadonlyArray<{ readonly id: string, readonly requestedAt: string, readonly deadline: string }>, readonly user: { readonly id: string, readonly unconsumedPayments: { readonly nodes: ReadonlyArray<{ readonly id: string }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly refunds: { readonly nodes: ReadonlyArray<{ readonly id: string }>, readonly pageInfo: { readonly hasNextPage: boolean } } } } | null };

export type EvidenceFragment = { readonly kind: StoreEvidenceKind, readonly receivedAt: string, readonly cause: RefundSource | null, readonly content: unknown, readonly notification: { readonly id: string, readonly type: string, readonly status: NotificationStatus, readonly result: string | null } | null };

export type DeliveryFragment = { readonly id: string, readonly endpointId: string, readonly host: string, readonly status: WebhookDeliveryAttemptStatus, readonly responseStatus: number | null, readonly responseBody: string | null, readonly error: string | null, readonly durationMs: number, readonly attemptedAt: string, readonly event: { readonly id: string } | null };

export type PaymentQueryVariables = Exact<{
  id: string;
}>;


export type PaymentQuery = { readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly store: Store, readonly environment: Environment, readonly ownership: PaymentOwnership, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly storePageUrl: string | null, readonly countryCode: string | null, readonly quantity: number, readonly paidAt: string, readonly verifiedAt: string, readonly completedAt: string | null, readonly periodStartsAt: string | null, readonly periodEndsAt: string | null, readonly periodKind: PeriodKind | null, readonly periodPhase: PeriodPhase | null, readonly version: number, readonly storeReadAt: string, readonly refundNeedsApproval: boolean, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly offer: { readonly kind: OfferKind, readonly offerId: string | null } | null, readonly item: { readonly id: string, readonly itemId: string, readonly name: string, readonly type: ItemType }, readonly subscription: { readonly id: string, readonly status: SubscriptionStatus } | null, readonly purchase: { readonly id: string, readonly requestedAt: string, readonly storeProductId: string, readonly accountToken: string, readonly developerPayload: string | null }, readonly consume: { readonly id: string, readonly consumedAt: string, readonly consumedBy: ConsumedBy, readonly idempotencyKey: string | null } | null, readonly deliveryFailure: { readonly message: string, readonly attempts: number, readonly failedAt: string } | null, readonly acknowledgement: { readonly status: AcknowledgementStatus, readonly deadline: string | null, readonly attempts: number, readonly lastError: string | null, readonly acknowledgedAt: string | null }, readonly refund: { readonly full: boolean, readonly refundedAt: string, readonly reason: string | null, readonly quantity: number, readonly source: RefundSource, readonly amount: { readonly amount: string, readonly currencyCode: string } | null } | null, readonly refunds: ReadonlyArray<{ readonly id: string, readonly full: boolean, readonly quantity: number, readonly reason: string | null, readonly source: RefundSource, readonly previousStatus: PaymentStatus, readonly refundedAt: string, readonly reversedAt: string | null, readonly amount: { readonly amount: string, readonly currencyCode: string } | null }>, readonly events: ReadonlyArray<{ readonly id: string, readonly type: PaymentEventType, readonly occurredAt: string, readonly status: string }>, readonly auditEntries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly occurredAt: string, readonly action: string, readonly reason: string | null, readonly actor: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }> } | null, readonly user: { readonly id: string, readonly userId: string, readonly registeredAt: string, readonly payments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly paidAt: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } }> } }, readonly refundableAmount: { readonly amount: string, readonly currencyCode: string } | null, readonly refundRequest: { readonly requestedAt: string, readonly acceptedAt: string | null } | null, readonly openRefundApproval: { readonly id: string, readonly kind: RefundApprovalKind, readonly status: RefundApprovalStatus, readonly reason: string, readonly requestedAt: string, readonly expiresAt: string, readonly decidedAt: string | null, readonly decisionReason: string | null, readonly failure: string | null, readonly canApprove: boolean, readonly canCancel: boolean, readonly paymentVersion: number, readonly amount: { readonly amount: string, readonly currencyCode: string } | null, readonly requestedBy: { readonly id: string | null, readonly name: string }, readonly decidedBy: { readonly id: string | null, readonly name: string } | null } | null, readonly notes: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly text: string | null, readonly createdAt: string, readonly author: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null } | null };

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

export type PurchasesQueryVariables = Exact<{
  filter?: PurchaseFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type PurchasesQuery = { readonly purchases: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PurchaseStatus, readonly store: Store, readonly requestedAt: string, readonly expiresAt: string, readonly problem: { readonly message: string } | null, readonly user: { readonly id: string, readonly userId: string }, readonly item: { readonly id: string, readonly itemId: string, readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } };

export type PurchaseQueryVariables = Exact<{
  id: string;
}>;


export type PurchaseQuery = { readonly purchase: { readonly accountToken: string, readonly storeProductId: string, readonly developerPayload: string | null, readonly id: string, readonly status: PurchaseStatus, readonly store: Store, readonly requestedAt: string, readonly expiresAt: string, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly environment: Environment } | null, readonly events: ReadonlyArray<{ readonly id: string, readonly type: PaymentEventType, readonly occurredAt: string }>, readonly discrepancies: ReadonlyArray<{ readonly id: string, readonly store: Store, readonly detectedAt: string, readonly description: string, readonly storeTransactionId: string | null }>, readonly problem: { readonly message: string } | null, readonly user: { readonly id: string, readonly userId: string }, readonly item: { readonly id: string, readonly itemId: string, readonly name: string } } | null };

export type PurchaseRowFragment = { readonly id: string, readonly status: PurchaseStatus, readonly store: Store, readonly requestedAt: string, readonly expiresAt: string, readonly problem: { readonly message: string } | null, readonly user: { readonly id: string, readonly userId: string }, readonly item: { readonly id: string, readonly itemId: string, readonly name: string } };

export type ReconciliationDaysQueryVariables = Exact<{
  openOnly?: boolean | null | undefined;
  before?: string | null | undefined;
}>;


export type ReconciliationDaysQuery = { readonly reconciliationDays: ReadonlyArray<{ readonly day: string, readonly store: Store, readonly runCount: number, readonly checkedCount: number, readonly discrepancyCount: number, readonly resolvedCount: number, readonly ignoredCount: number, readonly openCount: number }> };

export type ReconciliationReportQueryVariables = Exact<{
  day: string;
  store: Store;
}>;


export type ReconciliationReportQuery = { readonly reconciliationReport: { readonly day: string, readonly store: Store, readonly openCount: number, readonly discrepancies: ReadonlyArray<{ readonly id: string, readonly store: Store, readonly source: ReconciliationSource, readonly description: string, readonly detectedAt: string, readonly resolvedAt: string | null, readonly ignoredAt: string | null, readonly ignoreReason: string | null, readonly storeTransactionId: string | null, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly price: { readonly amount: string, readonly currencyCode: string } | null } | null, readonly purchase: { readonly id: string, readonly user: { readonly id: string, readonly userId: string } } | null, readonly unattributedSale: { readonly id: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null } | null }>, readonly runs: ReadonlyArray<{ readonly source: ReconciliationSource, readonly storeBundleId: string | null, readonly startedAt: string, readonly endedAt: string | null, readonly checkedCount: number, readonly lastError: string | null }> } };

export type StartReconciliationMutationVariables = Exact<{
  input: StartReconciliationInput;
}>;


export type StartReconciliationMutation = { readonly startReconciliation: { readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type IgnoreDiscrepancyMutationVariables = Exact<{
  input: IgnoreDiscrepancyInput;
}>;


export type IgnoreDiscrepancyMutation = { readonly ignoreDiscrepancy: { readonly discrepancy: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ReopenDiscrepancyMutationVariables = Exact<{
  input: ReopenDiscrepancyInput;
}>;


export type ReopenDiscrepancyMutation = { readonly reopenDiscrepancy: { readonly discrepancy: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type AdoptDiscrepancyMutationVariables = Exact<{
  input: AdoptPaymentInput;
}>;


export type AdoptDiscrepancyMutation = { readonly adoptPayment: { readonly payment: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type DiscrepancyRowFragment = { readonly id: string, readonly store: Store, readonly source: ReconciliationSource, readonly description: string, readonly detectedAt: string, readonly resolvedAt: string | null, readonly ignoredAt: string | null, readonly ignoreReason: string | null, readonly storeTransactionId: string | null, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly price: { readonly amount: string, readonly currencyCode: string } | null } | null, readonly purchase: { readonly id: string, readonly user: { readonly id: string, readonly userId: string } } | null, readonly unattributedSale: { readonly id: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null } | null };

export type RefundReviewsQueryVariables = Exact<{
  filter?: RefundReviewFilter | null | undefined;
  orderBy?: RefundReviewOrder | null | undefined;
  after?: string | null | undefined;
}>;


export type RefundReviewsQuery = { readonly refundReviews: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: RefundReviewStatus, readonly store: Store, readonly storeOrderId: string | null, readonly storeTransactionId: string | null, readonly requestReason: string | null, readonly consentRequired: boolean, readonly requestedAt: string, readonly deadline: string, readonly secondsLeft: number | null, readonly answer: RefundReviewAnswer | null, readonly answeredBy: RefundReviewAnsweredBy | null, readonly answerReason: string | null, readonly answeredAt: string | null, readonly attempts: number, readonly lastError: string | null, readonly chargebackCost: { readonly amount: string, readonly currencyCode: string } | null, readonly record: { readonly delivered: boolean, readonly consumptionPercentageMilliunits: number | null, readonly suggestedAnswer: RefundReviewAnswer | null } | null, readonly payments: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string }, readonly user: { readonly id: string, readonly userId: string } }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } } };

export type AnswerRefundReviewMutationVariables = Exact<{
  input: AnswerRefundReviewInput;
}>;


export type AnswerRefundReviewMutation = { readonly answerRefundReview: { readonly refundReview: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RefundReviewRowFragment = { readonly id: string, readonly status: RefundReviewStatus, readonly store: Store, readonly storeOrderId: string | null, readonly storeTransactionId: string | null, readonly requestReason: string | null, readonly consentRequired: boolean, readonly requestedAt: string, readonly deadline: string, readonly secondsLeft: number | null, readonly answer: RefundReviewAnswer | null, readonly answeredBy: RefundReviewAnsweredBy | null, readonly answerReason: string | null, readonly answeredAt: string | null, readonly attempts: number, readonly lastError: string | null, readonly chargebackCost: { readonly amount: string, readonly currencyCode: string } | null, readonly record: { readonly delivered: boolean, readonly consumptionPercentageMilliunits: number | null, readonly suggestedAnswer: RefundReviewAnswer | null } | null, readonly payments: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string }, readonly user: { readonly id: string, readonly userId: string } }> };

export type RefundReviewStatisticsQueryVariables = Exact<{
  requestedBetween?: DateTimeRange | null | undefined;
}>;


export type RefundReviewStatisticsQuery = { readonly refundReviewStatistics: ReadonlyArray<{ readonly store: Store, readonly status: RefundReviewStatus, readonly answer: RefundReviewAnswer | null, readonly refunded: boolean, readonly count: number, readonly chargebackCost: { readonly amount: string, readonly currencyCode: string } | null }> };

export type UnattributedSalesQueryVariables = Exact<{
  store?: Store | null | undefined;
  after?: string | null | undefined;
  saleId: string;
  hasSale: boolean;
}>;


export type UnattributedSalesQuery = { readonly unattributedSales: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly storeProductId: string, readonly quantity: number, readonly paidAt: string, readonly detectedAt: string, readonly accountToken: string | null, readonly storeAccountId: string | null, readonly acknowledgementDeadline: string | null, readonly refundedAt: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } }, readonly sale?:
    | { readonly __typename: 'AppKey' }
    | { readonly __typename: 'AuditEntry' }
    | { readonly __typename: 'Consume' }
    | { readonly __typename: 'EntitlementDefinition' }
    | { readonly __typename: 'EntitlementGrant' }
    | { readonly __typename: 'EventConsumer' }
    | { readonly __typename: 'Item' }
    | { readonly __typename: 'Note' }
    | { readonly __typename: 'Notification' }
    | { readonly __typename: 'Payment' }
    | { readonly __typename: 'PaymentEvent' }
    | { readonly __typename: 'PersistedOperation' }
    | { readonly __typename: 'Purchase' }
    | { readonly __typename: 'ReconciliationDiscrepancy' }
    | { readonly __typename: 'RefundApproval' }
    | { readonly __typename: 'RefundEntry' }
    | { readonly __typename: 'RefundReview' }
    | { readonly __typename: 'StoreSubscription' }
    | { readonly __typename: 'UnattributedSale', readonly id: string, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly storeProductId: string, readonly quantity: number, readonly paidAt: string, readonly detectedAt: string, readonly accountToken: string | null, readonly storeAccountId: string | null, readonly acknowledgementDeadline: string | null, readonly refundedAt: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } | null }
    | { readonly __typename: 'User' }
    | { readonly __typename: 'WebhookDeliveryAttempt' }
    | { readonly __typename: 'WebhookEndpoint' }
   | null };

export type UnattributedSaleRowFragment = { readonly id: string, readonly store: Store, readonly environment: Environment, readonly storeTransactionId: string, readonly storeOrderId: string | null, readonly storeProductId: string, readonly quantity: number, readonly paidAt: string, readonly detectedAt: string, readonly accountToken: string | null, readonly storeAccountId: string | null, readonly acknowledgementDeadline: string | null, readonly refundedAt: string | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } | null };

export type AssignUnattributedSaleMutationVariables = Exact<{
  input: AssignUnattributedSaleInput;
}>;


export type AssignUnattributedSaleMutation = { readonly assignUnattributedSale: { readonly payment: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type LookUpQueryVariables = Exact<{
  text: string;
}>;


export type LookUpQuery = { readonly lookUpAtStore: { readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null, readonly answers: ReadonlyArray<{ readonly store: Store, readonly answeredAt: string, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null, readonly sales: ReadonlyArray<{ readonly store: Store, readonly environment: Environment, readonly status: StoreSaleStatus, readonly storeTransactionId: string | null, readonly storeOrderId: string | null, readonly storeProductId: string, readonly quantity: number | null, readonly paidAt: string | null, readonly accountToken: string | null, readonly acknowledgementDeadline: string | null, readonly canAdopt: boolean, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } | null, readonly refund: { readonly full: boolean, readonly refundedAt: string } | null, readonly user: { readonly id: string, readonly userId: string } | null, readonly payment: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null }> }> } };

export type LookedUpSaleFragment = { readonly store: Store, readonly environment: Environment, readonly status: StoreSaleStatus, readonly storeTransactionId: string | null, readonly storeOrderId: string | null, readonly storeProductId: string, readonly quantity: number | null, readonly paidAt: string | null, readonly accountToken: string | null, readonly acknowledgementDeadline: string | null, readonly canAdopt: boolean, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } | null, readonly refund: { readonly full: boolean, readonly refundedAt: string } | null, readonly user: { readonly id: string, readonly userId: string } | null, readonly payment: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null };

export type AdoptPaymentMutationVariables = Exact<{
  input: AdoptPaymentInput;
}>;


export type AdoptPaymentMutation = { readonly adoptPayment: { readonly replayed: boolean, readonly payment: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type SearchQueryVariables = Exact<{
  text: string;
}>;


export type SearchQuery = { readonly search: { readonly text: string, readonly recognizedAs: ReadonlyArray<{ readonly kind: SearchTextKind, readonly store: Store | null, readonly environment: Environment | null, readonly isFound: boolean, readonly canLookUp: boolean }>, readonly groups: ReadonlyArray<{ readonly typeName: string, readonly hasMore: boolean, readonly hits: ReadonlyArray<
        | { readonly __typename: 'AppKey', readonly id: string }
        | { readonly __typename: 'AuditEntry', readonly id: string }
        | { readonly __typename: 'Consume', readonly id: string }
        | { readonly __typename: 'EntitlementDefinition', readonly id: string }
        | { readonly __typename: 'EntitlementGrant', readonly id: string }
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
        | { readonly __typename: 'StoreSubscription', readonly id: string }
        | { readonly __typename: 'UnattributedSale', readonly storeProductId: string, readonly refundedAt: string | null, readonly id: string, readonly saleStore: Store, readonly salePaidAt: string, readonly salePrice: { readonly amount: string, readonly currencyCode: string } | null }
        | { readonly __typename: 'User', readonly id: string, readonly developerId: string }
        | { readonly __typename: 'WebhookDeliveryAttempt', readonly id: string }
        | { readonly __typename: 'WebhookEndpoint', readonly id: string }
      > }> } };

export type ServerKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ServerKeysQuery = { readonly appKey: { readonly id: string, readonly requireUserToken: boolean, readonly serverKeys: ReadonlyArray<{ readonly id: string, readonly name: string, readonly role: ServerKeyRole, readonly prefix: string, readonly status: ServerKeyStatus, readonly createdAt: string, readonly lastUsedAt: string | null, readonly expiresAt: string | null, readonly revokedAt: string | null, readonly replacedBy: string | null }>, readonly userSecrets: ReadonlyArray<{ readonly id: string, readonly createdAt: string, readonly expiresAt: string | null, readonly lastUsedAt: string | null }>, readonly userTokenKeys: ReadonlyArray<{ readonly id: string, readonly kid: string | null, readonly algorithm: UserTokenAlgorithm, readonly createdAt: string, readonly expiresAt: string | null, readonly lastUsedAt: string | null }> } };

export type ServerKeyRowFragment = { readonly id: string, readonly name: string, readonly role: ServerKeyRole, readonly prefix: string, readonly status: ServerKeyStatus, readonly createdAt: string, readonly lastUsedAt: string | null, readonly expiresAt: string | null, readonly revokedAt: string | null, readonly replacedBy: string | null };

export type UserSecretRowFragment = { readonly id: string, readonly createdAt: string, readonly expiresAt: string | null, readonly lastUsedAt: string | null };

export type UserTokenKeyRowFragment = { readonly id: string, readonly kid: string | null, readonly algorithm: UserTokenAlgorithm, readonly createdAt: string, readonly expiresAt: string | null, readonly lastUsedAt: string | null };

export type CreateServerKeyMutationVariables = Exact<{
  input: CreateServerKeyInput;
}>;


export type CreateServerKeyMutation = { readonly createServerKey: { readonly secret: string | null, readonly serverKey: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RotateServerKeyMutationVariables = Exact<{
  input: RotateServerKeyInput;
}>;


export type RotateServerKeyMutation = { readonly rotateServerKey: { readonly secret: string | null, readonly serverKey: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RevokeServerKeyMutationVariables = Exact<{
  input: RevokeServerKeyInput;
}>;


export type RevokeServerKeyMutation = { readonly revokeServerKey: { readonly serverKey: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type UpdateServerKeyMutationVariables = Exact<{
  input: UpdateServerKeyInput;
}>;


export type UpdateServerKeyMutation = { readonly updateServerKey: { readonly serverKey: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RotateUserSecretMutationVariables = Exact<{
  input: RotateUserSecretInput;
}>;


export type RotateUserSecretMutation = { readonly rotateUserSecret: { readonly secret: string | null, readonly userSecret: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type WithdrawUserSecretMutationVariables = Exact<{
  input: WithdrawUserSecretInput;
}>;


export type WithdrawUserSecretMutation = { readonly withdrawUserSecret: { readonly userSecret: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RegisterUserTokenKeyMutationVariables = Exact<{
  input: RegisterUserTokenKeyInput;
}>;


export type RegisterUserTokenKeyMutation = { readonly registerUserTokenKey: { readonly userTokenKey: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type WithdrawUserTokenKeyMutationVariables = Exact<{
  input: WithdrawUserTokenKeyInput;
}>;


export type WithdrawUserTokenKeyMutation = { readonly withdrawUserTokenKey: { readonly userTokenKey: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type SettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingsQuery = { readonly appKey: { readonly id: string, readonly key: string, readonly name: string, readonly consumeModel: ConsumeModel, readonly requireUserToken: boolean, readonly reportingTimeZone: string, readonly sandboxPolicy: SandboxPolicy, readonly sandboxTesterUserIds: ReadonlyArray<string>, readonly acknowledgeOn: AcknowledgeOn, readonly acknowledgeBy: AcknowledgeBy, readonly unconsumedPolicy: UnconsumedPolicy, readonly refundReviewPolicy: RefundReviewPolicy, readonly sendConsumptionInfo: boolean, readonly accountTokenPolicy: AccountTokenPolicy, readonly familySharingPolicy: FamilySharingPolicy, readonly subscriptionRefundPolicy: SubscriptionRefundPolicy, readonly subscriptionLeewayHours: number, readonly allowedOrigins: ReadonlyArray<string>, readonly operationsPolicy: OperationsPolicy, readonly createdAt: string, readonly refundApprovalLimits: ReadonlyArray<{ readonly amount: string, readonly currencyCode: string }> } };

export type AppSettingsFragment = { readonly id: string, readonly key: string, readonly name: string, readonly consumeModel: ConsumeModel, readonly requireUserToken: boolean, readonly reportingTimeZone: string, readonly sandboxPolicy: SandboxPolicy, readonly sandboxTesterUserIds: ReadonlyArray<string>, readonly acknowledgeOn: AcknowledgeOn, readonly acknowledgeBy: AcknowledgeBy, readonly unconsumedPolicy: UnconsumedPolicy, readonly refundReviewPolicy: RefundReviewPolicy, readonly sendConsumptionInfo: boolean, readonly accountTokenPolicy: AccountTokenPolicy, readonly familySharingPolicy: FamilySharingPolicy, readonly subscriptionRefundPolicy: SubscriptionRefundPolicy, readonly subscriptionLeewayHours: number, readonly allowedOrigins: ReadonlyArray<string>, readonly operationsPolicy: OperationsPolicy, readonly createdAt: string, readonly refundApprovalLimits: ReadonlyArray<{ readonly amount: string, readonly currencyCode: string }> };

export type UpdateSettingsMutationVariables = Exact<{
  input: UpdateAppKeyInput;
}>;


export type UpdateSettingsMutation = { readonly updateAppKey: { readonly appKey: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type CreateAppKeyMutationVariables = Exact<{
  input: CreateAppKeyInput;
}>;


export type CreateAppKeyMutation = { readonly createAppKey: { readonly serverKey: string | null, readonly userTokenSecret: string | null, readonly appKey: { readonly id: string, readonly key: string, readonly name: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type SetUpQueryVariables = Exact<{ [key: string]: never; }>;


export type SetUpQuery = { readonly appKey: { readonly id: string, readonly key: string, readonly name: string, readonly consumeModel: ConsumeModel }, readonly setUpSteps: ReadonlyArray<{ readonly step: SetUpStepName, readonly store: Store | null, readonly isDone: boolean, readonly doneAt: string | null }> };

export type PaymentStatisticsQueryVariables = Exact<{
  from?: string | null | undefined;
  to?: string | null | undefined;
  environment: Environment;
  filter?: PaymentStatisticsFilter | null | undefined;
  groupBy: ReadonlyArray<PaymentStatisticsDimension> | PaymentStatisticsDimension;
}>;


export type PaymentStatisticsQuery = { readonly total: { readonly groups: ReadonlyArray<{ readonly firstDay: string, readonly lastDay: string, readonly paidFrom: string, readonly paidTo: string, readonly store: Store | null, readonly itemId: string | null, readonly countryCode: string | null, readonly currencyCode: string | null, readonly paymentCount: number, readonly gross: string, readonly refundCount: number, readonly refunded: string, readonly net: string, readonly refundedPaymentCount: number, readonly refundRate: string | null, readonly buyerCount: number | null, readonly averageRevenuePerBuyer: string | null }>, readonly buyers: ReadonlyArray<{ readonly buyerCount: number, readonly newBuyerCount: number, readonly returningBuyerCount: number }> | null }, readonly paymentStatistics: { readonly from: string, readonly to: string, readonly timeZone: string, readonly updatedAt: string | null, readonly pendingEventCount: number, readonly isComplete: boolean, readonly hasMoreGroups: boolean, readonly groups: ReadonlyArray<{ readonly firstDay: string, readonly lastDay: string, readonly paidFrom: string, readonly paidTo: string, readonly store: Store | null, readonly itemId: string | null, readonly countryCode: string | null, readonly currencyCode: string | null, readonly paymentCount: number, readonly gross: string, readonly refundCount: number, readonly refunded: string, readonly net: string, readonly refundedPaymentCount: number, readonly refundRate: string | null, readonly buyerCount: number | null, readonly averageRevenuePerBuyer: string | null }>, readonly buyers: ReadonlyArray<{ readonly firstDay: string, readonly newBuyerCount: number, readonly returningBuyerCount: number }> | null } };

export type StatisticsGroupFragment = { readonly firstDay: string, readonly lastDay: string, readonly paidFrom: string, readonly paidTo: string, readonly store: Store | null, readonly itemId: string | null, readonly countryCode: string | null, readonly currencyCode: string | null, readonly paymentCount: number, readonly gross: string, readonly refundCount: number, readonly refunded: string, readonly net: string, readonly refundedPaymentCount: number, readonly refundRate: string | null, readonly buyerCount: number | null, readonly averageRevenuePerBuyer: string | null };

export type StoresQueryVariables = Exact<{ [key: string]: never; }>;


export type StoresQuery = { readonly appKey: { readonly id: string, readonly storeConnections: ReadonlyArray<{ readonly store: Store, readonly storeBundleId: string, readonly shared: boolean, readonly hasCredentials: boolean, readonly connectedAt: string, readonly updatedAt: string, readonly settings: unknown, readonly lastCheck: { readonly checkedAt: string, readonly ok: boolean, readonly steps: ReadonlyArray<{ readonly part: StoreCheckPart, readonly environment: Environment | null, readonly status: StoreCheckStatus, readonly code: StoreCheckCode, readonly message: string | null }> } | null }> } };

export type StoreConnectionDetailsFragment = { readonly store: Store, readonly storeBundleId: string, readonly shared: boolean, readonly hasCredentials: boolean, readonly connectedAt: string, readonly updatedAt: string, readonly settings: unknown, readonly lastCheck: { readonly checkedAt: string, readonly ok: boolean, readonly steps: ReadonlyArray<{ readonly part: StoreCheckPart, readonly environment: Environment | null, readonly status: StoreCheckStatus, readonly code: StoreCheckCode, readonly message: string | null }> } | null };

export type ConnectStoreMutationVariables = Exact<{
  input: ConnectStoreInput;
}>;


export type ConnectStoreMutation = { readonly connectStore: { readonly storeConnection: { readonly store: Store, readonly storeBundleId: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type CheckStoreMutationVariables = Exact<{
  input: CheckStoreConnectionInput;
}>;


export type CheckStoreMutation = { readonly checkStoreConnection: { readonly ok: boolean | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type DisconnectStoreMutationVariables = Exact<{
  input: DisconnectStoreInput;
}>;


export type DisconnectStoreMutation = { readonly disconnectStore: { readonly storeConnection: { readonly store: Store, readonly storeBundleId: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type SubscriptionStatisticsQueryVariables = Exact<{
  from?: string | null | undefined;
  to?: string | null | undefined;
  environment: Environment;
  filter?: SubscriptionStatisticsFilter | null | undefined;
  interval: SubscriptionStatisticsInterval;
}>;


export type SubscriptionStatisticsQuery = { readonly subscriptionStatistics: { readonly from: string, readonly to: string, readonly startsAt: string, readonly endsAt: string, readonly timeZone: string, readonly countedAt: string, readonly current: { readonly active: number, readonly inGracePeriod: number, readonly onHold: number, readonly paused: number, readonly pending: number, readonly willNotRenew: number, readonly inTrial: number, readonly shared: number }, readonly recurringRevenue: ReadonlyArray<{ readonly currencyCode: string | null, readonly amount: string, readonly paymentCount: number, readonly subscriptionCount: number }>, readonly movement: ReadonlyArray<{ readonly firstDay: string, readonly lastDay: string, readonly startsAt: string, readonly endsAt: string, readonly started: number, readonly resubscribed: number, readonly renewed: number, readonly recovered: number, readonly changed: number, readonly toppedUp: number, readonly expired: number, readonly revoked: number }>, readonly trials: { readonly startsAt: string, readonly endsAt: string, readonly ended: number, readonly converted: number, readonly notConverted: number, readonly open: number, readonly conversionRate: string | null }, readonly churn: ReadonlyArray<{ readonly cancelReason: SubscriptionCancelReason | null, readonly count: number, readonly trialCount: number }> } };

export type SubscriptionMovementRowFragment = { readonly firstDay: string, readonly lastDay: string, readonly startsAt: string, readonly endsAt: string, readonly started: number, readonly resubscribed: number, readonly renewed: number, readonly recovered: number, readonly changed: number, readonly toppedUp: number, readonly expired: number, readonly revoked: number };

export type SubscriptionsQueryVariables = Exact<{
  filter?: SubscriptionFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SubscriptionsQuery = { readonly subscriptions: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: SubscriptionStatus, readonly store: Store, readonly environment: Environment, readonly accessUntil: string | null, readonly willRenew: boolean, readonly renewsAt: string | null, readonly startedAt: string, readonly isStale: boolean, readonly user: { readonly id: string, readonly userId: string } | null, readonly item: { readonly id: string, readonly itemId: string, readonly name: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } } };

export type SubscriptionQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type SubscriptionQuery = { readonly subscription: { readonly version: number, readonly gracePeriodEndsAt: string | null, readonly resumesAt: string | null, readonly canceledAt: string | null, readonly cancelReason: SubscriptionCancelReason | null, readonly phase: PeriodPhase, readonly ownership: PaymentOwnership, readonly storeReadAt: string, readonly nextCheckAt: string | null, readonly endedAt: string | null, readonly groupId: string | null, readonly id: string, readonly status: SubscriptionStatus, readonly store: Store, readonly environment: Environment, readonly accessUntil: string | null, readonly willRenew: boolean, readonly renewsAt: string | null, readonly startedAt: string, readonly isStale: boolean, readonly purchase: { readonly id: string, readonly storeProductId: string, readonly accountToken: string } | null, readonly lines: ReadonlyArray<{ readonly storeProductId: string, readonly basePlanId: string | null, readonly offerId: string | null, readonly accessUntil: string | null, readonly givesAccess: boolean, readonly willRenew: boolean, readonly renewalPrice: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly itemId: string, readonly name: string } | null }>, readonly tokens: ReadonlyArray<{ readonly createdAt: string, readonly supersededAt: string | null }>, readonly pendingChange: { readonly storeProductId: string, readonly basePlanId: string | null, readonly at: string | null } | null, readonly priceChange: { readonly status: SubscriptionPriceChangeStatus, readonly needsConsent: boolean, readonly consentBy: string | null, readonly newPrice: { readonly amount: string, readonly currencyCode: string } | null } | null, readonly commitment: { readonly paid: number, readonly total: number, readonly endsAt: string | null } | null, readonly newest: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly refundNeedsApproval: boolean, readonly refundableAmount: { readonly amount: string, readonly currencyCode: string } | null }> }, readonly payments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly environment: Environment, readonly paidAt: string, readonly periodStartsAt: string | null, readonly periodEndsAt: string | null, readonly periodKind: PeriodKind | null, readonly periodPhase: PeriodPhase | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } }, readonly events: ReadonlyArray<{ readonly id: string, readonly type: PaymentEventType, readonly reason: string | null, readonly occurredAt: string }>, readonly user: { readonly id: string, readonly userId: string } | null, readonly item: { readonly id: string, readonly itemId: string, readonly name: string } | null } | null };

export type AssignSubscriptionMutationVariables = Exact<{
  input: AssignSubscriptionInput;
}>;


export type AssignSubscriptionMutation = { readonly assignSubscription: { readonly subscription: { readonly id: string, readonly user: { readonly userId: string } | null } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ExtendSubscriptionMutationVariables = Exact<{
  input: ExtendSubscriptionInput;
}>;


export type ExtendSubscriptionMutation = { readonly extendSubscription: { readonly subscription: { readonly id: string, readonly accessUntil: string | null } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type CancelSubscriptionMutationVariables = Exact<{
  input: CancelSubscriptionInput;
}>;


export type CancelSubscriptionMutation = { readonly cancelSubscription: { readonly subscription: { readonly id: string, readonly willRenew: boolean } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RevokeSubscriptionMutationVariables = Exact<{
  input: RevokeSubscriptionInput;
}>;


export type RevokeSubscriptionMutation = { readonly revokeSubscription: { readonly subscription: { readonly id: string, readonly status: SubscriptionStatus } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RefreshSubscriptionMutationVariables = Exact<{
  input: RefreshSubscriptionInput;
}>;


export type RefreshSubscriptionMutation = { readonly refreshSubscription: { readonly changed: boolean, readonly subscription: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type SubscriptionRowFragment = { readonly id: string, readonly status: SubscriptionStatus, readonly store: Store, readonly environment: Environment, readonly accessUntil: string | null, readonly willRenew: boolean, readonly renewsAt: string | null, readonly startedAt: string, readonly isStale: boolean, readonly user: { readonly id: string, readonly userId: string } | null, readonly item: { readonly id: string, readonly itemId: string, readonly name: string } | null };

export type SubscriptionLineRowFragment = { readonly storeProductId: string, readonly basePlanId: string | null, readonly offerId: string | null, readonly accessUntil: string | null, readonly givesAccess: boolean, readonly willRenew: boolean, readonly renewalPrice: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly itemId: string, readonly name: string } | null };

export type SubscriptionPeriodFragment = { readonly id: string, readonly status: PaymentStatus, readonly environment: Environment, readonly paidAt: string, readonly periodStartsAt: string | null, readonly periodEndsAt: string | null, readonly periodKind: PeriodKind | null, readonly periodPhase: PeriodPhase | null, readonly price: { readonly amount: string, readonly currencyCode: string } | null };

export type SuspendedUsersQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SuspendedUsersQuery = { readonly suspendedUsers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly userId: string, readonly suspendedAt: string | null, readonly auditEntries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly occurredAt: string, readonly action: string, readonly reason: string | null, readonly actor: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }> } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } } };

export type SuspendedUserRowFragment = { readonly id: string, readonly userId: string, readonly suspendedAt: string | null, readonly auditEntries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly occurredAt: string, readonly action: string, readonly reason: string | null, readonly actor: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }> } | null };

export type UserQueryVariables = Exact<{
  id: string;
}>;


export type UserQuery = { readonly user: { readonly id: string, readonly userId: string, readonly registeredAt: string, readonly suspendedAt: string | null, readonly production: { readonly paymentCount: number, readonly unconsumedCount: number, readonly refundedPaymentCount: number, readonly isExact: boolean, readonly currencies: ReadonlyArray<{ readonly currencyCode: string | null, readonly paymentCount: number, readonly refundedPaymentCount: number, readonly gross: string, readonly refunded: string }> } | null, readonly sandbox: { readonly paymentCount: number, readonly unconsumedCount: number, readonly refundedPaymentCount: number, readonly isExact: boolean, readonly currencies: ReadonlyArray<{ readonly currencyCode: string | null, readonly paymentCount: number, readonly refundedPaymentCount: number, readonly gross: string, readonly refunded: string }> } | null, readonly recentRefunds: { readonly since: string | null, readonly refundCount: number, readonly afterConsumeCount: number, readonly isExact: boolean, readonly currencies: ReadonlyArray<{ readonly currencyCode: string | null, readonly refundCount: number, readonly refunded: string }> } | null, readonly allRefunds: { readonly since: string | null, readonly refundCount: number, readonly afterConsumeCount: number, readonly isExact: boolean, readonly currencies: ReadonlyArray<{ readonly currencyCode: string | null, readonly refundCount: number, readonly refunded: string }> } | null, readonly unconsumedPayments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly environment: Environment, readonly paidAt: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly payments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly environment: Environment, readonly paidAt: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly refunds: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly full: boolean, readonly previousStatus: PaymentStatus, readonly reason: string | null, readonly refundedAt: string, readonly reversedAt: string | null, readonly amount: { readonly amount: string, readonly currencyCode: string } | null, readonly payment: { readonly id: string, readonly item: { readonly id: string, readonly name: string } } | null }> }, readonly subscriptions: ReadonlyArray<{ readonly id: string, readonly status: SubscriptionStatus, readonly store: Store, readonly environment: Environment, readonly accessUntil: string | null, readonly willRenew: boolean, readonly renewsAt: string | null, readonly startedAt: string, readonly isStale: boolean, readonly user: { readonly id: string, readonly userId: string } | null, readonly item: { readonly id: string, readonly itemId: string, readonly name: string } | null }>, readonly entitlements: ReadonlyArray<{ readonly key: string, readonly name: string, readonly isActive: boolean, readonly accessUntil: string | null, readonly willRenew: boolean, readonly inGracePeriod: boolean, readonly isStale: boolean, readonly source: EntitlementSource, readonly sourceId: string, readonly environment: Environment }>, readonly entitlementGrants: ReadonlyArray<{ readonly id: string, readonly kind: EntitlementGrantKind, readonly accessUntil: string | null, readonly reason: string, readonly grantedBy: string, readonly createdAt: string, readonly revokedAt: string | null, readonly entitlement: { readonly id: string, readonly key: string, readonly name: string } }> | null, readonly auditEntries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly occurredAt: string, readonly action: string, readonly reason: string | null, readonly actor: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }> } | null, readonly notes: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly text: string | null, readonly createdAt: string, readonly author: { readonly kind: AuditActorKind, readonly id: string | null, readonly name: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null } | null };

export type SuspendUserMutationVariables = Exact<{
  input: SuspendUserInput;
}>;


export type SuspendUserMutation = { readonly suspendUser: { readonly user: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ReleaseUserMutationVariables = Exact<{
  input: ReleaseUserInput;
}>;


export type ReleaseUserMutation = { readonly releaseUser: { readonly user: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ExportUserMutationVariables = Exact<{
  input: ExportUserInput;
}>;


export type ExportUserMutation = { readonly exportUser: { readonly data: unknown, readonly endCursor: string | null, readonly hasNextPage: boolean | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type EraseUserMutationVariables = Exact<{
  input: EraseUserInput;
}>;


export type EraseUserMutation = { readonly eraseUser: { readonly notificationsErased: boolean, readonly user: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type PaymentTotalsFragment = { readonly paymentCount: number, readonly unconsumedCount: number, readonly refundedPaymentCount: number, readonly isExact: boolean, readonly currencies: ReadonlyArray<{ readonly currencyCode: string | null, readonly paymentCount: number, readonly refundedPaymentCount: number, readonly gross: string, readonly refunded: string }> };

export type RefundTotalsFragment = { readonly since: string | null, readonly refundCount: number, readonly afterConsumeCount: number, readonly isExact: boolean, readonly currencies: ReadonlyArray<{ readonly currencyCode: string | null, readonly refundCount: number, readonly refunded: string }> };

export type UserPaymentRowFragment = { readonly id: string, readonly status: PaymentStatus, readonly environment: Environment, readonly paidAt: string, readonly price: { readonly amount: string, readonly currencyCode: string } | null, readonly item: { readonly id: string, readonly name: string } };

export type UserRefundRowFragment = { readonly id: string, readonly full: boolean, readonly previousStatus: PaymentStatus, readonly reason: string | null, readonly refundedAt: string, readonly reversedAt: string | null, readonly amount: { readonly amount: string, readonly currencyCode: string } | null, readonly payment: { readonly id: string, readonly item: { readonly id: string, readonly name: string } } | null };

export type WebhookEndpointsQueryVariables = Exact<{ [key: string]: never; }>;


export type WebhookEndpointsQuery = { readonly webhookEndpoints: ReadonlyArray<{ readonly id: string, readonly host: string, readonly status: WebhookStatus, readonly pauseReason: WebhookPauseReason | null, readonly lag: number, readonly oldestUndeliveredAgeSeconds: number, readonly consecutiveFailures: number, readonly lastError: string | null, readonly recentDeliveries: { readonly attemptCount: number, readonly deliveredCount: number, readonly medianDurationMs: number | null, readonly p95DurationMs: number | null, readonly isComplete: boolean } }> };

export type WebhookEndpointRowFragment = { readonly id: string, readonly host: string, readonly status: WebhookStatus, readonly pauseReason: WebhookPauseReason | null, readonly lag: number, readonly oldestUndeliveredAgeSeconds: number, readonly consecutiveFailures: number, readonly lastError: string | null, readonly recentDeliveries: { readonly attemptCount: number, readonly deliveredCount: number, readonly medianDurationMs: number | null, readonly p95DurationMs: number | null, readonly isComplete: boolean } };

export type WebhookEndpointQueryVariables = Exact<{
  id: string;
  status?: WebhookDeliveryAttemptStatus | null | undefined;
  after?: string | null | undefined;
}>;


export type WebhookEndpointQuery = { readonly webhookEndpoint: { readonly url: string | null, readonly types: ReadonlyArray<PaymentEventType> | null, readonly cursor: string, readonly firstFailedAt: string | null, readonly nextAttemptAt: string | null, readonly previousSecretExpiresAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly id: string, readonly host: string, readonly status: WebhookStatus, readonly pauseReason: WebhookPauseReason | null, readonly lag: number, readonly oldestUndeliveredAgeSeconds: number, readonly consecutiveFailures: number, readonly lastError: string | null, readonly deliveries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: WebhookDeliveryAttemptStatus, readonly responseStatus: number | null, readonly error: string | null, readonly durationMs: number, readonly attemptedAt: string, readonly event: { readonly id: string, readonly type: PaymentEventType, readonly payment: { readonly id: string } | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly endCursor: string | null } }, readonly recentDeliveries: { readonly attemptCount: number, readonly deliveredCount: number, readonly medianDurationMs: number | null, readonly p95DurationMs: number | null, readonly isComplete: boolean } } | null };

export type DeliveryRowFragment = { readonly id: string, readonly status: WebhookDeliveryAttemptStatus, readonly responseStatus: number | null, readonly error: string | null, readonly durationMs: number, readonly attemptedAt: string, readonly event: { readonly id: string, readonly type: PaymentEventType, readonly payment: { readonly id: string } | null } | null };

export type EventDeliveriesQueryVariables = Exact<{
  endpointId: string;
  eventId: string;
}>;


export type EventDeliveriesQuery = { readonly webhookEndpoint: { readonly id: string, readonly deliveries: { readonly nodes: ReadonlyArray<{ readonly url: string | null, readonly host: string, readonly requestBody: string | null, readonly responseBody: string | null, readonly id: string, readonly status: WebhookDeliveryAttemptStatus, readonly responseStatus: number | null, readonly error: string | null, readonly durationMs: number, readonly attemptedAt: string, readonly event: { readonly id: string, readonly type: PaymentEventType, readonly payment: { readonly id: string } | null } | null }> } } | null };

export type CreateWebhookEndpointMutationVariables = Exact<{
  input: CreateWebhookEndpointInput;
}>;


export type CreateWebhookEndpointMutation = { readonly createWebhookEndpoint: { readonly secret: string | null, readonly webhookEndpoint: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type UpdateWebhookEndpointMutationVariables = Exact<{
  input: UpdateWebhookEndpointInput;
}>;


export type UpdateWebhookEndpointMutation = { readonly updateWebhookEndpoint: { readonly webhookEndpoint: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type DeleteWebhookEndpointMutationVariables = Exact<{
  input: DeleteWebhookEndpointInput;
}>;


export type DeleteWebhookEndpointMutation = { readonly deleteWebhookEndpoint: { readonly webhookEndpoint: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type RotateWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type RotateWebhookSecretMutation = { readonly rotateWebhookSecret: { readonly secret: string | null, readonly webhookEndpoint: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type PauseWebhookEndpointMutationVariables = Exact<{
  input: PauseWebhookEndpointInput;
}>;


export type PauseWebhookEndpointMutation = { readonly pauseWebhookEndpoint: { readonly webhookEndpoint: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ResumeWebhookEndpointMutationVariables = Exact<{
  input: ResumeWebhookEndpointInput;
}>;


export type ResumeWebhookEndpointMutation = { readonly resumeWebhookEndpoint: { readonly webhookEndpoint: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type TestWebhookEndpointMutationVariables = Exact<{
  input: TestWebhookEndpointInput;
}>;


export type TestWebhookEndpointMutation = { readonly testWebhookEndpoint: { readonly result: { readonly eventId: string, readonly requestBody: string, readonly status: WebhookDeliveryAttemptStatus, readonly responseStatus: number | null, readonly responseBody: string | null, readonly error: string | null, readonly durationMs: number, readonly sentAt: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ReplayWebhookDeliveryMutationVariables = Exact<{
  input: ReplayWebhookDeliveryInput;
}>;


export type ReplayWebhookDeliveryMutation = { readonly replayWebhookDelivery: { readonly delivery: { readonly id: string, readonly status: WebhookDeliveryAttemptStatus, readonly responseStatus: number | null, readonly error: string | null } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

export type ReplayWebhookEventsMutationVariables = Exact<{
  input: ReplayWebhookEventsInput;
}>;


export type ReplayWebhookEventsMutation = { readonly replayWebhookEvents: { readonly webhookEndpoint: { readonly id: string } | null, readonly problem: { readonly code: ProblemCode, readonly message: string, readonly field: ReadonlyArray<string>, readonly retryable: boolean, readonly retryAfterMs: number | null } | null } };

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
export const AuditLogRowFragmentDoc = new TypedDocumentString(`
    fragment AuditLogRow on AuditEntry {
  id
  occurredAt
  position
  hash
  actor {
    kind
    id
    name
  }
  transport
  address
  requestId
  action
  subjectId
  reason
  changes
}
    `, {"fragmentName":"AuditLogRow"}) as unknown as TypedDocumentString<AuditLogRowFragment, unknown>;
export const EntitlementRowFragmentDoc = new TypedDocumentString(`
    fragment EntitlementRow on Entitlement {
  key
  name
  isActive
  accessUntil
  willRenew
  inGracePeriod
  isStale
  source
  sourceId
  environment
}
    `, {"fragmentName":"EntitlementRow"}) as unknown as TypedDocumentString<EntitlementRowFragment, unknown>;
export const EntitlementGrantRowFragmentDoc = new TypedDocumentString(`
    fragment EntitlementGrantRow on EntitlementGrant {
  id
  kind
  accessUntil
  reason
  grantedBy
  createdAt
  revokedAt
  entitlement {
    id
    key
    name
  }
}
    `, {"fragmentName":"EntitlementGrantRow"}) as unknown as TypedDocumentString<EntitlementGrantRowFragment, unknown>;
export const EntitlementDefinitionRowFragmentDoc = new TypedDocumentString(`
    fragment EntitlementDefinitionRow on EntitlementDefinition {
  id
  key
  name
  isApplied
  updatedAt
  itemCount
  holderCount {
    value
    isExact
  }
  items(first: 6) {
    id
    itemId
    name
  }
}
    `, {"fragmentName":"EntitlementDefinitionRow"}) as unknown as TypedDocumentString<EntitlementDefinitionRowFragment, unknown>;
export const ItemConnectionsFragmentDoc = new TypedDocumentString(`
    fragment ItemConnections on Query {
  appKey {
    id
    storeConnections {
      store
      storeBundleId
    }
  }
}
    `, {"fragmentName":"ItemConnections"}) as unknown as TypedDocumentString<ItemConnectionsFragment, unknown>;
export const ItemRowFragmentDoc = new TypedDocumentString(`
    fragment ItemRow on Item {
  id
  itemId
  name
  type
  enabled
  consumeTrial
  storeProducts {
    store
    productId
    storeBundleId
  }
}
    `, {"fragmentName":"ItemRow"}) as unknown as TypedDocumentString<ItemRowFragment, unknown>;
export const ItemPageFragmentDoc = new TypedDocumentString(`
    fragment ItemPage on ItemConnection {
  nodes {
    ...ItemRow
  }
  pageInfo {
    hasNextPage
    hasPreviousPage
    startCursor
    endCursor
  }
}
    fragment ItemRow on Item {
  id
  itemId
  name
  type
  enabled
  consumeTrial
  storeProducts {
    store
    productId
    storeBundleId
  }
}`, {"fragmentName":"ItemPage"}) as unknown as TypedDocumentString<ItemPageFragment, unknown>;
export const NotificationRowFragmentDoc = new TypedDocumentString(`
    fragment NotificationRow on Notification {
  id
  store
  type
  environment
  receivedAt
  status
  attempts
  result
}
    `, {"fragmentName":"NotificationRow"}) as unknown as TypedDocumentString<NotificationRowFragment, unknown>;
export const OperatorRowFragmentDoc = new TypedDocumentString(`
    fragment OperatorRow on Operator {
  id
  email
  name
  installationOwner
  twoFactorEnabled
  disabledAt
  createdAt
}
    `, {"fragmentName":"OperatorRow"}) as unknown as TypedDocumentString<OperatorRowFragment, unknown>;
export const OperatorGrantRowFragmentDoc = new TypedDocumentString(`
    fragment OperatorGrantRow on OperatorGrant {
  role
  grantedAt
  operator {
    ...OperatorRow
  }
}
    fragment OperatorRow on Operator {
  id
  email
  name
  installationOwner
  twoFactorEnabled
  disabledAt
  createdAt
}`, {"fragmentName":"OperatorGrantRow"}) as unknown as TypedDocumentString<OperatorGrantRowFragment, unknown>;
export const OperatorInvitationRowFragmentDoc = new TypedDocumentString(`
    fragment OperatorInvitationRow on OperatorInvitation {
  id
  email
  role
  createdAt
  expiresAt
}
    `, {"fragmentName":"OperatorInvitationRow"}) as unknown as TypedDocumentString<OperatorInvitationRowFragment, unknown>;
export const TokenRowFragmentDoc = new TypedDocumentString(`
    fragment TokenRow on PersonalAccessToken {
  id
  name
  prefix
  role
  appKeys
  allowSensitiveActs
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}
    `, {"fragmentName":"TokenRow"}) as unknown as TypedDocumentString<TokenRowFragment, unknown>;
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
export const NotePageFragmentDoc = new TypedDocumentString(`
    fragment NotePage on NoteConnection {
  nodes {
    id
    text
    createdAt
    author {
      kind
      id
      name
    }
  }
  pageInfo {
    hasNextPage
  }
}
    `, {"fragmentName":"NotePage"}) as unknown as TypedDocumentString<NotePageFragment, unknown>;
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
    ...NotePage
  }
}
    fragment NotePage on NoteConnection {
  nodes {
    id
    text
    createdAt
    author {
      kind
      id
      name
    }
  }
  pageInfo {
    hasNextPage
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
export const EvidenceFragmentDoc = new TypedDocumentString(`
    fragment Evidence on StoreEvidence {
  kind
  receivedAt
  cause
  content
  notification {
    id
    type
    status
    result
  }
}
    `, {"fragmentName":"Evidence"}) as unknown as TypedDocumentString<EvidenceFragment, unknown>;
export const DeliveryFragmentDoc = new TypedDocumentString(`
    fragment Delivery on WebhookDeliveryAttempt {
  id
  endpointId
  host
  status
  responseStatus
  responseBody
  error
  durationMs
  attemptedAt
  event {
    id
  }
}
    `, {"fragmentName":"Delivery"}) as unknown as TypedDocumentString<DeliveryFragment, unknown>;
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
export const PurchaseRowFragmentDoc = new TypedDocumentString(`
    fragment PurchaseRow on Purchase {
  id
  status
  store
  requestedAt
  expiresAt
  problem {
    message
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
}
    `, {"fragmentName":"PurchaseRow"}) as unknown as TypedDocumentString<PurchaseRowFragment, unknown>;
export const DiscrepancyRowFragmentDoc = new TypedDocumentString(`
    fragment DiscrepancyRow on ReconciliationDiscrepancy {
  id
  store
  source
  description
  detectedAt
  resolvedAt
  ignoredAt
  ignoreReason
  storeTransactionId
  payment {
    id
    status
    price {
      amount
      currencyCode
    }
  }
  purchase {
    id
    user {
      id
      userId
    }
  }
  unattributedSale {
    id
    price {
      amount
      currencyCode
    }
  }
}
    `, {"fragmentName":"DiscrepancyRow"}) as unknown as TypedDocumentString<DiscrepancyRowFragment, unknown>;
export const RefundReviewRowFragmentDoc = new TypedDocumentString(`
    fragment RefundReviewRow on RefundReview {
  id
  status
  store
  storeOrderId
  storeTransactionId
  requestReason
  consentRequired
  requestedAt
  deadline
  secondsLeft
  answer
  answeredBy
  answerReason
  answeredAt
  attempts
  lastError
  chargebackCost {
    amount
    currencyCode
  }
  record {
    delivered
    consumptionPercentageMilliunits
    suggestedAnswer
  }
  payments {
    id
    status
    price {
      amount
      currencyCode
    }
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
    `, {"fragmentName":"RefundReviewRow"}) as unknown as TypedDocumentString<RefundReviewRowFragment, unknown>;
export const UnattributedSaleRowFragmentDoc = new TypedDocumentString(`
    fragment UnattributedSaleRow on UnattributedSale {
  id
  store
  environment
  storeTransactionId
  storeOrderId
  storeProductId
  quantity
  paidAt
  detectedAt
  accountToken
  storeAccountId
  acknowledgementDeadline
  refundedAt
  price {
    amount
    currencyCode
  }
  item {
    id
    name
  }
}
    `, {"fragmentName":"UnattributedSaleRow"}) as unknown as TypedDocumentString<UnattributedSaleRowFragment, unknown>;
export const ProblemTextFragmentDoc = new TypedDocumentString(`
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}
    `, {"fragmentName":"ProblemText"}) as unknown as TypedDocumentString<ProblemTextFragment, unknown>;
export const LookedUpSaleFragmentDoc = new TypedDocumentString(`
    fragment LookedUpSale on StoreSale {
  store
  environment
  status
  storeTransactionId
  storeOrderId
  storeProductId
  quantity
  paidAt
  accountToken
  acknowledgementDeadline
  canAdopt
  price {
    amount
    currencyCode
  }
  item {
    id
    name
  }
  refund {
    full
    refundedAt
  }
  user {
    id
    userId
  }
  payment {
    id
  }
  problem {
    ...ProblemText
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}`, {"fragmentName":"LookedUpSale"}) as unknown as TypedDocumentString<LookedUpSaleFragment, unknown>;
export const ServerKeyRowFragmentDoc = new TypedDocumentString(`
    fragment ServerKeyRow on ServerKey {
  id
  name
  role
  prefix
  status
  createdAt
  lastUsedAt
  expiresAt
  revokedAt
  replacedBy
}
    `, {"fragmentName":"ServerKeyRow"}) as unknown as TypedDocumentString<ServerKeyRowFragment, unknown>;
export const UserSecretRowFragmentDoc = new TypedDocumentString(`
    fragment UserSecretRow on UserSecret {
  id
  createdAt
  expiresAt
  lastUsedAt
}
    `, {"fragmentName":"UserSecretRow"}) as unknown as TypedDocumentString<UserSecretRowFragment, unknown>;
export const UserTokenKeyRowFragmentDoc = new TypedDocumentString(`
    fragment UserTokenKeyRow on UserTokenKey {
  id
  kid
  algorithm
  createdAt
  expiresAt
  lastUsedAt
}
    `, {"fragmentName":"UserTokenKeyRow"}) as unknown as TypedDocumentString<UserTokenKeyRowFragment, unknown>;
export const AppSettingsFragmentDoc = new TypedDocumentString(`
    fragment AppSettings on AppKey {
  id
  key
  name
  consumeModel
  requireUserToken
  reportingTimeZone
  sandboxPolicy
  sandboxTesterUserIds
  acknowledgeOn
  acknowledgeBy
  unconsumedPolicy
  refundReviewPolicy
  refundApprovalLimits {
    amount
    currencyCode
  }
  sendConsumptionInfo
  accountTokenPolicy
  familySharingPolicy
  subscriptionRefundPolicy
  subscriptionLeewayHours
  allowedOrigins
  operationsPolicy
  createdAt
}
    `, {"fragmentName":"AppSettings"}) as unknown as TypedDocumentString<AppSettingsFragment, unknown>;
export const StatisticsGroupFragmentDoc = new TypedDocumentString(`
    fragment StatisticsGroup on PaymentStatisticsGroup {
  firstDay
  lastDay
  paidFrom
  paidTo
  store
  itemId
  countryCode
  currencyCode
  paymentCount
  gross
  refundCount
  refunded
  net
  refundedPaymentCount
  refundRate
  buyerCount
  averageRevenuePerBuyer
}
    `, {"fragmentName":"StatisticsGroup"}) as unknown as TypedDocumentString<StatisticsGroupFragment, unknown>;
export const StoreConnectionDetailsFragmentDoc = new TypedDocumentString(`
    fragment StoreConnectionDetails on StoreConnection {
  store
  storeBundleId
  shared
  hasCredentials
  connectedAt
  updatedAt
  settings
  lastCheck {
    checkedAt
    ok
    steps {
      part
      environment
      status
      code
      message
    }
  }
}
    `, {"fragmentName":"StoreConnectionDetails"}) as unknown as TypedDocumentString<StoreConnectionDetailsFragment, unknown>;
export const SubscriptionMovementRowFragmentDoc = new TypedDocumentString(`
    fragment SubscriptionMovementRow on SubscriptionMovement {
  firstDay
  lastDay
  startsAt
  endsAt
  started
  resubscribed
  renewed
  recovered
  changed
  toppedUp
  expired
  revoked
}
    `, {"fragmentName":"SubscriptionMovementRow"}) as unknown as TypedDocumentString<SubscriptionMovementRowFragment, unknown>;
export const SubscriptionRowFragmentDoc = new TypedDocumentString(`
    fragment SubscriptionRow on StoreSubscription {
  id
  status
  store
  environment
  accessUntil
  willRenew
  renewsAt
  startedAt
  isStale
  user {
    id
    userId
  }
  item {
    id
    itemId
    name
  }
}
    `, {"fragmentName":"SubscriptionRow"}) as unknown as TypedDocumentString<SubscriptionRowFragment, unknown>;
export const SubscriptionLineRowFragmentDoc = new TypedDocumentString(`
    fragment SubscriptionLineRow on SubscriptionLine {
  storeProductId
  basePlanId
  offerId
  accessUntil
  givesAccess
  willRenew
  renewalPrice {
    amount
    currencyCode
  }
  item {
    id
    itemId
    name
  }
}
    `, {"fragmentName":"SubscriptionLineRow"}) as unknown as TypedDocumentString<SubscriptionLineRowFragment, unknown>;
export const SubscriptionPeriodFragmentDoc = new TypedDocumentString(`
    fragment SubscriptionPeriod on Payment {
  id
  status
  environment
  paidAt
  periodStartsAt
  periodEndsAt
  periodKind
  periodPhase
  price {
    amount
    currencyCode
  }
}
    `, {"fragmentName":"SubscriptionPeriod"}) as unknown as TypedDocumentString<SubscriptionPeriodFragment, unknown>;
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
export const SuspendedUserRowFragmentDoc = new TypedDocumentString(`
    fragment SuspendedUserRow on User {
  id
  userId
  suspendedAt
  auditEntries(first: 5) {
    nodes {
      ...AuditRow
    }
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
}`, {"fragmentName":"SuspendedUserRow"}) as unknown as TypedDocumentString<SuspendedUserRowFragment, unknown>;
export const PaymentTotalsFragmentDoc = new TypedDocumentString(`
    fragment PaymentTotals on UserPaymentTotals {
  paymentCount
  unconsumedCount
  refundedPaymentCount
  isExact
  currencies {
    currencyCode
    paymentCount
    refundedPaymentCount
    gross
    refunded
  }
}
    `, {"fragmentName":"PaymentTotals"}) as unknown as TypedDocumentString<PaymentTotalsFragment, unknown>;
export const RefundTotalsFragmentDoc = new TypedDocumentString(`
    fragment RefundTotals on UserRefundTotals {
  since
  refundCount
  afterConsumeCount
  isExact
  currencies {
    currencyCode
    refundCount
    refunded
  }
}
    `, {"fragmentName":"RefundTotals"}) as unknown as TypedDocumentString<RefundTotalsFragment, unknown>;
export const UserPaymentRowFragmentDoc = new TypedDocumentString(`
    fragment UserPaymentRow on Payment {
  id
  status
  environment
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
    `, {"fragmentName":"UserPaymentRow"}) as unknown as TypedDocumentString<UserPaymentRowFragment, unknown>;
export const UserRefundRowFragmentDoc = new TypedDocumentString(`
    fragment UserRefundRow on RefundEntry {
  id
  full
  previousStatus
  reason
  refundedAt
  reversedAt
  amount {
    amount
    currencyCode
  }
  payment {
    id
    item {
      id
      name
    }
  }
}
    `, {"fragmentName":"UserRefundRow"}) as unknown as TypedDocumentString<UserRefundRowFragment, unknown>;
export const WebhookEndpointRowFragmentDoc = new TypedDocumentString(`
    fragment WebhookEndpointRow on WebhookEndpoint {
  id
  host
  status
  pauseReason
  lag
  oldestUndeliveredAgeSeconds
  consecutiveFailures
  lastError
  recentDeliveries {
    attemptCount
    deliveredCount
    medianDurationMs
    p95DurationMs
    isComplete
  }
}
    `, {"fragmentName":"WebhookEndpointRow"}) as unknown as TypedDocumentString<WebhookEndpointRowFragment, unknown>;
export const DeliveryRowFragmentDoc = new TypedDocumentString(`
    fragment DeliveryRow on WebhookDeliveryAttempt {
  id
  status
  responseStatus
  error
  durationMs
  attemptedAt
  event {
    id
    type
    payment {
      id
    }
  }
}
    `, {"fragmentName":"DeliveryRow"}) as unknown as TypedDocumentString<DeliveryRowFragment, unknown>;
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
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($subjectId: ID, $actor: AuditActorFilter, $action: String, $occurredBetween: DateTimeRange, $after: Cursor) {
  auditLog(
    subjectId: $subjectId
    actor: $actor
    action: $action
    occurredBetween: $occurredBetween
    first: 50
    after: $after
  ) {
    nodes {
      ...AuditLogRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
  appKey {
    id
    auditHead {
      position
      hash
    }
  }
}
    fragment AuditLogRow on AuditEntry {
  id
  occurredAt
  position
  hash
  actor {
    kind
    id
    name
  }
  transport
  address
  requestId
  action
  subjectId
  reason
  changes
}`) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const GrantableEntitlementsDocument = new TypedDocumentString(`
    query GrantableEntitlements {
  entitlementDefinitions {
    id
    key
    name
  }
}
    `) as unknown as TypedDocumentString<GrantableEntitlementsQuery, GrantableEntitlementsQueryVariables>;
export const EntitlementDefinitionsDocument = new TypedDocumentString(`
    query EntitlementDefinitions {
  entitlementDefinitions {
    ...EntitlementDefinitionRow
  }
}
    fragment EntitlementDefinitionRow on EntitlementDefinition {
  id
  key
  name
  isApplied
  updatedAt
  itemCount
  holderCount {
    value
    isExact
  }
  items(first: 6) {
    id
    itemId
    name
  }
}`) as unknown as TypedDocumentString<EntitlementDefinitionsQuery, EntitlementDefinitionsQueryVariables>;
export const EntitlementToEditDocument = new TypedDocumentString(`
    query EntitlementToEdit($id: ID!) {
  node(id: $id) {
    ... on EntitlementDefinition {
      id
      key
      name
      items {
        id
        itemId
        name
        type
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EntitlementToEditQuery, EntitlementToEditQueryVariables>;
export const GivingItemsDocument = new TypedDocumentString(`
    query GivingItems($after: Cursor) {
  items(first: 100, after: $after) {
    nodes {
      id
      itemId
      name
      type
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<GivingItemsQuery, GivingItemsQueryVariables>;
export const UpsertEntitlementDocument = new TypedDocumentString(`
    mutation UpsertEntitlement($input: UpsertEntitlementInput!) {
  upsertEntitlement(input: $input) {
    entitlement {
      id
      isApplied
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
}`) as unknown as TypedDocumentString<UpsertEntitlementMutation, UpsertEntitlementMutationVariables>;
export const GrantEntitlementDocument = new TypedDocumentString(`
    mutation GrantEntitlement($input: GrantEntitlementInput!) {
  grantEntitlement(input: $input) {
    grant {
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
}`) as unknown as TypedDocumentString<GrantEntitlementMutation, GrantEntitlementMutationVariables>;
export const RevokeEntitlementGrantDocument = new TypedDocumentString(`
    mutation RevokeEntitlementGrant($input: RevokeEntitlementGrantInput!) {
  revokeEntitlementGrant(input: $input) {
    grant {
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
}`) as unknown as TypedDocumentString<RevokeEntitlementGrantMutation, RevokeEntitlementGrantMutationVariables>;
export const EventConsumersDocument = new TypedDocumentString(`
    query EventConsumers($after: Cursor) {
  eventConsumers(first: 50, after: $after) {
    nodes {
      id
      name
      cursor
      ackedAt
      lag
      oldestUnackedAgeSeconds
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<EventConsumersQuery, EventConsumersQueryVariables>;
export const DeleteEventConsumerDocument = new TypedDocumentString(`
    mutation DeleteEventConsumer($input: DeleteEventConsumerInput!) {
  deleteEventConsumer(input: $input) {
    consumer {
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
}`) as unknown as TypedDocumentString<DeleteEventConsumerMutation, DeleteEventConsumerMutationVariables>;
export const ItemsDocument = new TypedDocumentString(`
    query Items($after: Cursor) {
  ...ItemConnections
  items(first: 50, after: $after) {
    ...ItemPage
  }
}
    fragment ItemConnections on Query {
  appKey {
    id
    storeConnections {
      store
      storeBundleId
    }
  }
}
fragment ItemPage on ItemConnection {
  nodes {
    ...ItemRow
  }
  pageInfo {
    hasNextPage
    hasPreviousPage
    startCursor
    endCursor
  }
}
fragment ItemRow on Item {
  id
  itemId
  name
  type
  enabled
  consumeTrial
  storeProducts {
    store
    productId
    storeBundleId
  }
}`) as unknown as TypedDocumentString<ItemsQuery, ItemsQueryVariables>;
export const ItemsBeforeDocument = new TypedDocumentString(`
    query ItemsBefore($before: Cursor) {
  ...ItemConnections
  items(last: 50, before: $before) {
    ...ItemPage
  }
}
    fragment ItemConnections on Query {
  appKey {
    id
    storeConnections {
      store
      storeBundleId
    }
  }
}
fragment ItemPage on ItemConnection {
  nodes {
    ...ItemRow
  }
  pageInfo {
    hasNextPage
    hasPreviousPage
    startCursor
    endCursor
  }
}
fragment ItemRow on Item {
  id
  itemId
  name
  type
  enabled
  consumeTrial
  storeProducts {
    store
    productId
    storeBundleId
  }
}`) as unknown as TypedDocumentString<ItemsBeforeQuery, ItemsBeforeQueryVariables>;
export const UpsertItemDocument = new TypedDocumentString(`
    mutation UpsertItem($input: UpsertItemInput!) {
  upsertItem(input: $input) {
    item {
      id
      itemId
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
}`) as unknown as TypedDocumentString<UpsertItemMutation, UpsertItemMutationVariables>;
export const ImportItemsDocument = new TypedDocumentString(`
    mutation ImportItems($input: ImportItemsInput!) {
  importItems(input: $input) {
    createdCount
    changedCount
    unchangedCount
    rows {
      row
      itemId
      outcome
      before
      after
    }
    errors {
      row
      column
      code
      message
    }
    errorCount
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
}`) as unknown as TypedDocumentString<ImportItemsMutation, ImportItemsMutationVariables>;
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
export const NotificationsDocument = new TypedDocumentString(`
    query Notifications($store: Store, $status: NotificationStatus, $type: String, $environment: Environment, $receivedBetween: DateTimeRange, $after: Cursor) {
  notifications(
    store: $store
    status: $status
    type: $type
    environment: $environment
    receivedBetween: $receivedBetween
    first: 50
    after: $after
  ) {
    nodes {
      ...NotificationRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
}
    fragment NotificationRow on Notification {
  id
  store
  type
  environment
  receivedAt
  status
  attempts
  result
}`) as unknown as TypedDocumentString<NotificationsQuery, NotificationsQueryVariables>;
export const NotificationDocument = new TypedDocumentString(`
    query Notification($id: ID!) {
  notification(id: $id) {
    ...NotificationRow
    storeNotificationId
    sentAt
    source
    verification
    processedAt
    content
    payments {
      ...PaymentRow
    }
  }
}
    fragment NotificationRow on Notification {
  id
  store
  type
  environment
  receivedAt
  status
  attempts
  result
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
}`) as unknown as TypedDocumentString<NotificationQuery, NotificationQueryVariables>;
export const ReplayNotificationDocument = new TypedDocumentString(`
    mutation ReplayNotification($input: ReplayNotificationInput!) {
  replayNotification(input: $input) {
    notification {
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
}`) as unknown as TypedDocumentString<ReplayNotificationMutation, ReplayNotificationMutationVariables>;
export const OperatorGrantsDocument = new TypedDocumentString(`
    query OperatorGrants($after: Cursor) {
  operatorGrants(first: 50, after: $after) {
    nodes {
      ...OperatorGrantRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
  operatorInvitations {
    ...OperatorInvitationRow
  }
}
    fragment OperatorGrantRow on OperatorGrant {
  role
  grantedAt
  operator {
    ...OperatorRow
  }
}
fragment OperatorRow on Operator {
  id
  email
  name
  installationOwner
  twoFactorEnabled
  disabledAt
  createdAt
}
fragment OperatorInvitationRow on OperatorInvitation {
  id
  email
  role
  createdAt
  expiresAt
}`) as unknown as TypedDocumentString<OperatorGrantsQuery, OperatorGrantsQueryVariables>;
export const OperatorsDocument = new TypedDocumentString(`
    query Operators($after: Cursor) {
  operators(first: 50, after: $after) {
    nodes {
      ...OperatorRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
}
    fragment OperatorRow on Operator {
  id
  email
  name
  installationOwner
  twoFactorEnabled
  disabledAt
  createdAt
}`) as unknown as TypedDocumentString<OperatorsQuery, OperatorsQueryVariables>;
export const PersonalAccessTokensDocument = new TypedDocumentString(`
    query PersonalAccessTokens {
  personalAccessTokens {
    ...TokenRow
  }
}
    fragment TokenRow on PersonalAccessToken {
  id
  name
  prefix
  role
  appKeys
  allowSensitiveActs
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<PersonalAccessTokensQuery, PersonalAccessTokensQueryVariables>;
export const InviteOperatorDocument = new TypedDocumentString(`
    mutation InviteOperator($input: InviteOperatorInput!) {
  inviteOperator(input: $input) {
    grant {
      role
    }
    invitation {
      id
    }
    invitationLink
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
}`) as unknown as TypedDocumentString<InviteOperatorMutation, InviteOperatorMutationVariables>;
export const RevokeOperatorInvitationDocument = new TypedDocumentString(`
    mutation RevokeOperatorInvitation($input: RevokeOperatorInvitationInput!) {
  revokeOperatorInvitation(input: $input) {
    invitation {
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
}`) as unknown as TypedDocumentString<RevokeOperatorInvitationMutation, RevokeOperatorInvitationMutationVariables>;
export const GrantOperatorDocument = new TypedDocumentString(`
    mutation GrantOperator($input: GrantOperatorInput!) {
  grantOperator(input: $input) {
    grant {
      role
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
}`) as unknown as TypedDocumentString<GrantOperatorMutation, GrantOperatorMutationVariables>;
export const RevokeOperatorGrantDocument = new TypedDocumentString(`
    mutation RevokeOperatorGrant($input: RevokeOperatorGrantInput!) {
  revokeOperatorGrant(input: $input) {
    grant {
      role
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
}`) as unknown as TypedDocumentString<RevokeOperatorGrantMutation, RevokeOperatorGrantMutationVariables>;
export const DisableOperatorDocument = new TypedDocumentString(`
    mutation DisableOperator($input: DisableOperatorInput!) {
  disableOperator(input: $input) {
    operator {
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
}`) as unknown as TypedDocumentString<DisableOperatorMutation, DisableOperatorMutationVariables>;
export const EnableOperatorDocument = new TypedDocumentString(`
    mutation EnableOperator($input: EnableOperatorInput!) {
  enableOperator(input: $input) {
    operator {
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
}`) as unknown as TypedDocumentString<EnableOperatorMutation, EnableOperatorMutationVariables>;
export const CreatePersonalAccessTokenDocument = new TypedDocumentString(`
    mutation CreatePersonalAccessToken($input: CreatePersonalAccessTokenInput!) {
  createPersonalAccessToken(input: $input) {
    token {
      id
    }
    secret
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
}`) as unknown as TypedDocumentString<CreatePersonalAccessTokenMutation, CreatePersonalAccessTokenMutationVariables>;
export const RevokePersonalAccessTokenDocument = new TypedDocumentString(`
    mutation RevokePersonalAccessToken($input: RevokePersonalAccessTokenInput!) {
  revokePersonalAccessToken(input: $input) {
    token {
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
}`) as unknown as TypedDocumentString<RevokePersonalAccessTokenMutation, RevokePersonalAccessTokenMutationVariables>;
export const OverviewDocument = new TypedDocumentString(`
    query Overview($environment: Environment!, $withSales: Boolean!) {
  overview(environment: $environment) {
    readAt
    issues {
      kind
      severity
      count
      isExact
      store
      label
      subjectId
      problemCode
      since
      deadline
      paidFrom
      paidTo
    }
  }
  paymentStatistics(environment: $environment, groupBy: [DAY]) @include(if: $withSales) {
    today
    timeZone
    updatedAt
    pendingEventCount
    isComplete
    groups {
      firstDay
      paidFrom
      paidTo
      currencyCode
      paymentCount
      gross
      refunded
      net
      buyerCount
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewQuery, OverviewQueryVariables>;
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
export const RetryDeliveryDocument = new TypedDocumentString(`
    mutation RetryDelivery($input: RetryDeliveryInput!) {
  retryDelivery(input: $input) {
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
}`) as unknown as TypedDocumentString<RetryDeliveryMutation, RetryDeliveryMutationVariables>;
export const PaymentChangesDocument = new TypedDocumentString(`
    subscription PaymentChanges {
  paymentEvents(
    types: [PAYMENT_PAID, PAYMENT_CONSUMED, PAYMENT_COMPLETED, PAYMENT_REFUNDED, PAYMENT_PARTIALLY_REFUNDED, PAYMENT_REFUND_REVERSED, PAYMENT_ACKNOWLEDGED, PAYMENT_ACKNOWLEDGEMENT_FAILED, PAYMENT_CORRECTED, PAYMENT_TRANSFERRED, PAYMENT_DELIVERY_FAILED, PAYMENT_DELIVERY_RETRIED]
  ) {
    id
  }
}
    `) as unknown as TypedDocumentString<PaymentChangesSubscription, PaymentChangesSubscriptionVariables>;
export const PaymentCountDocument = new TypedDocumentString(`
    query PaymentCount($filter: PaymentFilter) {
  paymentCount(filter: $filter) {
    value
    isExact
  }
}
    `) as unknown as TypedDocumentString<PaymentCountQuery, PaymentCountQueryVariables>;
export const PaymentEvidenceDocument = new TypedDocumentString(`
    query PaymentEvidence($id: ID!) {
  payment(id: $id) {
    id
    consume {
      id
      address
      serverKey {
        id
        name
      }
    }
    storeEvidence {
      ...Evidence
    }
    webhookDeliveries(first: 50) {
      nodes {
        ...Delivery
      }
      pageInfo {
        hasNextPage
      }
    }
    auditEntries(first: 50) {
      nodes {
        id
        address
        transport
        requestId
        changes
      }
    }
    refundReviews {
      id
      requestedAt
      deadline
    }
    user {
      id
      unconsumedPayments(first: 10) {
        nodes {
          id
        }
        pageInfo {
          hasNextPage
        }
      }
      refunds(first: 10) {
        nodes {
          id
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
}
    fragment Evidence on StoreEvidence {
  kind
  receivedAt
  cause
  content
  notification {
    id
    type
    status
    result
  }
}
fragment Delivery on WebhookDeliveryAttempt {
  id
  endpointId
  host
  status
  responseStatus
  responseBody
  error
  durationMs
  attemptedAt
  event {
    id
  }
}`) as unknown as TypedDocumentString<PaymentEvidenceQuery, PaymentEvidenceQueryVariables>;
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
    storePageUrl
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
    periodStartsAt
    periodEndsAt
    periodKind
    periodPhase
    subscription {
      id
      status
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
    deliveryFailure {
      message
      attempts
      failedAt
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
    fragment NotePage on NoteConnection {
  nodes {
    id
    text
    createdAt
    author {
      kind
      id
      name
    }
  }
  pageInfo {
    hasNextPage
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
    ...NotePage
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
export const PurchasesDocument = new TypedDocumentString(`
    query Purchases($filter: PurchaseFilter, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  purchases(
    filter: $filter
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    nodes {
      ...PurchaseRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment PurchaseRow on Purchase {
  id
  status
  store
  requestedAt
  expiresAt
  problem {
    message
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
}`) as unknown as TypedDocumentString<PurchasesQuery, PurchasesQueryVariables>;
export const PurchaseDocument = new TypedDocumentString(`
    query Purchase($id: ID!) {
  purchase(id: $id) {
    ...PurchaseRow
    accountToken
    storeProductId
    developerPayload
    payment {
      id
      status
      environment
    }
    events {
      id
      type
      occurredAt
    }
    discrepancies {
      id
      store
      detectedAt
      description
      storeTransactionId
    }
  }
}
    fragment PurchaseRow on Purchase {
  id
  status
  store
  requestedAt
  expiresAt
  problem {
    message
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
}`) as unknown as TypedDocumentString<PurchaseQuery, PurchaseQueryVariables>;
export const ReconciliationDaysDocument = new TypedDocumentString(`
    query ReconciliationDays($openOnly: Boolean, $before: Date) {
  reconciliationDays(openOnly: $openOnly, before: $before, days: 14) {
    day
    store
    runCount
    checkedCount
    discrepancyCount
    resolvedCount
    ignoredCount
    openCount
  }
}
    `) as unknown as TypedDocumentString<ReconciliationDaysQuery, ReconciliationDaysQueryVariables>;
export const ReconciliationReportDocument = new TypedDocumentString(`
    query ReconciliationReport($day: Date!, $store: Store!) {
  reconciliationReport(day: $day, store: $store) {
    day
    store
    openCount
    discrepancies {
      ...DiscrepancyRow
    }
    runs {
      source
      storeBundleId
      startedAt
      endedAt
      checkedCount
      lastError
    }
  }
}
    fragment DiscrepancyRow on ReconciliationDiscrepancy {
  id
  store
  source
  description
  detectedAt
  resolvedAt
  ignoredAt
  ignoreReason
  storeTransactionId
  payment {
    id
    status
    price {
      amount
      currencyCode
    }
  }
  purchase {
    id
    user {
      id
      userId
    }
  }
  unattributedSale {
    id
    price {
      amount
      currencyCode
    }
  }
}`) as unknown as TypedDocumentString<ReconciliationReportQuery, ReconciliationReportQueryVariables>;
export const StartReconciliationDocument = new TypedDocumentString(`
    mutation StartReconciliation($input: StartReconciliationInput!) {
  startReconciliation(input: $input) {
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
}`) as unknown as TypedDocumentString<StartReconciliationMutation, StartReconciliationMutationVariables>;
export const IgnoreDiscrepancyDocument = new TypedDocumentString(`
    mutation IgnoreDiscrepancy($input: IgnoreDiscrepancyInput!) {
  ignoreDiscrepancy(input: $input) {
    discrepancy {
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
}`) as unknown as TypedDocumentString<IgnoreDiscrepancyMutation, IgnoreDiscrepancyMutationVariables>;
export const ReopenDiscrepancyDocument = new TypedDocumentString(`
    mutation ReopenDiscrepancy($input: ReopenDiscrepancyInput!) {
  reopenDiscrepancy(input: $input) {
    discrepancy {
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
}`) as unknown as TypedDocumentString<ReopenDiscrepancyMutation, ReopenDiscrepancyMutationVariables>;
export const AdoptDiscrepancyDocument = new TypedDocumentString(`
    mutation AdoptDiscrepancy($input: AdoptPaymentInput!) {
  adoptPayment(input: $input) {
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
}`) as unknown as TypedDocumentString<AdoptDiscrepancyMutation, AdoptDiscrepancyMutationVariables>;
export const RefundReviewsDocument = new TypedDocumentString(`
    query RefundReviews($filter: RefundReviewFilter, $orderBy: RefundReviewOrder, $after: Cursor) {
  refundReviews(filter: $filter, orderBy: $orderBy, first: 20, after: $after) {
    nodes {
      ...RefundReviewRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
}
    fragment RefundReviewRow on RefundReview {
  id
  status
  store
  storeOrderId
  storeTransactionId
  requestReason
  consentRequired
  requestedAt
  deadline
  secondsLeft
  answer
  answeredBy
  answerReason
  answeredAt
  attempts
  lastError
  chargebackCost {
    amount
    currencyCode
  }
  record {
    delivered
    consumptionPercentageMilliunits
    suggestedAnswer
  }
  payments {
    id
    status
    price {
      amount
      currencyCode
    }
    item {
      id
      name
    }
    user {
      id
      userId
    }
  }
}`) as unknown as TypedDocumentString<RefundReviewsQuery, RefundReviewsQueryVariables>;
export const AnswerRefundReviewDocument = new TypedDocumentString(`
    mutation AnswerRefundReview($input: AnswerRefundReviewInput!) {
  answerRefundReview(input: $input) {
    refundReview {
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
}`) as unknown as TypedDocumentString<AnswerRefundReviewMutation, AnswerRefundReviewMutationVariables>;
export const RefundReviewStatisticsDocument = new TypedDocumentString(`
    query RefundReviewStatistics($requestedBetween: DateTimeRange) {
  refundReviewStatistics(requestedBetween: $requestedBetween) {
    store
    status
    answer
    refunded
    count
    chargebackCost {
      amount
      currencyCode
    }
  }
}
    `) as unknown as TypedDocumentString<RefundReviewStatisticsQuery, RefundReviewStatisticsQueryVariables>;
export const UnattributedSalesDocument = new TypedDocumentString(`
    query UnattributedSales($store: Store, $after: Cursor, $saleId: ID!, $hasSale: Boolean!) {
  unattributedSales(store: $store, first: 50, after: $after) {
    nodes {
      ...UnattributedSaleRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
  sale: node(id: $saleId) @include(if: $hasSale) {
    __typename
    ...UnattributedSaleRow
  }
}
    fragment UnattributedSaleRow on UnattributedSale {
  id
  store
  environment
  storeTransactionId
  storeOrderId
  storeProductId
  quantity
  paidAt
  detectedAt
  accountToken
  storeAccountId
  acknowledgementDeadline
  refundedAt
  price {
    amount
    currencyCode
  }
  item {
    id
    name
  }
}`) as unknown as TypedDocumentString<UnattributedSalesQuery, UnattributedSalesQueryVariables>;
export const AssignUnattributedSaleDocument = new TypedDocumentString(`
    mutation AssignUnattributedSale($input: AssignUnattributedSaleInput!) {
  assignUnattributedSale(input: $input) {
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
}`) as unknown as TypedDocumentString<AssignUnattributedSaleMutation, AssignUnattributedSaleMutationVariables>;
export const LookUpDocument = new TypedDocumentString(`
    query LookUp($text: String!) {
  lookUpAtStore(text: $text) {
    problem {
      ...ProblemText
    }
    answers {
      store
      answeredAt
      problem {
        ...ProblemText
      }
      sales {
        ...LookedUpSale
      }
    }
  }
}
    fragment ProblemText on Problem {
  code
  message
  field
  retryable
  retryAfterMs
}
fragment LookedUpSale on StoreSale {
  store
  environment
  status
  storeTransactionId
  storeOrderId
  storeProductId
  quantity
  paidAt
  accountToken
  acknowledgementDeadline
  canAdopt
  price {
    amount
    currencyCode
  }
  item {
    id
    name
  }
  refund {
    full
    refundedAt
  }
  user {
    id
    userId
  }
  payment {
    id
  }
  problem {
    ...ProblemText
  }
}`) as unknown as TypedDocumentString<LookUpQuery, LookUpQueryVariables>;
export const AdoptPaymentDocument = new TypedDocumentString(`
    mutation AdoptPayment($input: AdoptPaymentInput!) {
  adoptPayment(input: $input) {
    replayed
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
}`) as unknown as TypedDocumentString<AdoptPaymentMutation, AdoptPaymentMutationVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($text: String!) {
  search(text: $text) {
    text
    recognizedAs {
      kind
      store
      environment
      isFound
      canLookUp
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
        ... on UnattributedSale {
          saleStore: store
          salePaidAt: paidAt
          storeProductId
          refundedAt
          salePrice: price {
            amount
            currencyCode
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const ServerKeysDocument = new TypedDocumentString(`
    query ServerKeys {
  appKey {
    id
    requireUserToken
    serverKeys {
      ...ServerKeyRow
    }
    userSecrets {
      ...UserSecretRow
    }
    userTokenKeys {
      ...UserTokenKeyRow
    }
  }
}
    fragment ServerKeyRow on ServerKey {
  id
  name
  role
  prefix
  status
  createdAt
  lastUsedAt
  expiresAt
  revokedAt
  replacedBy
}
fragment UserSecretRow on UserSecret {
  id
  createdAt
  expiresAt
  lastUsedAt
}
fragment UserTokenKeyRow on UserTokenKey {
  id
  kid
  algorithm
  createdAt
  expiresAt
  lastUsedAt
}`) as unknown as TypedDocumentString<ServerKeysQuery, ServerKeysQueryVariables>;
export const CreateServerKeyDocument = new TypedDocumentString(`
    mutation CreateServerKey($input: CreateServerKeyInput!) {
  createServerKey(input: $input) {
    serverKey {
      id
    }
    secret
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
}`) as unknown as TypedDocumentString<CreateServerKeyMutation, CreateServerKeyMutationVariables>;
export const RotateServerKeyDocument = new TypedDocumentString(`
    mutation RotateServerKey($input: RotateServerKeyInput!) {
  rotateServerKey(input: $input) {
    serverKey {
      id
    }
    secret
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
}`) as unknown as TypedDocumentString<RotateServerKeyMutation, RotateServerKeyMutationVariables>;
export const RevokeServerKeyDocument = new TypedDocumentString(`
    mutation RevokeServerKey($input: RevokeServerKeyInput!) {
  revokeServerKey(input: $input) {
    serverKey {
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
}`) as unknown as TypedDocumentString<RevokeServerKeyMutation, RevokeServerKeyMutationVariables>;
export const UpdateServerKeyDocument = new TypedDocumentString(`
    mutation UpdateServerKey($input: UpdateServerKeyInput!) {
  updateServerKey(input: $input) {
    serverKey {
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
}`) as unknown as TypedDocumentString<UpdateServerKeyMutation, UpdateServerKeyMutationVariables>;
export const RotateUserSecretDocument = new TypedDocumentString(`
    mutation RotateUserSecret($input: RotateUserSecretInput!) {
  rotateUserSecret(input: $input) {
    userSecret {
      id
    }
    secret
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
}`) as unknown as TypedDocumentString<RotateUserSecretMutation, RotateUserSecretMutationVariables>;
export const WithdrawUserSecretDocument = new TypedDocumentString(`
    mutation WithdrawUserSecret($input: WithdrawUserSecretInput!) {
  withdrawUserSecret(input: $input) {
    userSecret {
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
}`) as unknown as TypedDocumentString<WithdrawUserSecretMutation, WithdrawUserSecretMutationVariables>;
export const RegisterUserTokenKeyDocument = new TypedDocumentString(`
    mutation RegisterUserTokenKey($input: RegisterUserTokenKeyInput!) {
  registerUserTokenKey(input: $input) {
    userTokenKey {
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
}`) as unknown as TypedDocumentString<RegisterUserTokenKeyMutation, RegisterUserTokenKeyMutationVariables>;
export const WithdrawUserTokenKeyDocument = new TypedDocumentString(`
    mutation WithdrawUserTokenKey($input: WithdrawUserTokenKeyInput!) {
  withdrawUserTokenKey(input: $input) {
    userTokenKey {
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
}`) as unknown as TypedDocumentString<WithdrawUserTokenKeyMutation, WithdrawUserTokenKeyMutationVariables>;
export const SettingsDocument = new TypedDocumentString(`
    query Settings {
  appKey {
    ...AppSettings
  }
}
    fragment AppSettings on AppKey {
  id
  key
  name
  consumeModel
  requireUserToken
  reportingTimeZone
  sandboxPolicy
  sandboxTesterUserIds
  acknowledgeOn
  acknowledgeBy
  unconsumedPolicy
  refundReviewPolicy
  refundApprovalLimits {
    amount
    currencyCode
  }
  sendConsumptionInfo
  accountTokenPolicy
  familySharingPolicy
  subscriptionRefundPolicy
  subscriptionLeewayHours
  allowedOrigins
  operationsPolicy
  createdAt
}`) as unknown as TypedDocumentString<SettingsQuery, SettingsQueryVariables>;
export const UpdateSettingsDocument = new TypedDocumentString(`
    mutation UpdateSettings($input: UpdateAppKeyInput!) {
  updateAppKey(input: $input) {
    appKey {
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
}`) as unknown as TypedDocumentString<UpdateSettingsMutation, UpdateSettingsMutationVariables>;
export const CreateAppKeyDocument = new TypedDocumentString(`
    mutation CreateAppKey($input: CreateAppKeyInput!) {
  createAppKey(input: $input) {
    appKey {
      id
      key
      name
    }
    serverKey
    userTokenSecret
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
}`) as unknown as TypedDocumentString<CreateAppKeyMutation, CreateAppKeyMutationVariables>;
export const SetUpDocument = new TypedDocumentString(`
    query SetUp {
  appKey {
    id
    key
    name
    consumeModel
  }
  setUpSteps {
    step
    store
    isDone
    doneAt
  }
}
    `) as unknown as TypedDocumentString<SetUpQuery, SetUpQueryVariables>;
export const PaymentStatisticsDocument = new TypedDocumentString(`
    query PaymentStatistics($from: Date, $to: Date, $environment: Environment!, $filter: PaymentStatisticsFilter, $groupBy: [PaymentStatisticsDimension!]!) {
  total: paymentStatistics(
    from: $from
    to: $to
    environment: $environment
    filter: $filter
  ) {
    groups {
      ...StatisticsGroup
    }
    buyers {
      buyerCount
      newBuyerCount
      returningBuyerCount
    }
  }
  paymentStatistics(
    from: $from
    to: $to
    environment: $environment
    filter: $filter
    groupBy: $groupBy
  ) {
    from
    to
    timeZone
    updatedAt
    pendingEventCount
    isComplete
    hasMoreGroups
    groups {
      ...StatisticsGroup
    }
    buyers {
      firstDay
      newBuyerCount
      returningBuyerCount
    }
  }
}
    fragment StatisticsGroup on PaymentStatisticsGroup {
  firstDay
  lastDay
  paidFrom
  paidTo
  store
  itemId
  countryCode
  currencyCode
  paymentCount
  gross
  refundCount
  refunded
  net
  refundedPaymentCount
  refundRate
  buyerCount
  averageRevenuePerBuyer
}`) as unknown as TypedDocumentString<PaymentStatisticsQuery, PaymentStatisticsQueryVariables>;
export const StoresDocument = new TypedDocumentString(`
    query Stores {
  appKey {
    id
    storeConnections {
      ...StoreConnectionDetails
    }
  }
}
    fragment StoreConnectionDetails on StoreConnection {
  store
  storeBundleId
  shared
  hasCredentials
  connectedAt
  updatedAt
  settings
  lastCheck {
    checkedAt
    ok
    steps {
      part
      environment
      status
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<StoresQuery, StoresQueryVariables>;
export const ConnectStoreDocument = new TypedDocumentString(`
    mutation ConnectStore($input: ConnectStoreInput!) {
  connectStore(input: $input) {
    storeConnection {
      store
      storeBundleId
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
}`) as unknown as TypedDocumentString<ConnectStoreMutation, ConnectStoreMutationVariables>;
export const CheckStoreDocument = new TypedDocumentString(`
    mutation CheckStore($input: CheckStoreConnectionInput!) {
  checkStoreConnection(input: $input) {
    ok
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
}`) as unknown as TypedDocumentString<CheckStoreMutation, CheckStoreMutationVariables>;
export const DisconnectStoreDocument = new TypedDocumentString(`
    mutation DisconnectStore($input: DisconnectStoreInput!) {
  disconnectStore(input: $input) {
    storeConnection {
      store
      storeBundleId
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
}`) as unknown as TypedDocumentString<DisconnectStoreMutation, DisconnectStoreMutationVariables>;
export const SubscriptionStatisticsDocument = new TypedDocumentString(`
    query SubscriptionStatistics($from: Date, $to: Date, $environment: Environment!, $filter: SubscriptionStatisticsFilter, $interval: SubscriptionStatisticsInterval!) {
  subscriptionStatistics(
    from: $from
    to: $to
    environment: $environment
    filter: $filter
    interval: $interval
  ) {
    from
    to
    startsAt
    endsAt
    timeZone
    countedAt
    current {
      active
      inGracePeriod
      onHold
      paused
      pending
      willNotRenew
      inTrial
      shared
    }
    recurringRevenue {
      currencyCode
      amount
      paymentCount
      subscriptionCount
    }
    movement {
      ...SubscriptionMovementRow
    }
    trials {
      startsAt
      endsAt
      ended
      converted
      notConverted
      open
      conversionRate
    }
    churn {
      cancelReason
      count
      trialCount
    }
  }
}
    fragment SubscriptionMovementRow on SubscriptionMovement {
  firstDay
  lastDay
  startsAt
  endsAt
  started
  resubscribed
  renewed
  recovered
  changed
  toppedUp
  expired
  revoked
}`) as unknown as TypedDocumentString<SubscriptionStatisticsQuery, SubscriptionStatisticsQueryVariables>;
export const SubscriptionsDocument = new TypedDocumentString(`
    query Subscriptions($filter: SubscriptionFilter, $first: Int, $after: Cursor) {
  subscriptions(filter: $filter, first: $first, after: $after) {
    nodes {
      ...SubscriptionRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
  }
}
    fragment SubscriptionRow on StoreSubscription {
  id
  status
  store
  environment
  accessUntil
  willRenew
  renewsAt
  startedAt
  isStale
  user {
    id
    userId
  }
  item {
    id
    itemId
    name
  }
}`) as unknown as TypedDocumentString<SubscriptionsQuery, SubscriptionsQueryVariables>;
export const SubscriptionDocument = new TypedDocumentString(`
    query Subscription($id: ID!, $after: Cursor) {
  subscription(id: $id) {
    ...SubscriptionRow
    version
    gracePeriodEndsAt
    resumesAt
    canceledAt
    cancelReason
    phase
    ownership
    storeReadAt
    nextCheckAt
    endedAt
    groupId
    purchase {
      id
      storeProductId
      accountToken
    }
    lines {
      ...SubscriptionLineRow
    }
    tokens {
      createdAt
      supersededAt
    }
    pendingChange {
      storeProductId
      basePlanId
      at
    }
    priceChange {
      status
      needsConsent
      consentBy
      newPrice {
        amount
        currencyCode
      }
    }
    commitment {
      paid
      total
      endsAt
    }
    newest: payments(first: 1) {
      nodes {
        id
        status
        refundNeedsApproval
        refundableAmount {
          amount
          currencyCode
        }
      }
    }
    payments(first: 20, after: $after) {
      nodes {
        ...SubscriptionPeriod
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
    events {
      id
      type
      reason
      occurredAt
    }
  }
}
    fragment SubscriptionRow on StoreSubscription {
  id
  status
  store
  environment
  accessUntil
  willRenew
  renewsAt
  startedAt
  isStale
  user {
    id
    userId
  }
  item {
    id
    itemId
    name
  }
}
fragment SubscriptionLineRow on SubscriptionLine {
  storeProductId
  basePlanId
  offerId
  accessUntil
  givesAccess
  willRenew
  renewalPrice {
    amount
    currencyCode
  }
  item {
    id
    itemId
    name
  }
}
fragment SubscriptionPeriod on Payment {
  id
  status
  environment
  paidAt
  periodStartsAt
  periodEndsAt
  periodKind
  periodPhase
  price {
    amount
    currencyCode
  }
}`) as unknown as TypedDocumentString<SubscriptionQuery, SubscriptionQueryVariables>;
export const AssignSubscriptionDocument = new TypedDocumentString(`
    mutation AssignSubscription($input: AssignSubscriptionInput!) {
  assignSubscription(input: $input) {
    subscription {
      id
      user {
        userId
      }
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
}`) as unknown as TypedDocumentString<AssignSubscriptionMutation, AssignSubscriptionMutationVariables>;
export const ExtendSubscriptionDocument = new TypedDocumentString(`
    mutation ExtendSubscription($input: ExtendSubscriptionInput!) {
  extendSubscription(input: $input) {
    subscription {
      id
      accessUntil
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
}`) as unknown as TypedDocumentString<ExtendSubscriptionMutation, ExtendSubscriptionMutationVariables>;
export const CancelSubscriptionDocument = new TypedDocumentString(`
    mutation CancelSubscription($input: CancelSubscriptionInput!) {
  cancelSubscription(input: $input) {
    subscription {
      id
      willRenew
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
}`) as unknown as TypedDocumentString<CancelSubscriptionMutation, CancelSubscriptionMutationVariables>;
export const RevokeSubscriptionDocument = new TypedDocumentString(`
    mutation RevokeSubscription($input: RevokeSubscriptionInput!) {
  revokeSubscription(input: $input) {
    subscription {
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
}`) as unknown as TypedDocumentString<RevokeSubscriptionMutation, RevokeSubscriptionMutationVariables>;
export const RefreshSubscriptionDocument = new TypedDocumentString(`
    mutation RefreshSubscription($input: RefreshSubscriptionInput!) {
  refreshSubscription(input: $input) {
    subscription {
      id
    }
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
}`) as unknown as TypedDocumentString<RefreshSubscriptionMutation, RefreshSubscriptionMutationVariables>;
export const SuspendedUsersDocument = new TypedDocumentString(`
    query SuspendedUsers($after: Cursor) {
  suspendedUsers(first: 50, after: $after) {
    nodes {
      ...SuspendedUserRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
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
}
fragment SuspendedUserRow on User {
  id
  userId
  suspendedAt
  auditEntries(first: 5) {
    nodes {
      ...AuditRow
    }
  }
}`) as unknown as TypedDocumentString<SuspendedUsersQuery, SuspendedUsersQueryVariables>;
export const UserDocument = new TypedDocumentString(`
    query User($id: ID!) {
  user(id: $id) {
    id
    userId
    registeredAt
    suspendedAt
    production: paymentTotals(environment: PRODUCTION) {
      ...PaymentTotals
    }
    sandbox: paymentTotals(environment: SANDBOX) {
      ...PaymentTotals
    }
    recentRefunds: refundTotals(environment: PRODUCTION, lastMonths: 3) {
      ...RefundTotals
    }
    allRefunds: refundTotals(environment: PRODUCTION) {
      ...RefundTotals
    }
    unconsumedPayments(first: 20) {
      nodes {
        ...UserPaymentRow
      }
      pageInfo {
        hasNextPage
      }
    }
    payments(first: 20) {
      nodes {
        ...UserPaymentRow
      }
      pageInfo {
        hasNextPage
      }
    }
    refunds(first: 20) {
      nodes {
        ...UserRefundRow
      }
    }
    subscriptions(includeExpired: true, first: 100) {
      ...SubscriptionRow
    }
    entitlements {
      ...EntitlementRow
    }
    entitlementGrants {
      ...EntitlementGrantRow
    }
    auditEntries(first: 20) {
      nodes {
        ...AuditRow
      }
    }
    notes(first: 20) {
      ...NotePage
    }
  }
}
    fragment EntitlementRow on Entitlement {
  key
  name
  isActive
  accessUntil
  willRenew
  inGracePeriod
  isStale
  source
  sourceId
  environment
}
fragment EntitlementGrantRow on EntitlementGrant {
  id
  kind
  accessUntil
  reason
  grantedBy
  createdAt
  revokedAt
  entitlement {
    id
    key
    name
  }
}
fragment NotePage on NoteConnection {
  nodes {
    id
    text
    createdAt
    author {
      kind
      id
      name
    }
  }
  pageInfo {
    hasNextPage
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
}
fragment SubscriptionRow on StoreSubscription {
  id
  status
  store
  environment
  accessUntil
  willRenew
  renewsAt
  startedAt
  isStale
  user {
    id
    userId
  }
  item {
    id
    itemId
    name
  }
}
fragment PaymentTotals on UserPaymentTotals {
  paymentCount
  unconsumedCount
  refundedPaymentCount
  isExact
  currencies {
    currencyCode
    paymentCount
    refundedPaymentCount
    gross
    refunded
  }
}
fragment RefundTotals on UserRefundTotals {
  since
  refundCount
  afterConsumeCount
  isExact
  currencies {
    currencyCode
    refundCount
    refunded
  }
}
fragment UserPaymentRow on Payment {
  id
  status
  environment
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
fragment UserRefundRow on RefundEntry {
  id
  full
  previousStatus
  reason
  refundedAt
  reversedAt
  amount {
    amount
    currencyCode
  }
  payment {
    id
    item {
      id
      name
    }
  }
}`) as unknown as TypedDocumentString<UserQuery, UserQueryVariables>;
export const SuspendUserDocument = new TypedDocumentString(`
    mutation SuspendUser($input: SuspendUserInput!) {
  suspendUser(input: $input) {
    user {
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
}`) as unknown as TypedDocumentString<SuspendUserMutation, SuspendUserMutationVariables>;
export const ReleaseUserDocument = new TypedDocumentString(`
    mutation ReleaseUser($input: ReleaseUserInput!) {
  releaseUser(input: $input) {
    user {
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
}`) as unknown as TypedDocumentString<ReleaseUserMutation, ReleaseUserMutationVariables>;
export const ExportUserDocument = new TypedDocumentString(`
    mutation ExportUser($input: ExportUserInput!) {
  exportUser(input: $input) {
    data
    endCursor
    hasNextPage
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
}`) as unknown as TypedDocumentString<ExportUserMutation, ExportUserMutationVariables>;
export const EraseUserDocument = new TypedDocumentString(`
    mutation EraseUser($input: EraseUserInput!) {
  eraseUser(input: $input) {
    user {
      id
    }
    notificationsErased
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
}`) as unknown as TypedDocumentString<EraseUserMutation, EraseUserMutationVariables>;
export const WebhookEndpointsDocument = new TypedDocumentString(`
    query WebhookEndpoints {
  webhookEndpoints {
    ...WebhookEndpointRow
  }
}
    fragment WebhookEndpointRow on WebhookEndpoint {
  id
  host
  status
  pauseReason
  lag
  oldestUndeliveredAgeSeconds
  consecutiveFailures
  lastError
  recentDeliveries {
    attemptCount
    deliveredCount
    medianDurationMs
    p95DurationMs
    isComplete
  }
}`) as unknown as TypedDocumentString<WebhookEndpointsQuery, WebhookEndpointsQueryVariables>;
export const WebhookEndpointDocument = new TypedDocumentString(`
    query WebhookEndpoint($id: ID!, $status: WebhookDeliveryAttemptStatus, $after: Cursor) {
  webhookEndpoint(id: $id) {
    ...WebhookEndpointRow
    url
    types
    cursor
    firstFailedAt
    nextAttemptAt
    previousSecretExpiresAt
    createdAt
    updatedAt
    deliveries(status: $status, first: 50, after: $after) {
      nodes {
        ...DeliveryRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
}
    fragment WebhookEndpointRow on WebhookEndpoint {
  id
  host
  status
  pauseReason
  lag
  oldestUndeliveredAgeSeconds
  consecutiveFailures
  lastError
  recentDeliveries {
    attemptCount
    deliveredCount
    medianDurationMs
    p95DurationMs
    isComplete
  }
}
fragment DeliveryRow on WebhookDeliveryAttempt {
  id
  status
  responseStatus
  error
  durationMs
  attemptedAt
  event {
    id
    type
    payment {
      id
    }
  }
}`) as unknown as TypedDocumentString<WebhookEndpointQuery, WebhookEndpointQueryVariables>;
export const EventDeliveriesDocument = new TypedDocumentString(`
    query EventDeliveries($endpointId: ID!, $eventId: ID!) {
  webhookEndpoint(id: $endpointId) {
    id
    deliveries(eventId: $eventId, first: 20) {
      nodes {
        ...DeliveryRow
        url
        host
        requestBody
        responseBody
      }
    }
  }
}
    fragment DeliveryRow on WebhookDeliveryAttempt {
  id
  status
  responseStatus
  error
  durationMs
  attemptedAt
  event {
    id
    type
    payment {
      id
    }
  }
}`) as unknown as TypedDocumentString<EventDeliveriesQuery, EventDeliveriesQueryVariables>;
export const CreateWebhookEndpointDocument = new TypedDocumentString(`
    mutation CreateWebhookEndpoint($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) {
    webhookEndpoint {
      id
    }
    secret
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
}`) as unknown as TypedDocumentString<CreateWebhookEndpointMutation, CreateWebhookEndpointMutationVariables>;
export const UpdateWebhookEndpointDocument = new TypedDocumentString(`
    mutation UpdateWebhookEndpoint($input: UpdateWebhookEndpointInput!) {
  updateWebhookEndpoint(input: $input) {
    webhookEndpoint {
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
}`) as unknown as TypedDocumentString<UpdateWebhookEndpointMutation, UpdateWebhookEndpointMutationVariables>;
export const DeleteWebhookEndpointDocument = new TypedDocumentString(`
    mutation DeleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) {
  deleteWebhookEndpoint(input: $input) {
    webhookEndpoint {
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
}`) as unknown as TypedDocumentString<DeleteWebhookEndpointMutation, DeleteWebhookEndpointMutationVariables>;
export const RotateWebhookSecretDocument = new TypedDocumentString(`
    mutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {
  rotateWebhookSecret(input: $input) {
    webhookEndpoint {
      id
    }
    secret
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
}`) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const PauseWebhookEndpointDocument = new TypedDocumentString(`
    mutation PauseWebhookEndpoint($input: PauseWebhookEndpointInput!) {
  pauseWebhookEndpoint(input: $input) {
    webhookEndpoint {
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
}`) as unknown as TypedDocumentString<PauseWebhookEndpointMutation, PauseWebhookEndpointMutationVariables>;
export const ResumeWebhookEndpointDocument = new TypedDocumentString(`
    mutation ResumeWebhookEndpoint($input: ResumeWebhookEndpointInput!) {
  resumeWebhookEndpoint(input: $input) {
    webhookEndpoint {
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
}`) as unknown as TypedDocumentString<ResumeWebhookEndpointMutation, ResumeWebhookEndpointMutationVariables>;
export const TestWebhookEndpointDocument = new TypedDocumentString(`
    mutation TestWebhookEndpoint($input: TestWebhookEndpointInput!) {
  testWebhookEndpoint(input: $input) {
    result {
      eventId
      requestBody
      status
      responseStatus
      responseBody
      error
      durationMs
      sentAt
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
}`) as unknown as TypedDocumentString<TestWebhookEndpointMutation, TestWebhookEndpointMutationVariables>;
export const ReplayWebhookDeliveryDocument = new TypedDocumentString(`
    mutation ReplayWebhookDelivery($input: ReplayWebhookDeliveryInput!) {
  replayWebhookDelivery(input: $input) {
    delivery {
      id
      status
      responseStatus
      error
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
}`) as unknown as TypedDocumentString<ReplayWebhookDeliveryMutation, ReplayWebhookDeliveryMutationVariables>;
export const ReplayWebhookEventsDocument = new TypedDocumentString(`
    mutation ReplayWebhookEvents($input: ReplayWebhookEventsInput!) {
  replayWebhookEvents(input: $input) {
    webhookEndpoint {
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
}`) as unknown as TypedDocumentString<ReplayWebhookEventsMutation, ReplayWebhookEventsMutationVariables>;