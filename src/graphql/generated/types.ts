import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { App } from '../../services/app-directory.ts';
import type { ServerKeyRow, UserTokenKeyRow, PersistedOperationRow, StoreConnectionRow, ItemRow, EntitlementRow, EntitlementGrantRow, StoreProductRow, UserRow, PurchaseRow, ConsumeRow, EventConsumerWithLag, EventRow, PaymentRow, RefundRow, RefundReviewRow, RefundApprovalRow, NoteRow, RefundReviewStatisticsRow as StatisticsModel, NotificationSummary, AuditEntryRow, ReconciliationRunRow, DiscrepancyRow, WebhookEndpointRow, WebhookDeliveryRow, SubscriptionRow, SubscriptionLineRow, SubscriptionTokenRow, ListedSale, OperatorRow, OperatorInvitationRow, OperatorTokenRow, GrantedApp } from '../../domain/models.ts';
import type { UserSecret as UserSecretModel } from '../../domain/user-secret/list-user-secrets.ts';
import type { Connection } from '../connection.ts';
import type { UserEntitlement } from '../../domain/entitlement/merge-entitlements.ts';
import type { UserPaymentTotals as UserPaymentTotalsModel, UserRefundTotals as UserRefundTotalsModel, PaymentTotalsRow, RefundTotalsRow } from '../../domain/user/get-user-totals.ts';
import type { PaymentModel } from '../payment-model.ts';
import type { OverviewModel, OverviewIssueModel } from '../../domain/overview/get-overview.ts';
import type { PaymentStatisticsModel, StatisticsGroupModel, BuyerGroup } from '../../domain/statistics/get-payment-statistics.ts';
import type { SubscriptionStatisticsModel, SubscriptionCounts as SubscriptionCountsModel, MonthlyRecurringRevenue as RecurringRevenueModel, SubscriptionMovement as SubscriptionMovementModel, TrialConversionModel, SubscriptionChurn as SubscriptionChurnModel } from '../../domain/statistics/get-subscription-statistics.ts';
import type { StoreEvidence as EvidenceModel } from '../../domain/store-evidence/list-store-evidence.ts';
import type { ReconciliationReport as ReportModel } from '../../domain/reconciliation/get-reconciliation-report.ts';
import type { ReconciliationDay as ReconciliationDayModel } from '../../domain/reconciliation/list-reconciliation-days.ts';
import type { WebhookTestResult as TestResultModel } from '../../domain/webhook-delivery/test-webhook-endpoint.ts';
import type { StoreSaleRecord } from '../../domain/search/read-store-sales.ts';
import type { OperatorGrant as OperatorGrantModel } from '../../domain/operator-access/operator-grant.ts';
import type { Problem as ProblemModel } from '../../domain/problem.ts';
import type { RequestContext } from '../request-context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A three-letter ISO 4217 currency code in upper case: `"KRW"`. */
  CurrencyCode: { input: string; output: string; }
  /**
   * An opaque, stable position in a list or in the event feed. Pass it back unchanged; an invalid cursor is
   * rejected with `BAD_USER_INPUT`.
   */
  Cursor: { input: string; output: string; }
  /** A calendar day in UTC, in ISO 8601 format: `2026-11-22`. */
  Date: { input: string; output: string; }
  /**
   * A point in time in RFC 3339 format. A day or an hour that does not exist, such as `2027-02-30T00:00:00Z`, is refused.
   * The server always returns UTC: `2026-11-22T20:50:56.123Z`.
   */
  DateTime: { input: Date; output: Date; }
  /** An exact decimal number as a string, without an exponent: `"4.99"`. */
  Decimal: { input: string; output: string; }
  /** Any JSON value: an object, an array, a string, a number, a boolean or null. */
  JSON: { input: unknown; output: unknown; }
};

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

/** Input of the mutation `ackEvents`. */
export type AckEventsInput = {
  /**
   * Whether the position may move backward, so that later events are read again. A rewind is recorded in the
   * audit log. Defaults to false.
   */
  readonly allowRewind?: Scalars['Boolean']['input'];
  /** Name of the event consumer, 1–100 characters. A project has at most 1,000 event consumers. */
  readonly consumer: Scalars['String']['input'];
  /**
   * Cursor of the last processed event, or `endCursor` of the last processed page. A cursor older than the
   * retained part of the feed is rejected.
   */
  readonly cursor: Scalars['Cursor']['input'];
};

/** Result of the mutation `ackEvents`. */
export type AckEventsPayload = {
  readonly __typename?: 'AckEventsPayload';
  /** The event consumer after the call; its position may be ahead of the given cursor. Null if there is a problem. */
  readonly consumer?: Maybe<EventConsumer>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

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

/**
 * Confirmation of a payment at its store, which prevents an automatic refund or allows the next purchase of the
 * item.
 */
export type Acknowledgement = {
  readonly __typename?: 'Acknowledgement';
  /**
   * Caller that acknowledges the payment at its store, by the setting of the AppKey. With `CLIENT` the app does so on the
   * device now that the payment is recorded, whatever its status; doing it again is no error.
   */
  readonly acknowledgeBy: AcknowledgeBy;
  /** Time at which the payment was acknowledged at its store, in UTC; null until then. */
  readonly acknowledgedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Number of times that the acknowledgement was attempted. */
  readonly attempts: Scalars['Int']['output'];
  /**
   * Time after which the store refunds an unacknowledged payment, in UTC; null if the store has no deadline or
   * the payment is acknowledged.
   */
  readonly deadline?: Maybe<Scalars['DateTime']['output']>;
  /** Error of the last failed attempt, as text for operators; null if there was none, and always null for clients. */
  readonly lastError?: Maybe<Scalars['String']['output']>;
  /** Current status of the acknowledgement. */
  readonly status: AcknowledgementStatus;
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

/** Input of the mutation `addNote`: either `paymentId` or `userId`. */
export type AddNoteInput = {
  /** Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the first note. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Id of the payment that the note is about, prefixed with `pay_`. */
  readonly paymentId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * Text of the note, 1–1,000 characters. Line breaks are allowed; other control characters and characters that change
   * the direction of text are not.
   */
  readonly text: Scalars['String']['input'];
  /** The developer's own id of the user whom the note is about. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `addNote`. */
export type AddNotePayload = {
  readonly __typename?: 'AddNotePayload';
  /** The note; null if there is a problem. */
  readonly note?: Maybe<Note>;
  /** Reason why no note was added; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the note was added by an earlier call with the same idempotency key. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of the mutation `adoptPayment`. */
export type AdoptPaymentInput = {
  /** Key, 1–200 characters, that makes the call safe to retry: the same key with the same arguments returns the same payment. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Reason of the adoption, 1–500 characters, for the audit log. */
  readonly reason: Scalars['String']['input'];
  /** The store that has the sale. */
  readonly store: Store;
  /** Id of the product in the store, if the text names several; null if it names one. */
  readonly storeProductId?: InputMaybe<Scalars['String']['input']>;
  /** Id of the transaction, if the text names several; null if it names one. */
  readonly storeTransactionId?: InputMaybe<Scalars['String']['input']>;
  /** The text that names the sale, at most 1.5 MiB, as for `lookUpAtStore`. */
  readonly text: Scalars['String']['input'];
  /**
   * The developer's own id of the user that the payment is for. The user must be registered. Null for the user whose
   * account token the sale has.
   */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `adoptPayment`. */
export type AdoptPaymentPayload = {
  readonly __typename?: 'AdoptPaymentPayload';
  /** The recorded payment; null if there is a problem. */
  readonly payment?: Maybe<Payment>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the sale was already recorded for this user; true means that this call changed nothing. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of the mutation `answerRefundReview`. */
export type AnswerRefundReviewInput = {
  /** The recommendation to the store. */
  readonly answer: RefundReviewAnswer;
  /**
   * Consumed share of the purchase in thousandths of a percent, 0–100,000 (45,200 is 45.2 %). Defaults to that of
   * the record.
   */
  readonly consumptionPercentageMilliunits?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Whether the customer has consented to this information being sent to the store. Defaults to the AppKey's
   * `sendConsumptionInfo`. A store that requires the consent is sent nothing without it.
   */
  readonly customerConsented?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Reason for the answer, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: Scalars['String']['input'];
  /** Id of the refund review to answer, prefixed with `rvw_`. */
  readonly reviewId: Scalars['ID']['input'];
};

/** Result of the mutation `answerRefundReview`. */
export type AnswerRefundReviewPayload = {
  readonly __typename?: 'AnswerRefundReviewPayload';
  /** Reason why the answer was not chosen; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The refund review after the call. Also returned if its status or the store does not allow the answer. */
  readonly refundReview?: Maybe<RefundReview>;
  /** Whether the idempotency key was used before. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** A project: the public key that its apps send, its settings, and everything that belongs to it. */
export type AppKey = Node & {
  readonly __typename?: 'AppKey';
  /** Treatment of a receipt whose account token belongs to no purchase of the project. */
  readonly accountTokenPolicy: AccountTokenPolicy;
  /** Caller that acknowledges payments at their store. With `CLIENT` neither `acknowledgeOn` nor `unconsumedPolicy` has an effect. */
  readonly acknowledgeBy: AcknowledgeBy;
  /** Payment state from which payments are acknowledged at their store. */
  readonly acknowledgeOn: AcknowledgeOn;
  /**
   * Origins of the browser games that may call the API with this AppKey, for example `https://game.example.com`. A
   * browser may use no other origin; apps and game servers, which send no origin, are not affected.
   */
  readonly allowedOrigins: ReadonlyArray<Scalars['String']['output']>;
  /** The newest entry of the project's audit log; null if it has none. */
  readonly auditHead?: Maybe<AuditHead>;
  /** Type of caller that consumes the project's payments. */
  readonly consumeModel: ConsumeModel;
  /** Time at which the project was created, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Treatment of a receipt of an item that a family member of the user bought and shares. */
  readonly familySharingPolicy: FamilySharingPolicy;
  /** Unique identifier of the project, prefixed with `app_`. */
  readonly id: Scalars['ID']['output'];
  /** Items that the project sells, ordered by item id. */
  readonly items: ItemConnection;
  /** Public key of the project, prefixed with `ak_`. It ships inside apps, so it is not a secret. */
  readonly key: Scalars['String']['output'];
  /** Display name of the project, 1–100 characters. */
  readonly name: Scalars['String']['output'];
  /** Operations that clients of the project may execute. */
  readonly operationsPolicy: OperationsPolicy;
  /** Payments of the project, ordered by the time of payment, newest first. */
  readonly payments: PaymentConnection;
  /** Documents that clients of the project may execute by their hash, newest first. */
  readonly persistedOperations: PersistedOperationConnection;
  /**
   * Largest refunds that an operator makes alone, one for each currency. Above it a second operator has to approve the
   * refund; so is it in a currency that is not listed. Empty: every operator with the right to refund does so alone.
   */
  readonly refundApprovalLimits: ReadonlyArray<Money>;
  /** Way in which stores that request evidence before they decide on a refund or chargeback are answered. */
  readonly refundReviewPolicy: RefundReviewPolicy;
  /**
   * IANA name of the time zone whose calendar days the statistics have, for example `Asia/Seoul`. After a change all
   * payments are counted again.
   */
  readonly reportingTimeZone: Scalars['String']['output'];
  /** Whether clients have to prove their user's identity with a signed user token. */
  readonly requireUserToken: Scalars['Boolean']['output'];
  /** Treatment of receipts from a store's sandbox. */
  readonly sandboxPolicy: SandboxPolicy;
  /** The developer's own ids of the users whose sandbox receipts are accepted under `TESTERS_ONLY`. */
  readonly sandboxTesterUserIds: ReadonlyArray<Scalars['String']['output']>;
  /**
   * Whether the project's customers have consented to consumption information, which says if the item was delivered
   * and consumed, being sent to their store. Without it nothing is sent to a store that requires the consent.
   */
  readonly sendConsumptionInfo: Scalars['Boolean']['output'];
  /**
   * Server keys of the project without their secrets: valid keys first, of which there are at most 50, then revoked and
   * expired keys, each newest first.
   */
  readonly serverKeys: ReadonlyArray<ServerKey>;
  /** The stores that the project is connected to, at most one connection for each store. */
  readonly storeConnections: ReadonlyArray<StoreConnection>;
  /**
   * Hours, 0–72, for which the access of a subscription is kept after its end while the store cannot be read. A change counts
   * from the next attempt to read a subscription.
   */
  readonly subscriptionLeewayHours: Scalars['Int']['output'];
  /** Effect of a refund of a subscription's period on the access, where the store does not end the access by itself. */
  readonly subscriptionRefundPolicy: SubscriptionRefundPolicy;
  /** Treatment of payments that are still unconsumed when the acknowledgement deadline approaches. */
  readonly unconsumedPolicy: UnconsumedPolicy;
  /**
   * Secrets that verify user tokens, newest first, without the secrets themselves: the current one, and at most 5
   * previous ones that have not expired.
   */
  readonly userSecrets: ReadonlyArray<UserSecret>;
  /** Registered public keys that verify user tokens and have not expired, newest first. */
  readonly userTokenKeys: ReadonlyArray<UserTokenKey>;
};


/** A project: the public key that its apps send, its settings, and everything that belongs to it. */
export type AppKeyItemsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A project: the public key that its apps send, its settings, and everything that belongs to it. */
export type AppKeyPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A project: the public key that its apps send, its settings, and everything that belongs to it. */
export type AppKeyPersistedOperationsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** An AppKey that an operator has a role at. */
export type AppKeySummary = {
  readonly __typename?: 'AppKeySummary';
  /** Time at which the project was created, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Unique identifier of the project, prefixed with `app_`. */
  readonly id: Scalars['ID']['output'];
  /** Public key of the project, prefixed with `ak_`, which operators name by `x-app-key`. */
  readonly key: Scalars['String']['output'];
  /** Display name of the project. */
  readonly name: Scalars['String']['output'];
  /** Permissions of the caller at the AppKey. */
  readonly role: OperatorRole;
};

/** A page of a list of AppKeys. */
export type AppKeySummaryConnection = {
  readonly __typename?: 'AppKeySummaryConnection';
  /** AppKeys of this page, each with its cursor. */
  readonly edges: ReadonlyArray<AppKeySummaryEdge>;
  /** AppKeys of this page, without their cursors. */
  readonly nodes: ReadonlyArray<AppKeySummary>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** An AppKey in a page of a list. */
export type AppKeySummaryEdge = {
  readonly __typename?: 'AppKeySummaryEdge';
  /** Position of the AppKey in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The AppKey at this position of the list. */
  readonly node: AppKeySummary;
};

/** A receipt from the App Store. Exactly one field must be set. */
export type AppStoreReceiptInput =
  /**
   * StoreKit 1: the app receipt in base64, at most 1.5 MiB. Only its transaction id is used, and the rule of
   * `transactionId` applies.
   */
  { readonly appReceipt: Scalars['String']['input']; readonly signedTransaction?: never; readonly transactionId?: never; }
  |  /** StoreKit 2: `jwsRepresentation` of the transaction, at most 64 KiB. */
  { readonly appReceipt?: never; readonly signedTransaction: Scalars['String']['input']; readonly transactionId?: never; }
  |  /**
   * A transaction id alone. It does not prove possession, so it is accepted only if the App Store's record
   * carries the account token of this user's purchase.
   */
  { readonly appReceipt?: never; readonly signedTransaction?: never; readonly transactionId: Scalars['String']['input']; };

/** Input of the mutation `approveRefund`. */
export type ApproveRefundInput = {
  /** Id of the request, prefixed with `rap_`. */
  readonly approvalId: Scalars['ID']['input'];
  /**
   * Version of the payment that the caller saw. Left out, the payment must still have the version that the requester saw.
   * If it has another one, nothing is changed, and the problem is `CHANGED_MEANWHILE`.
   */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Reason for the approval, for the audit log, 1–500 characters; may be left out. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `approveRefund`. */
export type ApproveRefundPayload = {
  readonly __typename?: 'ApproveRefundPayload';
  /** The request after the call; null if there is none with this id. */
  readonly approval?: Maybe<RefundApproval>;
  /** The payment after the call; null if there is no such request. */
  readonly payment?: Maybe<Payment>;
  /** Reason why the refund was not approved or not carried out; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the refund was carried out before this call. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of the mutation `assignSubscription`. */
export type AssignSubscriptionInput = {
  /** Key, 1–200 characters, that makes the call safe to retry: the same key with the same arguments returns the same subscription. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Reason of the assignment, 1–500 characters, for the audit log. */
  readonly reason: Scalars['String']['input'];
  /** Id of the subscription, prefixed with `sub_`, which belongs to nobody. */
  readonly subscriptionId: Scalars['ID']['input'];
  /** The developer's own id of the user that the subscription belongs to. The user must be registered. */
  readonly userId: Scalars['String']['input'];
};

/** Result of the mutation `assignSubscription`. */
export type AssignSubscriptionPayload = {
  readonly __typename?: 'AssignSubscriptionPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the subscription belonged to this user already; true means that this call changed nothing. */
  readonly replayed: Scalars['Boolean']['output'];
  /** The subscription as its store states it after the call. Also returned, as it is, if it cannot be assigned. */
  readonly subscription?: Maybe<StoreSubscription>;
};

/** Input of the mutation `assignUnattributedSale`. */
export type AssignUnattributedSaleInput = {
  /** Key, 1–200 characters, that makes the call safe to retry: the same key with the same arguments returns the same payment. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Reason of the assignment, 1–500 characters, for the audit log. */
  readonly reason: Scalars['String']['input'];
  /** Id of the sale, prefixed with `sal_`. */
  readonly saleId: Scalars['ID']['input'];
  /** The developer's own id of the user that the sale belongs to. The user must be registered. */
  readonly userId: Scalars['String']['input'];
};

/** Result of the mutation `assignUnattributedSale`. */
export type AssignUnattributedSalePayload = {
  readonly __typename?: 'AssignUnattributedSalePayload';
  /** The recorded payment; null if there is a problem. */
  readonly payment?: Maybe<Payment>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the sale was already recorded for this user; true means that this call changed nothing. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** The caller that performed an audited action. */
export type AuditActor = {
  readonly __typename?: 'AuditActor';
  /** Prefixed id of the server key (`key_`) or of the operator (`opr_`); null for the other kinds. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** Kind of the caller: person, key, or server. */
  readonly kind: AuditActorKind;
  /**
   * Name of the operator, or of the operating system's account that ran the command; null for a server key and for the
   * server itself.
   */
  readonly name?: Maybe<Scalars['String']['output']>;
};

/** The caller whose actions are returned. Fields that are null do not restrict it. */
export type AuditActorFilter = {
  /** Prefixed id of a server key or an operator. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** Kind of the caller: person, key, or server. */
  readonly kind?: InputMaybe<AuditActorKind>;
  /** Exact name of the operator, or of the operating system's account. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
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

/**
 * A record of one change by an operator, a server key or the command line. It is written in the same transaction as the
 * change, and is never modified or removed. Only the ids of users that it contains are replaced when `eraseUser` erases
 * them. Each entry has the hash of the entry before it, so a later change of the database is detected.
 */
export type AuditEntry = Node & {
  readonly __typename?: 'AuditEntry';
  /** Name of the mutation that performed the action, for example `correctPayment`. */
  readonly action: Scalars['String']['output'];
  /** Caller that performed the action. */
  readonly actor: AuditActor;
  /**
   * IP address of the caller; null on the command line, for actions of the server itself, and for the operators' roles
   * `SUPPORT` and `VIEWER`.
   */
  readonly address?: Maybe<Scalars['String']['output']>;
  /** The changed values before and after the action, as a JSON object without secrets. */
  readonly changes: Scalars['JSON']['output'];
  /** SHA-256 of the entry and of the hash of the entry before it, in hexadecimal; null as for `position`. */
  readonly hash?: Maybe<Scalars['String']['output']>;
  /** Unique identifier of the entry, prefixed with `aud_`. */
  readonly id: Scalars['ID']['output'];
  /** Time at which the action was performed, in UTC. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /**
   * Position of the entry in the audit log of its project, which has no gaps; null if the entry was inserted into the
   * database in another way, which `coinslot audit verify` reports.
   */
  readonly position?: Maybe<Scalars['Int']['output']>;
  /** Reason that the caller gave for the action, in the input or with the request; null if it gave none. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Identifier of the request, which the log of the server contains too; null if no request caused the action. */
  readonly requestId?: Maybe<Scalars['String']['output']>;
  /**
   * Prefixed id of the changed object: a payment, a refund review, a notification, a webhook endpoint, an event consumer,
   * an item, a server key, a user, or the project itself for its settings, user token secrets and store connections.
   */
  readonly subjectId: Scalars['ID']['output'];
  /** Way in which the action reached the server; null for an action of the server itself. */
  readonly transport?: Maybe<AuditTransport>;
};

/** A page of a list of audit entries. */
export type AuditEntryConnection = {
  readonly __typename?: 'AuditEntryConnection';
  /** Audit entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<AuditEntryEdge>;
  /** Audit entries of this page, without their cursors. */
  readonly nodes: ReadonlyArray<AuditEntry>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** An audit entry in a page of a list. */
export type AuditEntryEdge = {
  readonly __typename?: 'AuditEntryEdge';
  /** Position of the audit entry in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The audit entry at this position of the list. */
  readonly node: AuditEntry;
};

/**
 * The newest entry of the audit log. Whoever stores it elsewhere can prove later that no entry was changed or removed since:
 * `coinslot audit verify --head <position>:<hash>`.
 */
export type AuditHead = {
  readonly __typename?: 'AuditHead';
  /** SHA-256 of the entry and of the hash of the entry before it, in hexadecimal. */
  readonly hash: Scalars['String']['output'];
  /** Position of the entry; the first entry of a project has the position 1. */
  readonly position: Scalars['Int']['output'];
};

/** Way in which an audited action reached the server. */
export type AuditTransport =
  /** A command on the server's machine. */
  | 'COMMAND_LINE'
  /** A request over HTTP, to the API or the sign-in. */
  | 'HTTP'
  /** An operation of a WebSocket connection. */
  | 'WEBSOCKET';

/** Users who paid more than nothing in a period, in any currency. */
export type BuyerStatistics = {
  readonly __typename?: 'BuyerStatistics';
  /** Number of different users who paid in the period. */
  readonly buyerCount: Scalars['Int']['output'];
  /** First calendar day of the period, in the reporting time zone. */
  readonly firstDay: Scalars['Date']['output'];
  /** Last calendar day of the period, in the reporting time zone. */
  readonly lastDay: Scalars['Date']['output'];
  /** Number of these users whose first payment ever is in the period; with the filter `currencyCode`, whose first payment in that currency is. */
  readonly newBuyerCount: Scalars['Int']['output'];
  /** Number of the other users: they had paid before the period. */
  readonly returningBuyerCount: Scalars['Int']['output'];
};

/** Types of callers of the API. */
export type CallerType =
  /** An app or game client. It sends an AppKey and, if the project requires it, a user token. */
  | 'CLIENT'
  /** A person of the studio's staff, signed in or with a personal access token, or the admin command line. */
  | 'OPERATOR'
  /** A game server, which sends a secret server key. */
  | 'SERVER';

/** Input of the mutation `cancelPurchase`. */
export type CancelPurchaseInput = {
  /** Id of the reserved purchase, prefixed with `pur_`. */
  readonly purchaseId: Scalars['ID']['input'];
  /** Reason for the cancellation, shown to operators, at most 200 characters; null for none. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `cancelPurchase`. */
export type CancelPurchasePayload = {
  readonly __typename?: 'CancelPurchasePayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The purchase after the call. Also returned if the purchase is already paid and cannot be canceled. */
  readonly purchase?: Maybe<Purchase>;
};

/** Input of the mutation `cancelRefundApproval`. */
export type CancelRefundApprovalInput = {
  /** Id of the request, prefixed with `rap_`. */
  readonly approvalId: Scalars['ID']['input'];
  /** Reason for canceling, for the audit log, 1–500 characters; may be left out. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `cancelRefundApproval`. */
export type CancelRefundApprovalPayload = {
  readonly __typename?: 'CancelRefundApprovalPayload';
  /** The request after the call; null if there is none with this id. */
  readonly approval?: Maybe<RefundApproval>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `cancelSubscription`. */
export type CancelSubscriptionInput = {
  /**
   * Whether the developer stops the payments, so that the customer cannot turn the renewal on again. Defaults to false:
   * the customer can.
   */
  readonly byDeveloper?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Version of the subscription that the caller saw. If it has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the subscription as it is.
   */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Key, 1–200 characters, that makes the call safe to retry. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Reason for the cancellation, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: Scalars['String']['input'];
  /** Id of the subscription to cancel, prefixed with `sub_`. */
  readonly subscriptionId: Scalars['ID']['input'];
};

/** Result of the mutation `cancelSubscription`. */
export type CancelSubscriptionPayload = {
  readonly __typename?: 'CancelSubscriptionPayload';
  /** Page on which the customer manages the subscription; null where the store has none. */
  readonly managementUrl?: Maybe<Scalars['String']['output']>;
  /** Reason why the renewal was not turned off; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the idempotency key was used before. */
  readonly replayed: Scalars['Boolean']['output'];
  /** The subscription as its store states it after the call. Also returned if the store cannot be asked or refuses. */
  readonly subscription?: Maybe<StoreSubscription>;
};

/** Input of the mutation `checkStoreConnection`. */
export type CheckStoreConnectionInput = {
  /** The store whose connection is checked. */
  readonly store: Store;
  /**
   * The app whose connection is checked: its bundle id or package name, as in `StoreConnection.storeBundleId`; null
   * checks all connections to the store.
   */
  readonly storeBundleId?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `checkStoreConnection`. */
export type CheckStoreConnectionPayload = {
  readonly __typename?: 'CheckStoreConnectionPayload';
  /** The checked connections with the result of each; null if there is a problem. */
  readonly connections?: Maybe<ReadonlyArray<StoreConnection>>;
  /** Description for operators of what is missing; null if `ok` is true. */
  readonly diagnosis?: Maybe<Scalars['String']['output']>;
  /** Whether no step of the check failed: the store accepts the credentials and knows the app. Null if there is a problem. */
  readonly ok?: Maybe<Scalars['Boolean']['output']>;
  /** Reason why the connection was not checked; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `completePayment`. */
export type CompletePaymentInput = {
  /** The game's own reference of the delivery, at most 200 characters; null for none. */
  readonly deliveryReference?: InputMaybe<Scalars['String']['input']>;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Id of the consumed payment, prefixed with `pay_`. */
  readonly paymentId: Scalars['ID']['input'];
};

/** Result of the mutation `completePayment`. */
export type CompletePaymentPayload = {
  readonly __typename?: 'CompletePaymentPayload';
  /** The payment after the call; null if there is a problem. */
  readonly payment?: Maybe<Payment>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the payment was already completed before this call. */
  readonly replayed: Scalars['Boolean']['output'];
};

/**
 * Settings of a connection to the App Store. Without `issuerId`, `keyId` and `privateKey` only signed
 * transactions can be verified, not transaction ids.
 */
export type ConnectAppStoreInput = {
  /** Numeric Apple id of the app. If it is set, production notifications of an app with another id are ignored. */
  readonly appAppleId?: InputMaybe<Scalars['ID']['input']>;
  /** Bundle id of the app as in App Store Connect, for example `com.example.arcade`. */
  readonly bundleId: Scalars['String']['input'];
  /**
   * App Store environments in which a transaction id is looked up, in this order. Defaults to both; an app that
   * was never released has only `SANDBOX`.
   */
  readonly environments?: InputMaybe<ReadonlyArray<Environment>>;
  /**
   * Whether the server finishes transactions at the App Store, which needs a key. False leaves it to the app, and payments
   * then need no acknowledgement. Defaults to true.
   */
  readonly finishTransactions?: InputMaybe<Scalars['Boolean']['input']>;
  /** Issuer id of the In-App Purchase key, a UUID; null without a key. */
  readonly issuerId?: InputMaybe<Scalars['String']['input']>;
  /** Key id of the In-App Purchase key; null without a key. */
  readonly keyId?: InputMaybe<Scalars['String']['input']>;
  /**
   * Maximum age of a signed transaction in milliseconds; an older one is read again from the App Store. Defaults
   * to one hour.
   */
  readonly maxSignedAgeMs?: InputMaybe<Scalars['Int']['input']>;
  /** Private key of the In-App Purchase key: the text of the `.p8` file; null without a key. */
  readonly privateKey?: InputMaybe<Scalars['String']['input']>;
  /** Base URL that replaces Apple's production API, for a store emulator; rejected in production. */
  readonly productionUrl?: InputMaybe<Scalars['String']['input']>;
  /** Trusted root certificates that replace Apple's, each as base64 of DER, for a store emulator; rejected in production. */
  readonly rootCertificates?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Base URL that replaces Apple's sandbox API, for a store emulator; rejected in production. */
  readonly sandboxUrl?: InputMaybe<Scalars['String']['input']>;
  /**
   * Whether another project of this server may be connected to the same app. Without it the app must be free. Null keeps
   * what the connection has; a new one is not shared.
   */
  readonly shared?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Settings of a connection to Google Play. */
export type ConnectGooglePlayInput = {
  /** Base URL that replaces Google's API, for a store emulator; rejected in production. */
  readonly apiUrl?: InputMaybe<Scalars['String']['input']>;
  /**
   * License key of the app from the Play Console, in base64. If it is set, the signature of the purchase data is
   * checked before Google Play is called.
   */
  readonly licenseKey?: InputMaybe<Scalars['String']['input']>;
  /** Package name of the app, for example `com.example.arcade`. */
  readonly packageName: Scalars['String']['input'];
  /** Authentication of real-time developer notifications; without it they are rejected. */
  readonly push?: InputMaybe<ConnectGooglePlayPushInput>;
  /**
   * Text of the JSON key file of a service account that has permission to view and manage orders. Required for a new
   * connection.
   */
  readonly serviceAccountJson?: InputMaybe<Scalars['String']['input']>;
  /**
   * Whether another project of this server may be connected to the same app. Without it the app must be free. Null keeps
   * what the connection has; a new one is not shared.
   */
  readonly shared?: InputMaybe<Scalars['Boolean']['input']>;
  /** URL that replaces Google's token endpoint, for a store emulator; rejected in production. */
  readonly tokenUrl?: InputMaybe<Scalars['String']['input']>;
};

/** Settings of the Pub/Sub push subscription that delivers Google Play's real-time developer notifications. */
export type ConnectGooglePlayPushInput = {
  /** Audience of the push subscription's token. If the subscription sets none, Pub/Sub uses the push endpoint URL. */
  readonly audience: Scalars['String']['input'];
  /** URL that replaces Google's public keys (a JSON Web Key Set), for a store emulator; rejected in production. */
  readonly certsUrl?: InputMaybe<Scalars['String']['input']>;
  /** Email address of the service account with which the push subscription authenticates. */
  readonly serviceAccountEmail: Scalars['String']['input'];
  /** Full name of the subscription, `projects/…/subscriptions/…`. If it is set, pushes of other subscriptions are rejected. */
  readonly subscription?: InputMaybe<Scalars['String']['input']>;
};

/** Settings of a connection to ONE store. */
export type ConnectOneStoreInput = {
  /** Client id of the app from the ONE store Developer Center; for older apps it is the package name. */
  readonly clientId: Scalars['String']['input'];
  /** Client secret of the app from the ONE store Developer Center. Required for a new connection. */
  readonly clientSecret?: InputMaybe<Scalars['String']['input']>;
  /**
   * Base URL that replaces `https://iap-apis.onestore.net`. Production accepts only hosts of ONE store, such as
   * `https://apis.onestore.co.kr` for older apps that are sold only in South Korea.
   */
  readonly commercialUrl?: InputMaybe<Scalars['String']['input']>;
  /** ONE store environments in which a purchase is looked up, in this order. Defaults to both. */
  readonly environments?: InputMaybe<ReadonlyArray<Environment>>;
  /**
   * License key of the app, in base64. Required to bind purchases to users in production, where ONE store's API
   * omits the developer payload.
   */
  readonly licenseKey?: InputMaybe<Scalars['String']['input']>;
  /** Market of receipts that carry no market code. Defaults to `MKT_ONE`. In the wrong market a purchase is not found. */
  readonly marketCode?: InputMaybe<OneStoreMarket>;
  /** Package name of the app. If it is set, signed purchase data of another app is rejected. */
  readonly packageName?: InputMaybe<Scalars['String']['input']>;
  /**
   * Base URL that replaces `https://sbpp.onestore.net`. Production accepts only hosts of ONE store, such as
   * `https://sbpp.onestore.co.kr`.
   */
  readonly sandboxUrl?: InputMaybe<Scalars['String']['input']>;
  /**
   * Whether another project of this server may be connected to the same app. Without it the app must be free. Null keeps
   * what the connection has; a new one is not shared.
   */
  readonly shared?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Input of the mutation `connectStore`. Exactly one field must be set. */
export type ConnectStoreInput =
  /** Settings of a connection to the App Store. */
  { readonly appStore: ConnectAppStoreInput; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore?: never; }
  |  /** Settings of a connection to Google Play. */
  { readonly appStore?: never; readonly googlePlay: ConnectGooglePlayInput; readonly oneStore?: never; readonly testStore?: never; }
  |  /** Settings of a connection to ONE store. */
  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore: ConnectOneStoreInput; readonly testStore?: never; }
  |  /** Settings of a connection to the Test store. */
  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore: ConnectTestStoreInput; };

/** Result of the mutation `connectStore`. */
export type ConnectStorePayload = {
  readonly __typename?: 'ConnectStorePayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The connection after the change; null if there is a problem. */
  readonly storeConnection?: Maybe<StoreConnection>;
};

/** Settings of a connection to the Test store. The store emulator prints all four values. */
export type ConnectTestStoreInput = {
  /** Secret that authenticates calls to the Test store's API. Required for a new connection. */
  readonly apiSecret?: InputMaybe<Scalars['String']['input']>;
  /** Base URL of the Test store's API. Required for a new connection. */
  readonly baseUrl?: InputMaybe<Scalars['String']['input']>;
  /** Identifier of the app in the Test store. */
  readonly bundleId: Scalars['String']['input'];
  /** Public key with which the signatures of receipts are verified, in PEM format. Required for a new connection. */
  readonly receiptPublicKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * Whether another project of this server may be connected to the same app. Without it the app must be free. Null keeps
   * what the connection has; a new one is not shared.
   */
  readonly shared?: InputMaybe<Scalars['Boolean']['input']>;
};

/**
 * The consumption of a payment: the one-time operation that spends the payment before the item is granted. A
 * payment is consumed at most once.
 */
export type Consume = Node & {
  readonly __typename?: 'Consume';
  /**
   * IP address of the game server or the client that consumed the payment; null for a consume by an operator, whose audit
   * entry has the address, for consumes that an earlier version of the server recorded, after the user of a client was
   * erased, for clients, for server keys without the role `ADMIN`, and for the operators' roles `SUPPORT` and `VIEWER`.
   */
  readonly address?: Maybe<Scalars['String']['output']>;
  /** Time at which the payment was consumed, in UTC. */
  readonly consumedAt: Scalars['DateTime']['output'];
  /** Type of the caller that consumed the payment. */
  readonly consumedBy: ConsumedBy;
  /** Unique identifier of the consume, prefixed with `con_`. */
  readonly id: Scalars['ID']['output'];
  /** Idempotency key of the call that consumed the payment; null if it had none, and always null for clients. */
  readonly idempotencyKey?: Maybe<Scalars['String']['output']>;
  /** The payment that was consumed. */
  readonly payment: Payment;
  /** Server key with which the payment was consumed; null if a client or an operator consumed it, and always null for clients. */
  readonly serverKey?: Maybe<ServerKey>;
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
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Id of the payment to consume, prefixed with `pay_`. */
  readonly paymentId: Scalars['ID']['input'];
  /** Reason, for the audit log, 1–500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** Result of the mutation `consumePaymentForUser`. */
export type ConsumePaymentForUserPayload = {
  readonly __typename?: 'ConsumePaymentForUserPayload';
  /** The payment after the call; null if there is none that the caller may see. */
  readonly payment?: Maybe<Payment>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether an earlier call with the same idempotency key consumed the payment. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of the mutation `consumePayment`, and one element of `consumePayments`. */
export type ConsumePaymentInput = {
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Id of the payment to consume, prefixed with `pay_`. */
  readonly paymentId: Scalars['ID']['input'];
  /** Purchase token of the payment, as returned by `verifyPurchase` or `unconsumedPayments`. */
  readonly purchaseToken: Scalars['String']['input'];
};

/** Result of the mutation `consumePayment`, and of each element of `consumePayments`. */
export type ConsumePaymentPayload = {
  readonly __typename?: 'ConsumePaymentPayload';
  /** The consume that this call created or repeats; null if there is a problem. */
  readonly consume?: Maybe<Consume>;
  /**
   * The payment after the call. Also returned with the problems `ALREADY_CONSUMED`, `PAYMENT_REFUNDED` and
   * `USER_SUSPENDED`; null with all others.
   */
  readonly payment?: Maybe<Payment>;
  /** Reason why the payment was not consumed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the idempotency key was used before; true means that `consume` is the result of the earlier call. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of the mutation `consumePayments`. */
export type ConsumePaymentsInput = {
  /** Payments to consume, 1–100 elements. */
  readonly consumes: ReadonlyArray<ConsumePaymentInput>;
};

/** Result of the mutation `consumePayments`. */
export type ConsumePaymentsPayload = {
  readonly __typename?: 'ConsumePaymentsPayload';
  /** Reason why no consume was attempted; null if each was attempted, even if some have a problem of their own. */
  readonly problem?: Maybe<Problem>;
  /** One result for each element of the input, in the same order; empty if there is a problem. */
  readonly results: ReadonlyArray<ConsumePaymentPayload>;
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
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key changes nothing more. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Id of the payment to correct, prefixed with `pay_`. */
  readonly paymentId: Scalars['ID']['input'];
  /** Total amount that the customer paid. Allowed only if the store reported no price; null keeps the price. */
  readonly price?: InputMaybe<MoneyInput>;
  /** Reason for the correction, for the audit log, 1–500 characters. */
  readonly reason: Scalars['String']['input'];
  /**
   * Corrected status: `CONSUMED` from `PAID`; `COMPLETED` from `CONSUMED` (from `PAID` if the item cannot be
   * consumed); `CONSUMED` from `COMPLETED`, if the item was not delivered after all; `REFUNDED`, if the money
   * was returned outside of the store; and back from a `REFUNDED` that was a correction itself. Null keeps the
   * status.
   */
  readonly status?: InputMaybe<PaymentStatus>;
};

/** Result of the mutation `correctPayment`. */
export type CorrectPaymentPayload = {
  readonly __typename?: 'CorrectPaymentPayload';
  /**
   * The request that was stored instead, because a second operator has to approve the correction to `REFUNDED`; null
   * otherwise.
   */
  readonly approval?: Maybe<RefundApproval>;
  /**
   * Whether this call changed the record; false if the record already had these values or the idempotency key
   * was used before.
   */
  readonly changed: Scalars['Boolean']['output'];
  /** The payment after the call. Also returned with the problem `INVALID_INPUT` if the correction is not allowed. */
  readonly payment?: Maybe<Payment>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `createAppKey`. */
export type CreateAppKeyInput = {
  /** Treatment of a receipt whose account token belongs to no purchase of the project. Defaults to `STRICT`. */
  readonly accountTokenPolicy?: InputMaybe<AccountTokenPolicy>;
  /** Caller that acknowledges payments at their store. Defaults to `SERVER`. */
  readonly acknowledgeBy?: InputMaybe<AcknowledgeBy>;
  /** Payment state from which payments are acknowledged at their store. Defaults to `CONSUMED`. */
  readonly acknowledgeOn?: InputMaybe<AcknowledgeOn>;
  /** Origins of browser games, for example `https://game.example.com`, at most 50. None if left out. */
  readonly allowedOrigins?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Type of caller that consumes the project's payments. Defaults to `SERVER_TO_SERVER`. */
  readonly consumeModel?: InputMaybe<ConsumeModel>;
  /** Treatment of a receipt of an item that a family member of the user bought and shares. Defaults to `REFUSE`. */
  readonly familySharingPolicy?: InputMaybe<FamilySharingPolicy>;
  /** Display name of the project, 1–100 characters. */
  readonly name: Scalars['String']['input'];
  /** Operations that clients of the project may execute. Defaults to `ANY`. */
  readonly operationsPolicy?: InputMaybe<OperationsPolicy>;
  /**
   * Largest refunds that an operator makes alone, one for each currency, at most 50; larger ones need a second operator, and
   * so do those in other currencies. None if left out: no refund needs a second operator.
   */
  readonly refundApprovalLimits?: InputMaybe<ReadonlyArray<MoneyInput>>;
  /** Way in which stores that request evidence before they decide on a refund are answered. Defaults to `MANUAL`. */
  readonly refundReviewPolicy?: InputMaybe<RefundReviewPolicy>;
  /** IANA name of the time zone whose calendar days the statistics have, for example `Asia/Seoul`. Defaults to `UTC`. */
  readonly reportingTimeZone?: InputMaybe<Scalars['String']['input']>;
  /** Whether clients have to send a user token. Defaults to true, or to false when the consume model is `BUILT_IN`. */
  readonly requireUserToken?: InputMaybe<Scalars['Boolean']['input']>;
  /** Treatment of receipts from a store's sandbox. Defaults to `TESTERS_ONLY`. */
  readonly sandboxPolicy?: InputMaybe<SandboxPolicy>;
  /** The developer's own ids of the users whose sandbox receipts are accepted under `TESTERS_ONLY`, at most 1,000. */
  readonly sandboxTesterUserIds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /**
   * Whether the project's customers have consented to consumption information being sent to their store. Defaults
   * to false.
   */
  readonly sendConsumptionInfo?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours, 0–72, for which the access of a subscription is kept while the store cannot be read. Defaults to 24. */
  readonly subscriptionLeewayHours?: InputMaybe<Scalars['Int']['input']>;
  /** Effect of a refund of a subscription's period on the access. Defaults to `FOLLOW_STORE`. */
  readonly subscriptionRefundPolicy?: InputMaybe<SubscriptionRefundPolicy>;
  /**
   * Treatment of payments that are still unconsumed when the acknowledgement deadline approaches. Defaults to
   * `ALLOW_AUTO_REFUND`.
   */
  readonly unconsumedPolicy?: InputMaybe<UnconsumedPolicy>;
};

/** Result of the mutation `createAppKey`. */
export type CreateAppKeyPayload = {
  readonly __typename?: 'CreateAppKeyPayload';
  /** The new project; null if there is a problem. */
  readonly appKey?: Maybe<AppKey>;
  /** Reason why no project was created; null on success. */
  readonly problem?: Maybe<Problem>;
  /**
   * Secret of the project's first server key (role ADMIN), prefixed with `csk_`. Returned only here; null if
   * there is a problem.
   */
  readonly serverKey?: Maybe<Scalars['String']['output']>;
  /** Secret that the game server signs user tokens with (HS256). Returned only here; null if there is a problem. */
  readonly userTokenSecret?: Maybe<Scalars['String']['output']>;
};

/** Input of the mutation `createPersonalAccessToken`. */
export type CreatePersonalAccessTokenInput = {
  /** Whether the token may do what an operator needs a fresh second factor for. Defaults to false. */
  readonly allowSensitiveActs?: InputMaybe<Scalars['Boolean']['input']>;
  /** Public keys of the AppKeys that the token works on, 1–20; null for all of the operator. */
  readonly appKeys?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Time from which the token is rejected, in UTC; at most 365 days from now. */
  readonly expiresAt: Scalars['DateTime']['input'];
  /** Display name of the token, 1–100 characters. */
  readonly name: Scalars['String']['input'];
  /**
   * Highest permissions of the token: at most the role that the operator has at each AppKey in `appKeys`, or at one AppKey
   * if that is null.
   */
  readonly role: OperatorRole;
};

/** Result of the mutation `createPersonalAccessToken`. */
export type CreatePersonalAccessTokenPayload = {
  readonly __typename?: 'CreatePersonalAccessTokenPayload';
  /** Reason why no token was created; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The token's secret, prefixed with `cop_`. Returned only here; null if there is a problem. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** The new token, without its secret; null if there is a problem. */
  readonly token?: Maybe<PersonalAccessToken>;
};

/** Input of the mutation `createServerKey`. */
export type CreateServerKeyInput = {
  /** Time from which the key is no longer accepted; it must be in the future. The key does not expire if left out. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Display name of the key, 1–100 characters. */
  readonly name: Scalars['String']['input'];
  /** Permissions of the key. Defaults to `GAME_SERVER`. */
  readonly role?: InputMaybe<ServerKeyRole>;
};

/** Result of the mutation `createServerKey`. */
export type CreateServerKeyPayload = {
  readonly __typename?: 'CreateServerKeyPayload';
  /** Reason why no server key was created; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The key's secret, prefixed with `csk_`. Returned only here; null if there is a problem. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** The new server key, without its secret; null if there is a problem. */
  readonly serverKey?: Maybe<ServerKey>;
};

/** Input of the mutation `createWebhookEndpoint`. */
export type CreateWebhookEndpointInput = {
  /** Types of the events to deliver; null for all types. */
  readonly types?: InputMaybe<ReadonlyArray<PaymentEventType>>;
  /** URL to which events are sent with POST, for example `https://game.example.com/webhooks`. */
  readonly url: Scalars['String']['input'];
};

/** Result of the mutation `createWebhookEndpoint`. */
export type CreateWebhookEndpointPayload = {
  readonly __typename?: 'CreateWebhookEndpointPayload';
  /** Reason why no endpoint was created; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Secret with which requests are signed, prefixed with `whsec_`. Returned only here; null if there is a problem. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** The new endpoint; null if there is a problem. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/**
 * A period of time. The start is inclusive, the end is exclusive; a missing end leaves the period open on that
 * side.
 */
export type DateTimeRange = {
  /** Start of the period, inclusive, in UTC; null for no lower bound. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** End of the period, exclusive, in UTC; null for no upper bound. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A range of decimal numbers. Both ends are inclusive; a missing end leaves the range open on that side. */
export type DecimalRange = {
  /** Smallest value of the range, inclusive; null for no lower bound. */
  readonly from?: InputMaybe<Scalars['Decimal']['input']>;
  /** Largest value of the range, inclusive; null for no upper bound. */
  readonly to?: InputMaybe<Scalars['Decimal']['input']>;
};

/** Input of the mutation `deleteEventConsumer`. */
export type DeleteEventConsumerInput = {
  /** Name of the event consumer to delete. */
  readonly consumer: Scalars['String']['input'];
};

/** Result of the mutation `deleteEventConsumer`. */
export type DeleteEventConsumerPayload = {
  readonly __typename?: 'DeleteEventConsumerPayload';
  /** The event consumer as it was before the deletion; null if there was none or if there is a problem. */
  readonly consumer?: Maybe<EventConsumer>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `deleteOperations`. */
export type DeleteOperationsInput = {
  /** Ids of the documents, 1–100, each `sha256:` and 64 lower-case hexadecimal digits. */
  readonly documentIds: ReadonlyArray<Scalars['String']['input']>;
};

/** Result of the mutation `deleteOperations`. */
export type DeleteOperationsPayload = {
  readonly __typename?: 'DeleteOperationsPayload';
  /** Ids of the documents that were deleted; null if there is a problem. */
  readonly documentIds?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `deleteWebhookEndpoint`. */
export type DeleteWebhookEndpointInput = {
  /** Id of the endpoint to delete, prefixed with `whk_`. */
  readonly endpointId: Scalars['ID']['input'];
};

/** Result of the mutation `deleteWebhookEndpoint`. */
export type DeleteWebhookEndpointPayload = {
  readonly __typename?: 'DeleteWebhookEndpointPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The endpoint as it was before the deletion; null if there is a problem. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Report of a game server that it cannot deliver the item of a payment and has stopped trying. */
export type DeliveryFailure = {
  readonly __typename?: 'DeliveryFailure';
  /** Number of times that the game server has tried to deliver, 1 or more. */
  readonly attempts: Scalars['Int']['output'];
  /** Time at which the game server reported the failure first, in UTC. */
  readonly failedAt: Scalars['DateTime']['output'];
  /** Reason in the words of the game server, 1–1,000 characters; empty after the user was erased. */
  readonly message: Scalars['String']['output'];
};

/** Input of the mutation `disableOperator`. */
export type DisableOperatorInput = {
  /** Id of the operator, prefixed with `opr_`. */
  readonly operatorId: Scalars['ID']['input'];
};

/** Result of the mutation `disableOperator`. */
export type DisableOperatorPayload = {
  readonly __typename?: 'DisableOperatorPayload';
  /** The operator after the change; null if there is a problem. */
  readonly operator?: Maybe<Operator>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `disconnectStore`. */
export type DisconnectStoreInput = {
  /** The store to disconnect from. */
  readonly store: Store;
  /**
   * The app to disconnect: its bundle id or package name, as in `StoreConnection.storeBundleId`. May be left out if the
   * project is connected to one app of the store only.
   */
  readonly storeBundleId?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `disconnectStore`. */
export type DisconnectStorePayload = {
  readonly __typename?: 'DisconnectStorePayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The deleted connection; null if there is a problem. */
  readonly storeConnection?: Maybe<StoreConnection>;
};

/** Input of the mutation `enableOperator`. */
export type EnableOperatorInput = {
  /** Id of the operator, prefixed with `opr_`. */
  readonly operatorId: Scalars['ID']['input'];
};

/** Result of the mutation `enableOperator`. */
export type EnableOperatorPayload = {
  readonly __typename?: 'EnableOperatorPayload';
  /** The operator after the change; null if there is a problem. */
  readonly operator?: Maybe<Operator>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Something that a user may use because of a purchase or a grant. An entitlement that has ended stays in the list. */
export type Entitlement = {
  readonly __typename?: 'Entitlement';
  /**
   * Time at which the access ends or has ended, in UTC; for an active entitlement null means without end. Null for an inactive
   * one if the access is withheld or was taken, so that no time says when it ended.
   */
  readonly accessUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the access was bought with real money or in the sandbox. */
  readonly environment: Environment;
  /** Whether the store could not charge the customer and keeps the access meanwhile. */
  readonly inGracePeriod: Scalars['Boolean']['output'];
  /** Whether the user has access at the time of the answer. */
  readonly isActive: Scalars['Boolean']['output'];
  /** Whether the store could not be read when the access ended: it is kept for the leeway of the AppKey. */
  readonly isStale: Scalars['Boolean']['output'];
  /** The developer's own key of the entitlement, unique within the project. */
  readonly key: Scalars['String']['output'];
  /** Display name of the entitlement, 1–100 characters. */
  readonly name: Scalars['String']['output'];
  /** Kind of what gives the longest access, or gave it last. */
  readonly source: EntitlementSource;
  /** Id of that subscription (`sub_`), payment (`pay_`) or grant (`gnt_`). */
  readonly sourceId: Scalars['ID']['output'];
  /**
   * Milliseconds from the answer until `validUntil`. A client measures them from its request, because the clock of a device may
   * be wrong.
   */
  readonly validForMs: Scalars['Int']['output'];
  /**
   * Time until which the answer may be used without asking again, in UTC: the first known end of an entitlement of the user, and
   * at most 24 hours after the answer. A client that is offline must not use the answer for longer.
   */
  readonly validUntil: Scalars['DateTime']['output'];
  /** Whether the store is going to renew what gives the access. */
  readonly willRenew: Scalars['Boolean']['output'];
};

/** An entitlement of the project and the items that give it. */
export type EntitlementDefinition = Node & {
  readonly __typename?: 'EntitlementDefinition';
  /** Time at which the entitlement was created, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Number of users who have access by the entitlement now: by purchases with real money and by grants, not by the sandbox. */
  readonly holderCount: EntitlementHolderCount;
  /** Unique identifier of the entitlement, prefixed with `ent_`. */
  readonly id: Scalars['ID']['output'];
  /** Whether all users have what the last change of the items gives or takes; false while a job is updating them. */
  readonly isApplied: Scalars['Boolean']['output'];
  /** Number of the items that give the entitlement. */
  readonly itemCount: Scalars['Int']['output'];
  /** The items that give the entitlement, ordered by item id. */
  readonly items: ReadonlyArray<Item>;
  /** The developer's own key of the entitlement, unique within the project. */
  readonly key: Scalars['String']['output'];
  /** Display name of the entitlement, 1–100 characters. */
  readonly name: Scalars['String']['output'];
  /** Time at which the entitlement was last changed, in UTC. */
  readonly updatedAt: Scalars['DateTime']['output'];
};


/** An entitlement of the project and the items that give it. */
export type EntitlementDefinitionItemsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A decision about one entitlement of one user. It counts for the production environment. */
export type EntitlementGrant = Node & {
  readonly __typename?: 'EntitlementGrant';
  /** Time at which the access of the grant ends, in UTC; null means without end. */
  readonly accessUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Time at which the grant was made, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The entitlement that the grant is about. */
  readonly entitlement: EntitlementDefinition;
  /** Name of the operator, or the server key, that made the grant. */
  readonly grantedBy: Scalars['String']['output'];
  /** Unique identifier of the grant, prefixed with `gnt_`. */
  readonly id: Scalars['ID']['output'];
  /** Whether the grant adds access or limits it. */
  readonly kind: EntitlementGrantKind;
  /** Reason of the grant; empty after the user was erased. */
  readonly reason: Scalars['String']['output'];
  /** Time at which the grant was revoked, in UTC; null while it counts. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Effect of a grant on an entitlement. */
export type EntitlementGrantKind =
  /** The grant gives access until its time, beside what the user has bought. */
  | 'ADD'
  /** The grant ends the access that the user has bought at its time. It does not end what other grants give. */
  | 'LIMIT';

/** Number of users who hold an entitlement, as far as it was counted. */
export type EntitlementHolderCount = {
  readonly __typename?: 'EntitlementHolderCount';
  /** Whether there are no other users; otherwise there are at least as many as `value`. */
  readonly isExact: Scalars['Boolean']['output'];
  /** Number of users that were counted, at most 10,000. */
  readonly value: Scalars['Int']['output'];
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

/** Input of the mutation `eraseUser`. */
export type EraseUserInput = {
  /** The developer's own id of the user. */
  readonly userId: Scalars['String']['input'];
};

/** Result of the mutation `eraseUser`. */
export type EraseUserPayload = {
  readonly __typename?: 'EraseUserPayload';
  /**
   * Whether the content of the stores' notifications about the user is erased too, or there is none. If false although
   * there is no problem, a background job is still searching the notifications: a later call with the same id returns
   * true once it has finished.
   */
  readonly notificationsErased: Scalars['Boolean']['output'];
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether an earlier call had erased the user. */
  readonly replayed: Scalars['Boolean']['output'];
  /** The user with the pseudonym; null if there is a problem. */
  readonly user?: Maybe<User>;
};

/** A reader of the event feed whose position is stored on the server under a name of its own choice. */
export type EventConsumer = Node & {
  readonly __typename?: 'EventConsumer';
  /** Time of the last acknowledgement, in UTC. */
  readonly ackedAt: Scalars['DateTime']['output'];
  /** Cursor of the last acknowledged event; reading resumes after it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Unique identifier of the event consumer, prefixed with `csm_`. */
  readonly id: Scalars['ID']['output'];
  /**
   * Number of events that the consumer has not acknowledged. This is an upper bound: pruned events of purchases
   * without a payment are still counted. Filters do not reduce it.
   */
  readonly lag: Scalars['Int']['output'];
  /** Name of the event consumer, unique within the project, 1–100 characters. */
  readonly name: Scalars['String']['output'];
  /** Age of the oldest unacknowledged event in seconds; 0 if every event is acknowledged. */
  readonly oldestUnackedAgeSeconds: Scalars['Int']['output'];
};

/** A page of a list of event consumers. */
export type EventConsumerConnection = {
  readonly __typename?: 'EventConsumerConnection';
  /** Event consumers of this page, each with its cursor. */
  readonly edges: ReadonlyArray<EventConsumerEdge>;
  /** Event consumers of this page, without their cursors. */
  readonly nodes: ReadonlyArray<EventConsumer>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** An event consumer in a page of a list. */
export type EventConsumerEdge = {
  readonly __typename?: 'EventConsumerEdge';
  /** Position of the event consumer in the list, for use as `after`. It is not a position in the event feed. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The event consumer at this position of the list. */
  readonly node: EventConsumer;
};

/** Input of the mutation `exportUser`. */
export type ExportUserInput = {
  /** The `endCursor` of the previous page; null starts at the beginning. */
  readonly after?: InputMaybe<Scalars['Cursor']['input']>;
  /** Maximum number of purchases of the page, at most 100. Defaults to 20. */
  readonly first?: InputMaybe<Scalars['Int']['input']>;
  /** The developer's own id of the user. */
  readonly userId: Scalars['String']['input'];
};

/** Result of the mutation `exportUser`. */
export type ExportUserPayload = {
  readonly __typename?: 'ExportUserPayload';
  /**
   * A JSON object with `user` and `purchases`, oldest first, each with its payment, consume, acknowledgement, refunds and
   * receipts; null if there is a problem.
   */
  readonly data?: Maybe<Scalars['JSON']['output']>;
  /** Cursor of the last purchase of the page; null if the page is empty or there is a problem. */
  readonly endCursor?: Maybe<Scalars['Cursor']['output']>;
  /** Whether there are more purchases after this page; null if there is a problem. */
  readonly hasNextPage?: Maybe<Scalars['Boolean']['output']>;
  /** Reason why nothing was exported; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `extendSubscription`. */
export type ExtendSubscriptionInput = {
  /** Number of days by which the end of the current period moves, 1–365. */
  readonly days: Scalars['Int']['input'];
  /**
   * Version of the subscription that the caller saw. If it has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the subscription as it is.
   */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key extends once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Reason for the extension, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: Scalars['String']['input'];
  /** Id of the subscription to extend, prefixed with `sub_`. */
  readonly subscriptionId: Scalars['ID']['input'];
};

/** Result of the mutation `extendSubscription`. */
export type ExtendSubscriptionPayload = {
  readonly __typename?: 'ExtendSubscriptionPayload';
  /** Page on which the customer manages the subscription; null where the store has none. */
  readonly managementUrl?: Maybe<Scalars['String']['output']>;
  /** Reason why the subscription was not extended; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the idempotency key was used before. */
  readonly replayed: Scalars['Boolean']['output'];
  /** The subscription as its store states it after the call. Also returned if the store cannot be asked or refuses. */
  readonly subscription?: Maybe<StoreSubscription>;
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

/** A receipt from Google Play. */
export type GooglePlayReceiptInput = {
  /** Order id (`GPA.…`). It is ignored: the order id is read from Google Play. */
  readonly orderId?: InputMaybe<Scalars['String']['input']>;
  /** The purchase's `originalJson` (`INAPP_PURCHASE_DATA`), unchanged; null if the app does not send it. */
  readonly originalJson?: InputMaybe<Scalars['String']['input']>;
  /**
   * Package name of the app, at most 255 characters. It selects the connection when the project is connected to several
   * apps; without it, `originalJson` does, or each app is asked.
   */
  readonly packageName?: InputMaybe<Scalars['String']['input']>;
  /** Id of the product that was bought, as in the Play Console. */
  readonly productId: Scalars['String']['input'];
  /** The purchase token that Google Play gave to the app. */
  readonly purchaseToken: Scalars['String']['input'];
  /** Signature over `originalJson` (`INAPP_DATA_SIGNATURE`) in base64; null if the app does not send it. */
  readonly signature?: InputMaybe<Scalars['String']['input']>;
};

/** Input of the mutation `grantEntitlement`. */
export type GrantEntitlementInput = {
  /** Time at which the access ends, in UTC; null means without end, which a grant that limits cannot be. */
  readonly accessUntil?: InputMaybe<Scalars['DateTime']['input']>;
  /** Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the first grant. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The developer's own key of the entitlement. */
  readonly key: Scalars['String']['input'];
  /** Whether the grant adds access, which is the default, or limits what the user has bought. */
  readonly kind?: InputMaybe<EntitlementGrantKind>;
  /** Reason of the grant, 1–500 characters, for the audit log and other operators. */
  readonly reason: Scalars['String']['input'];
  /** The developer's own id of the user. */
  readonly userId: Scalars['String']['input'];
};

/** Result of the mutation `grantEntitlement`. */
export type GrantEntitlementPayload = {
  readonly __typename?: 'GrantEntitlementPayload';
  /** The grant; null if there is a problem. */
  readonly grant?: Maybe<EntitlementGrant>;
  /** Reason why nothing was granted; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the grant was made by an earlier call with the same idempotency key. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of the mutation `grantOperator`. */
export type GrantOperatorInput = {
  /** Id of the operator, prefixed with `opr_`. */
  readonly operatorId: Scalars['ID']['input'];
  /** Permissions of the operator at the AppKey. */
  readonly role: OperatorRole;
};

/** Result of the mutation `grantOperator`. */
export type GrantOperatorPayload = {
  readonly __typename?: 'GrantOperatorPayload';
  /** The role that the operator has now; null if there is a problem. */
  readonly grant?: Maybe<OperatorGrant>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `ignoreDiscrepancy`. */
export type IgnoreDiscrepancyInput = {
  /** Id of the discrepancy, prefixed with `dcp_`. */
  readonly discrepancyId: Scalars['ID']['input'];
  /** Reason why the discrepancy needs no attention, 1–500 characters, for the audit log. */
  readonly reason: Scalars['String']['input'];
};

/** Result of the mutation `ignoreDiscrepancy`. */
export type IgnoreDiscrepancyPayload = {
  readonly __typename?: 'IgnoreDiscrepancyPayload';
  /** The discrepancy after the call. Also returned with the problem `DISCREPANCY_RESOLVED`. */
  readonly discrepancy?: Maybe<ReconciliationDiscrepancy>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the discrepancy was ignored before this call, which changed nothing. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** A field in which a recorded payment differs from an imported purchase. */
export type ImportDifference = {
  readonly __typename?: 'ImportDifference';
  /** Name of the field: `userId`, `itemId`, `consumed`, `completed` or `refunded`. */
  readonly field: Scalars['String']['output'];
  /** The value of the imported purchase, as text: of the input, or for `refunded` of the store. */
  readonly imported: Scalars['String']['output'];
  /** The recorded value, as text. */
  readonly recorded: Scalars['String']['output'];
};

/** Input of the mutation `importItems`. */
export type ImportItemsInput = {
  /**
   * Text of a CSV file, at most 1 MiB and 1,000 rows. Its first row names the columns: `itemId`, and any of `name`,
   * `type`, `enabled` and `consumeTrial`, of which an empty cell changes nothing; and a column for each store, such as `GOOGLE_PLAY`, or
   * for one app of a store, such as `GOOGLE_PLAY com.example.arcade`, whose empty cell removes the product. A column that
   * the file does not have is not changed. Cells are separated by commas, tabs or semicolons.
   */
  readonly csv: Scalars['String']['input'];
  /** Whether the file is only checked, and nothing is changed. Defaults to false. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Result of the mutation `importItems`. */
export type ImportItemsPayload = {
  readonly __typename?: 'ImportItemsPayload';
  /** Number of items that were changed, or would be; null if there is a problem. */
  readonly changedCount?: Maybe<Scalars['Int']['output']>;
  /** Number of items that were created, or would be; null if there is a problem. */
  readonly createdCount?: Maybe<Scalars['Int']['output']>;
  /** Number of all errors of the file. */
  readonly errorCount: Scalars['Int']['output'];
  /**
   * The first 100 errors of the file, ordered by row, which are shown beside the problem `INVALID_INPUT`; empty if
   * there are none.
   */
  readonly errors: ReadonlyArray<ItemImportError>;
  /** Reason why nothing was imported; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The rows that create or change an item, in their order; null if there is a problem. */
  readonly rows?: Maybe<ReadonlyArray<ItemImportRow>>;
  /** Number of items that are as the file has them already; null if there is a problem. */
  readonly unchangedCount?: Maybe<Scalars['Int']['output']>;
};

/** Result of importing one purchase. */
export type ImportOutcome =
  /** The payment was recorded before, and agrees with the input. */
  | 'ALREADY_RECORDED'
  /** The payment was recorded before, and differs from the input as `differences` says. Nothing was changed. */
  | 'DIFFERS'
  /** The purchase is valid and not recorded. Returned only with `compareOnly`, which records nothing. */
  | 'NOT_RECORDED'
  /** The purchase was recorded as a payment. */
  | 'RECORDED'
  /** The purchase cannot be recorded; `problem` gives the reason. */
  | 'REJECTED'
  /** The payment was recorded before, and was now marked as consumed or completed as the input says. */
  | 'UPDATED';

/** Input of the mutation `importPurchases`. */
export type ImportPurchasesInput = {
  /**
   * Whether the purchases are only compared with the records, so that two servers can run side by side. Nothing is
   * recorded then. Defaults to false.
   */
  readonly compareOnly?: InputMaybe<Scalars['Boolean']['input']>;
  /** The purchases to import, 1–100. Each is answered on its own. */
  readonly purchases: ReadonlyArray<ImportedPurchaseInput>;
  /**
   * Whether a recorded purchase also writes its events (`PAYMENT_PAID`, and `PAYMENT_CONSUMED` and `PAYMENT_COMPLETED`
   * if it was delivered) to the feed and webhooks. Defaults to false, because the game already knows these purchases.
   */
  readonly recordEvents?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Result of the mutation `importPurchases`. */
export type ImportPurchasesPayload = {
  readonly __typename?: 'ImportPurchasesPayload';
  /** Reason why no purchase was processed; null if each has its own result. */
  readonly problem?: Maybe<Problem>;
  /** One result for each purchase, in the order of the input; null if there is a problem. */
  readonly results?: Maybe<ReadonlyArray<ImportResult>>;
};

/** Result of importing one purchase. */
export type ImportResult = {
  readonly __typename?: 'ImportResult';
  /** Fields in which the recorded payment differs; empty for every outcome but `DIFFERS`. */
  readonly differences: ReadonlyArray<ImportDifference>;
  /** Outcome of the import, or with `compareOnly` the outcome that it would have. */
  readonly outcome: ImportOutcome;
  /** The recorded payment; null if there is none. */
  readonly payment?: Maybe<Payment>;
  /** Reason of the outcome `REJECTED`; null for every other one. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `importSubscriptions`. */
export type ImportSubscriptionsInput = {
  /** Text of a CSV file, at most 1 MiB and 1,000 rows, whose first row names the columns. Columns that are not known are ignored. */
  readonly csv: Scalars['String']['input'];
  /** Whether the file is only checked, and nothing is recorded. Defaults to false. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /** Format of the file. Defaults to a list. */
  readonly format?: InputMaybe<SubscriptionFileFormat>;
  /** Whether users who are not registered are registered. Defaults to false: they are errors. */
  readonly registerUsers?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Result of the mutation `importSubscriptions`. */
export type ImportSubscriptionsPayload = {
  readonly __typename?: 'ImportSubscriptionsPayload';
  /** Number of recorded subscriptions without a user that were given to one, or would be; null if there is a problem. */
  readonly assignedCount?: Maybe<Scalars['Int']['output']>;
  /** Number of subscriptions that were recorded, or would be; null if there is a problem. */
  readonly createdCount?: Maybe<Scalars['Int']['output']>;
  /** Number of all errors of the file. */
  readonly errorCount: Scalars['Int']['output'];
  /**
   * The first 100 errors of the file, ordered by row, which are shown beside the problem `INVALID_INPUT`; empty if
   * there are none.
   */
  readonly errors: ReadonlyArray<SubscriptionImportError>;
  /** Reason why nothing was imported; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Number of rows that are no subscription, or of a store that the server does not support; null if there is a problem. */
  readonly skippedCount?: Maybe<Scalars['Int']['output']>;
  /** Number of subscriptions that are recorded for the same user already; null if there is a problem. */
  readonly unchangedCount?: Maybe<Scalars['Int']['output']>;
};

/** A purchase that another server recorded. */
export type ImportedPurchaseInput = {
  /**
   * Time at which the other server delivered the item, in UTC; null if it did not. A consumable item needs `consumedAt`
   * too.
   */
  readonly completedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * Time at which the other server consumed the purchase, in UTC; it can then not be consumed again. Null if it was not
   * consumed. Not allowed for an item that cannot be consumed.
   */
  readonly consumedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * The developer's own id of the item. If it is given, the purchase is rejected with `RECEIPT_ITEM_MISMATCH` when the
   * store sold another one. Null accepts the item that the store sold.
   */
  readonly itemId?: InputMaybe<Scalars['String']['input']>;
  /** The receipt, or what identifies the purchase at its store, such as a purchase token or a transaction id. */
  readonly receipt: ReceiptInput;
  /** The developer's own id of the user who owns the purchase, 1–200 characters. */
  readonly userId: Scalars['String']['input'];
};

/** Input of the mutation `inviteOperator`. */
export type InviteOperatorInput = {
  /** Email address of the person, at most 254 characters. Upper and lower case are the same. */
  readonly email: Scalars['String']['input'];
  /** Permissions of the person at the AppKey. */
  readonly role: OperatorRole;
};

/** Result of the mutation `inviteOperator`. */
export type InviteOperatorPayload = {
  readonly __typename?: 'InviteOperatorPayload';
  /** The role that an existing operator has now; null if the person was invited, or if there is a problem. */
  readonly grant?: Maybe<OperatorGrant>;
  /** The invitation; null if the person is an operator, or if there is a problem. */
  readonly invitation?: Maybe<OperatorInvitation>;
  /**
   * One-time link with which the invited person becomes an operator: a URL, or a path of the server if `CONSOLE_URL` is
   * not set. Returned only here; null if it was sent by mail, if there is no invitation, or if there is a problem.
   */
  readonly invitationLink?: Maybe<Scalars['String']['output']>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** An item that the project sells, with its product id in each store. */
export type Item = Node & {
  readonly __typename?: 'Item';
  /**
   * Whether the free trial of a consumable subscription gives a payment to consume, as each later period does. False for every
   * other item.
   */
  readonly consumeTrial: Scalars['Boolean']['output'];
  /** Whether the item can be bought now. Receipts of a disabled item are still verified. */
  readonly enabled: Scalars['Boolean']['output'];
  /** Unique identifier of the item, prefixed with `itm_`. */
  readonly id: Scalars['ID']['output'];
  /** The developer's own id of the item, unique within the project. */
  readonly itemId: Scalars['String']['output'];
  /** Display name of the item, 1–100 characters. */
  readonly name: Scalars['String']['output'];
  /** The item's product ids in the stores: at most one for each store, and one for each app of a store. */
  readonly storeProducts: ReadonlyArray<StoreProduct>;
  /** Type of the item, which determines how it is bought and consumed. */
  readonly type: ItemType;
};

/** A page of a list of items. */
export type ItemConnection = {
  readonly __typename?: 'ItemConnection';
  /** Items of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ItemEdge>;
  /** Items of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Item>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** An item in a page of a list. */
export type ItemEdge = {
  readonly __typename?: 'ItemEdge';
  /** Position of the item in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The item at this position of the list. */
  readonly node: Item;
};

/** An error in a file of items, because of which nothing was imported. */
export type ItemImportError = {
  readonly __typename?: 'ItemImportError';
  /** Kind of the error, for programs. */
  readonly code: ItemImportErrorCode;
  /** Name of the column; null if the error concerns the whole row or file. */
  readonly column?: Maybe<Scalars['String']['output']>;
  /** Explanation of the error in English. */
  readonly message: Scalars['String']['output'];
  /** Number of the row as a spreadsheet counts it, from 1; null if the error concerns the whole file. */
  readonly row?: Maybe<Scalars['Int']['output']>;
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

/** A row of a file that creates or changes an item. */
export type ItemImportRow = {
  readonly __typename?: 'ItemImportRow';
  /** The changed fields after the import, as in the audit log. */
  readonly after: Scalars['JSON']['output'];
  /** The changed fields before the import, as in the audit log; null for a new item. */
  readonly before?: Maybe<Scalars['JSON']['output']>;
  /** The developer's own id of the item. */
  readonly itemId: Scalars['String']['output'];
  /** Whether the row creates or changes the item. */
  readonly outcome: ItemImportOutcome;
  /** Number of the row as a spreadsheet counts it, from 1; the names of the columns are a row too. */
  readonly row: Scalars['Int']['output'];
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

/** An exact amount of money in one currency. */
export type Money = {
  readonly __typename?: 'Money';
  /** Amount in units of the currency as a decimal string, with at most six decimal places. */
  readonly amount: Scalars['Decimal']['output'];
  /** ISO 4217 code of the currency. */
  readonly currencyCode: Scalars['CurrencyCode']['output'];
};

/** An exact amount of money in one currency. */
export type MoneyInput = {
  /** Amount in units of the currency as a decimal string; not negative, at most six decimal places. */
  readonly amount: Scalars['Decimal']['input'];
  /** ISO 4217 code of the currency. */
  readonly currencyCode: Scalars['CurrencyCode']['input'];
};

/**
 * Monthly recurring revenue of one currency: what the current periods of subscriptions with access (active or in a grace
 * period) were charged, each for a month. Amounts of different currencies are never added.
 */
export type MonthlyRecurringRevenue = {
  readonly __typename?: 'MonthlyRecurringRevenue';
  /**
   * Sum of the charges, taxes included and refunds deducted, each normalised to a month: a period that lasts a number of
   * months within three days is divided by that number, any other by its exact length in months of 30.4375 days. The
   * charge for a month is rounded to the nearest micro before it is added. Trials, prepaid periods and periods without a
   * charge count 0, and subscriptions on hold or paused do not count.
   */
  readonly amount: Scalars['Decimal']['output'];
  /** ISO 4217 code of the currency; null for periods without a known price, whose amount counts as 0. */
  readonly currencyCode?: Maybe<Scalars['CurrencyCode']['output']>;
  /**
   * Number of current periods in this currency, free ones included. The payments are those of `payments` with
   * `currentPeriodAt: countedAt`, the same `environment`, store and item, and this `currencyCode` or `hasPrice: false`.
   */
  readonly paymentCount: Scalars['Int']['output'];
  /** Number of subscriptions with these periods; a subscription of several products has several. */
  readonly subscriptionCount: Scalars['Int']['output'];
};

/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Stores the position of an event consumer, and creates the consumer on its first acknowledgement. A cursor
   * older than the stored position changes nothing, unless `allowRewind` is true.
   */
  readonly ackEvents: AckEventsPayload;
  /** Adds a note to a payment or to a user. A note is never changed; erasing the user removes its text. */
  readonly addNote: AddNotePayload;
  /**
   * Records a sale that only its store knows as a payment. The sale is looked up as by `lookUpAtStore` and verified with the
   * store like any other; it becomes one payment, whoever else records it at the same time. The action is stored in the audit log.
   */
  readonly adoptPayment: AdoptPaymentPayload;
  /**
   * Answers a refund review: chooses the answer, which is then sent to the store until the store accepts it or the
   * deadline passes. An answer that was chosen is never replaced.
   */
  readonly answerRefundReview: AnswerRefundReviewPayload;
  /**
   * Approves a refund that another operator requested, and carries it out. If the store is unavailable the request stays
   * `APPROVED`, and the same call continues it. A correction needs the role `OWNER` or `ADMIN`, as `correctPayment` does.
   */
  readonly approveRefund: ApproveRefundPayload;
  /**
   * Gives a subscription that belongs to nobody to a user: it is read from its store, all of its periods become payments of the
   * user, and then its first payment is acknowledged. Its holder can claim it with `verifyPurchase` instead; of both at the
   * same time one gets it.
   */
  readonly assignSubscription: AssignSubscriptionPayload;
  /**
   * Reads a sale that belongs to no user from its store again, and records it as a payment of the given user. If its holder
   * claims it at the same time, one of both gets it. The action is stored in the audit log.
   */
  readonly assignUnattributedSale: AssignUnattributedSalePayload;
  /** Cancels a reservation. If the store confirms a payment later, the purchase becomes `VERIFIED` nevertheless. */
  readonly cancelPurchase: CancelPurchasePayload;
  /** Cancels a request for a refund: its requester may, and operators with the role `OWNER` or `ADMIN`. */
  readonly cancelRefundApproval: CancelRefundApprovalPayload;
  /**
   * Turns the renewal of a subscription off at its store. The access lasts until its end. In the App Store only the
   * customer can do this.
   */
  readonly cancelSubscription: CancelSubscriptionPayload;
  /**
   * Checks a store connection with real calls to the store, and reports step by step what is missing. The result stays
   * readable as `StoreConnection.lastCheck`.
   */
  readonly checkStoreConnection: CheckStoreConnectionPayload;
  /** Marks the item of a consumed payment as delivered. Completing a completed payment changes nothing. */
  readonly completePayment: CompletePaymentPayload;
  /**
   * Connects the project to an app of a store, which the bundle id, package name or client id names, or changes what the
   * input has of its connection to that app. Fields that are left out keep their value; null removes a value or sets its
   * default. A list or a nested object is replaced as a whole. A project can be connected to at most 20 apps of a store.
   * The change is in the audit log, without credentials.
   */
  readonly connectStore: ConnectStorePayload;
  /**
   * Consumes a payment. Exactly one call succeeds; repeating that call with the same idempotency key returns the
   * same result.
   */
  readonly consumePayment: ConsumePaymentPayload;
  /**
   * Consumes a paid payment on behalf of its user, for example after the item was given by hand. It is consumed exactly
   * once: a later `consumePayment` gets `ALREADY_CONSUMED`. This cannot be undone.
   */
  readonly consumePaymentForUser: ConsumePaymentForUserPayload;
  /** Consumes up to 100 payments. Each consume succeeds or fails independently; results are in the order of the input. */
  readonly consumePayments: ConsumePaymentsPayload;
  /**
   * Corrects the recorded status or price of a payment. Nothing is deleted, and a consumed payment never becomes
   * unconsumed. A correction to the recorded values changes nothing.
   */
  readonly correctPayment: CorrectPaymentPayload;
  /**
   * Creates a project together with its first server key (role ADMIN) and its user token secret. Both secrets
   * are returned only by this call.
   */
  readonly createAppKey: CreateAppKeyPayload;
  /** Creates a personal access token of the operator. Its secret is returned only by this call. */
  readonly createPersonalAccessToken: CreatePersonalAccessTokenPayload;
  /** Creates a server key. Its secret is returned only by this call. */
  readonly createServerKey: CreateServerKeyPayload;
  /** Creates a webhook endpoint, to which all events from now on are delivered. */
  readonly createWebhookEndpoint: CreateWebhookEndpointPayload;
  /**
   * Deletes an event consumer and records the deletion in the audit log. A consumer created later under the same
   * name starts without a position. Deleting an unknown consumer changes nothing.
   */
  readonly deleteEventConsumer: DeleteEventConsumerPayload;
  /** Deletes persisted operations; clients can no longer execute them under `PERSISTED_ONLY`. Unknown ids change nothing. */
  readonly deleteOperations: DeleteOperationsPayload;
  /** Deletes a webhook endpoint together with its undelivered events. */
  readonly deleteWebhookEndpoint: DeleteWebhookEndpointPayload;
  /**
   * Disables an operator: its sessions end, its tokens are rejected, and it cannot sign in. Disabling a disabled operator
   * changes nothing. The last owner of the installation cannot be disabled: the problem is then `LAST_OWNER`.
   */
  readonly disableOperator: DisableOperatorPayload;
  /**
   * Deletes a connection with its credentials. Recorded payments stay, but their sales can no longer be read,
   * acknowledged or refunded at the store, and its notifications are rejected.
   */
  readonly disconnectStore: DisconnectStorePayload;
  /** Lets a disabled operator sign in again. Its tokens are valid again, unless they were revoked or have expired. */
  readonly enableOperator: EnableOperatorPayload;
  /**
   * Replaces the id of a user by a random pseudonym, which cannot be reversed, and removes what is personal: developer
   * payloads, delivery references, receipts, notes of operators, the content of the stores' notifications, webhook requests, and the id in
   * the tester list and the audit log. Payments, refunds and consumes stay with the pseudonym, so nobody can claim them
   * again, and events in the feed show it from then on. Erasing an erased user again changes nothing. The same id can
   * be registered again, as a new user without purchases. Where there are many notifications, a background job erases their
   * content after the call.
   */
  readonly eraseUser: EraseUserPayload;
  /** Returns everything that is recorded about a user as JSON, in pages of purchases. The first page is in the audit log. */
  readonly exportUser: ExportUserPayload;
  /**
   * Moves the end of the current period of a subscription at its store, without a charge. Google Play extends by 1–365
   * days, the App Store by 1–90 days and twice a year.
   */
  readonly extendSubscription: ExtendSubscriptionPayload;
  /** Adds or limits access to an entitlement for a user, whatever the user has bought. The reason is in the audit log. */
  readonly grantEntitlement: GrantEntitlementPayload;
  /**
   * Gives an operator a role at the AppKey, instead of the one that it has. The last owner of an AppKey keeps its role,
   * unless an owner of the installation changes it: the problem is then `LAST_OWNER`.
   */
  readonly grantOperator: GrantOperatorPayload;
  /**
   * Ignores a discrepancy, so that it no longer counts as open, also in later runs that describe it in the same words. It is
   * still compared, and resolved when the records agree. Ignoring an ignored discrepancy changes nothing.
   */
  readonly ignoreDiscrepancy: IgnoreDiscrepancyPayload;
  /**
   * Creates and changes the items of a CSV file with their products in each store: all of them, or none if a row has an
   * error. `/export/items.csv` has the same format. Importing the same file again changes nothing. The audit log has an
   * entry for each item that is created or changed.
   */
  readonly importItems: ImportItemsPayload;
  /**
   * Records purchases that another server verified and delivered before this one was used. Each is read from its store,
   * which proves it; the caller vouches for the user, so an unknown account token and a bare transaction id are
   * accepted, but never a purchase that is bound to another user here. A user who is not registered is registered.
   * Repeating the call changes nothing. Stores are read at most `IMPORT_STORE_READS_PER_SECOND` times a second, so 100
   * purchases take at least ten seconds by default.
   */
  readonly importPurchases: ImportPurchasesPayload;
  /**
   * Records subscriptions that another server or service knew, from a CSV file: all of them, or none if a row has an error.
   * The stores are not asked during the call. The schedule then reads each subscription at the rate that the stores allow,
   * and fills in its state and payments; until then it gives no access. What was paid before the first reading writes no
   * event and can be consumed by nobody, because the other server delivered it. A subscription that the store no longer
   * knows keeps what the file says. Importing the same file again changes nothing.
   */
  readonly importSubscriptions: ImportSubscriptionsPayload;
  /**
   * Gives a person a role at the AppKey. An operator with the email address gets the role at once. Any other person gets
   * an invitation: by mail where that is set up, and otherwise by a link that this call returns.
   */
  readonly inviteOperator: InviteOperatorPayload;
  /** Pauses delivery to a webhook endpoint until it is resumed. No event is lost. */
  readonly pauseWebhookEndpoint: PauseWebhookEndpointPayload;
  /**
   * Reads a subscription from its store now, and records what differs. The server does so by itself after every notification and
   * by its schedule. The action is stored in the audit log.
   */
  readonly refreshSubscription: RefreshSubscriptionPayload;
  /**
   * Requests a full refund of a payment from its store, if the store allows developers to refund. The payment
   * becomes `REFUNDED` when the store confirms it, which may be later. A refunded payment is not refunded again. Above a
   * limit of the project a refund by an operator needs the approval of a second operator: then the request is stored, and
   * the store is not called.
   */
  readonly refundPayment: RefundPaymentPayload;
  /**
   * Registers documents that clients may execute by their hash. All of them are registered, or none. Each must be valid,
   * within the limits of an operation, and use only fields that clients may use. A project has at most 1,000
   * documents with 2,000,000 characters in all. Registering a document again changes nothing.
   */
  readonly registerOperations: RegisterOperationsPayload;
  /** Registers a user. Registering a known user again changes nothing. */
  readonly registerUser: RegisterUserPayload;
  /**
   * Registers a public key that verifies user tokens, in addition to the user token secret. A project has at most 10
   * keys. The key that it replaces verifies tokens until the overlap ends.
   */
  readonly registerUserTokenKey: RegisterUserTokenKeyPayload;
  /** Refuses a refund that another operator requested. The payment is not changed. */
  readonly rejectRefund: RejectRefundPayload;
  /** Ends the suspension of a user. Releasing a user who is not suspended changes nothing. */
  readonly releaseUser: ReleaseUserPayload;
  /** Opens an ignored discrepancy again. Reopening a discrepancy that is not ignored changes nothing. */
  readonly reopenDiscrepancy: ReopenDiscrepancyPayload;
  /**
   * Processes a notification again, immediately. Processing applies the current state at the store, so repeating
   * it is safe.
   */
  readonly replayNotification: ReplayNotificationPayload;
  /**
   * Sends the event of a delivery attempt again, once and at once, to the current URL of its endpoint. The result is a
   * further attempt. The position of the endpoint does not change, so the event may arrive after newer ones.
   */
  readonly replayWebhookDelivery: ReplayWebhookDeliveryPayload;
  /**
   * Delivers all events after a cursor of the event feed again, whether they were delivered before or not. A
   * paused endpoint stays paused.
   */
  readonly replayWebhookEvents: ReplayWebhookEventsPayload;
  /**
   * Reports that the game server has given up to deliver a payment, so that operators see it. A later report replaces the
   * message and the attempts. Nothing changes for a payment that is completed or refunded, or by a repeated report.
   */
  readonly reportDeliveryFailure: ReportDeliveryFailurePayload;
  /** Reserves a purchase, and returns what the app needs to open the store's payment sheet. */
  readonly requestPurchase: RequestPurchasePayload;
  /** Reads the payment from its store now, and records what the store says. */
  readonly rereadPayment: RereadPaymentPayload;
  /** Resumes delivery to a webhook endpoint immediately, at the position where it stopped. */
  readonly resumeWebhookEndpoint: ResumeWebhookEndpointPayload;
  /**
   * Acknowledges the payment at its store immediately if that is pending or has failed. Returns the payment
   * unchanged if there is nothing to acknowledge.
   */
  readonly retryAcknowledgement: RetryAcknowledgementPayload;
  /**
   * Has a payment delivered again whose delivery the game server has given up: the failure ends, and the event
   * `PAYMENT_DELIVERY_RETRIED` tells the game server to try again. A payment without such a failure is not changed.
   */
  readonly retryDelivery: RetryDeliveryPayload;
  /** Ends the effect of a grant. Repeating the call changes nothing. The reason is in the audit log. */
  readonly revokeEntitlementGrant: RevokeEntitlementGrantPayload;
  /**
   * Takes the role of an operator at the AppKey away, which closes its sockets within a second. The last owner of an
   * AppKey keeps its role, unless an owner of the installation takes it: the problem is then `LAST_OWNER`.
   */
  readonly revokeOperatorGrant: RevokeOperatorGrantPayload;
  /** Withdraws an invitation to the AppKey. */
  readonly revokeOperatorInvitation: RevokeOperatorInvitationPayload;
  /**
   * Revokes a personal access token of the operator; owners of the installation can revoke every token. It is rejected at
   * once on every server process, and its sockets are closed within a second. Revoking a revoked token changes nothing. A
   * call with a token revokes only tokens that may do no more than this token.
   */
  readonly revokePersonalAccessToken: RevokePersonalAccessTokenPayload;
  /**
   * Revokes a server key; it stops working within a second on every server process, and its WebSockets are closed. Revoking a revoked key changes
   * nothing. The last key with the role `ADMIN` is not revoked: the problem is then `LAST_ADMIN_KEY`.
   */
  readonly revokeServerKey: RevokeServerKeyPayload;
  /**
   * Ends the access of a subscription at its store now, with a refund. The App Store does not allow this. Above the limit
   * of the project a second operator has to approve the refund: refund the current period with `refundPayment` first.
   */
  readonly revokeSubscription: RevokeSubscriptionPayload;
  /**
   * Creates a new server key with the name and the role of another one, whose secret is returned only by this call. The
   * previous key stays valid during the overlap, so that game servers can be changed one after the other. A key can be
   * rotated once; rotate its successor the next time.
   */
  readonly rotateServerKey: RotateServerKeyPayload;
  /**
   * Creates a new user token secret, which is returned only by this call. The previous secret still verifies user
   * tokens during the overlap, so that game servers can be changed one after the other.
   */
  readonly rotateUserSecret: RotateUserSecretPayload;
  /** Creates a new secret for a webhook endpoint. For 24 hours requests are also signed with the previous secret. */
  readonly rotateWebhookSecret: RotateWebhookSecretPayload;
  /**
   * Starts a reconciliation with a store as a background job, instead of at the next quarter of an hour. Its
   * outcome appears in `reconciliationReport`.
   */
  readonly startReconciliation: StartReconciliationPayload;
  /**
   * Suspends a user: no payment of the user can be consumed, and none of an item that is not consumable can be completed,
   * until `releaseUser`. Such calls get the problem `USER_SUSPENDED`. Purchases are still verified and recorded. Suspending
   * a suspended user changes nothing.
   */
  readonly suspendUser: SuspendUserPayload;
  /**
   * Sends a signed test event to a webhook endpoint, also while it is paused, and returns the response. The event is not in
   * the feed, and the endpoint stays as it is.
   */
  readonly testWebhookEndpoint: TestWebhookEndpointPayload;
  /** Transfers a payment and its purchase to another user. Transferring it to its current user changes nothing. */
  readonly transferPayment: TransferPaymentPayload;
  /** Changes settings of the project. Settings that are left out or null keep their value. */
  readonly updateAppKey: UpdateAppKeyPayload;
  /** Renames a server key. */
  readonly updateServerKey: UpdateServerKeyPayload;
  /** Changes a webhook endpoint and attempts delivery immediately. Delivery continues at the endpoint's current position. */
  readonly updateWebhookEndpoint: UpdateWebhookEndpointPayload;
  /**
   * Creates the entitlement with this `key`, or changes what the input has. A change of its items applies to what was bought
   * before: at once for some hundred users, by a job for more. An entitlement is not deleted; one without items gives
   * nothing. The change is in the audit log.
   */
  readonly upsertEntitlement: UpsertEntitlementPayload;
  /**
   * Creates the item with this `itemId`, or changes what the input has. What is left out or null is not changed;
   * an empty list of `storeProducts` removes all of them. The change is in the audit log.
   */
  readonly upsertItem: UpsertItemPayload;
  /** Verifies a receipt with its store and records the payment. A receipt becomes at most one payment. */
  readonly verifyPurchase: VerifyPurchasePayload;
  /**
   * Withdraws a previous user token secret before it expires; tokens that it signed are rejected within a
   * second on every server process, and the WebSockets that they opened are closed. The current secret cannot be withdrawn: call
   * `rotateUserSecret` with an overlap of 0 hours.
   */
  readonly withdrawUserSecret: WithdrawUserSecretPayload;
  /**
   * Withdraws a public key. Tokens that it verified are rejected within a second on every server process, and the
   * WebSockets that they opened are closed.
   */
  readonly withdrawUserTokenKey: WithdrawUserTokenKeyPayload;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationAckEventsArgs = {
  input: AckEventsInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationAddNoteArgs = {
  input: AddNoteInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationAdoptPaymentArgs = {
  input: AdoptPaymentInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationAnswerRefundReviewArgs = {
  input: AnswerRefundReviewInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationApproveRefundArgs = {
  input: ApproveRefundInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationAssignSubscriptionArgs = {
  input: AssignSubscriptionInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationAssignUnattributedSaleArgs = {
  input: AssignUnattributedSaleInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCancelPurchaseArgs = {
  input: CancelPurchaseInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCancelRefundApprovalArgs = {
  input: CancelRefundApprovalInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCancelSubscriptionArgs = {
  input: CancelSubscriptionInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCheckStoreConnectionArgs = {
  input: CheckStoreConnectionInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCompletePaymentArgs = {
  input: CompletePaymentInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationConnectStoreArgs = {
  input: ConnectStoreInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationConsumePaymentArgs = {
  input: ConsumePaymentInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationConsumePaymentForUserArgs = {
  input: ConsumePaymentForUserInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationConsumePaymentsArgs = {
  input: ConsumePaymentsInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCorrectPaymentArgs = {
  input: CorrectPaymentInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCreateAppKeyArgs = {
  input: CreateAppKeyInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCreatePersonalAccessTokenArgs = {
  input: CreatePersonalAccessTokenInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCreateServerKeyArgs = {
  input: CreateServerKeyInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationCreateWebhookEndpointArgs = {
  input: CreateWebhookEndpointInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationDeleteEventConsumerArgs = {
  input: DeleteEventConsumerInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationDeleteOperationsArgs = {
  input: DeleteOperationsInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationDeleteWebhookEndpointArgs = {
  input: DeleteWebhookEndpointInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationDisableOperatorArgs = {
  input: DisableOperatorInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationDisconnectStoreArgs = {
  input: DisconnectStoreInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationEnableOperatorArgs = {
  input: EnableOperatorInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationEraseUserArgs = {
  input: EraseUserInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationExportUserArgs = {
  input: ExportUserInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationExtendSubscriptionArgs = {
  input: ExtendSubscriptionInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationGrantEntitlementArgs = {
  input: GrantEntitlementInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationGrantOperatorArgs = {
  input: GrantOperatorInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationIgnoreDiscrepancyArgs = {
  input: IgnoreDiscrepancyInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationImportItemsArgs = {
  input: ImportItemsInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationImportPurchasesArgs = {
  input: ImportPurchasesInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationImportSubscriptionsArgs = {
  input: ImportSubscriptionsInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationInviteOperatorArgs = {
  input: InviteOperatorInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationPauseWebhookEndpointArgs = {
  input: PauseWebhookEndpointInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRefreshSubscriptionArgs = {
  input: RefreshSubscriptionInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRefundPaymentArgs = {
  input: RefundPaymentInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRegisterOperationsArgs = {
  input: RegisterOperationsInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRegisterUserArgs = {
  input: RegisterUserInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRegisterUserTokenKeyArgs = {
  input: RegisterUserTokenKeyInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRejectRefundArgs = {
  input: RejectRefundInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationReleaseUserArgs = {
  input: ReleaseUserInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationReopenDiscrepancyArgs = {
  input: ReopenDiscrepancyInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationReplayNotificationArgs = {
  input: ReplayNotificationInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationReplayWebhookDeliveryArgs = {
  input: ReplayWebhookDeliveryInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationReplayWebhookEventsArgs = {
  input: ReplayWebhookEventsInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationReportDeliveryFailureArgs = {
  input: ReportDeliveryFailureInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRequestPurchaseArgs = {
  input: RequestPurchaseInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRereadPaymentArgs = {
  input: RereadPaymentInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationResumeWebhookEndpointArgs = {
  input: ResumeWebhookEndpointInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRetryAcknowledgementArgs = {
  input: RetryAcknowledgementInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRetryDeliveryArgs = {
  input: RetryDeliveryInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRevokeEntitlementGrantArgs = {
  input: RevokeEntitlementGrantInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRevokeOperatorGrantArgs = {
  input: RevokeOperatorGrantInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRevokeOperatorInvitationArgs = {
  input: RevokeOperatorInvitationInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRevokePersonalAccessTokenArgs = {
  input: RevokePersonalAccessTokenInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRevokeServerKeyArgs = {
  input: RevokeServerKeyInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRevokeSubscriptionArgs = {
  input: RevokeSubscriptionInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRotateServerKeyArgs = {
  input: RotateServerKeyInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRotateUserSecretArgs = {
  input: RotateUserSecretInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationRotateWebhookSecretArgs = {
  input: RotateWebhookSecretInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationStartReconciliationArgs = {
  input: StartReconciliationInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationSuspendUserArgs = {
  input: SuspendUserInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationTestWebhookEndpointArgs = {
  input: TestWebhookEndpointInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationTransferPaymentArgs = {
  input: TransferPaymentInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationUpdateAppKeyArgs = {
  input: UpdateAppKeyInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationUpdateServerKeyArgs = {
  input: UpdateServerKeyInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationUpdateWebhookEndpointArgs = {
  input: UpdateWebhookEndpointInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationUpsertEntitlementArgs = {
  input: UpsertEntitlementInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationUpsertItemArgs = {
  input: UpsertItemInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationVerifyPurchaseArgs = {
  input: VerifyPurchaseInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationWithdrawUserSecretArgs = {
  input: WithdrawUserSecretInput;
};


/**
 * Root type of all mutations. Each takes one `input`, and returns its result or a `problem` that explains why
 * nothing changed. The HTTP header `x-coinslot-reason` (percent-encoded UTF-8, 1–500 characters), or `extensions.reason` of an operation
 * on a WebSocket, says why the caller makes the change; it is in the audit log, unless the input has a `reason` of its own.
 */
export type MutationWithdrawUserTokenKeyArgs = {
  input: WithdrawUserTokenKeyInput;
};

/** An object with a globally unique identifier. */
export type Node = {
  /** Globally unique, prefixed identifier, for example `pay_01k…`. Identifiers sort by the time of creation. */
  readonly id: Scalars['ID']['output'];
};

/** A text of an operator about a payment or a user, for other operators. Clients never see it. */
export type Note = Node & {
  readonly __typename?: 'Note';
  /** Caller that wrote the note: an operator, the command line or a server key. */
  readonly author: AuditActor;
  /** Time at which the note was written, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Unique identifier of the note, prefixed with `nte_`. */
  readonly id: Scalars['ID']['output'];
  /** Text of the note, 1–1,000 characters; null after the user was erased. */
  readonly text?: Maybe<Scalars['String']['output']>;
};

/** A page of a list of notes. */
export type NoteConnection = {
  readonly __typename?: 'NoteConnection';
  /** Notes of this page, each with its cursor. */
  readonly edges: ReadonlyArray<NoteEdge>;
  /** Notes of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Note>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A note in a page of a list. */
export type NoteEdge = {
  readonly __typename?: 'NoteEdge';
  /** Position of the note in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The note at this position of the list. */
  readonly node: Note;
};

/**
 * A notification sent by a store. It is stored once, however often the store sends it. It only triggers a
 * re-fetch from the store: its content alone never changes a payment.
 */
export type Notification = Node & {
  readonly __typename?: 'Notification';
  /** Number of times that processing was attempted. */
  readonly attempts: Scalars['Int']['output'];
  /**
   * Content of the notification as the store sent it, for operators to read: signed and encoded parts are decoded, purchase
   * tokens and signatures are hidden, and what is long is shortened, to about 64 KiB. Null if it is not JSON, if the secret
   * that encrypted it is no longer configured, and for the operators' role `VIEWER`. `{"erased": true}` after the user that
   * it concerned was erased.
   */
  readonly content?: Maybe<Scalars['JSON']['output']>;
  /** Whether the notification concerns real or sandbox purchases; null if it does not concern a purchase. */
  readonly environment?: Maybe<Environment>;
  /** Unique identifier of the notification, prefixed with `ntf_`. */
  readonly id: Scalars['ID']['output'];
  /** Payments of the sales that the notification names; at most 20. Empty while none is recorded, and after an erasure. */
  readonly payments: ReadonlyArray<Payment>;
  /** Time at which processing ended, in UTC; null while it has not. */
  readonly processedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Time at which the server received the notification, in UTC. */
  readonly receivedAt: Scalars['DateTime']['output'];
  /**
   * Description for operators of what processing changed, why it changed nothing, or why it failed; null until
   * the first attempt has ended.
   */
  readonly result?: Maybe<Scalars['String']['output']>;
  /** Time of the notification according to the store, in UTC; null if the store gives none. */
  readonly sentAt?: Maybe<Scalars['DateTime']['output']>;
  /** Way in which the server obtained the notification. */
  readonly source: NotificationSource;
  /** Processing status of the notification. */
  readonly status: NotificationStatus;
  /** The store that sent the notification. */
  readonly store: Store;
  /** The store's own identifier of the notification. */
  readonly storeNotificationId: Scalars['String']['output'];
  /** Type of the notification in the store's vocabulary. */
  readonly type: Scalars['String']['output'];
  /** Way in which the server made sure that the notification comes from the store. */
  readonly verification: NotificationVerification;
};

/** A page of a list of notifications. */
export type NotificationConnection = {
  readonly __typename?: 'NotificationConnection';
  /** Notifications of this page, each with its cursor. */
  readonly edges: ReadonlyArray<NotificationEdge>;
  /** Notifications of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Notification>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A notification in a page of a list. */
export type NotificationEdge = {
  readonly __typename?: 'NotificationEdge';
  /** Position of the notification in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The notification at this position of the list. */
  readonly node: Notification;
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

/** A receipt from ONE store. */
export type OneStoreReceiptInput = {
  /** The market in which the purchase was made. Null uses the market of the store connection. */
  readonly marketCode?: InputMaybe<OneStoreMarket>;
  /** The purchase's `originalJson`, unchanged; null if the app does not send it. */
  readonly originalJson?: InputMaybe<Scalars['String']['input']>;
  /** Id of the product that was bought, as in the ONE store Developer Center. */
  readonly productId: Scalars['String']['input'];
  /** The purchase token that ONE store gave to the app. */
  readonly purchaseToken: Scalars['String']['input'];
  /** Signature over `originalJson` in base64; null if the app does not send it. */
  readonly signature?: InputMaybe<Scalars['String']['input']>;
};

/** Operations that clients of a project may execute. Game servers and operators may execute any operation. */
export type OperationsPolicy =
  /** Clients may execute any operation. This is the default. */
  | 'ANY'
  /**
   * Clients may execute persisted operations only, by their document id or their unchanged text. Any other operation gets
   * the error `PERSISTED_OPERATION_NOT_FOUND`.
   */
  | 'PERSISTED_ONLY';

/** A person who administers the installation. What an operator may do with an AppKey is its grant. */
export type Operator = {
  readonly __typename?: 'Operator';
  /** Time at which the operator was created, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Time at which the operator was disabled, in UTC; null while it can sign in. */
  readonly disabledAt?: Maybe<Scalars['DateTime']['output']>;
  /** Email address of the operator, in lower case. */
  readonly email: Scalars['String']['output'];
  /** Unique identifier of the operator, prefixed with `opr_`. */
  readonly id: Scalars['ID']['output'];
  /** Whether the operator is an owner of the installation: of every AppKey, and of the operators. */
  readonly installationOwner: Scalars['Boolean']['output'];
  /** Display name of the operator. */
  readonly name: Scalars['String']['output'];
  /** Whether signing in requires a second factor. */
  readonly twoFactorEnabled: Scalars['Boolean']['output'];
};

/** A page of a list of operators. */
export type OperatorConnection = {
  readonly __typename?: 'OperatorConnection';
  /** Operators of this page, each with its cursor. */
  readonly edges: ReadonlyArray<OperatorEdge>;
  /** Operators of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Operator>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** An operator in a page of a list. */
export type OperatorEdge = {
  readonly __typename?: 'OperatorEdge';
  /** Position of the operator in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The operator at this position of the list. */
  readonly node: Operator;
};

/** The role of an operator at the AppKey. Owners of the installation are owners of every AppKey without a grant. */
export type OperatorGrant = {
  readonly __typename?: 'OperatorGrant';
  /** Time at which the role was given, in UTC. */
  readonly grantedAt: Scalars['DateTime']['output'];
  /** The operator that has the role. */
  readonly operator: Operator;
  /** Permissions of the operator at the AppKey. */
  readonly role: OperatorRole;
};

/** A page of a list of grants. */
export type OperatorGrantConnection = {
  readonly __typename?: 'OperatorGrantConnection';
  /** Grants of this page, each with its cursor. */
  readonly edges: ReadonlyArray<OperatorGrantEdge>;
  /** Grants of this page, without their cursors. */
  readonly nodes: ReadonlyArray<OperatorGrant>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A grant in a page of a list. */
export type OperatorGrantEdge = {
  readonly __typename?: 'OperatorGrantEdge';
  /** Position of the grant in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The grant at this position of the list. */
  readonly node: OperatorGrant;
};

/**
 * A role at the AppKey for a person who is no operator yet. It becomes a grant when an operator with the email address
 * is created.
 */
export type OperatorInvitation = {
  readonly __typename?: 'OperatorInvitation';
  /** Time at which the person was invited, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Email address of the invited person, in lower case. */
  readonly email: Scalars['String']['output'];
  /** Time after which the invitation has no effect, in UTC. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Unique identifier of the invitation, prefixed with `inv_`. */
  readonly id: Scalars['ID']['output'];
  /** Permissions that the person will have at the AppKey. */
  readonly role: OperatorRole;
};

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

/** Issues of a project that need an operator, as of a point in time. */
export type Overview = {
  readonly __typename?: 'Overview';
  /** Issues that need an operator, the most urgent first, at most 200; empty if there are none. */
  readonly issues: ReadonlyArray<OverviewIssue>;
  /** Time at which the records were read, in UTC. */
  readonly readAt: Scalars['DateTime']['output'];
};

/** Records of one kind that need an operator. */
export type OverviewIssue = {
  readonly __typename?: 'OverviewIssue';
  /** Number of records; for webhook endpoints and event consumers the number of events that wait. */
  readonly count: Scalars['Int']['output'];
  /** Nearest time by which somebody has to act, in UTC; null if there is none. */
  readonly deadline?: Maybe<Scalars['DateTime']['output']>;
  /** Whether there are no other records; otherwise there are at least as many as `count`. */
  readonly isExact: Scalars['Boolean']['output'];
  /** Kind of the records, which says in which list they are. */
  readonly kind: OverviewIssueKind;
  /** Name of the one record that the issue is about; null if it is about several. */
  readonly label?: Maybe<Scalars['String']['output']>;
  /** Start of the time in which these payments were made, inclusive, in UTC; null for every kind but `PAYMENTS_UNCONSUMED`. */
  readonly paidFrom?: Maybe<Scalars['DateTime']['output']>;
  /** End of the time in which these payments were made, exclusive, in UTC; null for every kind but `PAYMENTS_UNCONSUMED`. */
  readonly paidTo?: Maybe<Scalars['DateTime']['output']>;
  /** Problem with which the calls ended; null for every kind but `VERIFICATIONS_FAILED`. */
  readonly problemCode?: Maybe<ProblemCode>;
  /** Urgency of the issue, which depends on its kind, its deadline and its age. */
  readonly severity: OverviewIssueSeverity;
  /** Time since which the oldest record needs an operator, in UTC; null if the kind has none. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  /** Store of the records; null if the kind is not divided by store. */
  readonly store?: Maybe<Store>;
  /** Id of the endpoint, event consumer or key that the issue is about; null for every other kind. */
  readonly subjectId?: Maybe<Scalars['ID']['output']>;
};

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

/** Pagination state of one page of a list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last item of this page; null if the page is empty, except for the event feed. */
  readonly endCursor?: Maybe<Scalars['Cursor']['output']>;
  /** Whether there are more items after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether there are more items before this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first item of this page; null if the page is empty. */
  readonly startCursor?: Maybe<Scalars['Cursor']['output']>;
};

/** Input of the mutation `pauseWebhookEndpoint`. */
export type PauseWebhookEndpointInput = {
  /** Id of the endpoint to pause, prefixed with `whk_`. */
  readonly endpointId: Scalars['ID']['input'];
};

/** Result of the mutation `pauseWebhookEndpoint`. */
export type PauseWebhookEndpointPayload = {
  readonly __typename?: 'PauseWebhookEndpointPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The paused endpoint; null if there is a problem. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** A charge that a store made and confirmed. A payment exists only after the store has confirmed it. */
export type Payment = Node & {
  readonly __typename?: 'Payment';
  /** State of the payment's acknowledgement at its store. */
  readonly acknowledgement: Acknowledgement;
  /**
   * Actions of operators, server keys and the command line on the payment, newest first: who, when and why. Null for
   * clients, and for server keys without the role `ADMIN`.
   */
  readonly auditEntries?: Maybe<AuditEntryConnection>;
  /** Time at which the game reported the delivery of the item, in UTC; null until then. */
  readonly completedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The consume of the payment; null while it is not consumed. */
  readonly consume?: Maybe<Consume>;
  /**
   * Country of the customer's store account, an ISO 3166-1 alpha-2 code; null if the store states none (ONE store and the
   * Test store never do), and for payments that an earlier version of the server recorded.
   */
  readonly countryCode?: Maybe<Scalars['String']['output']>;
  /**
   * Delivery that the game server has given up; null if there is none, or if it was retried, and always null for clients. It
   * ends when the payment is completed, refunded, corrected or transferred.
   */
  readonly deliveryFailure?: Maybe<DeliveryFailure>;
  /** Whether the payment was made with real money or in the store's sandbox. */
  readonly environment: Environment;
  /** Retained events of the payment, oldest first; only the 100 newest. */
  readonly events: ReadonlyArray<PaymentEvent>;
  /** Unique identifier of the payment, prefixed with `pay_`. */
  readonly id: Scalars['ID']['output'];
  /** The item that was bought. */
  readonly item: Item;
  /** Notes of operators on the payment, newest first. Null for clients, and for server keys without the role `ADMIN`. */
  readonly notes?: Maybe<NoteConnection>;
  /** Offer by which the product was sold; null if the store states no offer. */
  readonly offer?: Maybe<PaymentOffer>;
  /**
   * The refund that waits for the approval of a second operator, or that is approved and not carried out; null if there is none, for clients, and for server keys
   * without the role `ADMIN`.
   */
  readonly openRefundApproval?: Maybe<RefundApproval>;
  /** Whether the user bought the item, or a family member of the user bought and shares it. */
  readonly ownership: PaymentOwnership;
  /** Time at which the store charged the customer, in UTC. */
  readonly paidAt: Scalars['DateTime']['output'];
  /** End of that period as the store stated it when it charged it, in UTC. The access can last longer or end before. */
  readonly periodEndsAt?: Maybe<Scalars['DateTime']['output']>;
  /** Reason for which the period of the subscription exists. */
  readonly periodKind?: Maybe<PeriodKind>;
  /** Kind of the price at which the period was sold. */
  readonly periodPhase?: Maybe<PeriodPhase>;
  /** Begin of the period that was paid for, in UTC. */
  readonly periodStartsAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * Total amount that the customer paid; null if the store does not report it. The price of a shared item is null or
   * zero, because its buyer paid: it is no revenue.
   */
  readonly price?: Maybe<Money>;
  /** The purchase that the payment belongs to. */
  readonly purchase: Purchase;
  /**
   * Secret that allows its holder to consume this payment; null once the payment is consumed. It is returned
   * only to a server key with the role `GAME_SERVER` or `ADMIN`, to a client whose user token names the user, and
   * by `verifyPurchase` to a caller that submitted a receipt which only the buyer can hold; it is null for all
   * others, also for a server key with the role `READER`.
   */
  readonly purchaseToken?: Maybe<Scalars['String']['output']>;
  /** Number of items that were bought, at least 1. */
  readonly quantity: Scalars['Int']['output'];
  /** Summary of all refunds of the payment so far, full or partial; null if nothing is refunded. */
  readonly refund?: Maybe<Refund>;
  /**
   * Whether a refund of the payment by an operator needs the approval of a second operator, by the limits of the project;
   * always false for clients.
   */
  readonly refundNeedsApproval: Scalars['Boolean']['output'];
  /**
   * The refund that was requested from the store and that the store has not confirmed; null if there is none, and always
   * null for clients.
   */
  readonly refundRequest?: Maybe<RefundRequest>;
  /** Refund reviews of the payment, newest first, at most 100; always empty for clients. */
  readonly refundReviews: ReadonlyArray<RefundReview>;
  /** Amount that a refund of the payment still returns, after earlier partial refunds; null if the payment has no price. */
  readonly refundableAmount?: Maybe<Money>;
  /** Individual refunds of the payment, newest first, including reversed ones; at most 100. */
  readonly refunds: ReadonlyArray<RefundEntry>;
  /** Current status of the payment. */
  readonly status: PaymentStatus;
  /** The store that charged the customer. */
  readonly store: Store;
  /**
   * Evidence of the store about the payment, newest first: the answers that proved or changed it, and the notifications about
   * its sale, at most 25 of each. Null for clients, and for server keys without the role `ADMIN`.
   */
  readonly storeEvidence?: Maybe<ReadonlyArray<StoreEvidence>>;
  /** Order number on the customer's receipt; null if the store has none. */
  readonly storeOrderId?: Maybe<Scalars['String']['output']>;
  /**
   * Address of the page of the store emulator that shows the purchase; null for a payment of a real store. Always null for
   * clients.
   */
  readonly storePageUrl?: Maybe<Scalars['String']['output']>;
  /**
   * Time at which the store last stated what the record of the payment shows, in UTC: the last read of the store that was
   * applied, or the verification of the payment.
   */
  readonly storeReadAt: Scalars['DateTime']['output'];
  /** The store's own identifier of the charge. */
  readonly storeTransactionId: Scalars['String']['output'];
  /** The subscription of which the payment is a period; null for every other payment, like the four fields after it. */
  readonly subscription?: Maybe<StoreSubscription>;
  /** The user who receives the item. */
  readonly user: User;
  /** Time at which the server verified the payment with the store, in UTC. */
  readonly verifiedAt: Scalars['DateTime']['output'];
  /**
   * Number of changes of the record, by which a caller that acts on the payment can name the state that it saw, as
   * `expectedVersion`.
   */
  readonly version: Scalars['Int']['output'];
  /**
   * Attempts to deliver the events of the payment to webhook endpoints, newest first; of the payment's 100 newest events.
   * Null for clients, and for server keys without the role `ADMIN`.
   */
  readonly webhookDeliveries?: Maybe<WebhookDeliveryAttemptConnection>;
};


/** A charge that a store made and confirmed. A payment exists only after the store has confirmed it. */
export type PaymentAuditEntriesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A charge that a store made and confirmed. A payment exists only after the store has confirmed it. */
export type PaymentNotesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A charge that a store made and confirmed. A payment exists only after the store has confirmed it. */
export type PaymentWebhookDeliveriesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list of payments. */
export type PaymentConnection = {
  readonly __typename?: 'PaymentConnection';
  /** Payments of this page, each with its cursor. */
  readonly edges: ReadonlyArray<PaymentEdge>;
  /** Payments of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Payment>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** Number of payments, as far as it was counted. */
export type PaymentCount = {
  readonly __typename?: 'PaymentCount';
  /** Whether there are no other payments; otherwise there are at least as many as `value`. */
  readonly isExact: Scalars['Boolean']['output'];
  /** Number of payments that were counted, at most 10,000. */
  readonly value: Scalars['Int']['output'];
};

/** A payment in a page of a list. */
export type PaymentEdge = {
  readonly __typename?: 'PaymentEdge';
  /** Position of the payment in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The payment at this position of the list. */
  readonly node: Payment;
};

/**
 * A change to a purchase or payment. Events are immutable and never skipped. They are retained indefinitely,
 * unless the operator of the server limits the retention.
 */
export type PaymentEvent = Node & {
  readonly __typename?: 'PaymentEvent';
  /** Position of the event in the feed; reading resumes after it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The entitlement that changed for the user; null for every other event. */
  readonly entitlement?: Maybe<EntitlementDefinition>;
  /**
   * Unique identifier of the event, prefixed with `evt_`. It is the same on every delivery and can be used to
   * detect duplicates.
   */
  readonly id: Scalars['ID']['output'];
  /** Time at which the change was recorded, in UTC. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The payment that changed, in its current state; null if the purchase had no payment. */
  readonly payment?: Maybe<Payment>;
  /** Status before the change: of the payment if there is one, otherwise of the purchase. Null for the first event. */
  readonly previousStatus?: Maybe<Scalars['String']['output']>;
  /**
   * The purchase that changed or whose payment changed, in its current state. Null only for `ENTITLEMENT_CHANGED` events that
   * follow from no purchase.
   */
  readonly purchase?: Maybe<Purchase>;
  /**
   * Detail of the event of a subscription beside its type, for example `CONVERTED` or `GRACE` for a renewal; null if nothing.
   * The values are listed in the documentation of subscriptions, and versions can add some.
   */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Status after the change: of the payment if there is one, otherwise of the purchase. The current status may differ. */
  readonly status: Scalars['String']['output'];
  /** The subscription that changed, or whose payment changed, in its current state; null for every other event. */
  readonly subscription?: Maybe<StoreSubscription>;
  /** Type of the change that the event describes. */
  readonly type: PaymentEventType;
  /** The user whose entitlement changed; null for every other event. */
  readonly user?: Maybe<User>;
};

/** A page of a list of events. */
export type PaymentEventConnection = {
  readonly __typename?: 'PaymentEventConnection';
  /** Events of this page, each with its cursor. */
  readonly edges: ReadonlyArray<PaymentEventEdge>;
  /** Events of this page, without their cursors. */
  readonly nodes: ReadonlyArray<PaymentEvent>;
  /** Pagination state of this page. `endCursor` is set even for an empty page, so that reading can always resume after it. */
  readonly pageInfo: PageInfo;
};

/** An event in a page of a list. */
export type PaymentEventEdge = {
  readonly __typename?: 'PaymentEventEdge';
  /** Position of the event in the feed, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The event at this position of the list. */
  readonly node: PaymentEvent;
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
  readonly acknowledgementAlert?: InputMaybe<ReadonlyArray<AcknowledgementAlert>>;
  /** Matches payments in one of these acknowledgement statuses. */
  readonly acknowledgementStatus?: InputMaybe<ReadonlyArray<AcknowledgementStatus>>;
  /** Matches payments of items that can be consumed (true) or cannot (false). */
  readonly consumable?: InputMaybe<Scalars['Boolean']['input']>;
  /** Matches payments of customers whose store account is in this country: an ISO 3166-1 alpha-2 code. */
  readonly countryCode?: InputMaybe<Scalars['String']['input']>;
  /** Matches payments made in this currency. */
  readonly currencyCode?: InputMaybe<Scalars['CurrencyCode']['input']>;
  /**
   * Matches the periods in which subscriptions with access are at this time: what `recurringRevenue` of
   * `subscriptionStatistics` counts. A subscription whose access lasts longer than its last charged period is in that one.
   */
  readonly currentPeriodAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Matches payments made with real money, or in a sandbox. */
  readonly environment?: InputMaybe<Environment>;
  /** Matches payments of which the store stated the country (true), or of which it is unknown (false). */
  readonly hasCountryCode?: InputMaybe<Scalars['Boolean']['input']>;
  /** Matches payments whose delivery a game server has given up (true), the 10,000 that failed first, or all others (false). */
  readonly hasDeliveryFailure?: InputMaybe<Scalars['Boolean']['input']>;
  /** Matches payments whose price is known (true) or unknown (false). */
  readonly hasPrice?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Matches the first periods of subscriptions whose user had an earlier period of the same item (true), or had none
   * (false).
   */
  readonly isResubscription?: InputMaybe<Scalars['Boolean']['input']>;
  /** Matches payments of the item with this id; it is the developer's own item id. */
  readonly itemId?: InputMaybe<Scalars['String']['input']>;
  /** Matches payments that the store charged within this period. */
  readonly paidBetween?: InputMaybe<DateTimeRange>;
  /** Matches periods of subscriptions that end within this period of time, as the store stated when it charged them. */
  readonly periodEndsBetween?: InputMaybe<DateTimeRange>;
  /** Matches periods of subscriptions that exist for one of these reasons. */
  readonly periodKind?: InputMaybe<ReadonlyArray<PeriodKind>>;
  /** Matches periods of subscriptions that were sold in one of these phases. */
  readonly periodPhase?: InputMaybe<ReadonlyArray<PeriodPhase>>;
  /** Matches payments whose total price is in this range; requires `currencyCode`. */
  readonly priceBetween?: InputMaybe<DecimalRange>;
  /** Matches the payment of this receipt: a signed transaction of the App Store, or the store's transaction id as text. */
  readonly receipt?: InputMaybe<Scalars['String']['input']>;
  /** Matches payments of which this much was refunded. */
  readonly refund?: InputMaybe<ReadonlyArray<RefundExtent>>;
  /** Matches payments whose latest refund was made within this period. */
  readonly refundedBetween?: InputMaybe<DateTimeRange>;
  /** Matches payments in one of these statuses. */
  readonly status?: InputMaybe<ReadonlyArray<PaymentStatus>>;
  /** Matches payments made in one of these stores. */
  readonly store?: InputMaybe<ReadonlyArray<Store>>;
  /** Matches payments with exactly this order number at the store. */
  readonly storeOrderId?: InputMaybe<Scalars['String']['input']>;
  /** Matches payments with exactly this transaction id at the store. */
  readonly storeTransactionId?: InputMaybe<Scalars['String']['input']>;
  /** Matches trials of subscriptions with one of these outcomes. */
  readonly trialOutcome?: InputMaybe<ReadonlyArray<SubscriptionTrialOutcome>>;
  /** Matches payments of the user with this id; it is the developer's own user id. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Offer by which a product was sold to the customer. */
export type PaymentOffer = {
  readonly __typename?: 'PaymentOffer';
  /** Kind of the offer, as the store states it. */
  readonly kind: OfferKind;
  /** The store's id of the offer; null if there was none, or if it has no id. */
  readonly offerId?: Maybe<Scalars['String']['output']>;
  /** Id of the product's purchase option at Google Play; null at the other stores. */
  readonly purchaseOptionId?: Maybe<Scalars['String']['output']>;
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
 * Sales, refunds and buyers of a period. The numbers follow the payments within seconds, and change when a payment of the
 * period is refunded, corrected or transferred later.
 */
export type PaymentStatistics = {
  readonly __typename?: 'PaymentStatistics';
  /**
   * The buyers of each day or month, as the request groups by; of the whole period if it groups by neither. Null if the
   * request filters by store, item or country. Periods without buyers are left out.
   */
  readonly buyers?: Maybe<ReadonlyArray<BuyerStatistics>>;
  /** First calendar day of the period. */
  readonly from: Scalars['Date']['output'];
  /**
   * The groups, ordered by day, then by currency, then by gross, largest first; at most 2,000. Groups without payments and
   * refunds are left out.
   */
  readonly groups: ReadonlyArray<PaymentStatisticsGroup>;
  /** Whether there are more than 2,000 groups, so that some are left out. Use a shorter period, or group by less. */
  readonly hasMoreGroups: Scalars['Boolean']['output'];
  /** Whether every payment is counted. False after an upgrade or a change of the time zone, until all payments are counted again. */
  readonly isComplete: Scalars['Boolean']['output'];
  /** Number of events of the feed that are not included yet, of any type; usually 0. */
  readonly pendingEventCount: Scalars['Int']['output'];
  /** IANA name of the time zone whose calendar days the numbers have: the AppKey's `reportingTimeZone`. */
  readonly timeZone: Scalars['String']['output'];
  /** Last calendar day of the period. */
  readonly to: Scalars['Date']['output'];
  /** The current calendar day, in the reporting time zone. */
  readonly today: Scalars['Date']['output'];
  /** Time at which any number of the AppKey's statistics last changed, in UTC; null if none has ever been counted. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

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
  readonly countryCode?: InputMaybe<Scalars['String']['input']>;
  /** Counts payments made in this currency. */
  readonly currencyCode?: InputMaybe<Scalars['CurrencyCode']['input']>;
  /** Counts payments of the item with this id; it is the developer's own item id. */
  readonly itemId?: InputMaybe<Scalars['String']['input']>;
  /** Counts payments made in one of these stores. */
  readonly store?: InputMaybe<ReadonlyArray<Store>>;
};

/** Payments and refunds of one group in one currency. All amounts are in the group's currency, as exact decimal strings. */
export type PaymentStatisticsGroup = {
  readonly __typename?: 'PaymentStatisticsGroup';
  /** Average revenue per paying user: `net` divided by `buyerCount`, with six decimals; null if that is null or 0. */
  readonly averageRevenuePerBuyer?: Maybe<Scalars['Decimal']['output']>;
  /**
   * Number of different users who paid more than nothing in this currency on the days of the group. Null if the request
   * groups or filters by store, item or country: a user can pay in several of them, so such numbers could not be added.
   */
  readonly buyerCount?: Maybe<Scalars['Int']['output']>;
  /**
   * Country of the customers' store accounts, an ISO 3166-1 alpha-2 code; null if the store states none, and if the
   * request does not group by `COUNTRY`. ONE store and the Test store state none, and payments that an earlier version
   * of the server recorded have none.
   */
  readonly countryCode?: Maybe<Scalars['String']['output']>;
  /** ISO 4217 code of the group's currency; null for payments without a known price, whose amounts count as 0. */
  readonly currencyCode?: Maybe<Scalars['CurrencyCode']['output']>;
  /** First calendar day of the group, in the reporting time zone. */
  readonly firstDay: Scalars['Date']['output'];
  /** Sum of the prices of these payments, as the stores charged them. */
  readonly gross: Scalars['Decimal']['output'];
  /** The developer's own id of the group's item; null if the request does not group by `ITEM`. */
  readonly itemId?: Maybe<Scalars['String']['output']>;
  /** Last calendar day of the group, in the reporting time zone. */
  readonly lastDay: Scalars['Date']['output'];
  /** `gross` minus `refunded`; negative if more was refunded than paid on the days of the group. */
  readonly net: Scalars['Decimal']['output'];
  /**
   * Start of the group's first day, in UTC. The payments behind `paymentCount` are those of `payments` with `paidBetween`
   * from `paidFrom` to `paidTo`, the `environment` of the request, and the group's store, item, country and currency; if
   * the country or the currency is unknown, with `hasCountryCode: false` or `hasPrice: false`.
   */
  readonly paidFrom: Scalars['DateTime']['output'];
  /** End of the group's last day, exclusive, in UTC. */
  readonly paidTo: Scalars['DateTime']['output'];
  /** Number of payments made on the days of the group, refunded and free ones included. */
  readonly paymentCount: Scalars['Int']['output'];
  /** Number of items sold with these payments. */
  readonly quantity: Scalars['Int']['output'];
  /** Number of refunds made on the days of the group, of payments of any day; each partial refund counts, reversed ones do not. */
  readonly refundCount: Scalars['Int']['output'];
  /** Share of the payments that are refunded by now: `refundedPaymentCount` divided by `paymentCount`, with six decimals; null without payments. */
  readonly refundRate?: Maybe<Scalars['Decimal']['output']>;
  /** Amount refunded by these refunds. */
  readonly refunded: Scalars['Decimal']['output'];
  /** Amount refunded by now of the payments made on the days of the group. */
  readonly refundedOfPayments: Scalars['Decimal']['output'];
  /** Number of the payments made on the days of the group that are refunded by now, fully or partly. */
  readonly refundedPaymentCount: Scalars['Int']['output'];
  /** Quantity refunded by these refunds. */
  readonly refundedQuantity: Scalars['Int']['output'];
  /** Share of the money that is refunded by now: `refundedOfPayments` divided by `gross`, with six decimals; null if `gross` is 0. */
  readonly refundedShare?: Maybe<Scalars['Decimal']['output']>;
  /** Store of the group; null if the request does not group by `STORE`. */
  readonly store?: Maybe<Store>;
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

/** A document that clients of the project may execute by its hash. */
export type PersistedOperation = Node & {
  readonly __typename?: 'PersistedOperation';
  /** Time at which the document was registered, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Text of the document, unchanged as it was registered. */
  readonly document: Scalars['String']['output'];
  /** Id by which requests name the document: `sha256:` and the SHA-256 of its UTF-8 text in 64 lower-case hexadecimal digits. */
  readonly documentId: Scalars['String']['output'];
  /** Unique identifier of the persisted operation, prefixed with `pop_`. */
  readonly id: Scalars['ID']['output'];
  /**
   * Reason why the current version of the schema does not accept the document, so that requests for it fail; null if
   * the document is valid.
   */
  readonly invalidReason?: Maybe<Scalars['String']['output']>;
  /** Names of the operations in the document. */
  readonly operationNames: ReadonlyArray<Scalars['String']['output']>;
};

/** One page of persisted operations. */
export type PersistedOperationConnection = {
  readonly __typename?: 'PersistedOperationConnection';
  /** Persisted operations of this page, with their cursors. */
  readonly edges: ReadonlyArray<PersistedOperationEdge>;
  /** Persisted operations of this page, without their cursors. */
  readonly nodes: ReadonlyArray<PersistedOperation>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A persisted operation with its position in a list. */
export type PersistedOperationEdge = {
  readonly __typename?: 'PersistedOperationEdge';
  /** Position of the persisted operation in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The persisted operation of this edge. */
  readonly node: PersistedOperation;
};

/**
 * A secret with which scripts and the command line act as an operator. The secret itself is returned only when the
 * token is created.
 */
export type PersonalAccessToken = {
  readonly __typename?: 'PersonalAccessToken';
  /** Whether the token may do what an operator needs a fresh second factor for. */
  readonly allowSensitiveActs: Scalars['Boolean']['output'];
  /** Public keys of the AppKeys that the token works on; null if it works on all of its operator. */
  readonly appKeys?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Time at which the token was created, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Time from which the token is rejected, in UTC. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Unique identifier of the token, prefixed with `pat_`. */
  readonly id: Scalars['ID']['output'];
  /** Time at which the token was last used, in UTC, accurate to one minute; null if it was never used. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Display name of the token, 1–100 characters. */
  readonly name: Scalars['String']['output'];
  /** First characters of the secret, to distinguish the tokens. */
  readonly prefix: Scalars['String']['output'];
  /** Time at which the token was revoked, in UTC; null while it is valid. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The token has at most the permissions of this role, and at most those of its operator. */
  readonly role: OperatorRole;
};

/**
 * The reason why a mutation changed nothing. The documentation of errors (`docs/errors.md`) has a section for
 * each code.
 */
export type Problem = {
  readonly __typename?: 'Problem';
  /** Machine-readable reason, one of a closed list. Programs decide by this field. */
  readonly code: ProblemCode;
  /** Path of the invalid input field, starting below `input`; empty if no single field is the cause. */
  readonly field: ReadonlyArray<Scalars['String']['output']>;
  /** Explanation for developers, in English. The text may change; do not parse it. */
  readonly message: Scalars['String']['output'];
  /** Recommended wait before the next attempt, in milliseconds; null if it is not known. */
  readonly retryAfterMs?: Maybe<Scalars['Int']['output']>;
  /** Whether the same call can succeed later without any change to the input, the settings or the data. */
  readonly retryable: Scalars['Boolean']['output'];
};

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

/** A purchase intent, reserved before the store's payment sheet opens. */
export type Purchase = Node & {
  readonly __typename?: 'Purchase';
  /**
   * UUID to pass to the store, which binds the receipt to this user: `appAccountToken` (App Store),
   * `obfuscatedExternalAccountId` (Google Play), `developerPayload` (ONE store).
   */
  readonly accountToken: Scalars['ID']['output'];
  /** Text that the caller attached in `requestPurchase`, at most 1,000 characters; null if there is none. */
  readonly developerPayload?: Maybe<Scalars['String']['output']>;
  /**
   * Differences from the store's records that concern the purchase and are not resolved, newest first; at most 20. Always empty
   * for clients.
   */
  readonly discrepancies: ReadonlyArray<ReconciliationDiscrepancy>;
  /** Retained events of the purchase, oldest first; at most 100. Those since it is paid are in `Payment.events`. */
  readonly events: ReadonlyArray<PaymentEvent>;
  /** Time at which an unpaid reservation becomes `EXPIRED`, in UTC. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Unique identifier of the purchase, prefixed with `pur_`. */
  readonly id: Scalars['ID']['output'];
  /** The item that is being bought. */
  readonly item: Item;
  /** The payment of the purchase; null while the store has not confirmed one. */
  readonly payment?: Maybe<Payment>;
  /** Reason why the purchase is `CANCELED` or `FAILED`; null in every other status. */
  readonly problem?: Maybe<Problem>;
  /** Time at which the purchase was reserved, in UTC. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** Current status of the purchase. */
  readonly status: PurchaseStatus;
  /** The store in which the purchase is made. */
  readonly store: Store;
  /** Id of the item's product in the store, with which the payment sheet is opened. */
  readonly storeProductId: Scalars['String']['output'];
  /** The subscription that was bought; null for a single purchase, and before the first payment. */
  readonly subscription?: Maybe<StoreSubscription>;
  /** The user who will receive the item. */
  readonly user: User;
};

/** A page of a list of purchases. */
export type PurchaseConnection = {
  readonly __typename?: 'PurchaseConnection';
  /** Purchases of this page, each with its cursor. */
  readonly edges: ReadonlyArray<PurchaseEdge>;
  /** Purchases of this page, without their cursors. */
  readonly nodes: ReadonlyArray<Purchase>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A purchase in a page of a list. */
export type PurchaseEdge = {
  readonly __typename?: 'PurchaseEdge';
  /** Position of the purchase in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The purchase at this position of the list. */
  readonly node: Purchase;
};

/** Conditions for purchases. A purchase has to meet all conditions; a condition that is null or left out is ignored. */
export type PurchaseFilter = {
  /** Matches purchases of the item with this id; it is the developer's own item id. */
  readonly itemId?: InputMaybe<Scalars['String']['input']>;
  /** Matches purchases that were reserved within this period. */
  readonly requestedBetween?: InputMaybe<DateTimeRange>;
  /** Matches purchases in one of these statuses. */
  readonly status?: InputMaybe<ReadonlyArray<PurchaseStatus>>;
  /** Matches purchases in one of these stores. */
  readonly store?: InputMaybe<ReadonlyArray<Store>>;
  /** Matches purchases of the user with this id; it is the developer's own user id. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
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

/** Root type of all queries. */
export type Query = {
  readonly __typename?: 'Query';
  /** The project that the caller's credentials belong to. */
  readonly appKey: AppKey;
  /** AppKeys that the operator has a role at, newest first. Owners of the installation see every AppKey. */
  readonly appKeys: AppKeySummaryConnection;
  /**
   * Operator actions on the project's data and settings, newest first: who changed what, and why. The operators' roles
   * `SUPPORT` and `VIEWER` see those on payments and users in `Payment.auditEntries` and `User.auditEntries`.
   */
  readonly auditLog: AuditEntryConnection;
  /** All entitlements of the project, ordered by key. */
  readonly entitlementDefinitions: ReadonlyArray<EntitlementDefinition>;
  /**
   * Entitlements of a user, ordered by key, at most one for each key; none for a user that is not registered. A client reads
   * those of its own user.
   */
  readonly entitlements: ReadonlyArray<Entitlement>;
  /** Event consumers of the project with their lag, ordered by name. */
  readonly eventConsumers: EventConsumerConnection;
  /**
   * Items of the project, ordered by item id. Clients see only enabled items; servers and operators also see
   * disabled ones.
   */
  readonly items: ItemConnection;
  /**
   * Asks the stores about a sale, with the credentials of the project: by an order number or a transaction id, a purchase
   * token or a receipt. Nothing is stored except an audit entry for the look-up of an operator.
   */
  readonly lookUpAtStore: StoreLookupResult;
  /** The object with this id; null if there is none that the caller may see. */
  readonly node?: Maybe<Node>;
  /** The notification with this id; null if the project has no such notification. */
  readonly notification?: Maybe<Notification>;
  /**
   * Notifications received from the stores, newest first. A page can be shorter than requested although others follow: read
   * on while `hasNextPage` is true.
   */
  readonly notifications: NotificationConnection;
  /** Operators that have a role at the AppKey, newest first, without the owners of the installation. */
  readonly operatorGrants: OperatorGrantConnection;
  /** Invitations to the AppKey that have not expired, newest first. */
  readonly operatorInvitations: ReadonlyArray<OperatorInvitation>;
  /** All operators of the installation, newest first. */
  readonly operators: OperatorConnection;
  /**
   * Issues that need an operator: deadlines, failures and what waits for too long. There are no sums of money. Counts are
   * bounded, so that reading them is fast in any state of the project.
   */
  readonly overview: Overview;
  /** The payment with this id; null if there is none that the caller may see. */
  readonly payment?: Maybe<Payment>;
  /** Number of payments of the project that match the filter, counted up to 10,000. */
  readonly paymentCount: PaymentCount;
  /**
   * Reads the event feed by polling: all events after the cursor in feed order, or from the oldest retained
   * event if there is no cursor. A cursor older than the retained part of the feed is rejected. With a filter a
   * page may hold fewer than `first` events, or none, although there are more: continue from `endCursor` while
   * `hasNextPage` is true.
   */
  readonly paymentEvents: PaymentEventConnection;
  /**
   * Sales, refunds and buyers of a period, counted by calendar days in the AppKey's `reportingTimeZone`. Payments count on
   * the day of the payment, refunds on the day of the refund.
   */
  readonly paymentStatistics: PaymentStatistics;
  /**
   * Payments of the project that match the filter. A page can have fewer payments than requested, or none, although
   * others follow, because a call examines only so many payments: read on from `endCursor` while `hasNextPage` is true.
   */
  readonly payments: PaymentConnection;
  /**
   * Personal access tokens of the operator: valid tokens first, then revoked and expired ones, each newest first. A call
   * with a token gets only those that may do no more than this token.
   */
  readonly personalAccessTokens: ReadonlyArray<PersonalAccessToken>;
  /** The purchase with this id; null if there is none that the caller may see. */
  readonly purchase?: Maybe<Purchase>;
  /**
   * Purchases of the project that match the filter, newest first. A page can have fewer purchases than requested, or none,
   * although others follow, because a call examines only so many: read on from `endCursor` while `hasNextPage` is true.
   * Purchases that were never paid are deleted some time after they expired.
   */
  readonly purchases: PurchaseConnection;
  /**
   * The latest days on which records were compared with a store or a discrepancy was detected, newest first; one entry for
   * each store.
   */
  readonly reconciliationDays: ReadonlyArray<ReconciliationDay>;
  /** Summary of comparing the server's records with a store's records on one day. */
  readonly reconciliationReport: ReconciliationReport;
  /** Refunds that need the approval of a second operator, newest first. */
  readonly refundApprovals: RefundApprovalConnection;
  /** The refund review with this id; null if there is none. */
  readonly refundReview?: Maybe<RefundReview>;
  /** Numbers and costs of the refund reviews that were requested within a period, grouped by store, status, answer, result and currency; at most 1000 groups. */
  readonly refundReviewStatistics: ReadonlyArray<RefundReviewStatistics>;
  /** Refund reviews of the project. A cursor is valid for the same `orderBy` only. */
  readonly refundReviews: RefundReviewConnection;
  /**
   * Finds records by any text that a person may paste: ids of this server, of the stores and of the developer, tokens and
   * receipts, sandbox and production. Ids match exactly, apart from case where it means nothing and from characters that
   * people copy by accident.
   */
  readonly search: SearchResult;
  /**
   * The steps of setting up the project, in the order in which they are best done, each with whether it is done. Steps of
   * a store follow for each connected store. A project whose clients consume themselves has no step `SERVER_KEY_USED`, and
   * only operators have the step `SECOND_FACTOR`.
   */
  readonly setUpSteps: ReadonlyArray<SetUpStep>;
  /** The subscription with this id; null if there is none. Clients can read their own. */
  readonly subscription?: Maybe<StoreSubscription>;
  /**
   * Subscriptions of an AppKey: how many there are now, what came and went in a period, trials, churn, and the monthly
   * recurring revenue.
   */
  readonly subscriptionStatistics: SubscriptionStatistics;
  /** Subscriptions of the AppKey, the latest first. */
  readonly subscriptions: StoreSubscriptionConnection;
  /** Users who are suspended, the latest suspension first. */
  readonly suspendedUsers: UserConnection;
  /** Sales that belong to no user, newest first. */
  readonly unattributedSales: UnattributedSaleConnection;
  /**
   * Payments of a user that are paid and not consumed, oldest first. A client sees only its own payments, and
   * their purchase tokens only with a user token.
   */
  readonly unconsumedPayments: PaymentConnection;
  /** The user with this id; null if there is none. Exactly one of the arguments must be given. */
  readonly user?: Maybe<User>;
  /** The caller of the request. It works with and without an AppKey. */
  readonly viewer: Viewer;
  /** The webhook endpoint with this id; null if the project has no such endpoint. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
  /** Webhook endpoints of the project, oldest first; at most 20. */
  readonly webhookEndpoints: ReadonlyArray<WebhookEndpoint>;
};


/** Root type of all queries. */
export type QueryAppKeysArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Root type of all queries. */
export type QueryAuditLogArgs = {
  action?: InputMaybe<Scalars['String']['input']>;
  actor?: InputMaybe<AuditActorFilter>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  occurredBetween?: InputMaybe<DateTimeRange>;
  subjectId?: InputMaybe<Scalars['ID']['input']>;
};


/** Root type of all queries. */
export type QueryEntitlementsArgs = {
  environment?: InputMaybe<Environment>;
  userId?: InputMaybe<Scalars['String']['input']>;
};


/** Root type of all queries. */
export type QueryEventConsumersArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Root type of all queries. */
export type QueryItemsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  store?: InputMaybe<Store>;
};


/** Root type of all queries. */
export type QueryLookUpAtStoreArgs = {
  store?: InputMaybe<Store>;
  text: Scalars['String']['input'];
};


/** Root type of all queries. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Root type of all queries. */
export type QueryNotificationArgs = {
  id: Scalars['ID']['input'];
};


/** Root type of all queries. */
export type QueryNotificationsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  environment?: InputMaybe<Environment>;
  first?: InputMaybe<Scalars['Int']['input']>;
  receivedBetween?: InputMaybe<DateTimeRange>;
  status?: InputMaybe<NotificationStatus>;
  store?: InputMaybe<Store>;
  type?: InputMaybe<Scalars['String']['input']>;
};


/** Root type of all queries. */
export type QueryOperatorGrantsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Root type of all queries. */
export type QueryOperatorsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Root type of all queries. */
export type QueryOverviewArgs = {
  environment?: InputMaybe<Environment>;
};


/** Root type of all queries. */
export type QueryPaymentArgs = {
  id: Scalars['ID']['input'];
};


/** Root type of all queries. */
export type QueryPaymentCountArgs = {
  filter?: InputMaybe<PaymentFilter>;
};


/** Root type of all queries. */
export type QueryPaymentEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  consumer?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  stores?: InputMaybe<ReadonlyArray<Store>>;
  types?: InputMaybe<ReadonlyArray<PaymentEventType>>;
};


/** Root type of all queries. */
export type QueryPaymentStatisticsArgs = {
  environment?: InputMaybe<Environment>;
  filter?: InputMaybe<PaymentStatisticsFilter>;
  from?: InputMaybe<Scalars['Date']['input']>;
  groupBy?: InputMaybe<ReadonlyArray<PaymentStatisticsDimension>>;
  to?: InputMaybe<Scalars['Date']['input']>;
};


/** Root type of all queries. */
export type QueryPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<PaymentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<PaymentOrder>;
};


/** Root type of all queries. */
export type QueryPurchaseArgs = {
  id: Scalars['ID']['input'];
};


/** Root type of all queries. */
export type QueryPurchasesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<PurchaseFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** Root type of all queries. */
export type QueryReconciliationDaysArgs = {
  before?: InputMaybe<Scalars['Date']['input']>;
  days?: InputMaybe<Scalars['Int']['input']>;
  openOnly?: InputMaybe<Scalars['Boolean']['input']>;
  store?: InputMaybe<Store>;
};


/** Root type of all queries. */
export type QueryReconciliationReportArgs = {
  day: Scalars['Date']['input'];
  store: Store;
};


/** Root type of all queries. */
export type QueryRefundApprovalsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  open?: InputMaybe<Scalars['Boolean']['input']>;
};


/** Root type of all queries. */
export type QueryRefundReviewArgs = {
  id: Scalars['ID']['input'];
};


/** Root type of all queries. */
export type QueryRefundReviewStatisticsArgs = {
  requestedBetween?: InputMaybe<DateTimeRange>;
};


/** Root type of all queries. */
export type QueryRefundReviewsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<RefundReviewFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<RefundReviewOrder>;
};


/** Root type of all queries. */
export type QuerySearchArgs = {
  text: Scalars['String']['input'];
};


/** Root type of all queries. */
export type QuerySubscriptionArgs = {
  id: Scalars['ID']['input'];
};


/** Root type of all queries. */
export type QuerySubscriptionStatisticsArgs = {
  environment?: InputMaybe<Environment>;
  filter?: InputMaybe<SubscriptionStatisticsFilter>;
  from?: InputMaybe<Scalars['Date']['input']>;
  interval?: InputMaybe<SubscriptionStatisticsInterval>;
  to?: InputMaybe<Scalars['Date']['input']>;
};


/** Root type of all queries. */
export type QuerySubscriptionsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<SubscriptionFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Root type of all queries. */
export type QuerySuspendedUsersArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Root type of all queries. */
export type QueryUnattributedSalesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  store?: InputMaybe<Store>;
};


/** Root type of all queries. */
export type QueryUnconsumedPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  store?: InputMaybe<Store>;
  userId?: InputMaybe<Scalars['String']['input']>;
};


/** Root type of all queries. */
export type QueryUserArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  userId?: InputMaybe<Scalars['String']['input']>;
};


/** Root type of all queries. */
export type QueryWebhookEndpointArgs = {
  id: Scalars['ID']['input'];
};

/**
 * Classes of operations with a rate limit each. Classes have limits of their own, so that for example reading does not
 * use up what consuming needs.
 */
export type RateLimitClass =
  /** Mutations that need the role `ADMIN`, and those of operators. */
  | 'ADMIN'
  /** Consuming payments, one by one or in a list. */
  | 'CONSUME'
  /** Asking a store about a sale that somebody looks for, and requests to a webhook endpoint that somebody waits for. */
  | 'LOOKUP'
  /** Queries of every kind, by any caller. */
  | 'READ'
  /** Starting subscriptions. Their events are not limited. */
  | 'SUBSCRIBE'
  /** Verifying receipts, for which a store may be called. */
  | 'VERIFY'
  /** Registering users, requesting and canceling purchases, completing payments, and acknowledging events. */
  | 'WRITE';

/** A receipt that the app obtained from a store. Exactly one field must be set. */
export type ReceiptInput =
  /** Receipt from the Apple App Store. */
  { readonly appStore: AppStoreReceiptInput; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore?: never; }
  |  /** Receipt from the Google Play store. */
  { readonly appStore?: never; readonly googlePlay: GooglePlayReceiptInput; readonly oneStore?: never; readonly testStore?: never; }
  |  /** Receipt from ONE store, in any of its markets. */
  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore: OneStoreReceiptInput; readonly testStore?: never; }
  |  /** Receipt from the built-in Test store. */
  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore: TestStoreReceiptInput; };

/** One of the things that a text may be. */
export type RecognizedText = {
  readonly __typename?: 'RecognizedText';
  /** Whether `lookUpAtStore` can ask the store about it. */
  readonly canLookUp: Scalars['Boolean']['output'];
  /** The environment that the text names, or that the records found have; null if neither is known. */
  readonly environment?: Maybe<Environment>;
  /** Whether a record was found by it. */
  readonly isFound: Scalars['Boolean']['output'];
  /** Kind that the text may have. */
  readonly kind: SearchTextKind;
  /** The store that issues such texts; null for what no store issues. */
  readonly store?: Maybe<Store>;
};

/** Numbers of one day on which records were compared with one store. `reconciliationReport` has the details. */
export type ReconciliationDay = {
  readonly __typename?: 'ReconciliationDay';
  /** Number of list entries, customers and purchases that were checked. */
  readonly checkedCount: Scalars['Int']['output'];
  /** The calendar day, in UTC. */
  readonly day: Scalars['Date']['output'];
  /** Number of discrepancies detected on that day; each is counted once, however often it was detected. */
  readonly discrepancyCount: Scalars['Int']['output'];
  /** Number of these discrepancies that are not resolved and that an operator ignores. */
  readonly ignoredCount: Scalars['Int']['output'];
  /** Number of these discrepancies that are neither resolved nor ignored. */
  readonly openCount: Scalars['Int']['output'];
  /** Number of these discrepancies that are resolved. */
  readonly resolvedCount: Scalars['Int']['output'];
  /** Number of reconciliation runs that started on that day. */
  readonly runCount: Scalars['Int']['output'];
  /** The store whose records were compared. */
  readonly store: Store;
};

/** A difference between the server's records and a store's records. */
export type ReconciliationDiscrepancy = Node & {
  readonly __typename?: 'ReconciliationDiscrepancy';
  /** Description for operators of what differs, and what was done about it or why nothing could be done. */
  readonly description: Scalars['String']['output'];
  /** Time at which the discrepancy was first detected on that day, in UTC. */
  readonly detectedAt: Scalars['DateTime']['output'];
  /** Unique identifier of the discrepancy, prefixed with `dcp_`. */
  readonly id: Scalars['ID']['output'];
  /** Reason that the operator gave for ignoring the discrepancy; null if it is not ignored. */
  readonly ignoreReason?: Maybe<Scalars['String']['output']>;
  /** Time at which an operator ignored the discrepancy, in UTC; null if it is not ignored. */
  readonly ignoredAt?: Maybe<Scalars['DateTime']['output']>;
  /** The payment concerned; null if there is none. */
  readonly payment?: Maybe<Payment>;
  /** The purchase concerned; null if it is unknown or no longer retained. */
  readonly purchase?: Maybe<Purchase>;
  /** Time at which the records agreed again, in UTC; null while they differ. */
  readonly resolvedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Store records that revealed the discrepancy. */
  readonly source: ReconciliationSource;
  /** The store whose records were compared. */
  readonly store: Store;
  /**
   * The store's id of a transaction that was paid and is not recorded, as the `text` for `adoptPayment`; null if the payment is
   * recorded or the transaction is not known.
   */
  readonly storeTransactionId?: Maybe<Scalars['String']['output']>;
  /** The sale of this transaction, while it belongs to no user: `assignUnattributedSale` gives it to one. Null if there is none. */
  readonly unattributedSale?: Maybe<UnattributedSale>;
};

/** Summary of comparing the server's records with a store's records on one day. */
export type ReconciliationReport = {
  readonly __typename?: 'ReconciliationReport';
  /** Number of list entries, customers and purchases that were checked. An entry that is listed again is counted again. */
  readonly checkedCount: Scalars['Int']['output'];
  /** The calendar day of the report, in UTC. */
  readonly day: Scalars['Date']['output'];
  /** Discrepancies detected on that day: open ones first, then ignored ones, each newest first; at most 100. */
  readonly discrepancies: ReadonlyArray<ReconciliationDiscrepancy>;
  /** Number of discrepancies between the records; each is counted once, however often it was detected. */
  readonly discrepancyCount: Scalars['Int']['output'];
  /** Number of these discrepancies that are not resolved and that an operator ignores. */
  readonly ignoredCount: Scalars['Int']['output'];
  /** Number of these discrepancies that are neither resolved nor ignored, and need an operator's attention. */
  readonly openCount: Scalars['Int']['output'];
  /** Number of these discrepancies that are resolved. */
  readonly resolvedCount: Scalars['Int']['output'];
  /** Reconciliation runs that started on that day, newest first; at most 100. Empty if nothing was compared. */
  readonly runs: ReadonlyArray<ReconciliationRun>;
  /** The store whose records were compared. */
  readonly store: Store;
};

/** One complete comparison with a store, which may take several attempts. */
export type ReconciliationRun = {
  readonly __typename?: 'ReconciliationRun';
  /** Number of records that were checked so far. */
  readonly checkedCount: Scalars['Int']['output'];
  /** Time at which the comparison was completed, in UTC; null while it is not. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Reason why the last incomplete attempt stopped, for example because the store was unavailable; null if there was none. */
  readonly lastError?: Maybe<Scalars['String']['output']>;
  /** Store records that the run compares. */
  readonly source: ReconciliationSource;
  /** Time at which the run started, in UTC. */
  readonly startedAt: Scalars['DateTime']['output'];
  /**
   * The app of the store whose records were listed: its bundle id or package name; null if the records of all apps were
   * compared.
   */
  readonly storeBundleId?: Maybe<Scalars['String']['output']>;
};

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
  readonly subscriptionId: Scalars['ID']['input'];
};

/** Result of the mutation `refreshSubscription`. */
export type RefreshSubscriptionPayload = {
  readonly __typename?: 'RefreshSubscriptionPayload';
  /** Whether the store stated anything that was not recorded. */
  readonly changed: Scalars['Boolean']['output'];
  /** Reason why the store was not read; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The subscription after the reading; null if there is a problem. */
  readonly subscription?: Maybe<StoreSubscription>;
};

/** Summary of all refunds of a payment so far. */
export type Refund = {
  readonly __typename?: 'Refund';
  /** Total refunded amount; null if the store does not report it. */
  readonly amount?: Maybe<Money>;
  /** Whether the payment is fully refunded; false for a partial refund, after which the payment keeps its status. */
  readonly full: Scalars['Boolean']['output'];
  /** Total number of refunded items; 0 if only an amount was refunded, without any item. */
  readonly quantity: Scalars['Int']['output'];
  /** Reason of the most recent refund in the store's vocabulary; null if the store gives none. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Time of the most recent refund, in UTC. */
  readonly refundedAt: Scalars['DateTime']['output'];
  /** Way in which the server learned of the most recent refund. */
  readonly source: RefundSource;
};

/**
 * A refund that an operator requested and that a second operator has to approve, because its amount is above the limit of
 * the project.
 */
export type RefundApproval = Node & {
  readonly __typename?: 'RefundApproval';
  /** Amount that the refund returns; null if the payment has no price. */
  readonly amount?: Maybe<Money>;
  /**
   * Whether the caller may approve this request: it is pending, or approved and not carried out; somebody else requested it;
   * and the role of the caller may make this refund.
   */
  readonly canApprove: Scalars['Boolean']['output'];
  /** Whether the caller may cancel this request: it is pending, and the caller requested it or has the role `OWNER` or `ADMIN`. */
  readonly canCancel: Scalars['Boolean']['output'];
  /** Time of the decision, in UTC; null until then. */
  readonly decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Operator who approved, rejected or canceled the request; null until then. */
  readonly decidedBy?: Maybe<RefundApprovalOperator>;
  /** Reason of the operator who decided; null if there is none. */
  readonly decisionReason?: Maybe<Scalars['String']['output']>;
  /** Time from which the request can no longer be approved, in UTC. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Reason why the approved refund was not possible; null unless the status is `FAILED`. */
  readonly failure?: Maybe<Scalars['String']['output']>;
  /** Unique identifier of the request, prefixed with `rap_`. */
  readonly id: Scalars['ID']['output'];
  /** Kind of the refund, by which mutation it was requested. */
  readonly kind: RefundApprovalKind;
  /** The payment that is to be refunded. */
  readonly payment: Payment;
  /** Version of the payment that the requester saw. */
  readonly paymentVersion: Scalars['Int']['output'];
  /** Reason of the requester, 1–500 characters. */
  readonly reason: Scalars['String']['output'];
  /** Time at which the refund was requested, in UTC. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** Operator who requested the refund. */
  readonly requestedBy: RefundApprovalOperator;
  /** Current status of the request. */
  readonly status: RefundApprovalStatus;
};

/** A page of a list of refunds that need an approval. */
export type RefundApprovalConnection = {
  readonly __typename?: 'RefundApprovalConnection';
  /** Requests of this page, each with its cursor. */
  readonly edges: ReadonlyArray<RefundApprovalEdge>;
  /** Requests of this page, without their cursors. */
  readonly nodes: ReadonlyArray<RefundApproval>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A refund that needs an approval in a page of a list. */
export type RefundApprovalEdge = {
  readonly __typename?: 'RefundApprovalEdge';
  /** Position of the request in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The request at this position of the list. */
  readonly node: RefundApproval;
};

/** Kind of a refund that a second operator has to approve. */
export type RefundApprovalKind =
  /** A refund that was made outside of the store, requested with `correctPayment`. */
  | 'CORRECTION'
  /** A refund at the store, requested with `refundPayment`. */
  | 'REFUND';

/** An operator who requested a refund, or decided about it. */
export type RefundApprovalOperator = {
  readonly __typename?: 'RefundApprovalOperator';
  /** Prefixed id of the operator (`opr_`); null for the command line. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** Email address of the operator, or name of the operating system's account, at that time. */
  readonly name: Scalars['String']['output'];
};

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

/** A page of a list of refunds. */
export type RefundConnection = {
  readonly __typename?: 'RefundConnection';
  /** Refunds of this page, each with its cursor. */
  readonly edges: ReadonlyArray<RefundEdge>;
  /** Refunds of this page, without their cursors. */
  readonly nodes: ReadonlyArray<RefundEntry>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A refund in a page of a list. */
export type RefundEdge = {
  readonly __typename?: 'RefundEdge';
  /** Position of the refund in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The refund at this position of the list. */
  readonly node: RefundEntry;
};

/** An individual refund of a payment. */
export type RefundEntry = Node & {
  readonly __typename?: 'RefundEntry';
  /** Amount refunded this time; null if the store does not report it. */
  readonly amount?: Maybe<Money>;
  /** Time at which the server recorded the refund, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Whether this refund returned the whole remaining amount of the payment. */
  readonly full: Scalars['Boolean']['output'];
  /** Unique identifier of the refund, prefixed with `ref_`. */
  readonly id: Scalars['ID']['output'];
  /** The refunded payment; null for a client whose payment has since been transferred to another user. */
  readonly payment?: Maybe<Payment>;
  /** Status of the payment before the refund; `CONSUMED` and `COMPLETED` mean that the item was already granted. */
  readonly previousStatus: PaymentStatus;
  /** Number of items refunded this time; 0 if only an amount was refunded, without any item. */
  readonly quantity: Scalars['Int']['output'];
  /** Reason of the refund in the store's vocabulary; null if the store gives none. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Time at which the store returned the money, in UTC. */
  readonly refundedAt: Scalars['DateTime']['output'];
  /** Time at which the server recorded that the refund was reversed, in UTC; null while the refund stands. */
  readonly reversedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Way in which the server learned of the refund. */
  readonly source: RefundSource;
};

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
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Id of the payment to refund, prefixed with `pay_`. */
  readonly paymentId: Scalars['ID']['input'];
  /** Reason for the refund, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: Scalars['String']['input'];
};

/** Result of the mutation `refundPayment`. */
export type RefundPaymentPayload = {
  readonly __typename?: 'RefundPaymentPayload';
  /** The request that was stored instead, because a second operator has to approve the refund; null otherwise. */
  readonly approval?: Maybe<RefundApproval>;
  /** The payment after the call. Also returned if the store cannot be called or does not refund it. */
  readonly payment?: Maybe<Payment>;
  /** Reason why the store was not called or did not refund the payment; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the payment was already refunded, or the idempotency key was used before. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** A refund that was requested from the store and that the store has not confirmed. */
export type RefundRequest = {
  readonly __typename?: 'RefundRequest';
  /**
   * Time at which the store accepted the request, in UTC; null if its answer is unknown, because it is still being asked,
   * was unavailable, or its answer was lost. Requesting the refund again asks it again.
   */
  readonly acceptedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Time of the request, in UTC. */
  readonly requestedAt: Scalars['DateTime']['output'];
};

/**
 * Request of a store for evidence before it decides on a refund or chargeback. The first answer counts, at the
 * store and here.
 */
export type RefundReview = Node & {
  readonly __typename?: 'RefundReview';
  /** The chosen answer; null if there is none. */
  readonly answer?: Maybe<RefundReviewAnswer>;
  /** Reason that the caller gave for the answer; null if there is none or the policy chose it. */
  readonly answerReason?: Maybe<Scalars['String']['output']>;
  /** Time at which the store accepted the answer, in UTC; null if it has not. */
  readonly answeredAt?: Maybe<Scalars['DateTime']['output']>;
  /** Origin of the answer; null if there is none. */
  readonly answeredBy?: Maybe<RefundReviewAnsweredBy>;
  /** Number of completed attempts: to read the payment from the store, and after an answer was chosen to send it. */
  readonly attempts: Scalars['Int']['output'];
  /**
   * The developer's revenue from the order, which a chargeback takes back; fees of the bank are not included. Null
   * if the store does not report it.
   */
  readonly chargebackCost?: Maybe<Money>;
  /** Whether the store accepts an answer only with the consent of the customer. */
  readonly consentRequired: Scalars['Boolean']['output'];
  /** Time until which the store accepts an answer, in UTC. */
  readonly deadline: Scalars['DateTime']['output'];
  /** Time at which the answer was chosen, in UTC; null if there is none. */
  readonly decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Unique identifier of the refund review, prefixed with `rvw_`. */
  readonly id: Scalars['ID']['output'];
  /** Error of the most recent attempt; null if it succeeded or there was none. */
  readonly lastError?: Maybe<Scalars['String']['output']>;
  /** The payments under review: several, at most 20, if the order has several items. Empty until the payment is recorded. */
  readonly payments: ReadonlyArray<Payment>;
  /**
   * Delivery and consumption of the items as the answer states them; before an answer is chosen, as it would state
   * them now. Null if no payment is recorded or all are refunded.
   */
  readonly record?: Maybe<RefundReviewRecord>;
  /** Reason of the review in the store's vocabulary, for example `CHARGEBACK`; null if the store gives none. */
  readonly requestReason?: Maybe<Scalars['String']['output']>;
  /** Time at which the store requested the answer, in UTC. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /**
   * Seconds until the deadline by the server's clock at the time of the response, at least 0; null if no answer is awaited any
   * more. A page counts down from it, whatever the clock of its machine shows.
   */
  readonly secondsLeft?: Maybe<Scalars['Int']['output']>;
  /** Current status of the refund review. */
  readonly status: RefundReviewStatus;
  /** The store that decides on the refund. */
  readonly store: Store;
  /** Order number under review at the store; null if the store names the transaction instead. */
  readonly storeOrderId?: Maybe<Scalars['String']['output']>;
  /** Transaction under review at the store; null if the store names the order instead. */
  readonly storeTransactionId?: Maybe<Scalars['String']['output']>;
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

/** A page of a list of refund reviews. */
export type RefundReviewConnection = {
  readonly __typename?: 'RefundReviewConnection';
  /** Refund reviews of this page, each with its cursor. */
  readonly edges: ReadonlyArray<RefundReviewEdge>;
  /** Refund reviews of this page, without their cursors. */
  readonly nodes: ReadonlyArray<RefundReview>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A refund review in a page of a list. */
export type RefundReviewEdge = {
  readonly __typename?: 'RefundReviewEdge';
  /** Position of the refund review in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The refund review at this position of the list. */
  readonly node: RefundReview;
};

/** Conditions on refund reviews; a review has to meet all that are given. */
export type RefundReviewFilter = {
  /** Matches refund reviews whose deadline is before this time, in UTC. */
  readonly deadlineBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Matches refund reviews of the payment with this id, prefixed with `pay_`. */
  readonly paymentId?: InputMaybe<Scalars['ID']['input']>;
  /** Matches refund reviews with one of these statuses. */
  readonly status?: InputMaybe<ReadonlyArray<RefundReviewStatus>>;
  /** Matches refund reviews of one of these stores. */
  readonly store?: InputMaybe<ReadonlyArray<Store>>;
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

/** Delivery and consumption of the items of a refund review, according to the records. */
export type RefundReviewRecord = {
  readonly __typename?: 'RefundReviewRecord';
  /**
   * Delivered share of the price in thousandths of a percent, 0–100,000 (45,200 is 45.2 %); null if an item cannot
   * be consumed, so that its use is unknown.
   */
  readonly consumptionPercentageMilliunits?: Maybe<Scalars['Int']['output']>;
  /**
   * Whether every item was delivered: its payment is completed, or it is consumed and the AppKey does not report
   * deliveries (its `acknowledgeOn` is not `COMPLETED`).
   */
  readonly delivered: Scalars['Boolean']['output'];
  /** The answer that follows from the record; null once an answer is chosen. */
  readonly suggestedAnswer?: Maybe<RefundReviewAnswer>;
};

/** Number and costs of the refund reviews with the same store, status and answer. */
export type RefundReviewStatistics = {
  readonly __typename?: 'RefundReviewStatistics';
  /** The chosen answer; null if there is none. */
  readonly answer?: Maybe<RefundReviewAnswer>;
  /** Sum of `chargebackCost` of the refund reviews; null for those whose cost is unknown. */
  readonly chargebackCost?: Maybe<Money>;
  /** Number of refund reviews. */
  readonly count: Scalars['Int']['output'];
  /** Whether all payments of the refund reviews are refunded, so that the money is lost. */
  readonly refunded: Scalars['Boolean']['output'];
  /** Status of the refund reviews. */
  readonly status: RefundReviewStatus;
  /** The store that decides on the refunds. */
  readonly store: Store;
};

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

/** A document to register. */
export type RegisterOperationInput = {
  /** Text of the document, exactly as clients hash it: at most 100,000 characters. */
  readonly document: Scalars['String']['input'];
};

/** Input of the mutation `registerOperations`. */
export type RegisterOperationsInput = {
  /** The documents to register: 1–100 of them. */
  readonly operations: ReadonlyArray<RegisterOperationInput>;
};

/** Result of the mutation `registerOperations`. */
export type RegisterOperationsPayload = {
  readonly __typename?: 'RegisterOperationsPayload';
  /** The documents in the order of the input, also those that were registered before; null if there is a problem. */
  readonly operations?: Maybe<ReadonlyArray<PersistedOperation>>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `registerUser`. */
export type RegisterUserInput = {
  /**
   * The developer's own id of the user, 1–200 characters, without control characters, line separators, and white space
   * at its ends. May be left out if a user token names the user.
   */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `registerUser`. */
export type RegisterUserPayload = {
  readonly __typename?: 'RegisterUserPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the user was already registered before this call. */
  readonly replayed: Scalars['Boolean']['output'];
  /** The registered user; null if there is a problem. */
  readonly user?: Maybe<User>;
};

/** Input of the mutation `registerUserTokenKey`. */
export type RegisterUserTokenKeyInput = {
  /** Time from which the key no longer verifies user tokens; it must be in the future. It does not expire if left out. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * Key id (`kid`) that tokens carry in their header, 1–200 characters, different from those of the other keys. Defaults
   * to the `kid` of the JWK; without any, the key verifies tokens with any key id.
   */
  readonly kid?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time for which the replaced key still verifies user tokens, in seconds: 0–2592000 (30 days). Defaults to 86400, the
   * longest life of a user token.
   */
  readonly overlapSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** Public key in PEM (`-----BEGIN PUBLIC KEY-----`), or a public JWK in JSON: P-256 or Ed25519. */
  readonly publicKey: Scalars['String']['input'];
  /** Id of the key that the new key replaces, prefixed with `utk_`; none if left out. */
  readonly replacesKeyId?: InputMaybe<Scalars['ID']['input']>;
};

/** Result of the mutation `registerUserTokenKey`. */
export type RegisterUserTokenKeyPayload = {
  readonly __typename?: 'RegisterUserTokenKeyPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The registered key; null if there is a problem. */
  readonly userTokenKey?: Maybe<UserTokenKey>;
};

/** Input of the mutation `rejectRefund`. */
export type RejectRefundInput = {
  /** Id of the request, prefixed with `rap_`. */
  readonly approvalId: Scalars['ID']['input'];
  /** Reason for the refusal, for the audit log and the requester, 1–500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** Result of the mutation `rejectRefund`. */
export type RejectRefundPayload = {
  readonly __typename?: 'RejectRefundPayload';
  /** The request after the call; null if there is none with this id. */
  readonly approval?: Maybe<RefundApproval>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `releaseUser`. */
export type ReleaseUserInput = {
  /** Reason of the release, 1–500 characters, for the audit log. */
  readonly reason: Scalars['String']['input'];
  /** The developer's own id of the user. */
  readonly userId: Scalars['String']['input'];
};

/** Result of the mutation `releaseUser`. */
export type ReleaseUserPayload = {
  readonly __typename?: 'ReleaseUserPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the user was not suspended before this call, which changed nothing. */
  readonly replayed: Scalars['Boolean']['output'];
  /** The released user; null if there is a problem. */
  readonly user?: Maybe<User>;
};

/** Input of the mutation `reopenDiscrepancy`. */
export type ReopenDiscrepancyInput = {
  /** Id of the discrepancy, prefixed with `dcp_`. */
  readonly discrepancyId: Scalars['ID']['input'];
  /** Reason why the discrepancy needs attention, 1–500 characters, for the audit log. */
  readonly reason: Scalars['String']['input'];
};

/** Result of the mutation `reopenDiscrepancy`. */
export type ReopenDiscrepancyPayload = {
  readonly __typename?: 'ReopenDiscrepancyPayload';
  /** The discrepancy after the call; null if there is a problem. */
  readonly discrepancy?: Maybe<ReconciliationDiscrepancy>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the discrepancy was not ignored before this call, which changed nothing. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of the mutation `replayNotification`. */
export type ReplayNotificationInput = {
  /** Id of the notification to process again, prefixed with `ntf_`. */
  readonly notificationId: Scalars['ID']['input'];
};

/** Result of the mutation `replayNotification`. */
export type ReplayNotificationPayload = {
  readonly __typename?: 'ReplayNotificationPayload';
  /** The notification, queued for processing; null if there is a problem. */
  readonly notification?: Maybe<Notification>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `replayWebhookDelivery`. */
export type ReplayWebhookDeliveryInput = {
  /** Id of the delivery attempt whose event is sent again, prefixed with `whd_`. Its endpoint must be active. */
  readonly deliveryId: Scalars['ID']['input'];
};

/** Result of the mutation `replayWebhookDelivery`. */
export type ReplayWebhookDeliveryPayload = {
  readonly __typename?: 'ReplayWebhookDeliveryPayload';
  /** The new delivery attempt, also if it failed; null if none was made. */
  readonly delivery?: Maybe<WebhookDeliveryAttempt>;
  /** Reason why nothing was sent; null if a request was sent, whatever its result. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `replayWebhookEvents`. */
export type ReplayWebhookEventsInput = {
  /** Id of the endpoint, prefixed with `whk_`. */
  readonly endpointId: Scalars['ID']['input'];
  /** Cursor in the retained part of the event feed, after which events are delivered again. */
  readonly from: Scalars['Cursor']['input'];
};

/** Result of the mutation `replayWebhookEvents`. */
export type ReplayWebhookEventsPayload = {
  readonly __typename?: 'ReplayWebhookEventsPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The endpoint, moved back to the cursor; null if there is a problem. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Input of the mutation `reportDeliveryFailure`. */
export type ReportDeliveryFailureInput = {
  /** Number of times that the delivery was tried, 1–1,000,000. */
  readonly attempts: Scalars['Int']['input'];
  /** Reason for operators, 1–1,000 characters. */
  readonly message: Scalars['String']['input'];
  /** Id of the payment that was not delivered, prefixed with `pay_`. */
  readonly paymentId: Scalars['ID']['input'];
};

/** Result of the mutation `reportDeliveryFailure`. */
export type ReportDeliveryFailurePayload = {
  readonly __typename?: 'ReportDeliveryFailurePayload';
  /** The payment after the call; null if there is a problem. */
  readonly payment?: Maybe<Payment>;
  /** Reason why nothing was recorded; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `requestPurchase`. */
export type RequestPurchaseInput = {
  /** Text to store with the purchase, at most 1,000 characters. The user can read it, so it must not hold secrets. */
  readonly developerPayload?: InputMaybe<Scalars['String']['input']>;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: the same key with the same arguments returns the
   * same purchase.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The developer's own id of the item to buy. */
  readonly itemId: Scalars['String']['input'];
  /** The store in which the customer will pay. */
  readonly store: Store;
  /**
   * The app in which the customer will pay: its bundle id or package name. Needed only for an item whose products differ
   * between the apps of a store.
   */
  readonly storeBundleId?: InputMaybe<Scalars['String']['input']>;
  /** The developer's own id of the user. May be left out if a user token names the user. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `requestPurchase`. */
export type RequestPurchasePayload = {
  readonly __typename?: 'RequestPurchasePayload';
  /** Reason why nothing was reserved; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The reserved purchase; null if there is a problem. */
  readonly purchase?: Maybe<Purchase>;
  /** Whether the idempotency key was used before; true means that `purchase` is the result of the earlier call. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of the mutation `rereadPayment`. */
export type RereadPaymentInput = {
  /** Id of the payment to read, prefixed with `pay_`. */
  readonly paymentId: Scalars['ID']['input'];
};

/** Result of the mutation `rereadPayment`. */
export type RereadPaymentPayload = {
  readonly __typename?: 'RereadPaymentPayload';
  /** Whether the store said something new, so that the record was changed. */
  readonly changed: Scalars['Boolean']['output'];
  /** The payment after the call; its `storeReadAt` says when the store was read. Null if there is no such payment. */
  readonly payment?: Maybe<Payment>;
  /** Reason why the store was not read; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `resumeWebhookEndpoint`. */
export type ResumeWebhookEndpointInput = {
  /** Id of the endpoint to resume, prefixed with `whk_`. */
  readonly endpointId: Scalars['ID']['input'];
};

/** Result of the mutation `resumeWebhookEndpoint`. */
export type ResumeWebhookEndpointPayload = {
  readonly __typename?: 'ResumeWebhookEndpointPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The active endpoint; null if there is a problem. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Input of the mutation `retryAcknowledgement`. */
export type RetryAcknowledgementInput = {
  /**
   * Version of the payment that the caller saw. If the payment has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the payment as it is.
   */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Id of the payment to acknowledge, prefixed with `pay_`. */
  readonly paymentId: Scalars['ID']['input'];
};

/** Result of the mutation `retryAcknowledgement`. */
export type RetryAcknowledgementPayload = {
  readonly __typename?: 'RetryAcknowledgementPayload';
  /** The payment after the call; null if there is a problem. */
  readonly payment?: Maybe<Payment>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `retryDelivery`. */
export type RetryDeliveryInput = {
  /**
   * Version of the payment that the caller saw. If the payment has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the payment as it is.
   */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Id of the payment to deliver again, prefixed with `pay_`. */
  readonly paymentId: Scalars['ID']['input'];
};

/** Result of the mutation `retryDelivery`. */
export type RetryDeliveryPayload = {
  readonly __typename?: 'RetryDeliveryPayload';
  /** The payment after the call; null if there is a problem. */
  readonly payment?: Maybe<Payment>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `revokeEntitlementGrant`. */
export type RevokeEntitlementGrantInput = {
  /** Id of the grant, prefixed with `gnt_`. */
  readonly grantId: Scalars['ID']['input'];
  /** Reason of the revocation, 1–500 characters, for the audit log. */
  readonly reason: Scalars['String']['input'];
};

/** Result of the mutation `revokeEntitlementGrant`. */
export type RevokeEntitlementGrantPayload = {
  readonly __typename?: 'RevokeEntitlementGrantPayload';
  /** The revoked grant; null if there is a problem. */
  readonly grant?: Maybe<EntitlementGrant>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the grant was revoked before this call, which changed nothing. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of the mutation `revokeOperatorGrant`. */
export type RevokeOperatorGrantInput = {
  /** Id of the operator, prefixed with `opr_`. */
  readonly operatorId: Scalars['ID']['input'];
};

/** Result of the mutation `revokeOperatorGrant`. */
export type RevokeOperatorGrantPayload = {
  readonly __typename?: 'RevokeOperatorGrantPayload';
  /** The role that the operator had; null if there is a problem. */
  readonly grant?: Maybe<OperatorGrant>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `revokeOperatorInvitation`. */
export type RevokeOperatorInvitationInput = {
  /** Id of the invitation, prefixed with `inv_`. */
  readonly invitationId: Scalars['ID']['input'];
};

/** Result of the mutation `revokeOperatorInvitation`. */
export type RevokeOperatorInvitationPayload = {
  readonly __typename?: 'RevokeOperatorInvitationPayload';
  /** The withdrawn invitation; null if there is a problem. */
  readonly invitation?: Maybe<OperatorInvitation>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `revokePersonalAccessToken`. */
export type RevokePersonalAccessTokenInput = {
  /** Id of the token, prefixed with `pat_`. */
  readonly tokenId: Scalars['ID']['input'];
};

/** Result of the mutation `revokePersonalAccessToken`. */
export type RevokePersonalAccessTokenPayload = {
  readonly __typename?: 'RevokePersonalAccessTokenPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The token after the revocation; null if there is a problem. */
  readonly token?: Maybe<PersonalAccessToken>;
};

/** Input of the mutation `revokeServerKey`. */
export type RevokeServerKeyInput = {
  /** Id of the server key to revoke, prefixed with `key_`. */
  readonly serverKeyId: Scalars['ID']['input'];
};

/** Result of the mutation `revokeServerKey`. */
export type RevokeServerKeyPayload = {
  readonly __typename?: 'RevokeServerKeyPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The server key after the revocation; null if there is a problem. */
  readonly serverKey?: Maybe<ServerKey>;
};

/** Input of the mutation `revokeSubscription`. */
export type RevokeSubscriptionInput = {
  /**
   * Version of the subscription that the caller saw. If it has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the subscription as it is.
   */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Key, 1–200 characters, that makes the call safe to retry. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Reason for the revocation, for the audit log, 1–500 characters. It is not sent to the store. */
  readonly reason: Scalars['String']['input'];
  /** Refund that the store is asked for. */
  readonly refund: SubscriptionRefundKind;
  /** Id of the product at the store whose line ends, with the full refund of that line; null ends the whole subscription. */
  readonly storeProductId?: InputMaybe<Scalars['String']['input']>;
  /** Id of the subscription to revoke, prefixed with `sub_`. */
  readonly subscriptionId: Scalars['ID']['input'];
};

/** Result of the mutation `revokeSubscription`. */
export type RevokeSubscriptionPayload = {
  readonly __typename?: 'RevokeSubscriptionPayload';
  /** Page on which the customer manages the subscription; null where the store has none. */
  readonly managementUrl?: Maybe<Scalars['String']['output']>;
  /** Reason why the subscription was not revoked; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the idempotency key was used before. */
  readonly replayed: Scalars['Boolean']['output'];
  /** The subscription as its store states it after the call. Also returned if the store cannot be asked or refuses. */
  readonly subscription?: Maybe<StoreSubscription>;
};

/** Input of the mutation `rotateServerKey`. */
export type RotateServerKeyInput = {
  /** Time from which the new key is no longer accepted; it must be in the future. The key does not expire if left out. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * Key of 1–200 characters that makes the call repeatable: a repeated call rotates nothing and returns the same new
   * server key, but not its secret, which is stored nowhere. If the first response was lost, rotate the new key.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time for which the previous key stays valid, in seconds: 0–2592000 (30 days), and at most until its own expiry.
   * Defaults to 86400 (24 hours). With 0 it stops at once, which is right for a secret that leaked.
   */
  readonly overlapSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** Id of the server key to rotate, prefixed with `key_`. It must be valid. */
  readonly serverKeyId: Scalars['ID']['input'];
};

/** Result of the mutation `rotateServerKey`. */
export type RotateServerKeyPayload = {
  readonly __typename?: 'RotateServerKeyPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether this is the result of an earlier call with the same idempotency key. */
  readonly replayed: Scalars['Boolean']['output'];
  /** Secret of the new key, prefixed with `csk_`. Returned only here; null if there is a problem, and for a repeated call. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** The new server key, without its secret; null if there is a problem. */
  readonly serverKey?: Maybe<ServerKey>;
};

/** Input of the mutation `rotateUserSecret`. */
export type RotateUserSecretInput = {
  /**
   * Time for which the previous secret still verifies user tokens, in hours: 0–168. Defaults to 24, the longest life
   * of a user token. With 0 it stops at once, which is right for a secret that leaked.
   */
  readonly overlapHours?: InputMaybe<Scalars['Int']['input']>;
};

/** Result of the mutation `rotateUserSecret`. */
export type RotateUserSecretPayload = {
  readonly __typename?: 'RotateUserSecretPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Text of the new secret. Returned only here; null if there is a problem. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** The new secret, without its text; null if there is a problem. */
  readonly userSecret?: Maybe<UserSecret>;
};

/** Input of the mutation `rotateWebhookSecret`. */
export type RotateWebhookSecretInput = {
  /** Id of the endpoint whose secret is rotated, prefixed with `whk_`. */
  readonly endpointId: Scalars['ID']['input'];
};

/** Result of the mutation `rotateWebhookSecret`. */
export type RotateWebhookSecretPayload = {
  readonly __typename?: 'RotateWebhookSecretPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The new secret, prefixed with `whsec_`. Returned only here; null if there is a problem. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** The endpoint after the rotation; null if there is a problem. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Treatment of receipts from a store's sandbox. */
export type SandboxPolicy =
  /** Sandbox receipts are accepted from every user. */
  | 'ALLOW'
  /** Sandbox receipts are rejected with `RECEIPT_ENVIRONMENT_REFUSED`. */
  | 'DENY'
  /** Sandbox receipts are accepted only from the users listed in `sandboxTesterUserIds`. This is the default. */
  | 'TESTERS_ONLY';

/** Records of one type that were found. */
export type SearchGroup = {
  readonly __typename?: 'SearchGroup';
  /** Whether there are more records of this type than `hits` has. */
  readonly hasMore: Scalars['Boolean']['output'];
  /** The records, newest first, at most 20. */
  readonly hits: ReadonlyArray<Node>;
  /** Name of the type of the hits, such as `Payment`. */
  readonly typeName: Scalars['String']['output'];
};

/** Result of the query `search`. */
export type SearchResult = {
  readonly __typename?: 'SearchResult';
  /** The records found: payments, purchases, users, sales without a user, subscriptions, then other objects. Empty if there are none. */
  readonly groups: ReadonlyArray<SearchGroup>;
  /** Kinds that the text may have: those that were found first, then the most certain first; empty if none is known. */
  readonly recognizedAs: ReadonlyArray<RecognizedText>;
  /**
   * The text as it was understood: without white space, invisible characters and surrounding punctuation, at most 200
   * characters. Of tokens and receipts only the beginning.
   */
  readonly text: Scalars['String']['output'];
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

/**
 * A secret key that authenticates a game server. Only the beginning of the secret can be read after the key was
 * created.
 */
export type ServerKey = {
  readonly __typename?: 'ServerKey';
  /** Time at which the server key was created, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Time from which the key is no longer accepted, in UTC; null if it does not expire. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Unique identifier of the server key, prefixed with `key_`. */
  readonly id: Scalars['ID']['output'];
  /**
   * Time at which the key last authenticated a request or an open WebSocket, in UTC, accurate to two minutes; null if it
   * was never used.
   */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Display name of the server key, 1–100 characters. */
  readonly name: Scalars['String']['output'];
  /** First characters of the secret, to distinguish the keys. */
  readonly prefix: Scalars['String']['output'];
  /** Id of the key that replaced this one when it was rotated; null if it was not rotated. */
  readonly replacedBy?: Maybe<Scalars['ID']['output']>;
  /** Time at which the key was revoked, in UTC; null if it was not. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Permissions of the server key. */
  readonly role: ServerKeyRole;
  /** Whether the key is accepted now, and whether it ends soon. */
  readonly status: ServerKeyStatus;
};

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

/** Whether a step of setting up the project is done, as the records show it. */
export type SetUpStep = {
  readonly __typename?: 'SetUpStep';
  /** Time of the record by which the step is done, in UTC; null if the step is not done or has no such time. */
  readonly doneAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the records show that the step is done. */
  readonly isDone: Scalars['Boolean']['output'];
  /** The step of setting up the project. */
  readonly step: SetUpStepName;
  /** The store that the step concerns; null if it concerns the whole project. */
  readonly store?: Maybe<Store>;
};

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

/** Result of the mutation `startReconciliation`. */
export type StartReconciliationPayload = {
  readonly __typename?: 'StartReconciliationPayload';
  /** Reason why no reconciliation was started; null on success. */
  readonly problem?: Maybe<Problem>;
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

/** A part of a connection that was checked. */
export type StoreCheckStep = {
  readonly __typename?: 'StoreCheckStep';
  /** Result of the step, for programs that explain it. */
  readonly code: StoreCheckCode;
  /** The environment of the store that was asked; null if the step concerns all environments. */
  readonly environment?: Maybe<Environment>;
  /**
   * Explanation of what is wrong and what to do, in English; null if nothing is wrong, and for those who may not check
   * the connection.
   */
  readonly message?: Maybe<Scalars['String']['output']>;
  /** The part of the connection that was checked. */
  readonly part: StoreCheckPart;
  /** Result of the step, for people who look at many. */
  readonly status: StoreCheckStatus;
};

/** The connection of a project to one app of a store. Its credentials are never returned. */
export type StoreConnection = {
  readonly __typename?: 'StoreConnection';
  /** Time at which the connection was created, in UTC. */
  readonly connectedAt: Scalars['DateTime']['output'];
  /** Whether the connection has credentials for calling the store's API. */
  readonly hasCredentials: Scalars['Boolean']['output'];
  /** The last check of the connection as it is; null if it was not checked since it was changed. */
  readonly lastCheck?: Maybe<StoreConnectionCheck>;
  /**
   * Settings of the connection, with the names of the fields of its input in `connectStore`, without credentials. Null for
   * those who may not change the connection.
   */
  readonly settings?: Maybe<Scalars['JSON']['output']>;
  /** Whether another project of this server may be connected to the same app. */
  readonly shared: Scalars['Boolean']['output'];
  /** The store that the project is connected to. */
  readonly store: Store;
  /**
   * The store's identifier of the app: the bundle id at the App Store, the package name at Google Play, and the
   * package name or else the client id at ONE store.
   */
  readonly storeBundleId: Scalars['String']['output'];
  /** Time at which the connection was last changed, in UTC. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** A check of a connection to an app of a store by `checkStoreConnection`. */
export type StoreConnectionCheck = {
  readonly __typename?: 'StoreConnectionCheck';
  /** Time at which the connection was checked, in UTC. */
  readonly checkedAt: Scalars['DateTime']['output'];
  /** Whether no step failed. Warnings do not count. */
  readonly ok: Scalars['Boolean']['output'];
  /** Steps of the check, in the order in which a person should correct them. */
  readonly steps: ReadonlyArray<StoreCheckStep>;
};

/** A statement of a store about a payment. Answers that changed nothing are not kept. */
export type StoreEvidence = {
  readonly __typename?: 'StoreEvidence';
  /**
   * Cause of the call that the store answered. Null for notifications, and for answers that an earlier version of the
   * server stored; these proved the payment.
   */
  readonly cause?: Maybe<RefundSource>;
  /**
   * Content of the answer or the notification, as a JSON object. Signed and encoded parts are decoded, and signatures are left out. Of purchase
   * tokens, receipts and other long opaque texts only the beginning is shown, because they could be used to claim the
   * purchase. Texts are cut off after 2,000 characters. Null after the user was erased.
   */
  readonly content?: Maybe<Scalars['JSON']['output']>;
  /** Way in which the store said it. */
  readonly kind: StoreEvidenceKind;
  /** The stored notification, with the outcome of its processing; null for answers. */
  readonly notification?: Maybe<Notification>;
  /** Time at which the server received it, in UTC. */
  readonly receivedAt: Scalars['DateTime']['output'];
};

/** Way in which a store said something about a payment. */
export type StoreEvidenceKind =
  /** The store answered a call of the server, or signed the receipt that the app submitted. */
  | 'ANSWER'
  /** The store sent a notification. It is no proof itself: the server then asks the store. */
  | 'NOTIFICATION';

/** Answer of one store to a look-up. */
export type StoreLookupAnswer = {
  readonly __typename?: 'StoreLookupAnswer';
  /** Time of the answer, in UTC. */
  readonly answeredAt: Scalars['DateTime']['output'];
  /**
   * Reason why there are no sales: `SALE_NOT_FOUND` if the store has none, `STORE_UNAVAILABLE`, `STORE_MISCONFIGURED` or
   * `STORE_NOT_CONNECTED` if it could not be asked; null if there are sales.
   */
  readonly problem?: Maybe<Problem>;
  /** The sales that the store has for the text, one for each product; empty if there is a problem. */
  readonly sales: ReadonlyArray<StoreSale>;
  /** The store that was asked. */
  readonly store: Store;
};

/** Result of the query `lookUpAtStore`. */
export type StoreLookupResult = {
  readonly __typename?: 'StoreLookupResult';
  /** The answers of the stores, one for each store that was asked. */
  readonly answers: ReadonlyArray<StoreLookupAnswer>;
  /** Reason why no store was asked, such as `LOOKUP_NOT_POSSIBLE`; null if at least one was. */
  readonly problem?: Maybe<Problem>;
  /** The text as it was understood, as in `search`. */
  readonly text: Scalars['String']['output'];
};

/** Product id of an item in one store. */
export type StoreProduct = {
  readonly __typename?: 'StoreProduct';
  /** Id of the product in the store, 1–255 characters. */
  readonly productId: Scalars['String']['output'];
  /** The store in which the item has this product id. */
  readonly store: Store;
  /** The app that sells the product: its bundle id or package name; null if all apps of the store sell it. */
  readonly storeBundleId?: Maybe<Scalars['String']['output']>;
};

/** Product id of an item in one store. */
export type StoreProductInput = {
  /** Id of the product in the store, 1–255 characters. */
  readonly productId: Scalars['String']['input'];
  /** The store in which the item has this product id. */
  readonly store: Store;
  /**
   * The app that sells the product: its bundle id or package name, where the apps of a store have products of their own;
   * null if all apps of the store sell it.
   */
  readonly storeBundleId?: InputMaybe<Scalars['String']['input']>;
};

/** One line of a sale as its store reports it at the time of the answer. It is read, and nothing of it is stored. */
export type StoreSale = {
  readonly __typename?: 'StoreSale';
  /** The account token that the app passed to the store; null if it passed none or the store does not return it. */
  readonly accountToken?: Maybe<Scalars['ID']['output']>;
  /**
   * Time at which the store refunds the sale unless it is acknowledged before, in UTC; null if it is acknowledged, not paid, or
   * the store does not refund by itself.
   */
  readonly acknowledgementDeadline?: Maybe<Scalars['DateTime']['output']>;
  /** Whether `adoptPayment` can record the sale. */
  readonly canAdopt: Scalars['Boolean']['output'];
  /** Whether it was bought with real money. */
  readonly environment: Environment;
  /** The item that has this product; null if none has. */
  readonly item?: Maybe<Item>;
  /** Time at which the store took the money, in UTC; null while it has not. */
  readonly paidAt?: Maybe<Scalars['DateTime']['output']>;
  /** The payment that is recorded for the sale; null if there is none. */
  readonly payment?: Maybe<Payment>;
  /** Total price for the whole quantity; null if the store does not state one. */
  readonly price?: Maybe<Money>;
  /** Reason why the sale cannot be adopted; null if it can, and if it already is a payment. */
  readonly problem?: Maybe<Problem>;
  /** The purchase that the sale belongs to, by its account token or an earlier receipt; null if there is none. */
  readonly purchase?: Maybe<Purchase>;
  /** Quantity that was bought; null while it is not paid. */
  readonly quantity?: Maybe<Scalars['Int']['output']>;
  /** Refunds so far; null if there are none. */
  readonly refund?: Maybe<StoreSaleRefund>;
  /** State of the sale at its store. */
  readonly status: StoreSaleStatus;
  /** The store that was asked. */
  readonly store: Store;
  /** Order number on the customer's bill; null if the store states none. */
  readonly storeOrderId?: Maybe<Scalars['String']['output']>;
  /** Id of the product in the store. */
  readonly storeProductId: Scalars['String']['output'];
  /** The store's id of the transaction; null while the store has assigned none. */
  readonly storeTransactionId?: Maybe<Scalars['String']['output']>;
  /** The user of the payment, or else of the purchase; null if neither exists. */
  readonly user?: Maybe<User>;
};

/** Refunds of a sale as its store reports them. */
export type StoreSaleRefund = {
  readonly __typename?: 'StoreSaleRefund';
  /** Refunded amount; null if the store does not state it. */
  readonly amount?: Maybe<Money>;
  /** Whether the whole sale is refunded. */
  readonly full: Scalars['Boolean']['output'];
  /** Refunded quantity; 0 if only an amount was refunded. */
  readonly quantity: Scalars['Int']['output'];
  /** Reason in the store's vocabulary; null if the store gives none. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Time of the most recent refund, in UTC. */
  readonly refundedAt: Scalars['DateTime']['output'];
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

/**
 * An auto-renewable subscription of one customer, through all renewals and changes of its plan. Each charged or free period is
 * a payment. The store is read for every change: nothing here is derived from a notification or from the clock alone.
 */
export type StoreSubscription = Node & {
  readonly __typename?: 'StoreSubscription';
  /** End of the access by the store's word, in UTC; null before the first payment. `status` tells whether there is access. */
  readonly accessUntil?: Maybe<Scalars['DateTime']['output']>;
  /**
   * Time at which the store refunds the first payment unless it is acknowledged before, in UTC; null if it is, or if the store does
   * not refund by itself. A subscription that belongs to nobody is acknowledged when somebody claims it.
   */
  readonly acknowledgementDeadline?: Maybe<Scalars['DateTime']['output']>;
  /** Reason why the subscription does not renew, or ended; null if it renews. */
  readonly cancelReason?: Maybe<SubscriptionCancelReason>;
  /** Time at which the renewal was turned off, in UTC; null if it was not, or if the store does not state it. */
  readonly canceledAt?: Maybe<Scalars['DateTime']['output']>;
  /** The payments that the customer has committed to; null without a commitment. */
  readonly commitment?: Maybe<SubscriptionCommitment>;
  /** Time at which the store first said that the subscription has ended, in UTC; null while it has not. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether it was bought with real money. */
  readonly environment: Environment;
  /** The newest events of the subscription and its payments, oldest first; at most 100. */
  readonly events: ReadonlyArray<PaymentEvent>;
  /** End of the access while a declined renewal is tried again, in UTC; null if there is no such time. */
  readonly gracePeriodEndsAt?: Maybe<Scalars['DateTime']['output']>;
  /** The store's identifier of the group of exchangeable subscriptions; null where it has none. */
  readonly groupId?: Maybe<Scalars['String']['output']>;
  /** Unique identifier of the subscription, prefixed with `sub_`. */
  readonly id: Scalars['ID']['output'];
  /**
   * Whether the store could not be read when the access ended. The access then lasts for the `subscriptionLeewayHours` of the
   * AppKey, or has ended with them.
   */
  readonly isStale: Scalars['Boolean']['output'];
  /** The item of the product that gives access now; null if the product is no item of the AppKey. */
  readonly item?: Maybe<Item>;
  /** The products of the subscription, each with an end of its own; at most 50. */
  readonly lines: ReadonlyArray<SubscriptionLine>;
  /** Time at which the server reads the store again unless a notification comes before, in UTC; null when it no longer answers. */
  readonly nextCheckAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the customer bought the subscription, or a family member shares it. */
  readonly ownership: PaymentOwnership;
  /** The payments of the periods, newest first. */
  readonly payments: PaymentConnection;
  /** A change of the product that waits for a renewal; null if nothing is pending. */
  readonly pendingChange?: Maybe<SubscriptionPendingChange>;
  /** Kind of the price at which the current period was sold. */
  readonly phase: PeriodPhase;
  /** A change of the price that the customer is or was told of; null if there is none. */
  readonly priceChange?: Maybe<SubscriptionPriceChange>;
  /** The purchase that all periods share; null while the subscription belongs to no user. */
  readonly purchase?: Maybe<Purchase>;
  /** Time of the next charge, in UTC; null if there will be none, or if the store does not state it. */
  readonly renewsAt?: Maybe<Scalars['DateTime']['output']>;
  /** Time at which a pause ends, in UTC; while the subscription is `ACTIVE` a pause is planned, which Google Play does not show. Null without a pause. */
  readonly resumesAt?: Maybe<Scalars['DateTime']['output']>;
  /** Time at which the customer first subscribed, in UTC. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** State of the subscription, as its store last stated it. */
  readonly status: SubscriptionStatus;
  /** The store that sells the subscription. */
  readonly store: Store;
  /** Time at which the store last stated what is shown here, in UTC. */
  readonly storeReadAt: Scalars['DateTime']['output'];
  /**
   * The tokens by which the store knew the subscription, the newest first; at most 50. Their texts are not returned: whoever knows
   * one could claim the subscription.
   */
  readonly tokens: ReadonlyArray<SubscriptionToken>;
  /** The user to whom the subscription belongs; null while its owner is unknown. */
  readonly user?: Maybe<User>;
  /** Number of changes of the subscription, for `expectedVersion`. */
  readonly version: Scalars['Int']['output'];
  /** Whether the store will charge another period. */
  readonly willRenew: Scalars['Boolean']['output'];
};


/**
 * An auto-renewable subscription of one customer, through all renewals and changes of its plan. Each charged or free period is
 * a payment. The store is read for every change: nothing here is derived from a notification or from the clock alone.
 */
export type StoreSubscriptionPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list of subscriptions. */
export type StoreSubscriptionConnection = {
  readonly __typename?: 'StoreSubscriptionConnection';
  /** Subscriptions of this page, each with its cursor. */
  readonly edges: ReadonlyArray<StoreSubscriptionEdge>;
  /** Subscriptions of this page, without their cursors. */
  readonly nodes: ReadonlyArray<StoreSubscription>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A subscription in a page of a list. */
export type StoreSubscriptionEdge = {
  readonly __typename?: 'StoreSubscriptionEdge';
  /** Position of the subscription in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The subscription at this position of the list. */
  readonly node: StoreSubscription;
};

/**
 * Root type of all subscriptions, which are served over WebSocket with the protocol `graphql-transport-ws`. The
 * payload of `connection_init` carries the credentials of the HTTP headers: the AppKey as `appKey` or
 * `x-app-key` (if both are sent, they must be equal), and `authorization`.
 */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * Streams the entitlements of a user as they are, and again after each change, when one of them ends, and when the answer
   * becomes too old to be used. A client watches its own user.
   */
  readonly entitlementsUpdated: ReadonlyArray<Entitlement>;
  /**
   * Streams all events after the cursor, then new events as they occur; without a cursor, only new events. It
   * delivers the same feed as the query, without gaps or duplicates.
   */
  readonly paymentEvents: PaymentEvent;
  /**
   * Streams the current state of the purchase, then its state after every change of it or its payment. The
   * stream ends when no further change is expected.
   */
  readonly purchaseUpdated: Purchase;
};


/**
 * Root type of all subscriptions, which are served over WebSocket with the protocol `graphql-transport-ws`. The
 * payload of `connection_init` carries the credentials of the HTTP headers: the AppKey as `appKey` or
 * `x-app-key` (if both are sent, they must be equal), and `authorization`.
 */
export type SubscriptionEntitlementsUpdatedArgs = {
  userId?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Root type of all subscriptions, which are served over WebSocket with the protocol `graphql-transport-ws`. The
 * payload of `connection_init` carries the credentials of the HTTP headers: the AppKey as `appKey` or
 * `x-app-key` (if both are sent, they must be equal), and `authorization`.
 */
export type SubscriptionPaymentEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  consumer?: InputMaybe<Scalars['String']['input']>;
  stores?: InputMaybe<ReadonlyArray<Store>>;
  types?: InputMaybe<ReadonlyArray<PaymentEventType>>;
};


/**
 * Root type of all subscriptions, which are served over WebSocket with the protocol `graphql-transport-ws`. The
 * payload of `connection_init` carries the credentials of the HTTP headers: the AppKey as `appKey` or
 * `x-app-key` (if both are sent, they must be equal), and `authorization`.
 */
export type SubscriptionPurchaseUpdatedArgs = {
  id: Scalars['ID']['input'];
};

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

/**
 * Subscriptions that ended in the period and have not come back, for one reason. A subscription whose place another one
 * took is no churn, and neither is a change of the product. The subscriptions are those of `subscriptions` with
 * `endedBetween` from `startsAt` to `endsAt`, the same `environment`, store and item, and this `cancelReason` or
 * `hasCancelReason: false`.
 */
export type SubscriptionChurn = {
  readonly __typename?: 'SubscriptionChurn';
  /** Reason as the store states it; null if it states none. */
  readonly cancelReason?: Maybe<SubscriptionCancelReason>;
  /** Number of subscriptions that ended for this reason. */
  readonly count: Scalars['Int']['output'];
  /** Number of these that ended in their free trial: with `phase: [TRIAL]`. */
  readonly trialCount: Scalars['Int']['output'];
};

/** The payments that a customer has committed to. */
export type SubscriptionCommitment = {
  readonly __typename?: 'SubscriptionCommitment';
  /** End of the commitment, in UTC; null if the store does not state it. */
  readonly endsAt?: Maybe<Scalars['DateTime']['output']>;
  /** Number of the payments that are made. */
  readonly paid: Scalars['Int']['output'];
  /** Number of payments that the customer has committed to. */
  readonly total: Scalars['Int']['output'];
};

/**
 * Number of subscriptions that have not ended, by what they are now. The subscriptions behind each number are those of
 * `subscriptions` with the same `environment`, store and item, and the filter that the field names.
 */
export type SubscriptionCounts = {
  readonly __typename?: 'SubscriptionCounts';
  /** Number of subscriptions with the status `ACTIVE`, trials and those that will not renew included: `status: [ACTIVE]`. */
  readonly active: Scalars['Int']['output'];
  /** Number of subscriptions in a grace period, which have access: `status: [IN_GRACE_PERIOD]`. */
  readonly inGracePeriod: Scalars['Int']['output'];
  /** Number of subscriptions with access that are in a free trial: `status: [ACTIVE, IN_GRACE_PERIOD], phase: [TRIAL]`. */
  readonly inTrial: Scalars['Int']['output'];
  /** Number of subscriptions on hold, which have no access: `status: [ON_HOLD]`. */
  readonly onHold: Scalars['Int']['output'];
  /** Number of paused subscriptions, which have no access: `status: [PAUSED]`. */
  readonly paused: Scalars['Int']['output'];
  /** Number of subscriptions whose first payment the store has not received: `status: [PENDING]`. */
  readonly pending: Scalars['Int']['output'];
  /** Number of subscriptions with access that family members share: `status: [ACTIVE, IN_GRACE_PERIOD], ownership: SHARED`. */
  readonly shared: Scalars['Int']['output'];
  /** Number of the active subscriptions that will not renew: `status: [ACTIVE], willRenew: false`. */
  readonly willNotRenew: Scalars['Int']['output'];
};

/** Format of a file of subscriptions. */
export type SubscriptionFileFormat =
  /**
   * Adapty's export of events, or the file of a migration with `user_id`, `apple_original_transaction_id` and
   * `google_purchase_token`.
   */
  | 'ADAPTY'
  /**
   * A list with the columns `userId`, `store`, `key` and, where they are known, `productId`, `environment`, `startedAt` and
   * `accessUntil`. `key` is the original transaction of the App Store, or the purchase token.
   */
  | 'LIST'
  /**
   * The transactions of RevenueCat's scheduled data export, with one row for each transaction. Rows of Google Play need a
   * column `purchase_token`, because the export has order numbers only.
   */
  | 'REVENUECAT';

/** Conditions on subscriptions, all of which have to hold. A condition that is null or absent holds for every subscription. */
export type SubscriptionFilter = {
  /** Matches subscriptions that do not renew, or ended, for one of these reasons. */
  readonly cancelReason?: InputMaybe<ReadonlyArray<SubscriptionCancelReason>>;
  /** Matches subscriptions that the store first said to have ended within this period of time, and that have not come back. */
  readonly endedBetween?: InputMaybe<DateTimeRange>;
  /** Whether it was bought with real money. */
  readonly environment?: InputMaybe<Environment>;
  /** Matches subscriptions with such a reason (true) or without (false). */
  readonly hasCancelReason?: InputMaybe<Scalars['Boolean']['input']>;
  /** True: only those that belong to no user. False: only those that belong to one. */
  readonly isUnattributed?: InputMaybe<Scalars['Boolean']['input']>;
  /** The developer's own id of the item of its current product. */
  readonly itemId?: InputMaybe<Scalars['String']['input']>;
  /** Matches subscriptions that the customer bought, or that a family member shares. */
  readonly ownership?: InputMaybe<PaymentOwnership>;
  /** Matches subscriptions whose current period was sold in one of these phases. */
  readonly phase?: InputMaybe<ReadonlyArray<PeriodPhase>>;
  /** Statuses of the subscription, one of which it has. */
  readonly status?: InputMaybe<ReadonlyArray<SubscriptionStatus>>;
  /** The store that sells it. */
  readonly store?: InputMaybe<Store>;
  /** The developer's own id of the user to whom it belongs. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
  /** Matches subscriptions that the store will renew (true) or will not (false). */
  readonly willRenew?: InputMaybe<Scalars['Boolean']['input']>;
};

/** An error in a file of subscriptions. */
export type SubscriptionImportError = {
  readonly __typename?: 'SubscriptionImportError';
  /** Kind of the error, for programs. */
  readonly code: SubscriptionImportErrorCode;
  /** The column as the file names it; null if the error concerns the whole row or file. */
  readonly column?: Maybe<Scalars['String']['output']>;
  /** Description of the error, for people. */
  readonly message: Scalars['String']['output'];
  /** Number of the row as a spreadsheet counts it, from 1; null if the error concerns the whole file. */
  readonly row?: Maybe<Scalars['Int']['output']>;
};

/** Kind of an error in a file of subscriptions. */
export type SubscriptionImportErrorCode =
  /** The row has a user whom only the other service knows. */
  | 'ANONYMOUS_USER'
  /** The value of the cell cannot be used. */
  | 'INVALID_VALUE'
  /** The text is not valid CSV from this row on. */
  | 'MALFORMED_FILE'
  /** The file lacks a column that it needs. */
  | 'MISSING_COLUMN'
  /** The file has no row of a subscription. */
  | 'NO_ROWS'
  /** The subscription is recorded for another user. */
  | 'OWNED_BY_ANOTHER_USER'
  /** The item of the product is not a subscription. */
  | 'PRODUCT_NOT_A_SUBSCRIPTION'
  /** No item of the AppKey is the product. */
  | 'PRODUCT_UNKNOWN'
  /** The AppKey refuses purchases of the sandbox. */
  | 'SANDBOX_REFUSED'
  /** Another row has the same subscription for another user. */
  | 'SEVERAL_USERS'
  /** The AppKey has no connection that can read subscriptions of the store. */
  | 'STORE_NOT_CONNECTED'
  /** The row of a subscription of Google Play has no purchase token. */
  | 'TOKEN_MISSING'
  /** The file has more than 1,000 rows. */
  | 'TOO_MANY_ROWS'
  /** The user is not registered, and the import registers nobody. */
  | 'USER_NOT_REGISTERED'
  /** The cell is empty, but its value is required. */
  | 'VALUE_REQUIRED';

/** One product of a subscription. Access ends for each of them by itself. */
export type SubscriptionLine = {
  readonly __typename?: 'SubscriptionLine';
  /** End of the access by this product, in UTC; null for one that has not begun. */
  readonly accessUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Id of the base plan; null where the store has none. */
  readonly basePlanId?: Maybe<Scalars['String']['output']>;
  /** Whether it gives access until that time; false while the store withholds it. */
  readonly givesAccess: Scalars['Boolean']['output'];
  /** The item of the product; null if the product is no item of the AppKey. */
  readonly item?: Maybe<Item>;
  /** Id of the offer; null if there is none. */
  readonly offerId?: Maybe<Scalars['String']['output']>;
  /** List price of the next renewal; null if the store does not state it. */
  readonly renewalPrice?: Maybe<Money>;
  /** Id of the product in the store. */
  readonly storeProductId: Scalars['String']['output'];
  /** Whether the store will charge another period of this product. */
  readonly willRenew: Scalars['Boolean']['output'];
};

/**
 * Subscriptions and periods that came and went in a day, week or month. The payments behind the numbers of periods are those of `payments` with
 * `paidBetween` from `startsAt` to `endsAt`, the same `environment`, store and item, and the filter that the field names;
 * the subscriptions behind the numbers of ends are those of `subscriptions` with `endedBetween` in the same way.
 */
export type SubscriptionMovement = {
  readonly __typename?: 'SubscriptionMovement';
  /** Periods of another product or plan than before: `periodKind: [CHANGE]`. */
  readonly changed: Scalars['Int']['output'];
  /** End of the last day, exclusive, in UTC. */
  readonly endsAt: Scalars['DateTime']['output'];
  /** Subscriptions that expired and have not come back: `status: [EXPIRED]`. */
  readonly expired: Scalars['Int']['output'];
  /** First calendar day, in the reporting time zone. */
  readonly firstDay: Scalars['Date']['output'];
  /** Last calendar day, in the reporting time zone. */
  readonly lastDay: Scalars['Date']['output'];
  /** Periods that renewed a subscription after a failed charge: `periodKind: [RECOVERY]`. */
  readonly recovered: Scalars['Int']['output'];
  /** Periods that renewed a subscription: `periodKind: [RENEWAL]`. */
  readonly renewed: Scalars['Int']['output'];
  /** First periods of users who had the item before: `periodKind: [INITIAL], isResubscription: true`. */
  readonly resubscribed: Scalars['Int']['output'];
  /** Subscriptions that the store took back and that have not come back: `status: [REVOKED]`. */
  readonly revoked: Scalars['Int']['output'];
  /** First periods of users who never had the item before: `periodKind: [INITIAL], isResubscription: false`. */
  readonly started: Scalars['Int']['output'];
  /** Start of the first day, in UTC. */
  readonly startsAt: Scalars['DateTime']['output'];
  /** Periods that prolonged a prepaid subscription: `periodKind: [TOP_UP]`. */
  readonly toppedUp: Scalars['Int']['output'];
};

/** A change of the product that waits for a renewal. */
export type SubscriptionPendingChange = {
  readonly __typename?: 'SubscriptionPendingChange';
  /** Time of the change, in UTC; null if the store does not state it. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Id of its base plan; null where the store has none. */
  readonly basePlanId?: Maybe<Scalars['String']['output']>;
  /** Id of the next product in the store. */
  readonly storeProductId: Scalars['String']['output'];
};

/** A change of the price of a subscription. */
export type SubscriptionPriceChange = {
  readonly __typename?: 'SubscriptionPriceChange';
  /** Time until which the customer has to agree, in UTC; null if there is no such time. */
  readonly consentBy?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the customer has to agree; otherwise the change applies unless the customer cancels. */
  readonly needsConsent: Scalars['Boolean']['output'];
  /** The new price; null if the store does not state it. */
  readonly newPrice?: Maybe<Money>;
  /** Progress of the change of the price. */
  readonly status: SubscriptionPriceChangeStatus;
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

/**
 * Subscriptions of an AppKey, counted at one moment from the rows that the lists return, so every number equals its rows.
 * Past numbers change when a subscription comes back, or a period is reported late. Subscriptions that belong to no user
 * count by their state and by their end; they have no payments.
 */
export type SubscriptionStatistics = {
  readonly __typename?: 'SubscriptionStatistics';
  /** The subscriptions that ended in the period by reason, most frequent first. */
  readonly churn: ReadonlyArray<SubscriptionChurn>;
  /** Time at which the numbers were counted, in UTC. */
  readonly countedAt: Scalars['DateTime']['output'];
  /** The subscriptions that have not ended now; the period does not matter. */
  readonly current: SubscriptionCounts;
  /** End of the last day, exclusive, in UTC. */
  readonly endsAt: Scalars['DateTime']['output'];
  /** First calendar day of the period. */
  readonly from: Scalars['Date']['output'];
  /** Movement in each day, week or month of the period, oldest first, those without movement included. */
  readonly movement: ReadonlyArray<SubscriptionMovement>;
  /** The monthly recurring revenue now, by currency; the period does not matter. */
  readonly recurringRevenue: ReadonlyArray<MonthlyRecurringRevenue>;
  /** Start of the first day, in UTC. */
  readonly startsAt: Scalars['DateTime']['output'];
  /** IANA name of the time zone whose calendar days the numbers have: the AppKey's `reportingTimeZone`. */
  readonly timeZone: Scalars['String']['output'];
  /** Last calendar day of the period. */
  readonly to: Scalars['Date']['output'];
  /** The current calendar day, in the reporting time zone. */
  readonly today: Scalars['Date']['output'];
  /** The trials that ended in the period. */
  readonly trials: SubscriptionTrialConversion;
};

/** Conditions for the subscriptions and periods that statistics count. Both have to be met; one that is null is ignored. */
export type SubscriptionStatisticsFilter = {
  /** Counts subscriptions of the item with this id; it is the developer's own item id. Periods count for their own item. */
  readonly itemId?: InputMaybe<Scalars['String']['input']>;
  /** Counts subscriptions of one of these stores. */
  readonly store?: InputMaybe<ReadonlyArray<Store>>;
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

/** A purchase token of Google Play or ONE store, or the original transaction of the App Store, which stays the same for ever. */
export type SubscriptionToken = {
  readonly __typename?: 'SubscriptionToken';
  /** Time at which the server first knew it, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Time at which the server learned that a later token took its place, in UTC; null for the current one. */
  readonly supersededAt?: Maybe<Scalars['DateTime']['output']>;
};

/**
 * Free trials that ended in the period, until now. The payments behind the numbers are those of `payments` with
 * `periodPhase: [TRIAL]`, `periodEndsBetween` from `startsAt` to `endsAt`, the same `environment`, store and item, and the
 * `trialOutcome` of the field.
 */
export type SubscriptionTrialConversion = {
  readonly __typename?: 'SubscriptionTrialConversion';
  /** Share of the trials that converted: `converted` divided by `ended`, with six decimals; null if `ended` is 0. */
  readonly conversionRate?: Maybe<Scalars['Decimal']['output']>;
  /** Number of these after which a later period of the subscription was charged. */
  readonly converted: Scalars['Int']['output'];
  /** Number of trials that ended, as the store stated their end when they began. */
  readonly ended: Scalars['Int']['output'];
  /** End of the period, exclusive, in UTC; not after `countedAt`. */
  readonly endsAt: Scalars['DateTime']['output'];
  /** Number of these after which nothing was charged until the subscription ended. */
  readonly notConverted: Scalars['Int']['output'];
  /** Number of these after which nothing was charged yet. */
  readonly open: Scalars['Int']['output'];
  /** Start of the period, in UTC. */
  readonly startsAt: Scalars['DateTime']['output'];
};

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
  readonly reason: Scalars['String']['input'];
  /** The developer's own id of the user. */
  readonly userId: Scalars['String']['input'];
};

/** Result of the mutation `suspendUser`. */
export type SuspendUserPayload = {
  readonly __typename?: 'SuspendUserPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the user was suspended before this call, which changed nothing. */
  readonly replayed: Scalars['Boolean']['output'];
  /** The suspended user; null if there is a problem. */
  readonly user?: Maybe<User>;
};

/** A receipt from the Test store. */
export type TestStoreReceiptInput = {
  /** The receipt, unchanged, as the Test store returned it. */
  readonly receipt: Scalars['String']['input'];
};

/** Input of the mutation `testWebhookEndpoint`. */
export type TestWebhookEndpointInput = {
  /** Id of the endpoint to test, prefixed with `whk_`. */
  readonly endpointId: Scalars['ID']['input'];
};

/** Result of the mutation `testWebhookEndpoint`. */
export type TestWebhookEndpointPayload = {
  readonly __typename?: 'TestWebhookEndpointPayload';
  /** Reason why no request was sent; null if one was sent, whatever its result. */
  readonly problem?: Maybe<Problem>;
  /** The response to the test request, also if it failed; null if none was sent. */
  readonly result?: Maybe<WebhookTestResult>;
};

/** Input of the mutation `transferPayment`. */
export type TransferPaymentInput = {
  /**
   * Version of the payment that the caller saw. If the payment has another one, nothing is changed, and the problem is
   * `CHANGED_MEANWHILE`. Left out, the call acts on the payment as it is.
   */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Key, 1–200 characters, that makes the call safe to retry: repeating the call with the same key returns the
   * first result.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Id of the payment to transfer, prefixed with `pay_`; it must not be refunded. */
  readonly paymentId: Scalars['ID']['input'];
  /** Reason for the transfer, for the audit log, 1–500 characters. */
  readonly reason: Scalars['String']['input'];
  /** The developer's own id of the user who receives the payment; the user must be registered. */
  readonly toUserId: Scalars['String']['input'];
};

/** Result of the mutation `transferPayment`. */
export type TransferPaymentPayload = {
  readonly __typename?: 'TransferPaymentPayload';
  /** The payment after the call; null if there is a problem. */
  readonly payment?: Maybe<Payment>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** Whether the payment already belonged to that user before this call. */
  readonly replayed: Scalars['Boolean']['output'];
};

/**
 * A paid sale that a store reports and that belongs to no user, such as an offer code that was redeemed outside the app.
 * Nobody can consume it. It becomes a payment when its holder submits the receipt to `verifyPurchase`, or when an operator
 * assigns it. Kept for the time of `NOTIFICATION_RETENTION_DAYS`.
 */
export type UnattributedSale = Node & {
  readonly __typename?: 'UnattributedSale';
  /**
   * The account token that the store reports for the sale. It is the token of no purchase of the project; null if the
   * store reports none.
   */
  readonly accountToken?: Maybe<Scalars['ID']['output']>;
  /**
   * Time at which the store refunds the sale unless it is claimed and acknowledged before, in UTC; null if it does not
   * refund by itself.
   */
  readonly acknowledgementDeadline?: Maybe<Scalars['DateTime']['output']>;
  /** Time at which the server first read the sale, in UTC. */
  readonly detectedAt: Scalars['DateTime']['output'];
  /** Whether it was bought with real money. */
  readonly environment: Environment;
  /** Unique identifier of the sale, prefixed with `sal_`. */
  readonly id: Scalars['ID']['output'];
  /** The item that has this product now; null if none has. */
  readonly item?: Maybe<Item>;
  /** Time at which the store took the money, in UTC. */
  readonly paidAt: Scalars['DateTime']['output'];
  /** Total price for the whole quantity; null if the store does not report one. It is 0 for a free offer. */
  readonly price?: Maybe<Money>;
  /** Quantity that was bought, at least 1. */
  readonly quantity: Scalars['Int']['output'];
  /** Time at which the store refunded the sale, in UTC; null if it did not. A refunded sale cannot be claimed. */
  readonly refundedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The store that took the money. */
  readonly store: Store;
  /**
   * The store's identifier of the customer in this app, the same for all of their purchases: `appTransactionId` at the
   * App Store; null at the other stores.
   */
  readonly storeAccountId?: Maybe<Scalars['String']['output']>;
  /** Order number on the customer's bill; null if the store gives none. */
  readonly storeOrderId?: Maybe<Scalars['String']['output']>;
  /** Id of the product in the store. */
  readonly storeProductId: Scalars['String']['output'];
  /** The store's own identifier of the transaction. */
  readonly storeTransactionId: Scalars['String']['output'];
};

/** A page of a list of sales that belong to no user. */
export type UnattributedSaleConnection = {
  readonly __typename?: 'UnattributedSaleConnection';
  /** Sales of this page, each with its cursor. */
  readonly edges: ReadonlyArray<UnattributedSaleEdge>;
  /** Sales of this page, without their cursors. */
  readonly nodes: ReadonlyArray<UnattributedSale>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A sale in a page of a list. */
export type UnattributedSaleEdge = {
  readonly __typename?: 'UnattributedSaleEdge';
  /** Position of the sale in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The sale at this position of the list. */
  readonly node: UnattributedSale;
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
  readonly accountTokenPolicy?: InputMaybe<AccountTokenPolicy>;
  /** Caller that acknowledges payments at their store; payments that are pending follow the change. Unchanged if left out. */
  readonly acknowledgeBy?: InputMaybe<AcknowledgeBy>;
  /**
   * Payment state from which payments are acknowledged at their store; also applies to payments whose
   * acknowledgement is still pending. Unchanged if left out.
   */
  readonly acknowledgeOn?: InputMaybe<AcknowledgeOn>;
  /**
   * Origins of browser games, for example `https://game.example.com`, at most 50; `http` is accepted for localhost only,
   * and there are no wildcards. Replaces the whole list; unchanged if left out.
   */
  readonly allowedOrigins?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Type of caller that consumes the project's payments; unchanged if left out. */
  readonly consumeModel?: InputMaybe<ConsumeModel>;
  /** Treatment of a receipt of an item that a family member of the user bought and shares; unchanged if left out. */
  readonly familySharingPolicy?: InputMaybe<FamilySharingPolicy>;
  /** New display name, 1–100 characters; the name is unchanged if left out. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Operations that clients of the project may execute; unchanged if left out. */
  readonly operationsPolicy?: InputMaybe<OperationsPolicy>;
  /** Reason for the change, for the audit log, 1–500 characters; may be left out. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /**
   * Largest refunds that an operator makes alone, one for each currency, at most 50; larger ones need a second operator, and
   * so do those in other currencies. Replaces the whole list; an empty list means that no refund needs a second operator.
   * Unchanged if left out.
   */
  readonly refundApprovalLimits?: InputMaybe<ReadonlyArray<MoneyInput>>;
  /**
   * Way in which stores that request evidence before they decide on a refund are answered; also applies to refund
   * reviews that are still pending. Unchanged if left out.
   */
  readonly refundReviewPolicy?: InputMaybe<RefundReviewPolicy>;
  /**
   * IANA name of the time zone whose calendar days the statistics have, for example `Asia/Seoul`. A change counts all
   * payments again. Unchanged if left out.
   */
  readonly reportingTimeZone?: InputMaybe<Scalars['String']['input']>;
  /** Whether clients have to send a user token; unchanged if left out. */
  readonly requireUserToken?: InputMaybe<Scalars['Boolean']['input']>;
  /** Treatment of receipts from a store's sandbox; unchanged if left out. */
  readonly sandboxPolicy?: InputMaybe<SandboxPolicy>;
  /**
   * The developer's own ids of the users whose sandbox receipts are accepted under `TESTERS_ONLY`, at most
   * 1,000. Replaces the whole list; unchanged if left out.
   */
  readonly sandboxTesterUserIds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /**
   * Whether the project's customers have consented to consumption information being sent to their store. Unchanged
   * if left out.
   */
  readonly sendConsumptionInfo?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours, 0–72, for which the access of a subscription is kept while the store cannot be read; unchanged if left out. */
  readonly subscriptionLeewayHours?: InputMaybe<Scalars['Int']['input']>;
  /** Effect of a refund of a subscription's period on the access; unchanged if left out. */
  readonly subscriptionRefundPolicy?: InputMaybe<SubscriptionRefundPolicy>;
  /** Treatment of payments that are still unconsumed when the acknowledgement deadline approaches; unchanged if left out. */
  readonly unconsumedPolicy?: InputMaybe<UnconsumedPolicy>;
};

/** Result of the mutation `updateAppKey`. */
export type UpdateAppKeyPayload = {
  readonly __typename?: 'UpdateAppKeyPayload';
  /** The project after the change; null if there is a problem. */
  readonly appKey?: Maybe<AppKey>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `updateServerKey`. */
export type UpdateServerKeyInput = {
  /** New display name, 1–100 characters. */
  readonly name: Scalars['String']['input'];
  /** Id of the server key, prefixed with `key_`. */
  readonly serverKeyId: Scalars['ID']['input'];
};

/** Result of the mutation `updateServerKey`. */
export type UpdateServerKeyPayload = {
  readonly __typename?: 'UpdateServerKeyPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The server key after the change; null if there is a problem. */
  readonly serverKey?: Maybe<ServerKey>;
};

/** Input of the mutation `updateWebhookEndpoint`. */
export type UpdateWebhookEndpointInput = {
  /** Id of the endpoint to change, prefixed with `whk_`. */
  readonly endpointId: Scalars['ID']['input'];
  /** Types of the events to deliver; null for all types, unchanged if left out. */
  readonly types?: InputMaybe<ReadonlyArray<PaymentEventType>>;
  /** New URL to which events are sent; unchanged if left out. */
  readonly url?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `updateWebhookEndpoint`. */
export type UpdateWebhookEndpointPayload = {
  readonly __typename?: 'UpdateWebhookEndpointPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The endpoint after the change; null if there is a problem. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Input of the mutation `upsertEntitlement`. */
export type UpsertEntitlementInput = {
  /**
   * The developer's own ids of the items that give the entitlement, at most 500. Replaces the whole list; null leaves it
   * unchanged. Items of the type `CONSUMABLE` give no entitlement.
   */
  readonly itemIds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The developer's own key of the entitlement: 1–100 letters, digits, `.`, `_` or `-`. */
  readonly key: Scalars['String']['input'];
  /** Display name of the entitlement, 1–100 characters; the key for a new entitlement. Null leaves it unchanged. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `upsertEntitlement`. */
export type UpsertEntitlementPayload = {
  readonly __typename?: 'UpsertEntitlementPayload';
  /** The entitlement after the change; null if there is a problem. */
  readonly entitlement?: Maybe<EntitlementDefinition>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/** Input of the mutation `upsertItem`. */
export type UpsertItemInput = {
  /**
   * Whether the free trial of a consumable subscription gives a payment to consume; false for a new item, and only
   * `CONSUMABLE_AUTO_RENEWABLE` may have true. Null leaves it unchanged. It counts for trials that are recorded after the change.
   */
  readonly consumeTrial?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the item can be bought; true for a new item. Null leaves it unchanged. */
  readonly enabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** The developer's own id of the item: 1–100 letters, digits, `.`, `_` or `-`. */
  readonly itemId: Scalars['String']['input'];
  /** Display name of the item, 1–100 characters. Required for a new item; null leaves it unchanged. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /**
   * Product ids in the stores: at most one for each store, and one for each app of a store. Replaces the whole list;
   * null leaves it unchanged. A purchase that was reserved before keeps the product id that it was reserved with.
   */
  readonly storeProducts?: InputMaybe<ReadonlyArray<StoreProductInput>>;
  /**
   * Type of the item, which determines how it is bought and consumed. Required for a new item, and cannot be
   * changed later; null leaves it unchanged. The Test store sells no subscriptions: a product of it is then refused with
   * `SUBSCRIPTIONS_NOT_SUPPORTED`.
   */
  readonly type?: InputMaybe<ItemType>;
};

/** Result of the mutation `upsertItem`. */
export type UpsertItemPayload = {
  readonly __typename?: 'UpsertItemPayload';
  /** The item after the change; null if there is a problem. */
  readonly item?: Maybe<Item>;
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
};

/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type User = Node & {
  readonly __typename?: 'User';
  /**
   * Actions of operators, server keys and the command line on the user, newest first, such as an export. Those on
   * payments are in `Payment.auditEntries`. Null for clients, and for server keys without the role `ADMIN`.
   */
  readonly auditEntries?: Maybe<AuditEntryConnection>;
  /** Grants to the user with revoked ones, newest first. Null for clients, and for server keys without the role `ADMIN`. */
  readonly entitlementGrants?: Maybe<ReadonlyArray<EntitlementGrant>>;
  /**
   * Entitlements of the user, ordered by key, at most one for each key. Clients see their own. Changes of entitlements are in the
   * feed as `ENTITLEMENT_CHANGED`; an access that ends at its time, as it was announced, has no event.
   */
  readonly entitlements: ReadonlyArray<Entitlement>;
  /** Unique identifier of the user, prefixed with `usr_`. */
  readonly id: Scalars['ID']['output'];
  /**
   * Notes of operators on the user, newest first; those on payments are in `Payment.notes`. Null for clients, and for server
   * keys without the role `ADMIN`.
   */
  readonly notes?: Maybe<NoteConnection>;
  /** Totals of the payments of the user, by currency. Null for clients. */
  readonly paymentTotals?: Maybe<UserPaymentTotals>;
  /** All payments of the user, newest first. A client needs a user token to read them. */
  readonly payments: PaymentConnection;
  /** Totals of the refunds of the user, and the number of those after the item was granted. Null for clients. */
  readonly refundTotals?: Maybe<UserRefundTotals>;
  /**
   * Refunds of payments that belonged to the user when they were refunded, newest first. A client needs a user
   * token to read them.
   */
  readonly refunds: RefundConnection;
  /** Time at which the user was first registered, in UTC. */
  readonly registeredAt: Scalars['DateTime']['output'];
  /** Subscriptions of the user, the latest first. Clients without a user token cannot read them. */
  readonly subscriptions: ReadonlyArray<StoreSubscription>;
  /** Time at which the user was suspended, in UTC; null if the user is not suspended, and always null for clients. */
  readonly suspendedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Payments of the user that are paid and not consumed, oldest first: what the game still owes. */
  readonly unconsumedPayments: PaymentConnection;
  /**
   * The developer's own id of the user, unique within the project; a random pseudonym that begins with `erased:` once
   * the user is erased.
   */
  readonly userId: Scalars['String']['output'];
};


/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type UserAuditEntriesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type UserEntitlementsArgs = {
  environment?: InputMaybe<Environment>;
};


/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type UserNotesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type UserPaymentTotalsArgs = {
  environment?: InputMaybe<Environment>;
};


/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type UserPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type UserRefundTotalsArgs = {
  environment?: InputMaybe<Environment>;
  lastMonths?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type UserRefundsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type UserSubscriptionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  includeExpired?: InputMaybe<Scalars['Boolean']['input']>;
};


/**
 * A user of the game, who receives items. Users are identified by the developer's own user id, never by a store
 * account.
 */
export type UserUnconsumedPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list of users. */
export type UserConnection = {
  readonly __typename?: 'UserConnection';
  /** Users of this page, each with its cursor. */
  readonly edges: ReadonlyArray<UserEdge>;
  /** Users of this page, without their cursors. */
  readonly nodes: ReadonlyArray<User>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** Totals of the payments of one user in one currency. */
export type UserCurrencyTotals = {
  readonly __typename?: 'UserCurrencyTotals';
  /** ISO 4217 code of the currency; null for payments without a known price, whose amounts count as 0. */
  readonly currencyCode?: Maybe<Scalars['CurrencyCode']['output']>;
  /** Sum of the prices of these payments, as an exact decimal string. */
  readonly gross: Scalars['Decimal']['output'];
  /** Number of payments in this currency. */
  readonly paymentCount: Scalars['Int']['output'];
  /** Sum of the amounts that were refunded of these payments, as an exact decimal string. */
  readonly refunded: Scalars['Decimal']['output'];
  /** Number of these payments that are refunded, fully or partly. */
  readonly refundedPaymentCount: Scalars['Int']['output'];
};

/** A user in a page of a list. */
export type UserEdge = {
  readonly __typename?: 'UserEdge';
  /** Position of the user in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The user at this position of the list. */
  readonly node: User;
};

/** Totals of the payments of one user, refunded and free ones included. They count the 10,000 newest payments. */
export type UserPaymentTotals = {
  readonly __typename?: 'UserPaymentTotals';
  /** Totals of each currency, most payments first; amounts of different currencies are never added. */
  readonly currencies: ReadonlyArray<UserCurrencyTotals>;
  /** Whether all payments are counted; false if the user has more than 10,000. */
  readonly isExact: Scalars['Boolean']['output'];
  /** Number of payments of the user. */
  readonly paymentCount: Scalars['Int']['output'];
  /** Number of payments that are refunded, fully or partly. */
  readonly refundedPaymentCount: Scalars['Int']['output'];
  /** Number of payments that can be consumed and are not: what the game still owes. */
  readonly unconsumedCount: Scalars['Int']['output'];
};

/** Totals of the refunds that one user got in one currency. */
export type UserRefundCurrencyTotals = {
  readonly __typename?: 'UserRefundCurrencyTotals';
  /** ISO 4217 code of the currency; null for refunds of payments without a known price. */
  readonly currencyCode?: Maybe<Scalars['CurrencyCode']['output']>;
  /** Number of refunds in this currency. */
  readonly refundCount: Scalars['Int']['output'];
  /** Sum of the refunded amounts as an exact decimal string; refunds whose amount the store does not report count as 0. */
  readonly refunded: Scalars['Decimal']['output'];
};

/**
 * Totals of the refunds that one user got, without reversed ones; each partial refund counts. They count the 10,000 newest
 * refunds.
 */
export type UserRefundTotals = {
  readonly __typename?: 'UserRefundTotals';
  /** Number of refunds of payments that were consumed or completed before: the user has the item and the money. */
  readonly afterConsumeCount: Scalars['Int']['output'];
  /** Totals of each currency, most refunds first; amounts of different currencies are never added. */
  readonly currencies: ReadonlyArray<UserRefundCurrencyTotals>;
  /** Whether all refunds are counted; false if the user has more than 10,000. */
  readonly isExact: Scalars['Boolean']['output'];
  /** Number of refunds of the period. */
  readonly refundCount: Scalars['Int']['output'];
  /** Start of the period, in UTC; null if all refunds are counted. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
};

/** A secret that user tokens are signed with (HS256). The secret itself is returned only when it is created. */
export type UserSecret = {
  readonly __typename?: 'UserSecret';
  /** Time at which the secret was created, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Time from which the secret no longer verifies user tokens, in UTC; null for the current secret. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Unique identifier of the secret, prefixed with `uts_`. */
  readonly id: Scalars['ID']['output'];
  /** Time at which a user token of the secret was last verified, in UTC, accurate to two minutes; null if there was none. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Signature algorithm of a user token key. */
export type UserTokenAlgorithm =
  /** EdDSA with Ed25519. The header of a token may say `EdDSA` or `Ed25519`. */
  | 'EDDSA'
  /** ECDSA with P-256 and SHA-256. */
  | 'ES256';

/** A public key that verifies user tokens, so that the game server need not share a secret with Coinslot. */
export type UserTokenKey = {
  readonly __typename?: 'UserTokenKey';
  /** Signature algorithm of the tokens. */
  readonly algorithm: UserTokenAlgorithm;
  /** Time at which the key was registered, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Time from which the key no longer verifies user tokens, in UTC; null if it does not expire. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Unique identifier of the key, prefixed with `utk_`. */
  readonly id: Scalars['ID']['output'];
  /** Key id (`kid`) that tokens carry in their header; null if the key verifies tokens with any key id. */
  readonly kid?: Maybe<Scalars['String']['output']>;
  /** Time at which a user token of the key was last verified, in UTC, accurate to two minutes; null if there was none. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The public key as a JWK in JSON. */
  readonly publicKey: Scalars['String']['output'];
};

/** Input of the mutation `verifyPurchase`. */
export type VerifyPurchaseInput = {
  /** Key, 1–200 characters, that makes the call safe to retry. The receipt alone also makes it safe. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * Id of the reserved purchase, prefixed with `pur_`. May be left out if there is no reservation, for example
   * for a promo code or a restored purchase.
   */
  readonly purchaseId?: InputMaybe<Scalars['ID']['input']>;
  /** The receipt that the app obtained from the store. */
  readonly receipt: ReceiptInput;
  /** The developer's own id of the user. May be left out if `purchaseId` or a user token identifies the user. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Result of the mutation `verifyPurchase`. */
export type VerifyPurchasePayload = {
  readonly __typename?: 'VerifyPurchasePayload';
  /** The verified payment, with its `purchaseToken` while it is not consumed; null if there is a problem. */
  readonly payment?: Maybe<Payment>;
  /** Reason why there is no payment; null on success. */
  readonly problem?: Maybe<Problem>;
  /**
   * The purchase of the payment. Also returned with the problem `PURCHASE_PENDING`, and with store problems if
   * `purchaseId` was given.
   */
  readonly purchase?: Maybe<Purchase>;
  /**
   * Whether the receipt or the idempotency key was submitted before; true means that `payment` is the earlier
   * payment. False for a payment that was so far recorded only from a store notification.
   */
  readonly replayed: Scalars['Boolean']['output'];
};

/** The caller of the API, as the server has authenticated it. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** The operator; null for a server key. */
  readonly operator?: Maybe<Operator>;
  /** Permissions of the operator at the AppKey that the request names; null without an AppKey and for a server key. */
  readonly role?: Maybe<OperatorRole>;
  /** Time at which the session confirmed its second factor, in UTC; null if it has not, and for tokens and server keys. */
  readonly secondFactorAt?: Maybe<Scalars['DateTime']['output']>;
  /** The server key; null for an operator. */
  readonly serverKey?: Maybe<ServerKey>;
};

/** An attempt to deliver one event to a webhook endpoint. */
export type WebhookDeliveryAttempt = Node & {
  readonly __typename?: 'WebhookDeliveryAttempt';
  /** Time at which the attempt started, in UTC. */
  readonly attemptedAt: Scalars['DateTime']['output'];
  /** Duration of the attempt in milliseconds, from resolving the host name to the end of the response. */
  readonly durationMs: Scalars['Int']['output'];
  /** Id of the endpoint, prefixed with `whk_`. The endpoint may have been deleted since. */
  readonly endpointId: Scalars['ID']['output'];
  /** Reason why the attempt failed; null if it succeeded. */
  readonly error?: Maybe<Scalars['String']['output']>;
  /** The event, whose id is the `webhook-id` header of the request; null if the event is no longer retained. */
  readonly event?: Maybe<PaymentEvent>;
  /** Host name and port of the URL to which the request was sent, without the path and the query. */
  readonly host: Scalars['String']['output'];
  /** Unique identifier of the attempt, prefixed with `whd_`. */
  readonly id: Scalars['ID']['output'];
  /** First 4,096 characters of the request body, as it was sent; null if it was not stored. */
  readonly requestBody?: Maybe<Scalars['String']['output']>;
  /**
   * First 4 KiB of the response body; null if there was no response, and null for the operators' roles `SUPPORT` and
   * `VIEWER`, because a receiver may repeat its URL in it.
   */
  readonly responseBody?: Maybe<Scalars['String']['output']>;
  /** HTTP status of the response; null if there was no response. */
  readonly responseStatus?: Maybe<Scalars['Int']['output']>;
  /** Outcome of the attempt. */
  readonly status: WebhookDeliveryAttemptStatus;
  /** URL to which the request was sent; null for the operators' roles `SUPPORT` and `VIEWER`. */
  readonly url?: Maybe<Scalars['String']['output']>;
};

/** A page of a list of delivery attempts. */
export type WebhookDeliveryAttemptConnection = {
  readonly __typename?: 'WebhookDeliveryAttemptConnection';
  /** Delivery attempts of this page, each with its cursor. */
  readonly edges: ReadonlyArray<WebhookDeliveryAttemptEdge>;
  /** Delivery attempts of this page, without their cursors. */
  readonly nodes: ReadonlyArray<WebhookDeliveryAttempt>;
  /** Pagination state of this page. */
  readonly pageInfo: PageInfo;
};

/** A delivery attempt in a page of a list. */
export type WebhookDeliveryAttemptEdge = {
  readonly __typename?: 'WebhookDeliveryAttemptEdge';
  /** Position of the delivery attempt in the list, for use as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The delivery attempt at this position of the list. */
  readonly node: WebhookDeliveryAttempt;
};

/** Outcome of an attempt to deliver an event. */
export type WebhookDeliveryAttemptStatus =
  /** The endpoint responded with a 2xx status. */
  | 'DELIVERED'
  /** The endpoint responded with another status, or did not respond. */
  | 'FAILED';

/** Success and duration of recent delivery attempts to a webhook endpoint. */
export type WebhookDeliverySummary = {
  readonly __typename?: 'WebhookDeliverySummary';
  /** Number of attempts that were counted. */
  readonly attemptCount: Scalars['Int']['output'];
  /** Number of counted attempts to which the endpoint responded with a 2xx status. */
  readonly deliveredCount: Scalars['Int']['output'];
  /** Whether all attempts of the last 24 hours were counted; false if there were more than 1,000. */
  readonly isComplete: Scalars['Boolean']['output'];
  /** Duration in milliseconds that half of the counted attempts did not exceed; null if none was counted. */
  readonly medianDurationMs?: Maybe<Scalars['Int']['output']>;
  /** Duration in milliseconds that 95 of 100 counted attempts did not exceed; null if none was counted. */
  readonly p95DurationMs?: Maybe<Scalars['Int']['output']>;
};

/**
 * A URL to which the project's events are delivered. Requests are signed according to Standard Webhooks. Each
 * event is delivered at least once, and the events of a payment in order.
 */
export type WebhookEndpoint = Node & {
  readonly __typename?: 'WebhookEndpoint';
  /** Number of failed attempts since the last successful delivery. */
  readonly consecutiveFailures: Scalars['Int']['output'];
  /** Time at which the endpoint was created, in UTC. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Position in the event feed up to which every event of a selected type was delivered. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Delivery attempts to the endpoint, newest first. They are retained for 30 days by default. */
  readonly deliveries: WebhookDeliveryAttemptConnection;
  /** Time at which the current series of failures began, in UTC; null while deliveries succeed. */
  readonly firstFailedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Host name and port of the URL, without the path and the query. */
  readonly host: Scalars['String']['output'];
  /** Unique identifier of the endpoint, prefixed with `whk_`. */
  readonly id: Scalars['ID']['output'];
  /**
   * Number of events after `cursor`, of all types. This is an upper bound of what is not delivered yet: it includes events
   * of other types, and events that were delivered ahead of one that fails.
   */
  readonly lag: Scalars['Int']['output'];
  /**
   * Error of the last failed attempt; null if a delivery has succeeded since. If `firstFailedAt` is null, it
   * reports that events expired before they were delivered, and stays until the endpoint is updated, resumed or
   * replayed.
   */
  readonly lastError?: Maybe<Scalars['String']['output']>;
  /** Time of the next delivery attempt after a failure, in UTC; null if no retry is scheduled. */
  readonly nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** Age of the oldest event after `cursor` in seconds; 0 if there is none. */
  readonly oldestUndeliveredAgeSeconds: Scalars['Int']['output'];
  /** Reason why the endpoint is paused; null while it is active. */
  readonly pauseReason?: Maybe<WebhookPauseReason>;
  /** Time until which requests are also signed with the previous secret, in UTC; null if the secret was never rotated. */
  readonly previousSecretExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Success and duration of the delivery attempts of the last 24 hours, of the newest 1,000 at most. */
  readonly recentDeliveries: WebhookDeliverySummary;
  /** Whether events are delivered to the endpoint. */
  readonly status: WebhookStatus;
  /** Types of the events that are delivered; null for all types. */
  readonly types?: Maybe<ReadonlyArray<PaymentEventType>>;
  /** Time at which an operator last changed the endpoint, in UTC. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /**
   * URL to which events are sent with POST. Receivers often have a secret in it, so it is null for the operators' roles
   * `SUPPORT` and `VIEWER`.
   */
  readonly url?: Maybe<Scalars['String']['output']>;
};


/**
 * A URL to which the project's events are delivered. Requests are signed according to Standard Webhooks. Each
 * event is delivered at least once, and the events of a payment in order.
 */
export type WebhookEndpointDeliveriesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  eventId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<WebhookDeliveryAttemptStatus>;
};

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

/** Response of a webhook endpoint to a test request. */
export type WebhookTestResult = {
  readonly __typename?: 'WebhookTestResult';
  /** Duration of the request in milliseconds, from resolving the host name to the end of the response. */
  readonly durationMs: Scalars['Int']['output'];
  /** Reason why the request failed; null if it succeeded. */
  readonly error?: Maybe<Scalars['String']['output']>;
  /** Id of the test event, which is the `webhook-id` header of the request, prefixed with `evt_`. The feed has no such event. */
  readonly eventId: Scalars['ID']['output'];
  /** Body of the request, as it was sent. */
  readonly requestBody: Scalars['String']['output'];
  /** First 4 KiB of the response body; null if there was no response. */
  readonly responseBody?: Maybe<Scalars['String']['output']>;
  /** HTTP status of the response; null if there was no response. */
  readonly responseStatus?: Maybe<Scalars['Int']['output']>;
  /** Time at which the request was sent, in UTC. */
  readonly sentAt: Scalars['DateTime']['output'];
  /** Outcome of the request. */
  readonly status: WebhookDeliveryAttemptStatus;
};

/** Input of the mutation `withdrawUserSecret`. */
export type WithdrawUserSecretInput = {
  /** Id of the previous secret, prefixed with `uts_`. */
  readonly userSecretId: Scalars['ID']['input'];
};

/** Result of the mutation `withdrawUserSecret`. */
export type WithdrawUserSecretPayload = {
  readonly __typename?: 'WithdrawUserSecretPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The withdrawn secret; null if there is a problem. */
  readonly userSecret?: Maybe<UserSecret>;
};

/** Input of the mutation `withdrawUserTokenKey`. */
export type WithdrawUserTokenKeyInput = {
  /** Id of the key, prefixed with `utk_`. */
  readonly userTokenKeyId: Scalars['ID']['input'];
};

/** Result of the mutation `withdrawUserTokenKey`. */
export type WithdrawUserTokenKeyPayload = {
  readonly __typename?: 'WithdrawUserTokenKeyPayload';
  /** Reason why nothing was changed; null on success. */
  readonly problem?: Maybe<Problem>;
  /** The withdrawn key; null if there is a problem. */
  readonly userTokenKey?: Maybe<UserTokenKey>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( App )
    | ( AuditEntryRow )
    | ( ConsumeRow )
    | ( EntitlementRow )
    | ( EntitlementGrantRow )
    | ( EventConsumerWithLag )
    | ( ItemRow )
    | ( NoteRow )
    | ( NotificationSummary )
    | ( PaymentModel )
    | ( EventRow )
    | ( PersistedOperationRow )
    | ( PurchaseRow )
    | ( DiscrepancyRow )
    | ( RefundApprovalRow )
    | ( RefundRow )
    | ( RefundReviewRow )
    | ( SubscriptionRow )
    | ( ListedSale )
    | ( UserRow )
    | ( WebhookDeliveryRow )
    | ( WebhookEndpointRow )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccountTokenPolicy: AccountTokenPolicy;
  AckEventsInput: AckEventsInput;
  AckEventsPayload: ResolverTypeWrapper<Omit<AckEventsPayload, 'consumer' | 'problem'> & { consumer?: Maybe<ResolversTypes['EventConsumer']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  AcknowledgeBy: AcknowledgeBy;
  AcknowledgeOn: AcknowledgeOn;
  Acknowledgement: ResolverTypeWrapper<PaymentRow>;
  AcknowledgementAlert: AcknowledgementAlert;
  AcknowledgementStatus: AcknowledgementStatus;
  AddNoteInput: AddNoteInput;
  AddNotePayload: ResolverTypeWrapper<Omit<AddNotePayload, 'note' | 'problem'> & { note?: Maybe<ResolversTypes['Note']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  AdoptPaymentInput: AdoptPaymentInput;
  AdoptPaymentPayload: ResolverTypeWrapper<Omit<AdoptPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  AnswerRefundReviewInput: AnswerRefundReviewInput;
  AnswerRefundReviewPayload: ResolverTypeWrapper<Omit<AnswerRefundReviewPayload, 'problem' | 'refundReview'> & { problem?: Maybe<ResolversTypes['Problem']>, refundReview?: Maybe<ResolversTypes['RefundReview']> }>;
  AppKey: ResolverTypeWrapper<App>;
  AppKeySummary: ResolverTypeWrapper<GrantedApp>;
  AppKeySummaryConnection: ResolverTypeWrapper<Connection<GrantedApp>>;
  AppKeySummaryEdge: ResolverTypeWrapper<Omit<AppKeySummaryEdge, 'node'> & { node: ResolversTypes['AppKeySummary'] }>;
  AppStoreReceiptInput: AppStoreReceiptInput;
  ApproveRefundInput: ApproveRefundInput;
  ApproveRefundPayload: ResolverTypeWrapper<Omit<ApproveRefundPayload, 'approval' | 'payment' | 'problem'> & { approval?: Maybe<ResolversTypes['RefundApproval']>, payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  AssignSubscriptionInput: AssignSubscriptionInput;
  AssignSubscriptionPayload: ResolverTypeWrapper<Omit<AssignSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversTypes['Problem']>, subscription?: Maybe<ResolversTypes['StoreSubscription']> }>;
  AssignUnattributedSaleInput: AssignUnattributedSaleInput;
  AssignUnattributedSalePayload: ResolverTypeWrapper<Omit<AssignUnattributedSalePayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  AuditActor: ResolverTypeWrapper<AuditActor>;
  AuditActorFilter: AuditActorFilter;
  AuditActorKind: AuditActorKind;
  AuditEntry: ResolverTypeWrapper<AuditEntryRow>;
  AuditEntryConnection: ResolverTypeWrapper<Connection<AuditEntryRow>>;
  AuditEntryEdge: ResolverTypeWrapper<Omit<AuditEntryEdge, 'node'> & { node: ResolversTypes['AuditEntry'] }>;
  AuditHead: ResolverTypeWrapper<AuditHead>;
  AuditTransport: AuditTransport;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BuyerStatistics: ResolverTypeWrapper<BuyerGroup>;
  CallerType: CallerType;
  CancelPurchaseInput: CancelPurchaseInput;
  CancelPurchasePayload: ResolverTypeWrapper<Omit<CancelPurchasePayload, 'problem' | 'purchase'> & { problem?: Maybe<ResolversTypes['Problem']>, purchase?: Maybe<ResolversTypes['Purchase']> }>;
  CancelRefundApprovalInput: CancelRefundApprovalInput;
  CancelRefundApprovalPayload: ResolverTypeWrapper<Omit<CancelRefundApprovalPayload, 'approval' | 'problem'> & { approval?: Maybe<ResolversTypes['RefundApproval']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  CancelSubscriptionInput: CancelSubscriptionInput;
  CancelSubscriptionPayload: ResolverTypeWrapper<Omit<CancelSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversTypes['Problem']>, subscription?: Maybe<ResolversTypes['StoreSubscription']> }>;
  CheckStoreConnectionInput: CheckStoreConnectionInput;
  CheckStoreConnectionPayload: ResolverTypeWrapper<Omit<CheckStoreConnectionPayload, 'connections' | 'problem'> & { connections?: Maybe<ReadonlyArray<ResolversTypes['StoreConnection']>>, problem?: Maybe<ResolversTypes['Problem']> }>;
  CompletePaymentInput: CompletePaymentInput;
  CompletePaymentPayload: ResolverTypeWrapper<Omit<CompletePaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ConnectAppStoreInput: ConnectAppStoreInput;
  ConnectGooglePlayInput: ConnectGooglePlayInput;
  ConnectGooglePlayPushInput: ConnectGooglePlayPushInput;
  ConnectOneStoreInput: ConnectOneStoreInput;
  ConnectStoreInput: ConnectStoreInput;
  ConnectStorePayload: ResolverTypeWrapper<Omit<ConnectStorePayload, 'problem' | 'storeConnection'> & { problem?: Maybe<ResolversTypes['Problem']>, storeConnection?: Maybe<ResolversTypes['StoreConnection']> }>;
  ConnectTestStoreInput: ConnectTestStoreInput;
  Consume: ResolverTypeWrapper<ConsumeRow>;
  ConsumeModel: ConsumeModel;
  ConsumePaymentForUserInput: ConsumePaymentForUserInput;
  ConsumePaymentForUserPayload: ResolverTypeWrapper<Omit<ConsumePaymentForUserPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ConsumePaymentInput: ConsumePaymentInput;
  ConsumePaymentPayload: ResolverTypeWrapper<Omit<ConsumePaymentPayload, 'consume' | 'payment' | 'problem'> & { consume?: Maybe<ResolversTypes['Consume']>, payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ConsumePaymentsInput: ConsumePaymentsInput;
  ConsumePaymentsPayload: ResolverTypeWrapper<Omit<ConsumePaymentsPayload, 'problem' | 'results'> & { problem?: Maybe<ResolversTypes['Problem']>, results: ReadonlyArray<ResolversTypes['ConsumePaymentPayload']> }>;
  ConsumedBy: ConsumedBy;
  CorrectPaymentInput: CorrectPaymentInput;
  CorrectPaymentPayload: ResolverTypeWrapper<Omit<CorrectPaymentPayload, 'approval' | 'payment' | 'problem'> & { approval?: Maybe<ResolversTypes['RefundApproval']>, payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  CreateAppKeyInput: CreateAppKeyInput;
  CreateAppKeyPayload: ResolverTypeWrapper<Omit<CreateAppKeyPayload, 'appKey' | 'problem'> & { appKey?: Maybe<ResolversTypes['AppKey']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  CreatePersonalAccessTokenInput: CreatePersonalAccessTokenInput;
  CreatePersonalAccessTokenPayload: ResolverTypeWrapper<Omit<CreatePersonalAccessTokenPayload, 'problem' | 'token'> & { problem?: Maybe<ResolversTypes['Problem']>, token?: Maybe<ResolversTypes['PersonalAccessToken']> }>;
  CreateServerKeyInput: CreateServerKeyInput;
  CreateServerKeyPayload: ResolverTypeWrapper<Omit<CreateServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversTypes['Problem']>, serverKey?: Maybe<ResolversTypes['ServerKey']> }>;
  CreateWebhookEndpointInput: CreateWebhookEndpointInput;
  CreateWebhookEndpointPayload: ResolverTypeWrapper<Omit<CreateWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DateTimeRange: DateTimeRange;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  DecimalRange: DecimalRange;
  DeleteEventConsumerInput: DeleteEventConsumerInput;
  DeleteEventConsumerPayload: ResolverTypeWrapper<Omit<DeleteEventConsumerPayload, 'consumer' | 'problem'> & { consumer?: Maybe<ResolversTypes['EventConsumer']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  DeleteOperationsInput: DeleteOperationsInput;
  DeleteOperationsPayload: ResolverTypeWrapper<Omit<DeleteOperationsPayload, 'problem'> & { problem?: Maybe<ResolversTypes['Problem']> }>;
  DeleteWebhookEndpointInput: DeleteWebhookEndpointInput;
  DeleteWebhookEndpointPayload: ResolverTypeWrapper<Omit<DeleteWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  DeliveryFailure: ResolverTypeWrapper<DeliveryFailure>;
  DisableOperatorInput: DisableOperatorInput;
  DisableOperatorPayload: ResolverTypeWrapper<Omit<DisableOperatorPayload, 'operator' | 'problem'> & { operator?: Maybe<ResolversTypes['Operator']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  DisconnectStoreInput: DisconnectStoreInput;
  DisconnectStorePayload: ResolverTypeWrapper<Omit<DisconnectStorePayload, 'problem' | 'storeConnection'> & { problem?: Maybe<ResolversTypes['Problem']>, storeConnection?: Maybe<ResolversTypes['StoreConnection']> }>;
  EnableOperatorInput: EnableOperatorInput;
  EnableOperatorPayload: ResolverTypeWrapper<Omit<EnableOperatorPayload, 'operator' | 'problem'> & { operator?: Maybe<ResolversTypes['Operator']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  Entitlement: ResolverTypeWrapper<UserEntitlement>;
  EntitlementDefinition: ResolverTypeWrapper<EntitlementRow>;
  EntitlementGrant: ResolverTypeWrapper<EntitlementGrantRow>;
  EntitlementGrantKind: EntitlementGrantKind;
  EntitlementHolderCount: ResolverTypeWrapper<EntitlementHolderCount>;
  EntitlementSource: EntitlementSource;
  Environment: Environment;
  EraseUserInput: EraseUserInput;
  EraseUserPayload: ResolverTypeWrapper<Omit<EraseUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversTypes['Problem']>, user?: Maybe<ResolversTypes['User']> }>;
  EventConsumer: ResolverTypeWrapper<EventConsumerWithLag>;
  EventConsumerConnection: ResolverTypeWrapper<Connection<EventConsumerWithLag>>;
  EventConsumerEdge: ResolverTypeWrapper<Omit<EventConsumerEdge, 'node'> & { node: ResolversTypes['EventConsumer'] }>;
  ExportUserInput: ExportUserInput;
  ExportUserPayload: ResolverTypeWrapper<Omit<ExportUserPayload, 'problem'> & { problem?: Maybe<ResolversTypes['Problem']> }>;
  ExtendSubscriptionInput: ExtendSubscriptionInput;
  ExtendSubscriptionPayload: ResolverTypeWrapper<Omit<ExtendSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversTypes['Problem']>, subscription?: Maybe<ResolversTypes['StoreSubscription']> }>;
  FamilySharingPolicy: FamilySharingPolicy;
  GooglePlayReceiptInput: GooglePlayReceiptInput;
  GrantEntitlementInput: GrantEntitlementInput;
  GrantEntitlementPayload: ResolverTypeWrapper<Omit<GrantEntitlementPayload, 'grant' | 'problem'> & { grant?: Maybe<ResolversTypes['EntitlementGrant']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  GrantOperatorInput: GrantOperatorInput;
  GrantOperatorPayload: ResolverTypeWrapper<Omit<GrantOperatorPayload, 'grant' | 'problem'> & { grant?: Maybe<ResolversTypes['OperatorGrant']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IgnoreDiscrepancyInput: IgnoreDiscrepancyInput;
  IgnoreDiscrepancyPayload: ResolverTypeWrapper<Omit<IgnoreDiscrepancyPayload, 'discrepancy' | 'problem'> & { discrepancy?: Maybe<ResolversTypes['ReconciliationDiscrepancy']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ImportDifference: ResolverTypeWrapper<ImportDifference>;
  ImportItemsInput: ImportItemsInput;
  ImportItemsPayload: ResolverTypeWrapper<Omit<ImportItemsPayload, 'problem'> & { problem?: Maybe<ResolversTypes['Problem']> }>;
  ImportOutcome: ImportOutcome;
  ImportPurchasesInput: ImportPurchasesInput;
  ImportPurchasesPayload: ResolverTypeWrapper<Omit<ImportPurchasesPayload, 'problem' | 'results'> & { problem?: Maybe<ResolversTypes['Problem']>, results?: Maybe<ReadonlyArray<ResolversTypes['ImportResult']>> }>;
  ImportResult: ResolverTypeWrapper<Omit<ImportResult, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ImportSubscriptionsInput: ImportSubscriptionsInput;
  ImportSubscriptionsPayload: ResolverTypeWrapper<Omit<ImportSubscriptionsPayload, 'problem'> & { problem?: Maybe<ResolversTypes['Problem']> }>;
  ImportedPurchaseInput: ImportedPurchaseInput;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InviteOperatorInput: InviteOperatorInput;
  InviteOperatorPayload: ResolverTypeWrapper<Omit<InviteOperatorPayload, 'grant' | 'invitation' | 'problem'> & { grant?: Maybe<ResolversTypes['OperatorGrant']>, invitation?: Maybe<ResolversTypes['OperatorInvitation']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  Item: ResolverTypeWrapper<ItemRow>;
  ItemConnection: ResolverTypeWrapper<Connection<ItemRow>>;
  ItemEdge: ResolverTypeWrapper<Omit<ItemEdge, 'node'> & { node: ResolversTypes['Item'] }>;
  ItemImportError: ResolverTypeWrapper<ItemImportError>;
  ItemImportErrorCode: ItemImportErrorCode;
  ItemImportOutcome: ItemImportOutcome;
  ItemImportRow: ResolverTypeWrapper<ItemImportRow>;
  ItemType: ItemType;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  MonthlyRecurringRevenue: ResolverTypeWrapper<RecurringRevenueModel>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  Note: ResolverTypeWrapper<NoteRow>;
  NoteConnection: ResolverTypeWrapper<Connection<NoteRow>>;
  NoteEdge: ResolverTypeWrapper<Omit<NoteEdge, 'node'> & { node: ResolversTypes['Note'] }>;
  Notification: ResolverTypeWrapper<NotificationSummary>;
  NotificationConnection: ResolverTypeWrapper<Connection<NotificationSummary>>;
  NotificationEdge: ResolverTypeWrapper<Omit<NotificationEdge, 'node'> & { node: ResolversTypes['Notification'] }>;
  NotificationSource: NotificationSource;
  NotificationStatus: NotificationStatus;
  NotificationVerification: NotificationVerification;
  OfferKind: OfferKind;
  OneStoreMarket: OneStoreMarket;
  OneStoreReceiptInput: OneStoreReceiptInput;
  OperationsPolicy: OperationsPolicy;
  Operator: ResolverTypeWrapper<OperatorRow>;
  OperatorConnection: ResolverTypeWrapper<Connection<OperatorRow>>;
  OperatorEdge: ResolverTypeWrapper<Omit<OperatorEdge, 'node'> & { node: ResolversTypes['Operator'] }>;
  OperatorGrant: ResolverTypeWrapper<OperatorGrantModel>;
  OperatorGrantConnection: ResolverTypeWrapper<Connection<OperatorGrantModel>>;
  OperatorGrantEdge: ResolverTypeWrapper<Omit<OperatorGrantEdge, 'node'> & { node: ResolversTypes['OperatorGrant'] }>;
  OperatorInvitation: ResolverTypeWrapper<OperatorInvitationRow>;
  OperatorRole: OperatorRole;
  Overview: ResolverTypeWrapper<OverviewModel>;
  OverviewIssue: ResolverTypeWrapper<OverviewIssueModel>;
  OverviewIssueKind: OverviewIssueKind;
  OverviewIssueSeverity: OverviewIssueSeverity;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PauseWebhookEndpointInput: PauseWebhookEndpointInput;
  PauseWebhookEndpointPayload: ResolverTypeWrapper<Omit<PauseWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  Payment: ResolverTypeWrapper<PaymentModel>;
  PaymentConnection: ResolverTypeWrapper<Connection<PaymentModel>>;
  PaymentCount: ResolverTypeWrapper<PaymentCount>;
  PaymentEdge: ResolverTypeWrapper<Omit<PaymentEdge, 'node'> & { node: ResolversTypes['Payment'] }>;
  PaymentEvent: ResolverTypeWrapper<EventRow>;
  PaymentEventConnection: ResolverTypeWrapper<Connection<EventRow>>;
  PaymentEventEdge: ResolverTypeWrapper<Omit<PaymentEventEdge, 'node'> & { node: ResolversTypes['PaymentEvent'] }>;
  PaymentEventType: PaymentEventType;
  PaymentFilter: PaymentFilter;
  PaymentOffer: ResolverTypeWrapper<PaymentOffer>;
  PaymentOrder: PaymentOrder;
  PaymentOwnership: PaymentOwnership;
  PaymentStatistics: ResolverTypeWrapper<PaymentStatisticsModel>;
  PaymentStatisticsDimension: PaymentStatisticsDimension;
  PaymentStatisticsFilter: PaymentStatisticsFilter;
  PaymentStatisticsGroup: ResolverTypeWrapper<StatisticsGroupModel>;
  PaymentStatus: PaymentStatus;
  PeriodKind: PeriodKind;
  PeriodPhase: PeriodPhase;
  PersistedOperation: ResolverTypeWrapper<PersistedOperationRow>;
  PersistedOperationConnection: ResolverTypeWrapper<Connection<PersistedOperationRow>>;
  PersistedOperationEdge: ResolverTypeWrapper<Omit<PersistedOperationEdge, 'node'> & { node: ResolversTypes['PersistedOperation'] }>;
  PersonalAccessToken: ResolverTypeWrapper<OperatorTokenRow>;
  Problem: ResolverTypeWrapper<ProblemModel>;
  ProblemCode: ProblemCode;
  Purchase: ResolverTypeWrapper<PurchaseRow>;
  PurchaseConnection: ResolverTypeWrapper<Connection<PurchaseRow>>;
  PurchaseEdge: ResolverTypeWrapper<Omit<PurchaseEdge, 'node'> & { node: ResolversTypes['Purchase'] }>;
  PurchaseFilter: PurchaseFilter;
  PurchaseStatus: PurchaseStatus;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RateLimitClass: RateLimitClass;
  ReceiptInput: ReceiptInput;
  RecognizedText: ResolverTypeWrapper<RecognizedText>;
  ReconciliationDay: ResolverTypeWrapper<ReconciliationDayModel>;
  ReconciliationDiscrepancy: ResolverTypeWrapper<DiscrepancyRow>;
  ReconciliationReport: ResolverTypeWrapper<ReportModel>;
  ReconciliationRun: ResolverTypeWrapper<ReconciliationRunRow>;
  ReconciliationSource: ReconciliationSource;
  RefreshSubscriptionInput: RefreshSubscriptionInput;
  RefreshSubscriptionPayload: ResolverTypeWrapper<Omit<RefreshSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversTypes['Problem']>, subscription?: Maybe<ResolversTypes['StoreSubscription']> }>;
  Refund: ResolverTypeWrapper<Refund>;
  RefundApproval: ResolverTypeWrapper<RefundApprovalRow>;
  RefundApprovalConnection: ResolverTypeWrapper<Connection<RefundApprovalRow>>;
  RefundApprovalEdge: ResolverTypeWrapper<Omit<RefundApprovalEdge, 'node'> & { node: ResolversTypes['RefundApproval'] }>;
  RefundApprovalKind: RefundApprovalKind;
  RefundApprovalOperator: ResolverTypeWrapper<RefundApprovalOperator>;
  RefundApprovalStatus: RefundApprovalStatus;
  RefundConnection: ResolverTypeWrapper<Connection<RefundRow>>;
  RefundEdge: ResolverTypeWrapper<Omit<RefundEdge, 'node'> & { node: ResolversTypes['RefundEntry'] }>;
  RefundEntry: ResolverTypeWrapper<RefundRow>;
  RefundExtent: RefundExtent;
  RefundPaymentInput: RefundPaymentInput;
  RefundPaymentPayload: ResolverTypeWrapper<Omit<RefundPaymentPayload, 'approval' | 'payment' | 'problem'> & { approval?: Maybe<ResolversTypes['RefundApproval']>, payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RefundRequest: ResolverTypeWrapper<RefundRequest>;
  RefundReview: ResolverTypeWrapper<RefundReviewRow>;
  RefundReviewAnswer: RefundReviewAnswer;
  RefundReviewAnsweredBy: RefundReviewAnsweredBy;
  RefundReviewConnection: ResolverTypeWrapper<Connection<RefundReviewRow>>;
  RefundReviewEdge: ResolverTypeWrapper<Omit<RefundReviewEdge, 'node'> & { node: ResolversTypes['RefundReview'] }>;
  RefundReviewFilter: RefundReviewFilter;
  RefundReviewOrder: RefundReviewOrder;
  RefundReviewPolicy: RefundReviewPolicy;
  RefundReviewRecord: ResolverTypeWrapper<RefundReviewRecord>;
  RefundReviewStatistics: ResolverTypeWrapper<StatisticsModel>;
  RefundReviewStatus: RefundReviewStatus;
  RefundSource: RefundSource;
  RegisterOperationInput: RegisterOperationInput;
  RegisterOperationsInput: RegisterOperationsInput;
  RegisterOperationsPayload: ResolverTypeWrapper<Omit<RegisterOperationsPayload, 'operations' | 'problem'> & { operations?: Maybe<ReadonlyArray<ResolversTypes['PersistedOperation']>>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RegisterUserInput: RegisterUserInput;
  RegisterUserPayload: ResolverTypeWrapper<Omit<RegisterUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversTypes['Problem']>, user?: Maybe<ResolversTypes['User']> }>;
  RegisterUserTokenKeyInput: RegisterUserTokenKeyInput;
  RegisterUserTokenKeyPayload: ResolverTypeWrapper<Omit<RegisterUserTokenKeyPayload, 'problem' | 'userTokenKey'> & { problem?: Maybe<ResolversTypes['Problem']>, userTokenKey?: Maybe<ResolversTypes['UserTokenKey']> }>;
  RejectRefundInput: RejectRefundInput;
  RejectRefundPayload: ResolverTypeWrapper<Omit<RejectRefundPayload, 'approval' | 'problem'> & { approval?: Maybe<ResolversTypes['RefundApproval']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ReleaseUserInput: ReleaseUserInput;
  ReleaseUserPayload: ResolverTypeWrapper<Omit<ReleaseUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversTypes['Problem']>, user?: Maybe<ResolversTypes['User']> }>;
  ReopenDiscrepancyInput: ReopenDiscrepancyInput;
  ReopenDiscrepancyPayload: ResolverTypeWrapper<Omit<ReopenDiscrepancyPayload, 'discrepancy' | 'problem'> & { discrepancy?: Maybe<ResolversTypes['ReconciliationDiscrepancy']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ReplayNotificationInput: ReplayNotificationInput;
  ReplayNotificationPayload: ResolverTypeWrapper<Omit<ReplayNotificationPayload, 'notification' | 'problem'> & { notification?: Maybe<ResolversTypes['Notification']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ReplayWebhookDeliveryInput: ReplayWebhookDeliveryInput;
  ReplayWebhookDeliveryPayload: ResolverTypeWrapper<Omit<ReplayWebhookDeliveryPayload, 'delivery' | 'problem'> & { delivery?: Maybe<ResolversTypes['WebhookDeliveryAttempt']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ReplayWebhookEventsInput: ReplayWebhookEventsInput;
  ReplayWebhookEventsPayload: ResolverTypeWrapper<Omit<ReplayWebhookEventsPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  ReportDeliveryFailureInput: ReportDeliveryFailureInput;
  ReportDeliveryFailurePayload: ResolverTypeWrapper<Omit<ReportDeliveryFailurePayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RequestPurchaseInput: RequestPurchaseInput;
  RequestPurchasePayload: ResolverTypeWrapper<Omit<RequestPurchasePayload, 'problem' | 'purchase'> & { problem?: Maybe<ResolversTypes['Problem']>, purchase?: Maybe<ResolversTypes['Purchase']> }>;
  RereadPaymentInput: RereadPaymentInput;
  RereadPaymentPayload: ResolverTypeWrapper<Omit<RereadPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ResumeWebhookEndpointInput: ResumeWebhookEndpointInput;
  ResumeWebhookEndpointPayload: ResolverTypeWrapper<Omit<ResumeWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  RetryAcknowledgementInput: RetryAcknowledgementInput;
  RetryAcknowledgementPayload: ResolverTypeWrapper<Omit<RetryAcknowledgementPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RetryDeliveryInput: RetryDeliveryInput;
  RetryDeliveryPayload: ResolverTypeWrapper<Omit<RetryDeliveryPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RevokeEntitlementGrantInput: RevokeEntitlementGrantInput;
  RevokeEntitlementGrantPayload: ResolverTypeWrapper<Omit<RevokeEntitlementGrantPayload, 'grant' | 'problem'> & { grant?: Maybe<ResolversTypes['EntitlementGrant']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RevokeOperatorGrantInput: RevokeOperatorGrantInput;
  RevokeOperatorGrantPayload: ResolverTypeWrapper<Omit<RevokeOperatorGrantPayload, 'grant' | 'problem'> & { grant?: Maybe<ResolversTypes['OperatorGrant']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RevokeOperatorInvitationInput: RevokeOperatorInvitationInput;
  RevokeOperatorInvitationPayload: ResolverTypeWrapper<Omit<RevokeOperatorInvitationPayload, 'invitation' | 'problem'> & { invitation?: Maybe<ResolversTypes['OperatorInvitation']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RevokePersonalAccessTokenInput: RevokePersonalAccessTokenInput;
  RevokePersonalAccessTokenPayload: ResolverTypeWrapper<Omit<RevokePersonalAccessTokenPayload, 'problem' | 'token'> & { problem?: Maybe<ResolversTypes['Problem']>, token?: Maybe<ResolversTypes['PersonalAccessToken']> }>;
  RevokeServerKeyInput: RevokeServerKeyInput;
  RevokeServerKeyPayload: ResolverTypeWrapper<Omit<RevokeServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversTypes['Problem']>, serverKey?: Maybe<ResolversTypes['ServerKey']> }>;
  RevokeSubscriptionInput: RevokeSubscriptionInput;
  RevokeSubscriptionPayload: ResolverTypeWrapper<Omit<RevokeSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversTypes['Problem']>, subscription?: Maybe<ResolversTypes['StoreSubscription']> }>;
  RotateServerKeyInput: RotateServerKeyInput;
  RotateServerKeyPayload: ResolverTypeWrapper<Omit<RotateServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversTypes['Problem']>, serverKey?: Maybe<ResolversTypes['ServerKey']> }>;
  RotateUserSecretInput: RotateUserSecretInput;
  RotateUserSecretPayload: ResolverTypeWrapper<Omit<RotateUserSecretPayload, 'problem' | 'userSecret'> & { problem?: Maybe<ResolversTypes['Problem']>, userSecret?: Maybe<ResolversTypes['UserSecret']> }>;
  RotateWebhookSecretInput: RotateWebhookSecretInput;
  RotateWebhookSecretPayload: ResolverTypeWrapper<Omit<RotateWebhookSecretPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  SandboxPolicy: SandboxPolicy;
  SearchGroup: ResolverTypeWrapper<Omit<SearchGroup, 'hits'> & { hits: ReadonlyArray<ResolversTypes['Node']> }>;
  SearchResult: ResolverTypeWrapper<Omit<SearchResult, 'groups'> & { groups: ReadonlyArray<ResolversTypes['SearchGroup']> }>;
  SearchTextKind: SearchTextKind;
  ServerKey: ResolverTypeWrapper<ServerKeyRow>;
  ServerKeyRole: ServerKeyRole;
  ServerKeyStatus: ServerKeyStatus;
  SetUpStep: ResolverTypeWrapper<SetUpStep>;
  SetUpStepName: SetUpStepName;
  StartReconciliationInput: StartReconciliationInput;
  StartReconciliationPayload: ResolverTypeWrapper<Omit<StartReconciliationPayload, 'problem'> & { problem?: Maybe<ResolversTypes['Problem']> }>;
  Store: Store;
  StoreCheckCode: StoreCheckCode;
  StoreCheckPart: StoreCheckPart;
  StoreCheckStatus: StoreCheckStatus;
  StoreCheckStep: ResolverTypeWrapper<StoreCheckStep>;
  StoreConnection: ResolverTypeWrapper<StoreConnectionRow>;
  StoreConnectionCheck: ResolverTypeWrapper<StoreConnectionCheck>;
  StoreEvidence: ResolverTypeWrapper<EvidenceModel>;
  StoreEvidenceKind: StoreEvidenceKind;
  StoreLookupAnswer: ResolverTypeWrapper<Omit<StoreLookupAnswer, 'problem' | 'sales'> & { problem?: Maybe<ResolversTypes['Problem']>, sales: ReadonlyArray<ResolversTypes['StoreSale']> }>;
  StoreLookupResult: ResolverTypeWrapper<Omit<StoreLookupResult, 'answers' | 'problem'> & { answers: ReadonlyArray<ResolversTypes['StoreLookupAnswer']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  StoreProduct: ResolverTypeWrapper<StoreProductRow>;
  StoreProductInput: StoreProductInput;
  StoreSale: ResolverTypeWrapper<StoreSaleRecord>;
  StoreSaleRefund: ResolverTypeWrapper<StoreSaleRefund>;
  StoreSaleStatus: StoreSaleStatus;
  StoreSubscription: ResolverTypeWrapper<SubscriptionRow>;
  StoreSubscriptionConnection: ResolverTypeWrapper<Connection<SubscriptionRow>>;
  StoreSubscriptionEdge: ResolverTypeWrapper<Omit<StoreSubscriptionEdge, 'node'> & { node: ResolversTypes['StoreSubscription'] }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SubscriptionCancelReason: SubscriptionCancelReason;
  SubscriptionChurn: ResolverTypeWrapper<SubscriptionChurnModel>;
  SubscriptionCommitment: ResolverTypeWrapper<SubscriptionCommitment>;
  SubscriptionCounts: ResolverTypeWrapper<SubscriptionCountsModel>;
  SubscriptionFileFormat: SubscriptionFileFormat;
  SubscriptionFilter: SubscriptionFilter;
  SubscriptionImportError: ResolverTypeWrapper<SubscriptionImportError>;
  SubscriptionImportErrorCode: SubscriptionImportErrorCode;
  SubscriptionLine: ResolverTypeWrapper<SubscriptionLineRow>;
  SubscriptionMovement: ResolverTypeWrapper<SubscriptionMovementModel>;
  SubscriptionPendingChange: ResolverTypeWrapper<SubscriptionPendingChange>;
  SubscriptionPriceChange: ResolverTypeWrapper<SubscriptionPriceChange>;
  SubscriptionPriceChangeStatus: SubscriptionPriceChangeStatus;
  SubscriptionRefundKind: SubscriptionRefundKind;
  SubscriptionRefundPolicy: SubscriptionRefundPolicy;
  SubscriptionStatistics: ResolverTypeWrapper<SubscriptionStatisticsModel>;
  SubscriptionStatisticsFilter: SubscriptionStatisticsFilter;
  SubscriptionStatisticsInterval: SubscriptionStatisticsInterval;
  SubscriptionStatus: SubscriptionStatus;
  SubscriptionToken: ResolverTypeWrapper<SubscriptionTokenRow>;
  SubscriptionTrialConversion: ResolverTypeWrapper<TrialConversionModel>;
  SubscriptionTrialOutcome: SubscriptionTrialOutcome;
  SuspendUserInput: SuspendUserInput;
  SuspendUserPayload: ResolverTypeWrapper<Omit<SuspendUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversTypes['Problem']>, user?: Maybe<ResolversTypes['User']> }>;
  TestStoreReceiptInput: TestStoreReceiptInput;
  TestWebhookEndpointInput: TestWebhookEndpointInput;
  TestWebhookEndpointPayload: ResolverTypeWrapper<Omit<TestWebhookEndpointPayload, 'problem' | 'result'> & { problem?: Maybe<ResolversTypes['Problem']>, result?: Maybe<ResolversTypes['WebhookTestResult']> }>;
  TransferPaymentInput: TransferPaymentInput;
  TransferPaymentPayload: ResolverTypeWrapper<Omit<TransferPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  UnattributedSale: ResolverTypeWrapper<ListedSale>;
  UnattributedSaleConnection: ResolverTypeWrapper<Connection<ListedSale>>;
  UnattributedSaleEdge: ResolverTypeWrapper<Omit<UnattributedSaleEdge, 'node'> & { node: ResolversTypes['UnattributedSale'] }>;
  UnconsumedPolicy: UnconsumedPolicy;
  UpdateAppKeyInput: UpdateAppKeyInput;
  UpdateAppKeyPayload: ResolverTypeWrapper<Omit<UpdateAppKeyPayload, 'appKey' | 'problem'> & { appKey?: Maybe<ResolversTypes['AppKey']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  UpdateServerKeyInput: UpdateServerKeyInput;
  UpdateServerKeyPayload: ResolverTypeWrapper<Omit<UpdateServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversTypes['Problem']>, serverKey?: Maybe<ResolversTypes['ServerKey']> }>;
  UpdateWebhookEndpointInput: UpdateWebhookEndpointInput;
  UpdateWebhookEndpointPayload: ResolverTypeWrapper<Omit<UpdateWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  UpsertEntitlementInput: UpsertEntitlementInput;
  UpsertEntitlementPayload: ResolverTypeWrapper<Omit<UpsertEntitlementPayload, 'entitlement' | 'problem'> & { entitlement?: Maybe<ResolversTypes['EntitlementDefinition']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  UpsertItemInput: UpsertItemInput;
  UpsertItemPayload: ResolverTypeWrapper<Omit<UpsertItemPayload, 'item' | 'problem'> & { item?: Maybe<ResolversTypes['Item']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  User: ResolverTypeWrapper<UserRow>;
  UserConnection: ResolverTypeWrapper<Connection<UserRow>>;
  UserCurrencyTotals: ResolverTypeWrapper<PaymentTotalsRow>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserPaymentTotals: ResolverTypeWrapper<UserPaymentTotalsModel>;
  UserRefundCurrencyTotals: ResolverTypeWrapper<RefundTotalsRow>;
  UserRefundTotals: ResolverTypeWrapper<UserRefundTotalsModel>;
  UserSecret: ResolverTypeWrapper<UserSecretModel>;
  UserTokenAlgorithm: UserTokenAlgorithm;
  UserTokenKey: ResolverTypeWrapper<UserTokenKeyRow>;
  VerifyPurchaseInput: VerifyPurchaseInput;
  VerifyPurchasePayload: ResolverTypeWrapper<Omit<VerifyPurchasePayload, 'payment' | 'problem' | 'purchase'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']>, purchase?: Maybe<ResolversTypes['Purchase']> }>;
  Viewer: ResolverTypeWrapper<Omit<Viewer, 'operator' | 'serverKey'> & { operator?: Maybe<ResolversTypes['Operator']>, serverKey?: Maybe<ResolversTypes['ServerKey']> }>;
  WebhookDeliveryAttempt: ResolverTypeWrapper<WebhookDeliveryRow>;
  WebhookDeliveryAttemptConnection: ResolverTypeWrapper<Connection<WebhookDeliveryRow>>;
  WebhookDeliveryAttemptEdge: ResolverTypeWrapper<Omit<WebhookDeliveryAttemptEdge, 'node'> & { node: ResolversTypes['WebhookDeliveryAttempt'] }>;
  WebhookDeliveryAttemptStatus: WebhookDeliveryAttemptStatus;
  WebhookDeliverySummary: ResolverTypeWrapper<WebhookDeliverySummary>;
  WebhookEndpoint: ResolverTypeWrapper<WebhookEndpointRow>;
  WebhookPauseReason: WebhookPauseReason;
  WebhookStatus: WebhookStatus;
  WebhookTestResult: ResolverTypeWrapper<TestResultModel>;
  WithdrawUserSecretInput: WithdrawUserSecretInput;
  WithdrawUserSecretPayload: ResolverTypeWrapper<Omit<WithdrawUserSecretPayload, 'problem' | 'userSecret'> & { problem?: Maybe<ResolversTypes['Problem']>, userSecret?: Maybe<ResolversTypes['UserSecret']> }>;
  WithdrawUserTokenKeyInput: WithdrawUserTokenKeyInput;
  WithdrawUserTokenKeyPayload: ResolverTypeWrapper<Omit<WithdrawUserTokenKeyPayload, 'problem' | 'userTokenKey'> & { problem?: Maybe<ResolversTypes['Problem']>, userTokenKey?: Maybe<ResolversTypes['UserTokenKey']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AckEventsInput: AckEventsInput;
  AckEventsPayload: Omit<AckEventsPayload, 'consumer' | 'problem'> & { consumer?: Maybe<ResolversParentTypes['EventConsumer']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  Acknowledgement: PaymentRow;
  AddNoteInput: AddNoteInput;
  AddNotePayload: Omit<AddNotePayload, 'note' | 'problem'> & { note?: Maybe<ResolversParentTypes['Note']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  AdoptPaymentInput: AdoptPaymentInput;
  AdoptPaymentPayload: Omit<AdoptPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  AnswerRefundReviewInput: AnswerRefundReviewInput;
  AnswerRefundReviewPayload: Omit<AnswerRefundReviewPayload, 'problem' | 'refundReview'> & { problem?: Maybe<ResolversParentTypes['Problem']>, refundReview?: Maybe<ResolversParentTypes['RefundReview']> };
  AppKey: App;
  AppKeySummary: GrantedApp;
  AppKeySummaryConnection: Connection<GrantedApp>;
  AppKeySummaryEdge: Omit<AppKeySummaryEdge, 'node'> & { node: ResolversParentTypes['AppKeySummary'] };
  AppStoreReceiptInput: AppStoreReceiptInput;
  ApproveRefundInput: ApproveRefundInput;
  ApproveRefundPayload: Omit<ApproveRefundPayload, 'approval' | 'payment' | 'problem'> & { approval?: Maybe<ResolversParentTypes['RefundApproval']>, payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  AssignSubscriptionInput: AssignSubscriptionInput;
  AssignSubscriptionPayload: Omit<AssignSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversParentTypes['Problem']>, subscription?: Maybe<ResolversParentTypes['StoreSubscription']> };
  AssignUnattributedSaleInput: AssignUnattributedSaleInput;
  AssignUnattributedSalePayload: Omit<AssignUnattributedSalePayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  AuditActor: AuditActor;
  AuditActorFilter: AuditActorFilter;
  AuditEntry: AuditEntryRow;
  AuditEntryConnection: Connection<AuditEntryRow>;
  AuditEntryEdge: Omit<AuditEntryEdge, 'node'> & { node: ResolversParentTypes['AuditEntry'] };
  AuditHead: AuditHead;
  Boolean: Scalars['Boolean']['output'];
  BuyerStatistics: BuyerGroup;
  CancelPurchaseInput: CancelPurchaseInput;
  CancelPurchasePayload: Omit<CancelPurchasePayload, 'problem' | 'purchase'> & { problem?: Maybe<ResolversParentTypes['Problem']>, purchase?: Maybe<ResolversParentTypes['Purchase']> };
  CancelRefundApprovalInput: CancelRefundApprovalInput;
  CancelRefundApprovalPayload: Omit<CancelRefundApprovalPayload, 'approval' | 'problem'> & { approval?: Maybe<ResolversParentTypes['RefundApproval']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  CancelSubscriptionInput: CancelSubscriptionInput;
  CancelSubscriptionPayload: Omit<CancelSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversParentTypes['Problem']>, subscription?: Maybe<ResolversParentTypes['StoreSubscription']> };
  CheckStoreConnectionInput: CheckStoreConnectionInput;
  CheckStoreConnectionPayload: Omit<CheckStoreConnectionPayload, 'connections' | 'problem'> & { connections?: Maybe<ReadonlyArray<ResolversParentTypes['StoreConnection']>>, problem?: Maybe<ResolversParentTypes['Problem']> };
  CompletePaymentInput: CompletePaymentInput;
  CompletePaymentPayload: Omit<CompletePaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ConnectAppStoreInput: ConnectAppStoreInput;
  ConnectGooglePlayInput: ConnectGooglePlayInput;
  ConnectGooglePlayPushInput: ConnectGooglePlayPushInput;
  ConnectOneStoreInput: ConnectOneStoreInput;
  ConnectStoreInput: ConnectStoreInput;
  ConnectStorePayload: Omit<ConnectStorePayload, 'problem' | 'storeConnection'> & { problem?: Maybe<ResolversParentTypes['Problem']>, storeConnection?: Maybe<ResolversParentTypes['StoreConnection']> };
  ConnectTestStoreInput: ConnectTestStoreInput;
  Consume: ConsumeRow;
  ConsumePaymentForUserInput: ConsumePaymentForUserInput;
  ConsumePaymentForUserPayload: Omit<ConsumePaymentForUserPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ConsumePaymentInput: ConsumePaymentInput;
  ConsumePaymentPayload: Omit<ConsumePaymentPayload, 'consume' | 'payment' | 'problem'> & { consume?: Maybe<ResolversParentTypes['Consume']>, payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ConsumePaymentsInput: ConsumePaymentsInput;
  ConsumePaymentsPayload: Omit<ConsumePaymentsPayload, 'problem' | 'results'> & { problem?: Maybe<ResolversParentTypes['Problem']>, results: ReadonlyArray<ResolversParentTypes['ConsumePaymentPayload']> };
  CorrectPaymentInput: CorrectPaymentInput;
  CorrectPaymentPayload: Omit<CorrectPaymentPayload, 'approval' | 'payment' | 'problem'> & { approval?: Maybe<ResolversParentTypes['RefundApproval']>, payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  CreateAppKeyInput: CreateAppKeyInput;
  CreateAppKeyPayload: Omit<CreateAppKeyPayload, 'appKey' | 'problem'> & { appKey?: Maybe<ResolversParentTypes['AppKey']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  CreatePersonalAccessTokenInput: CreatePersonalAccessTokenInput;
  CreatePersonalAccessTokenPayload: Omit<CreatePersonalAccessTokenPayload, 'problem' | 'token'> & { problem?: Maybe<ResolversParentTypes['Problem']>, token?: Maybe<ResolversParentTypes['PersonalAccessToken']> };
  CreateServerKeyInput: CreateServerKeyInput;
  CreateServerKeyPayload: Omit<CreateServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversParentTypes['Problem']>, serverKey?: Maybe<ResolversParentTypes['ServerKey']> };
  CreateWebhookEndpointInput: CreateWebhookEndpointInput;
  CreateWebhookEndpointPayload: Omit<CreateWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  CurrencyCode: Scalars['CurrencyCode']['output'];
  Cursor: Scalars['Cursor']['output'];
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DateTimeRange: DateTimeRange;
  Decimal: Scalars['Decimal']['output'];
  DecimalRange: DecimalRange;
  DeleteEventConsumerInput: DeleteEventConsumerInput;
  DeleteEventConsumerPayload: Omit<DeleteEventConsumerPayload, 'consumer' | 'problem'> & { consumer?: Maybe<ResolversParentTypes['EventConsumer']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  DeleteOperationsInput: DeleteOperationsInput;
  DeleteOperationsPayload: Omit<DeleteOperationsPayload, 'problem'> & { problem?: Maybe<ResolversParentTypes['Problem']> };
  DeleteWebhookEndpointInput: DeleteWebhookEndpointInput;
  DeleteWebhookEndpointPayload: Omit<DeleteWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  DeliveryFailure: DeliveryFailure;
  DisableOperatorInput: DisableOperatorInput;
  DisableOperatorPayload: Omit<DisableOperatorPayload, 'operator' | 'problem'> & { operator?: Maybe<ResolversParentTypes['Operator']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  DisconnectStoreInput: DisconnectStoreInput;
  DisconnectStorePayload: Omit<DisconnectStorePayload, 'problem' | 'storeConnection'> & { problem?: Maybe<ResolversParentTypes['Problem']>, storeConnection?: Maybe<ResolversParentTypes['StoreConnection']> };
  EnableOperatorInput: EnableOperatorInput;
  EnableOperatorPayload: Omit<EnableOperatorPayload, 'operator' | 'problem'> & { operator?: Maybe<ResolversParentTypes['Operator']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  Entitlement: UserEntitlement;
  EntitlementDefinition: EntitlementRow;
  EntitlementGrant: EntitlementGrantRow;
  EntitlementHolderCount: EntitlementHolderCount;
  EraseUserInput: EraseUserInput;
  EraseUserPayload: Omit<EraseUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversParentTypes['Problem']>, user?: Maybe<ResolversParentTypes['User']> };
  EventConsumer: EventConsumerWithLag;
  EventConsumerConnection: Connection<EventConsumerWithLag>;
  EventConsumerEdge: Omit<EventConsumerEdge, 'node'> & { node: ResolversParentTypes['EventConsumer'] };
  ExportUserInput: ExportUserInput;
  ExportUserPayload: Omit<ExportUserPayload, 'problem'> & { problem?: Maybe<ResolversParentTypes['Problem']> };
  ExtendSubscriptionInput: ExtendSubscriptionInput;
  ExtendSubscriptionPayload: Omit<ExtendSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversParentTypes['Problem']>, subscription?: Maybe<ResolversParentTypes['StoreSubscription']> };
  GooglePlayReceiptInput: GooglePlayReceiptInput;
  GrantEntitlementInput: GrantEntitlementInput;
  GrantEntitlementPayload: Omit<GrantEntitlementPayload, 'grant' | 'problem'> & { grant?: Maybe<ResolversParentTypes['EntitlementGrant']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  GrantOperatorInput: GrantOperatorInput;
  GrantOperatorPayload: Omit<GrantOperatorPayload, 'grant' | 'problem'> & { grant?: Maybe<ResolversParentTypes['OperatorGrant']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ID: Scalars['ID']['output'];
  IgnoreDiscrepancyInput: IgnoreDiscrepancyInput;
  IgnoreDiscrepancyPayload: Omit<IgnoreDiscrepancyPayload, 'discrepancy' | 'problem'> & { discrepancy?: Maybe<ResolversParentTypes['ReconciliationDiscrepancy']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ImportDifference: ImportDifference;
  ImportItemsInput: ImportItemsInput;
  ImportItemsPayload: Omit<ImportItemsPayload, 'problem'> & { problem?: Maybe<ResolversParentTypes['Problem']> };
  ImportPurchasesInput: ImportPurchasesInput;
  ImportPurchasesPayload: Omit<ImportPurchasesPayload, 'problem' | 'results'> & { problem?: Maybe<ResolversParentTypes['Problem']>, results?: Maybe<ReadonlyArray<ResolversParentTypes['ImportResult']>> };
  ImportResult: Omit<ImportResult, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ImportSubscriptionsInput: ImportSubscriptionsInput;
  ImportSubscriptionsPayload: Omit<ImportSubscriptionsPayload, 'problem'> & { problem?: Maybe<ResolversParentTypes['Problem']> };
  ImportedPurchaseInput: ImportedPurchaseInput;
  Int: Scalars['Int']['output'];
  InviteOperatorInput: InviteOperatorInput;
  InviteOperatorPayload: Omit<InviteOperatorPayload, 'grant' | 'invitation' | 'problem'> & { grant?: Maybe<ResolversParentTypes['OperatorGrant']>, invitation?: Maybe<ResolversParentTypes['OperatorInvitation']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  Item: ItemRow;
  ItemConnection: Connection<ItemRow>;
  ItemEdge: Omit<ItemEdge, 'node'> & { node: ResolversParentTypes['Item'] };
  ItemImportError: ItemImportError;
  ItemImportRow: ItemImportRow;
  JSON: Scalars['JSON']['output'];
  Money: Money;
  MoneyInput: MoneyInput;
  MonthlyRecurringRevenue: RecurringRevenueModel;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  Note: NoteRow;
  NoteConnection: Connection<NoteRow>;
  NoteEdge: Omit<NoteEdge, 'node'> & { node: ResolversParentTypes['Note'] };
  Notification: NotificationSummary;
  NotificationConnection: Connection<NotificationSummary>;
  NotificationEdge: Omit<NotificationEdge, 'node'> & { node: ResolversParentTypes['Notification'] };
  OneStoreReceiptInput: OneStoreReceiptInput;
  Operator: OperatorRow;
  OperatorConnection: Connection<OperatorRow>;
  OperatorEdge: Omit<OperatorEdge, 'node'> & { node: ResolversParentTypes['Operator'] };
  OperatorGrant: OperatorGrantModel;
  OperatorGrantConnection: Connection<OperatorGrantModel>;
  OperatorGrantEdge: Omit<OperatorGrantEdge, 'node'> & { node: ResolversParentTypes['OperatorGrant'] };
  OperatorInvitation: OperatorInvitationRow;
  Overview: OverviewModel;
  OverviewIssue: OverviewIssueModel;
  PageInfo: PageInfo;
  PauseWebhookEndpointInput: PauseWebhookEndpointInput;
  PauseWebhookEndpointPayload: Omit<PauseWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  Payment: PaymentModel;
  PaymentConnection: Connection<PaymentModel>;
  PaymentCount: PaymentCount;
  PaymentEdge: Omit<PaymentEdge, 'node'> & { node: ResolversParentTypes['Payment'] };
  PaymentEvent: EventRow;
  PaymentEventConnection: Connection<EventRow>;
  PaymentEventEdge: Omit<PaymentEventEdge, 'node'> & { node: ResolversParentTypes['PaymentEvent'] };
  PaymentFilter: PaymentFilter;
  PaymentOffer: PaymentOffer;
  PaymentStatistics: PaymentStatisticsModel;
  PaymentStatisticsFilter: PaymentStatisticsFilter;
  PaymentStatisticsGroup: StatisticsGroupModel;
  PersistedOperation: PersistedOperationRow;
  PersistedOperationConnection: Connection<PersistedOperationRow>;
  PersistedOperationEdge: Omit<PersistedOperationEdge, 'node'> & { node: ResolversParentTypes['PersistedOperation'] };
  PersonalAccessToken: OperatorTokenRow;
  Problem: ProblemModel;
  Purchase: PurchaseRow;
  PurchaseConnection: Connection<PurchaseRow>;
  PurchaseEdge: Omit<PurchaseEdge, 'node'> & { node: ResolversParentTypes['Purchase'] };
  PurchaseFilter: PurchaseFilter;
  Query: Record<PropertyKey, never>;
  ReceiptInput: ReceiptInput;
  RecognizedText: RecognizedText;
  ReconciliationDay: ReconciliationDayModel;
  ReconciliationDiscrepancy: DiscrepancyRow;
  ReconciliationReport: ReportModel;
  ReconciliationRun: ReconciliationRunRow;
  RefreshSubscriptionInput: RefreshSubscriptionInput;
  RefreshSubscriptionPayload: Omit<RefreshSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversParentTypes['Problem']>, subscription?: Maybe<ResolversParentTypes['StoreSubscription']> };
  Refund: Refund;
  RefundApproval: RefundApprovalRow;
  RefundApprovalConnection: Connection<RefundApprovalRow>;
  RefundApprovalEdge: Omit<RefundApprovalEdge, 'node'> & { node: ResolversParentTypes['RefundApproval'] };
  RefundApprovalOperator: RefundApprovalOperator;
  RefundConnection: Connection<RefundRow>;
  RefundEdge: Omit<RefundEdge, 'node'> & { node: ResolversParentTypes['RefundEntry'] };
  RefundEntry: RefundRow;
  RefundPaymentInput: RefundPaymentInput;
  RefundPaymentPayload: Omit<RefundPaymentPayload, 'approval' | 'payment' | 'problem'> & { approval?: Maybe<ResolversParentTypes['RefundApproval']>, payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RefundRequest: RefundRequest;
  RefundReview: RefundReviewRow;
  RefundReviewConnection: Connection<RefundReviewRow>;
  RefundReviewEdge: Omit<RefundReviewEdge, 'node'> & { node: ResolversParentTypes['RefundReview'] };
  RefundReviewFilter: RefundReviewFilter;
  RefundReviewRecord: RefundReviewRecord;
  RefundReviewStatistics: StatisticsModel;
  RegisterOperationInput: RegisterOperationInput;
  RegisterOperationsInput: RegisterOperationsInput;
  RegisterOperationsPayload: Omit<RegisterOperationsPayload, 'operations' | 'problem'> & { operations?: Maybe<ReadonlyArray<ResolversParentTypes['PersistedOperation']>>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RegisterUserInput: RegisterUserInput;
  RegisterUserPayload: Omit<RegisterUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversParentTypes['Problem']>, user?: Maybe<ResolversParentTypes['User']> };
  RegisterUserTokenKeyInput: RegisterUserTokenKeyInput;
  RegisterUserTokenKeyPayload: Omit<RegisterUserTokenKeyPayload, 'problem' | 'userTokenKey'> & { problem?: Maybe<ResolversParentTypes['Problem']>, userTokenKey?: Maybe<ResolversParentTypes['UserTokenKey']> };
  RejectRefundInput: RejectRefundInput;
  RejectRefundPayload: Omit<RejectRefundPayload, 'approval' | 'problem'> & { approval?: Maybe<ResolversParentTypes['RefundApproval']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ReleaseUserInput: ReleaseUserInput;
  ReleaseUserPayload: Omit<ReleaseUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversParentTypes['Problem']>, user?: Maybe<ResolversParentTypes['User']> };
  ReopenDiscrepancyInput: ReopenDiscrepancyInput;
  ReopenDiscrepancyPayload: Omit<ReopenDiscrepancyPayload, 'discrepancy' | 'problem'> & { discrepancy?: Maybe<ResolversParentTypes['ReconciliationDiscrepancy']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ReplayNotificationInput: ReplayNotificationInput;
  ReplayNotificationPayload: Omit<ReplayNotificationPayload, 'notification' | 'problem'> & { notification?: Maybe<ResolversParentTypes['Notification']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ReplayWebhookDeliveryInput: ReplayWebhookDeliveryInput;
  ReplayWebhookDeliveryPayload: Omit<ReplayWebhookDeliveryPayload, 'delivery' | 'problem'> & { delivery?: Maybe<ResolversParentTypes['WebhookDeliveryAttempt']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ReplayWebhookEventsInput: ReplayWebhookEventsInput;
  ReplayWebhookEventsPayload: Omit<ReplayWebhookEventsPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  ReportDeliveryFailureInput: ReportDeliveryFailureInput;
  ReportDeliveryFailurePayload: Omit<ReportDeliveryFailurePayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RequestPurchaseInput: RequestPurchaseInput;
  RequestPurchasePayload: Omit<RequestPurchasePayload, 'problem' | 'purchase'> & { problem?: Maybe<ResolversParentTypes['Problem']>, purchase?: Maybe<ResolversParentTypes['Purchase']> };
  RereadPaymentInput: RereadPaymentInput;
  RereadPaymentPayload: Omit<RereadPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ResumeWebhookEndpointInput: ResumeWebhookEndpointInput;
  ResumeWebhookEndpointPayload: Omit<ResumeWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  RetryAcknowledgementInput: RetryAcknowledgementInput;
  RetryAcknowledgementPayload: Omit<RetryAcknowledgementPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RetryDeliveryInput: RetryDeliveryInput;
  RetryDeliveryPayload: Omit<RetryDeliveryPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RevokeEntitlementGrantInput: RevokeEntitlementGrantInput;
  RevokeEntitlementGrantPayload: Omit<RevokeEntitlementGrantPayload, 'grant' | 'problem'> & { grant?: Maybe<ResolversParentTypes['EntitlementGrant']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RevokeOperatorGrantInput: RevokeOperatorGrantInput;
  RevokeOperatorGrantPayload: Omit<RevokeOperatorGrantPayload, 'grant' | 'problem'> & { grant?: Maybe<ResolversParentTypes['OperatorGrant']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RevokeOperatorInvitationInput: RevokeOperatorInvitationInput;
  RevokeOperatorInvitationPayload: Omit<RevokeOperatorInvitationPayload, 'invitation' | 'problem'> & { invitation?: Maybe<ResolversParentTypes['OperatorInvitation']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RevokePersonalAccessTokenInput: RevokePersonalAccessTokenInput;
  RevokePersonalAccessTokenPayload: Omit<RevokePersonalAccessTokenPayload, 'problem' | 'token'> & { problem?: Maybe<ResolversParentTypes['Problem']>, token?: Maybe<ResolversParentTypes['PersonalAccessToken']> };
  RevokeServerKeyInput: RevokeServerKeyInput;
  RevokeServerKeyPayload: Omit<RevokeServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversParentTypes['Problem']>, serverKey?: Maybe<ResolversParentTypes['ServerKey']> };
  RevokeSubscriptionInput: RevokeSubscriptionInput;
  RevokeSubscriptionPayload: Omit<RevokeSubscriptionPayload, 'problem' | 'subscription'> & { problem?: Maybe<ResolversParentTypes['Problem']>, subscription?: Maybe<ResolversParentTypes['StoreSubscription']> };
  RotateServerKeyInput: RotateServerKeyInput;
  RotateServerKeyPayload: Omit<RotateServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversParentTypes['Problem']>, serverKey?: Maybe<ResolversParentTypes['ServerKey']> };
  RotateUserSecretInput: RotateUserSecretInput;
  RotateUserSecretPayload: Omit<RotateUserSecretPayload, 'problem' | 'userSecret'> & { problem?: Maybe<ResolversParentTypes['Problem']>, userSecret?: Maybe<ResolversParentTypes['UserSecret']> };
  RotateWebhookSecretInput: RotateWebhookSecretInput;
  RotateWebhookSecretPayload: Omit<RotateWebhookSecretPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  SearchGroup: Omit<SearchGroup, 'hits'> & { hits: ReadonlyArray<ResolversParentTypes['Node']> };
  SearchResult: Omit<SearchResult, 'groups'> & { groups: ReadonlyArray<ResolversParentTypes['SearchGroup']> };
  ServerKey: ServerKeyRow;
  SetUpStep: SetUpStep;
  StartReconciliationInput: StartReconciliationInput;
  StartReconciliationPayload: Omit<StartReconciliationPayload, 'problem'> & { problem?: Maybe<ResolversParentTypes['Problem']> };
  StoreCheckStep: StoreCheckStep;
  StoreConnection: StoreConnectionRow;
  StoreConnectionCheck: StoreConnectionCheck;
  StoreEvidence: EvidenceModel;
  StoreLookupAnswer: Omit<StoreLookupAnswer, 'problem' | 'sales'> & { problem?: Maybe<ResolversParentTypes['Problem']>, sales: ReadonlyArray<ResolversParentTypes['StoreSale']> };
  StoreLookupResult: Omit<StoreLookupResult, 'answers' | 'problem'> & { answers: ReadonlyArray<ResolversParentTypes['StoreLookupAnswer']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  StoreProduct: StoreProductRow;
  StoreProductInput: StoreProductInput;
  StoreSale: StoreSaleRecord;
  StoreSaleRefund: StoreSaleRefund;
  StoreSubscription: SubscriptionRow;
  StoreSubscriptionConnection: Connection<SubscriptionRow>;
  StoreSubscriptionEdge: Omit<StoreSubscriptionEdge, 'node'> & { node: ResolversParentTypes['StoreSubscription'] };
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  SubscriptionChurn: SubscriptionChurnModel;
  SubscriptionCommitment: SubscriptionCommitment;
  SubscriptionCounts: SubscriptionCountsModel;
  SubscriptionFilter: SubscriptionFilter;
  SubscriptionImportError: SubscriptionImportError;
  SubscriptionLine: SubscriptionLineRow;
  SubscriptionMovement: SubscriptionMovementModel;
  SubscriptionPendingChange: SubscriptionPendingChange;
  SubscriptionPriceChange: SubscriptionPriceChange;
  SubscriptionStatistics: SubscriptionStatisticsModel;
  SubscriptionStatisticsFilter: SubscriptionStatisticsFilter;
  SubscriptionToken: SubscriptionTokenRow;
  SubscriptionTrialConversion: TrialConversionModel;
  SuspendUserInput: SuspendUserInput;
  SuspendUserPayload: Omit<SuspendUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversParentTypes['Problem']>, user?: Maybe<ResolversParentTypes['User']> };
  TestStoreReceiptInput: TestStoreReceiptInput;
  TestWebhookEndpointInput: TestWebhookEndpointInput;
  TestWebhookEndpointPayload: Omit<TestWebhookEndpointPayload, 'problem' | 'result'> & { problem?: Maybe<ResolversParentTypes['Problem']>, result?: Maybe<ResolversParentTypes['WebhookTestResult']> };
  TransferPaymentInput: TransferPaymentInput;
  TransferPaymentPayload: Omit<TransferPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  UnattributedSale: ListedSale;
  UnattributedSaleConnection: Connection<ListedSale>;
  UnattributedSaleEdge: Omit<UnattributedSaleEdge, 'node'> & { node: ResolversParentTypes['UnattributedSale'] };
  UpdateAppKeyInput: UpdateAppKeyInput;
  UpdateAppKeyPayload: Omit<UpdateAppKeyPayload, 'appKey' | 'problem'> & { appKey?: Maybe<ResolversParentTypes['AppKey']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  UpdateServerKeyInput: UpdateServerKeyInput;
  UpdateServerKeyPayload: Omit<UpdateServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversParentTypes['Problem']>, serverKey?: Maybe<ResolversParentTypes['ServerKey']> };
  UpdateWebhookEndpointInput: UpdateWebhookEndpointInput;
  UpdateWebhookEndpointPayload: Omit<UpdateWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  UpsertEntitlementInput: UpsertEntitlementInput;
  UpsertEntitlementPayload: Omit<UpsertEntitlementPayload, 'entitlement' | 'problem'> & { entitlement?: Maybe<ResolversParentTypes['EntitlementDefinition']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  UpsertItemInput: UpsertItemInput;
  UpsertItemPayload: Omit<UpsertItemPayload, 'item' | 'problem'> & { item?: Maybe<ResolversParentTypes['Item']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  User: UserRow;
  UserConnection: Connection<UserRow>;
  UserCurrencyTotals: PaymentTotalsRow;
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserPaymentTotals: UserPaymentTotalsModel;
  UserRefundCurrencyTotals: RefundTotalsRow;
  UserRefundTotals: UserRefundTotalsModel;
  UserSecret: UserSecretModel;
  UserTokenKey: UserTokenKeyRow;
  VerifyPurchaseInput: VerifyPurchaseInput;
  VerifyPurchasePayload: Omit<VerifyPurchasePayload, 'payment' | 'problem' | 'purchase'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']>, purchase?: Maybe<ResolversParentTypes['Purchase']> };
  Viewer: Omit<Viewer, 'operator' | 'serverKey'> & { operator?: Maybe<ResolversParentTypes['Operator']>, serverKey?: Maybe<ResolversParentTypes['ServerKey']> };
  WebhookDeliveryAttempt: WebhookDeliveryRow;
  WebhookDeliveryAttemptConnection: Connection<WebhookDeliveryRow>;
  WebhookDeliveryAttemptEdge: Omit<WebhookDeliveryAttemptEdge, 'node'> & { node: ResolversParentTypes['WebhookDeliveryAttempt'] };
  WebhookDeliverySummary: WebhookDeliverySummary;
  WebhookEndpoint: WebhookEndpointRow;
  WebhookTestResult: TestResultModel;
  WithdrawUserSecretInput: WithdrawUserSecretInput;
  WithdrawUserSecretPayload: Omit<WithdrawUserSecretPayload, 'problem' | 'userSecret'> & { problem?: Maybe<ResolversParentTypes['Problem']>, userSecret?: Maybe<ResolversParentTypes['UserSecret']> };
  WithdrawUserTokenKeyInput: WithdrawUserTokenKeyInput;
  WithdrawUserTokenKeyPayload: Omit<WithdrawUserTokenKeyPayload, 'problem' | 'userTokenKey'> & { problem?: Maybe<ResolversParentTypes['Problem']>, userTokenKey?: Maybe<ResolversParentTypes['UserTokenKey']> };
};

export type AuthDirectiveArgs = {
  appKey?: Scalars['Boolean']['input'];
  as: ReadonlyArray<CallerType>;
  operators?: ReadonlyArray<OperatorRole>;
  role?: ServerKeyRole;
  stepUp?: Scalars['Boolean']['input'];
  tokens?: Scalars['Boolean']['input'];
};

export type AuthDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  max: Scalars['Int']['input'];
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RateLimitDirectiveArgs = {
  class: RateLimitClass;
  perElementOf?: Maybe<Scalars['String']['input']>;
};

export type RateLimitDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = RateLimitDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SecretDirectiveArgs = {
  as: ReadonlyArray<CallerType>;
  operators?: ReadonlyArray<OperatorRole>;
  role?: ServerKeyRole;
};

export type SecretDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = SecretDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AckEventsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AckEventsPayload'] = ResolversParentTypes['AckEventsPayload']> = {
  consumer?: Resolver<Maybe<ResolversTypes['EventConsumer']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type AcknowledgementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Acknowledgement'] = ResolversParentTypes['Acknowledgement']> = {
  acknowledgeBy?: Resolver<ResolversTypes['AcknowledgeBy'], ParentType, ContextType>;
  acknowledgedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deadline?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AcknowledgementStatus'], ParentType, ContextType>;
};

export type AddNotePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AddNotePayload'] = ResolversParentTypes['AddNotePayload']> = {
  note?: Resolver<Maybe<ResolversTypes['Note']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AdoptPaymentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AdoptPaymentPayload'] = ResolversParentTypes['AdoptPaymentPayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AnswerRefundReviewPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AnswerRefundReviewPayload'] = ResolversParentTypes['AnswerRefundReviewPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  refundReview?: Resolver<Maybe<ResolversTypes['RefundReview']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AppKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AppKey'] = ResolversParentTypes['AppKey']> = {
  accountTokenPolicy?: Resolver<ResolversTypes['AccountTokenPolicy'], ParentType, ContextType>;
  acknowledgeBy?: Resolver<ResolversTypes['AcknowledgeBy'], ParentType, ContextType>;
  acknowledgeOn?: Resolver<ResolversTypes['AcknowledgeOn'], ParentType, ContextType>;
  allowedOrigins?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  auditHead?: Resolver<Maybe<ResolversTypes['AuditHead']>, ParentType, ContextType>;
  consumeModel?: Resolver<ResolversTypes['ConsumeModel'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  familySharingPolicy?: Resolver<ResolversTypes['FamilySharingPolicy'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  items?: Resolver<ResolversTypes['ItemConnection'], ParentType, ContextType, RequireFields<AppKeyItemsArgs, 'first'>>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operationsPolicy?: Resolver<ResolversTypes['OperationsPolicy'], ParentType, ContextType>;
  payments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<AppKeyPaymentsArgs, 'first'>>;
  persistedOperations?: Resolver<ResolversTypes['PersistedOperationConnection'], ParentType, ContextType, RequireFields<AppKeyPersistedOperationsArgs, 'first'>>;
  refundApprovalLimits?: Resolver<ReadonlyArray<ResolversTypes['Money']>, ParentType, ContextType>;
  refundReviewPolicy?: Resolver<ResolversTypes['RefundReviewPolicy'], ParentType, ContextType>;
  reportingTimeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requireUserToken?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sandboxPolicy?: Resolver<ResolversTypes['SandboxPolicy'], ParentType, ContextType>;
  sandboxTesterUserIds?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  sendConsumptionInfo?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  serverKeys?: Resolver<ReadonlyArray<ResolversTypes['ServerKey']>, ParentType, ContextType>;
  storeConnections?: Resolver<ReadonlyArray<ResolversTypes['StoreConnection']>, ParentType, ContextType>;
  subscriptionLeewayHours?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  subscriptionRefundPolicy?: Resolver<ResolversTypes['SubscriptionRefundPolicy'], ParentType, ContextType>;
  unconsumedPolicy?: Resolver<ResolversTypes['UnconsumedPolicy'], ParentType, ContextType>;
  userSecrets?: Resolver<ReadonlyArray<ResolversTypes['UserSecret']>, ParentType, ContextType>;
  userTokenKeys?: Resolver<ReadonlyArray<ResolversTypes['UserTokenKey']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AppKeySummaryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AppKeySummary'] = ResolversParentTypes['AppKeySummary']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['OperatorRole'], ParentType, ContextType>;
};

export type AppKeySummaryConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AppKeySummaryConnection'] = ResolversParentTypes['AppKeySummaryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AppKeySummaryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AppKeySummary']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AppKeySummaryEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AppKeySummaryEdge'] = ResolversParentTypes['AppKeySummaryEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AppKeySummary'], ParentType, ContextType>;
};

export type ApproveRefundPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ApproveRefundPayload'] = ResolversParentTypes['ApproveRefundPayload']> = {
  approval?: Resolver<Maybe<ResolversTypes['RefundApproval']>, ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AssignSubscriptionPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AssignSubscriptionPayload'] = ResolversParentTypes['AssignSubscriptionPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['StoreSubscription']>, ParentType, ContextType>;
};

export type AssignUnattributedSalePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AssignUnattributedSalePayload'] = ResolversParentTypes['AssignUnattributedSalePayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AuditActorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditActor'] = ResolversParentTypes['AuditActor']> = {
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AuditActorKind'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['AuditActor'], ParentType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  changes?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subjectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  transport?: Resolver<Maybe<ResolversTypes['AuditTransport']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AuditEntryConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEntryConnection'] = ResolversParentTypes['AuditEntryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditEntryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AuditEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEntryEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEntryEdge'] = ResolversParentTypes['AuditEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEntry'], ParentType, ContextType>;
};

export type AuditHeadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditHead'] = ResolversParentTypes['AuditHead']> = {
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BuyerStatisticsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['BuyerStatistics'] = ResolversParentTypes['BuyerStatistics']> = {
  buyerCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  firstDay?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  lastDay?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  newBuyerCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  returningBuyerCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CancelPurchasePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CancelPurchasePayload'] = ResolversParentTypes['CancelPurchasePayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
};

export type CancelRefundApprovalPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CancelRefundApprovalPayload'] = ResolversParentTypes['CancelRefundApprovalPayload']> = {
  approval?: Resolver<Maybe<ResolversTypes['RefundApproval']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type CancelSubscriptionPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CancelSubscriptionPayload'] = ResolversParentTypes['CancelSubscriptionPayload']> = {
  managementUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['StoreSubscription']>, ParentType, ContextType>;
};

export type CheckStoreConnectionPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CheckStoreConnectionPayload'] = ResolversParentTypes['CheckStoreConnectionPayload']> = {
  connections?: Resolver<Maybe<ReadonlyArray<ResolversTypes['StoreConnection']>>, ParentType, ContextType>;
  diagnosis?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ok?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type CompletePaymentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CompletePaymentPayload'] = ResolversParentTypes['CompletePaymentPayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ConnectStorePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConnectStorePayload'] = ResolversParentTypes['ConnectStorePayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  storeConnection?: Resolver<Maybe<ResolversTypes['StoreConnection']>, ParentType, ContextType>;
};

export type ConsumeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Consume'] = ResolversParentTypes['Consume']> = {
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  consumedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  consumedBy?: Resolver<ResolversTypes['ConsumedBy'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  idempotencyKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  payment?: Resolver<ResolversTypes['Payment'], ParentType, ContextType>;
  serverKey?: Resolver<Maybe<ResolversTypes['ServerKey']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConsumePaymentForUserPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConsumePaymentForUserPayload'] = ResolversParentTypes['ConsumePaymentForUserPayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ConsumePaymentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConsumePaymentPayload'] = ResolversParentTypes['ConsumePaymentPayload']> = {
  consume?: Resolver<Maybe<ResolversTypes['Consume']>, ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ConsumePaymentsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConsumePaymentsPayload'] = ResolversParentTypes['ConsumePaymentsPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['ConsumePaymentPayload']>, ParentType, ContextType>;
};

export type CorrectPaymentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CorrectPaymentPayload'] = ResolversParentTypes['CorrectPaymentPayload']> = {
  approval?: Resolver<Maybe<ResolversTypes['RefundApproval']>, ParentType, ContextType>;
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type CreateAppKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CreateAppKeyPayload'] = ResolversParentTypes['CreateAppKeyPayload']> = {
  appKey?: Resolver<Maybe<ResolversTypes['AppKey']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  serverKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userTokenSecret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreatePersonalAccessTokenPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CreatePersonalAccessTokenPayload'] = ResolversParentTypes['CreatePersonalAccessTokenPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  token?: Resolver<Maybe<ResolversTypes['PersonalAccessToken']>, ParentType, ContextType>;
};

export type CreateServerKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CreateServerKeyPayload'] = ResolversParentTypes['CreateServerKeyPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  serverKey?: Resolver<Maybe<ResolversTypes['ServerKey']>, ParentType, ContextType>;
};

export type CreateWebhookEndpointPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CreateWebhookEndpointPayload'] = ResolversParentTypes['CreateWebhookEndpointPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DeleteEventConsumerPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeleteEventConsumerPayload'] = ResolversParentTypes['DeleteEventConsumerPayload']> = {
  consumer?: Resolver<Maybe<ResolversTypes['EventConsumer']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type DeleteOperationsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeleteOperationsPayload'] = ResolversParentTypes['DeleteOperationsPayload']> = {
  documentIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type DeleteWebhookEndpointPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeleteWebhookEndpointPayload'] = ResolversParentTypes['DeleteWebhookEndpointPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type DeliveryFailureResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeliveryFailure'] = ResolversParentTypes['DeliveryFailure']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DisableOperatorPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DisableOperatorPayload'] = ResolversParentTypes['DisableOperatorPayload']> = {
  operator?: Resolver<Maybe<ResolversTypes['Operator']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type DisconnectStorePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DisconnectStorePayload'] = ResolversParentTypes['DisconnectStorePayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  storeConnection?: Resolver<Maybe<ResolversTypes['StoreConnection']>, ParentType, ContextType>;
};

export type EnableOperatorPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EnableOperatorPayload'] = ResolversParentTypes['EnableOperatorPayload']> = {
  operator?: Resolver<Maybe<ResolversTypes['Operator']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type EntitlementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Entitlement'] = ResolversParentTypes['Entitlement']> = {
  accessUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  environment?: Resolver<ResolversTypes['Environment'], ParentType, ContextType>;
  inGracePeriod?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isStale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['EntitlementSource'], ParentType, ContextType>;
  sourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  validForMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  validUntil?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  willRenew?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type EntitlementDefinitionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementDefinition'] = ResolversParentTypes['EntitlementDefinition']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  holderCount?: Resolver<ResolversTypes['EntitlementHolderCount'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isApplied?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  itemCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  items?: Resolver<ReadonlyArray<ResolversTypes['Item']>, ParentType, ContextType, RequireFields<EntitlementDefinitionItemsArgs, 'first'>>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EntitlementGrantResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementGrant'] = ResolversParentTypes['EntitlementGrant']> = {
  accessUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  entitlement?: Resolver<ResolversTypes['EntitlementDefinition'], ParentType, ContextType>;
  grantedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EntitlementGrantKind'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EntitlementHolderCountResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementHolderCount'] = ResolversParentTypes['EntitlementHolderCount']> = {
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type EraseUserPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EraseUserPayload'] = ResolversParentTypes['EraseUserPayload']> = {
  notificationsErased?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type EventConsumerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EventConsumer'] = ResolversParentTypes['EventConsumer']> = {
  ackedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lag?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  oldestUnackedAgeSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EventConsumerConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EventConsumerConnection'] = ResolversParentTypes['EventConsumerConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['EventConsumerEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['EventConsumer']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EventConsumerEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EventConsumerEdge'] = ResolversParentTypes['EventConsumerEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EventConsumer'], ParentType, ContextType>;
};

export type ExportUserPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ExportUserPayload'] = ResolversParentTypes['ExportUserPayload']> = {
  data?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  hasNextPage?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ExtendSubscriptionPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ExtendSubscriptionPayload'] = ResolversParentTypes['ExtendSubscriptionPayload']> = {
  managementUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['StoreSubscription']>, ParentType, ContextType>;
};

export type GrantEntitlementPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GrantEntitlementPayload'] = ResolversParentTypes['GrantEntitlementPayload']> = {
  grant?: Resolver<Maybe<ResolversTypes['EntitlementGrant']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type GrantOperatorPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GrantOperatorPayload'] = ResolversParentTypes['GrantOperatorPayload']> = {
  grant?: Resolver<Maybe<ResolversTypes['OperatorGrant']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type IgnoreDiscrepancyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IgnoreDiscrepancyPayload'] = ResolversParentTypes['IgnoreDiscrepancyPayload']> = {
  discrepancy?: Resolver<Maybe<ResolversTypes['ReconciliationDiscrepancy']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ImportDifferenceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ImportDifference'] = ResolversParentTypes['ImportDifference']> = {
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  imported?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recorded?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ImportItemsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ImportItemsPayload'] = ResolversParentTypes['ImportItemsPayload']> = {
  changedCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  createdCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  errorCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  errors?: Resolver<ReadonlyArray<ResolversTypes['ItemImportError']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  rows?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ItemImportRow']>>, ParentType, ContextType>;
  unchangedCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ImportPurchasesPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ImportPurchasesPayload'] = ResolversParentTypes['ImportPurchasesPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  results?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ImportResult']>>, ParentType, ContextType>;
};

export type ImportResultResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ImportResult'] = ResolversParentTypes['ImportResult']> = {
  differences?: Resolver<ReadonlyArray<ResolversTypes['ImportDifference']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['ImportOutcome'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ImportSubscriptionsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ImportSubscriptionsPayload'] = ResolversParentTypes['ImportSubscriptionsPayload']> = {
  assignedCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  createdCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  errorCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  errors?: Resolver<ReadonlyArray<ResolversTypes['SubscriptionImportError']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  skippedCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unchangedCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type InviteOperatorPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['InviteOperatorPayload'] = ResolversParentTypes['InviteOperatorPayload']> = {
  grant?: Resolver<Maybe<ResolversTypes['OperatorGrant']>, ParentType, ContextType>;
  invitation?: Resolver<Maybe<ResolversTypes['OperatorInvitation']>, ParentType, ContextType>;
  invitationLink?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ItemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item']> = {
  consumeTrial?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  storeProducts?: Resolver<ReadonlyArray<ResolversTypes['StoreProduct']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['ItemType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ItemConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ItemConnection'] = ResolversParentTypes['ItemConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ItemEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Item']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ItemEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ItemEdge'] = ResolversParentTypes['ItemEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
};

export type ItemImportErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ItemImportError'] = ResolversParentTypes['ItemImportError']> = {
  code?: Resolver<ResolversTypes['ItemImportErrorCode'], ParentType, ContextType>;
  column?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  row?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ItemImportRowResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ItemImportRow'] = ResolversParentTypes['ItemImportRow']> = {
  after?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  itemId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['ItemImportOutcome'], ParentType, ContextType>;
  row?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MoneyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currencyCode?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type MonthlyRecurringRevenueResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MonthlyRecurringRevenue'] = ResolversParentTypes['MonthlyRecurringRevenue']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currencyCode?: Resolver<Maybe<ResolversTypes['CurrencyCode']>, ParentType, ContextType>;
  paymentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  subscriptionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  ackEvents?: Resolver<ResolversTypes['AckEventsPayload'], ParentType, ContextType, RequireFields<MutationAckEventsArgs, 'input'>>;
  addNote?: Resolver<ResolversTypes['AddNotePayload'], ParentType, ContextType, RequireFields<MutationAddNoteArgs, 'input'>>;
  adoptPayment?: Resolver<ResolversTypes['AdoptPaymentPayload'], ParentType, ContextType, RequireFields<MutationAdoptPaymentArgs, 'input'>>;
  answerRefundReview?: Resolver<ResolversTypes['AnswerRefundReviewPayload'], ParentType, ContextType, RequireFields<MutationAnswerRefundReviewArgs, 'input'>>;
  approveRefund?: Resolver<ResolversTypes['ApproveRefundPayload'], ParentType, ContextType, RequireFields<MutationApproveRefundArgs, 'input'>>;
  assignSubscription?: Resolver<ResolversTypes['AssignSubscriptionPayload'], ParentType, ContextType, RequireFields<MutationAssignSubscriptionArgs, 'input'>>;
  assignUnattributedSale?: Resolver<ResolversTypes['AssignUnattributedSalePayload'], ParentType, ContextType, RequireFields<MutationAssignUnattributedSaleArgs, 'input'>>;
  cancelPurchase?: Resolver<ResolversTypes['CancelPurchasePayload'], ParentType, ContextType, RequireFields<MutationCancelPurchaseArgs, 'input'>>;
  cancelRefundApproval?: Resolver<ResolversTypes['CancelRefundApprovalPayload'], ParentType, ContextType, RequireFields<MutationCancelRefundApprovalArgs, 'input'>>;
  cancelSubscription?: Resolver<ResolversTypes['CancelSubscriptionPayload'], ParentType, ContextType, RequireFields<MutationCancelSubscriptionArgs, 'input'>>;
  checkStoreConnection?: Resolver<ResolversTypes['CheckStoreConnectionPayload'], ParentType, ContextType, RequireFields<MutationCheckStoreConnectionArgs, 'input'>>;
  completePayment?: Resolver<ResolversTypes['CompletePaymentPayload'], ParentType, ContextType, RequireFields<MutationCompletePaymentArgs, 'input'>>;
  connectStore?: Resolver<ResolversTypes['ConnectStorePayload'], ParentType, ContextType, RequireFields<MutationConnectStoreArgs, 'input'>>;
  consumePayment?: Resolver<ResolversTypes['ConsumePaymentPayload'], ParentType, ContextType, RequireFields<MutationConsumePaymentArgs, 'input'>>;
  consumePaymentForUser?: Resolver<ResolversTypes['ConsumePaymentForUserPayload'], ParentType, ContextType, RequireFields<MutationConsumePaymentForUserArgs, 'input'>>;
  consumePayments?: Resolver<ResolversTypes['ConsumePaymentsPayload'], ParentType, ContextType, RequireFields<MutationConsumePaymentsArgs, 'input'>>;
  correctPayment?: Resolver<ResolversTypes['CorrectPaymentPayload'], ParentType, ContextType, RequireFields<MutationCorrectPaymentArgs, 'input'>>;
  createAppKey?: Resolver<ResolversTypes['CreateAppKeyPayload'], ParentType, ContextType, RequireFields<MutationCreateAppKeyArgs, 'input'>>;
  createPersonalAccessToken?: Resolver<ResolversTypes['CreatePersonalAccessTokenPayload'], ParentType, ContextType, RequireFields<MutationCreatePersonalAccessTokenArgs, 'input'>>;
  createServerKey?: Resolver<ResolversTypes['CreateServerKeyPayload'], ParentType, ContextType, RequireFields<MutationCreateServerKeyArgs, 'input'>>;
  createWebhookEndpoint?: Resolver<ResolversTypes['CreateWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationCreateWebhookEndpointArgs, 'input'>>;
  deleteEventConsumer?: Resolver<ResolversTypes['DeleteEventConsumerPayload'], ParentType, ContextType, RequireFields<MutationDeleteEventConsumerArgs, 'input'>>;
  deleteOperations?: Resolver<ResolversTypes['DeleteOperationsPayload'], ParentType, ContextType, RequireFields<MutationDeleteOperationsArgs, 'input'>>;
  deleteWebhookEndpoint?: Resolver<ResolversTypes['DeleteWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationDeleteWebhookEndpointArgs, 'input'>>;
  disableOperator?: Resolver<ResolversTypes['DisableOperatorPayload'], ParentType, ContextType, RequireFields<MutationDisableOperatorArgs, 'input'>>;
  disconnectStore?: Resolver<ResolversTypes['DisconnectStorePayload'], ParentType, ContextType, RequireFields<MutationDisconnectStoreArgs, 'input'>>;
  enableOperator?: Resolver<ResolversTypes['EnableOperatorPayload'], ParentType, ContextType, RequireFields<MutationEnableOperatorArgs, 'input'>>;
  eraseUser?: Resolver<ResolversTypes['EraseUserPayload'], ParentType, ContextType, RequireFields<MutationEraseUserArgs, 'input'>>;
  exportUser?: Resolver<ResolversTypes['ExportUserPayload'], ParentType, ContextType, RequireFields<MutationExportUserArgs, 'input'>>;
  extendSubscription?: Resolver<ResolversTypes['ExtendSubscriptionPayload'], ParentType, ContextType, RequireFields<MutationExtendSubscriptionArgs, 'input'>>;
  grantEntitlement?: Resolver<ResolversTypes['GrantEntitlementPayload'], ParentType, ContextType, RequireFields<MutationGrantEntitlementArgs, 'input'>>;
  grantOperator?: Resolver<ResolversTypes['GrantOperatorPayload'], ParentType, ContextType, RequireFields<MutationGrantOperatorArgs, 'input'>>;
  ignoreDiscrepancy?: Resolver<ResolversTypes['IgnoreDiscrepancyPayload'], ParentType, ContextType, RequireFields<MutationIgnoreDiscrepancyArgs, 'input'>>;
  importItems?: Resolver<ResolversTypes['ImportItemsPayload'], ParentType, ContextType, RequireFields<MutationImportItemsArgs, 'input'>>;
  importPurchases?: Resolver<ResolversTypes['ImportPurchasesPayload'], ParentType, ContextType, RequireFields<MutationImportPurchasesArgs, 'input'>>;
  importSubscriptions?: Resolver<ResolversTypes['ImportSubscriptionsPayload'], ParentType, ContextType, RequireFields<MutationImportSubscriptionsArgs, 'input'>>;
  inviteOperator?: Resolver<ResolversTypes['InviteOperatorPayload'], ParentType, ContextType, RequireFields<MutationInviteOperatorArgs, 'input'>>;
  pauseWebhookEndpoint?: Resolver<ResolversTypes['PauseWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationPauseWebhookEndpointArgs, 'input'>>;
  refreshSubscription?: Resolver<ResolversTypes['RefreshSubscriptionPayload'], ParentType, ContextType, RequireFields<MutationRefreshSubscriptionArgs, 'input'>>;
  refundPayment?: Resolver<ResolversTypes['RefundPaymentPayload'], ParentType, ContextType, RequireFields<MutationRefundPaymentArgs, 'input'>>;
  registerOperations?: Resolver<ResolversTypes['RegisterOperationsPayload'], ParentType, ContextType, RequireFields<MutationRegisterOperationsArgs, 'input'>>;
  registerUser?: Resolver<ResolversTypes['RegisterUserPayload'], ParentType, ContextType, RequireFields<MutationRegisterUserArgs, 'input'>>;
  registerUserTokenKey?: Resolver<ResolversTypes['RegisterUserTokenKeyPayload'], ParentType, ContextType, RequireFields<MutationRegisterUserTokenKeyArgs, 'input'>>;
  rejectRefund?: Resolver<ResolversTypes['RejectRefundPayload'], ParentType, ContextType, RequireFields<MutationRejectRefundArgs, 'input'>>;
  releaseUser?: Resolver<ResolversTypes['ReleaseUserPayload'], ParentType, ContextType, RequireFields<MutationReleaseUserArgs, 'input'>>;
  reopenDiscrepancy?: Resolver<ResolversTypes['ReopenDiscrepancyPayload'], ParentType, ContextType, RequireFields<MutationReopenDiscrepancyArgs, 'input'>>;
  replayNotification?: Resolver<ResolversTypes['ReplayNotificationPayload'], ParentType, ContextType, RequireFields<MutationReplayNotificationArgs, 'input'>>;
  replayWebhookDelivery?: Resolver<ResolversTypes['ReplayWebhookDeliveryPayload'], ParentType, ContextType, RequireFields<MutationReplayWebhookDeliveryArgs, 'input'>>;
  replayWebhookEvents?: Resolver<ResolversTypes['ReplayWebhookEventsPayload'], ParentType, ContextType, RequireFields<MutationReplayWebhookEventsArgs, 'input'>>;
  reportDeliveryFailure?: Resolver<ResolversTypes['ReportDeliveryFailurePayload'], ParentType, ContextType, RequireFields<MutationReportDeliveryFailureArgs, 'input'>>;
  requestPurchase?: Resolver<ResolversTypes['RequestPurchasePayload'], ParentType, ContextType, RequireFields<MutationRequestPurchaseArgs, 'input'>>;
  rereadPayment?: Resolver<ResolversTypes['RereadPaymentPayload'], ParentType, ContextType, RequireFields<MutationRereadPaymentArgs, 'input'>>;
  resumeWebhookEndpoint?: Resolver<ResolversTypes['ResumeWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationResumeWebhookEndpointArgs, 'input'>>;
  retryAcknowledgement?: Resolver<ResolversTypes['RetryAcknowledgementPayload'], ParentType, ContextType, RequireFields<MutationRetryAcknowledgementArgs, 'input'>>;
  retryDelivery?: Resolver<ResolversTypes['RetryDeliveryPayload'], ParentType, ContextType, RequireFields<MutationRetryDeliveryArgs, 'input'>>;
  revokeEntitlementGrant?: Resolver<ResolversTypes['RevokeEntitlementGrantPayload'], ParentType, ContextType, RequireFields<MutationRevokeEntitlementGrantArgs, 'input'>>;
  revokeOperatorGrant?: Resolver<ResolversTypes['RevokeOperatorGrantPayload'], ParentType, ContextType, RequireFields<MutationRevokeOperatorGrantArgs, 'input'>>;
  revokeOperatorInvitation?: Resolver<ResolversTypes['RevokeOperatorInvitationPayload'], ParentType, ContextType, RequireFields<MutationRevokeOperatorInvitationArgs, 'input'>>;
  revokePersonalAccessToken?: Resolver<ResolversTypes['RevokePersonalAccessTokenPayload'], ParentType, ContextType, RequireFields<MutationRevokePersonalAccessTokenArgs, 'input'>>;
  revokeServerKey?: Resolver<ResolversTypes['RevokeServerKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokeServerKeyArgs, 'input'>>;
  revokeSubscription?: Resolver<ResolversTypes['RevokeSubscriptionPayload'], ParentType, ContextType, RequireFields<MutationRevokeSubscriptionArgs, 'input'>>;
  rotateServerKey?: Resolver<ResolversTypes['RotateServerKeyPayload'], ParentType, ContextType, RequireFields<MutationRotateServerKeyArgs, 'input'>>;
  rotateUserSecret?: Resolver<ResolversTypes['RotateUserSecretPayload'], ParentType, ContextType, RequireFields<MutationRotateUserSecretArgs, 'input'>>;
  rotateWebhookSecret?: Resolver<ResolversTypes['RotateWebhookSecretPayload'], ParentType, ContextType, RequireFields<MutationRotateWebhookSecretArgs, 'input'>>;
  startReconciliation?: Resolver<ResolversTypes['StartReconciliationPayload'], ParentType, ContextType, RequireFields<MutationStartReconciliationArgs, 'input'>>;
  suspendUser?: Resolver<ResolversTypes['SuspendUserPayload'], ParentType, ContextType, RequireFields<MutationSuspendUserArgs, 'input'>>;
  testWebhookEndpoint?: Resolver<ResolversTypes['TestWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationTestWebhookEndpointArgs, 'input'>>;
  transferPayment?: Resolver<ResolversTypes['TransferPaymentPayload'], ParentType, ContextType, RequireFields<MutationTransferPaymentArgs, 'input'>>;
  updateAppKey?: Resolver<ResolversTypes['UpdateAppKeyPayload'], ParentType, ContextType, RequireFields<MutationUpdateAppKeyArgs, 'input'>>;
  updateServerKey?: Resolver<ResolversTypes['UpdateServerKeyPayload'], ParentType, ContextType, RequireFields<MutationUpdateServerKeyArgs, 'input'>>;
  updateWebhookEndpoint?: Resolver<ResolversTypes['UpdateWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationUpdateWebhookEndpointArgs, 'input'>>;
  upsertEntitlement?: Resolver<ResolversTypes['UpsertEntitlementPayload'], ParentType, ContextType, RequireFields<MutationUpsertEntitlementArgs, 'input'>>;
  upsertItem?: Resolver<ResolversTypes['UpsertItemPayload'], ParentType, ContextType, RequireFields<MutationUpsertItemArgs, 'input'>>;
  verifyPurchase?: Resolver<ResolversTypes['VerifyPurchasePayload'], ParentType, ContextType, RequireFields<MutationVerifyPurchaseArgs, 'input'>>;
  withdrawUserSecret?: Resolver<ResolversTypes['WithdrawUserSecretPayload'], ParentType, ContextType, RequireFields<MutationWithdrawUserSecretArgs, 'input'>>;
  withdrawUserTokenKey?: Resolver<ResolversTypes['WithdrawUserTokenKeyPayload'], ParentType, ContextType, RequireFields<MutationWithdrawUserTokenKeyArgs, 'input'>>;
};

export type NodeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'AppKey' | 'AuditEntry' | 'Consume' | 'EntitlementDefinition' | 'EntitlementGrant' | 'EventConsumer' | 'Item' | 'Note' | 'Notification' | 'Payment' | 'PaymentEvent' | 'PersistedOperation' | 'Purchase' | 'ReconciliationDiscrepancy' | 'RefundApproval' | 'RefundEntry' | 'RefundReview' | 'StoreSubscription' | 'UnattributedSale' | 'User' | 'WebhookDeliveryAttempt' | 'WebhookEndpoint', ParentType, ContextType>;
};

export type NoteResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Note'] = ResolversParentTypes['Note']> = {
  author?: Resolver<ResolversTypes['AuditActor'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NoteConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NoteConnection'] = ResolversParentTypes['NoteConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['NoteEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Note']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type NoteEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NoteEdge'] = ResolversParentTypes['NoteEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Note'], ParentType, ContextType>;
};

export type NotificationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['Environment']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  payments?: Resolver<ReadonlyArray<ResolversTypes['Payment']>, ParentType, ContextType>;
  processedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['NotificationSource'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['NotificationStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeNotificationId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verification?: Resolver<ResolversTypes['NotificationVerification'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotificationConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NotificationConnection'] = ResolversParentTypes['NotificationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['NotificationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Notification']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type NotificationEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NotificationEdge'] = ResolversParentTypes['NotificationEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Notification'], ParentType, ContextType>;
};

export type OperatorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Operator'] = ResolversParentTypes['Operator']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  disabledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  installationOwner?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  twoFactorEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type OperatorConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperatorConnection'] = ResolversParentTypes['OperatorConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OperatorEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Operator']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OperatorEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperatorEdge'] = ResolversParentTypes['OperatorEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Operator'], ParentType, ContextType>;
};

export type OperatorGrantResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperatorGrant'] = ResolversParentTypes['OperatorGrant']> = {
  grantedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  operator?: Resolver<ResolversTypes['Operator'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['OperatorRole'], ParentType, ContextType>;
};

export type OperatorGrantConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperatorGrantConnection'] = ResolversParentTypes['OperatorGrantConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OperatorGrantEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['OperatorGrant']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OperatorGrantEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperatorGrantEdge'] = ResolversParentTypes['OperatorGrantEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['OperatorGrant'], ParentType, ContextType>;
};

export type OperatorInvitationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OperatorInvitation'] = ResolversParentTypes['OperatorInvitation']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['OperatorRole'], ParentType, ContextType>;
};

export type OverviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Overview'] = ResolversParentTypes['Overview']> = {
  issues?: Resolver<ReadonlyArray<ResolversTypes['OverviewIssue']>, ParentType, ContextType>;
  readAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OverviewIssueResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OverviewIssue'] = ResolversParentTypes['OverviewIssue']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deadline?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['OverviewIssueKind'], ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  paidFrom?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  paidTo?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  problemCode?: Resolver<Maybe<ResolversTypes['ProblemCode']>, ParentType, ContextType>;
  severity?: Resolver<ResolversTypes['OverviewIssueSeverity'], ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
  subjectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
};

export type PauseWebhookEndpointPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PauseWebhookEndpointPayload'] = ResolversParentTypes['PauseWebhookEndpointPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment']> = {
  acknowledgement?: Resolver<ResolversTypes['Acknowledgement'], ParentType, ContextType>;
  auditEntries?: Resolver<Maybe<ResolversTypes['AuditEntryConnection']>, ParentType, ContextType, RequireFields<PaymentAuditEntriesArgs, 'first'>>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  consume?: Resolver<Maybe<ResolversTypes['Consume']>, ParentType, ContextType>;
  countryCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  deliveryFailure?: Resolver<Maybe<ResolversTypes['DeliveryFailure']>, ParentType, ContextType>;
  environment?: Resolver<ResolversTypes['Environment'], ParentType, ContextType>;
  events?: Resolver<ReadonlyArray<ResolversTypes['PaymentEvent']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  notes?: Resolver<Maybe<ResolversTypes['NoteConnection']>, ParentType, ContextType, RequireFields<PaymentNotesArgs, 'first'>>;
  offer?: Resolver<Maybe<ResolversTypes['PaymentOffer']>, ParentType, ContextType>;
  openRefundApproval?: Resolver<Maybe<ResolversTypes['RefundApproval']>, ParentType, ContextType>;
  ownership?: Resolver<ResolversTypes['PaymentOwnership'], ParentType, ContextType>;
  paidAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  periodEndsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  periodKind?: Resolver<Maybe<ResolversTypes['PeriodKind']>, ParentType, ContextType>;
  periodPhase?: Resolver<Maybe<ResolversTypes['PeriodPhase']>, ParentType, ContextType>;
  periodStartsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  purchase?: Resolver<ResolversTypes['Purchase'], ParentType, ContextType>;
  purchaseToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refund?: Resolver<Maybe<ResolversTypes['Refund']>, ParentType, ContextType>;
  refundNeedsApproval?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  refundRequest?: Resolver<Maybe<ResolversTypes['RefundRequest']>, ParentType, ContextType>;
  refundReviews?: Resolver<ReadonlyArray<ResolversTypes['RefundReview']>, ParentType, ContextType>;
  refundableAmount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  refunds?: Resolver<ReadonlyArray<ResolversTypes['RefundEntry']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeEvidence?: Resolver<Maybe<ReadonlyArray<ResolversTypes['StoreEvidence']>>, ParentType, ContextType>;
  storeOrderId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  storePageUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  storeReadAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  storeTransactionId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['StoreSubscription']>, ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  verifiedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  webhookDeliveries?: Resolver<Maybe<ResolversTypes['WebhookDeliveryAttemptConnection']>, ParentType, ContextType, RequireFields<PaymentWebhookDeliveriesArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentConnection'] = ResolversParentTypes['PaymentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PaymentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Payment']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PaymentCountResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentCount'] = ResolversParentTypes['PaymentCount']> = {
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PaymentEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentEdge'] = ResolversParentTypes['PaymentEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Payment'], ParentType, ContextType>;
};

export type PaymentEventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentEvent'] = ResolversParentTypes['PaymentEvent']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  entitlement?: Resolver<Maybe<ResolversTypes['EntitlementDefinition']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  previousStatus?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['StoreSubscription']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['PaymentEventType'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentEventConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentEventConnection'] = ResolversParentTypes['PaymentEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PaymentEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['PaymentEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PaymentEventEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentEventEdge'] = ResolversParentTypes['PaymentEventEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PaymentEvent'], ParentType, ContextType>;
};

export type PaymentOfferResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentOffer'] = ResolversParentTypes['PaymentOffer']> = {
  kind?: Resolver<ResolversTypes['OfferKind'], ParentType, ContextType>;
  offerId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purchaseOptionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PaymentStatisticsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentStatistics'] = ResolversParentTypes['PaymentStatistics']> = {
  buyers?: Resolver<Maybe<ReadonlyArray<ResolversTypes['BuyerStatistics']>>, ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['PaymentStatisticsGroup']>, ParentType, ContextType>;
  hasMoreGroups?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  pendingEventCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  today?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type PaymentStatisticsGroupResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentStatisticsGroup'] = ResolversParentTypes['PaymentStatisticsGroup']> = {
  averageRevenuePerBuyer?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  buyerCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  countryCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  currencyCode?: Resolver<Maybe<ResolversTypes['CurrencyCode']>, ParentType, ContextType>;
  firstDay?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  gross?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  itemId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastDay?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  paidFrom?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  paidTo?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  paymentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refundCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refundRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  refundedOfPayments?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  refundedPaymentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refundedQuantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refundedShare?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
};

export type PersistedOperationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PersistedOperation'] = ResolversParentTypes['PersistedOperation']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  document?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  documentId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  invalidReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  operationNames?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PersistedOperationConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PersistedOperationConnection'] = ResolversParentTypes['PersistedOperationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PersistedOperationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['PersistedOperation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PersistedOperationEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PersistedOperationEdge'] = ResolversParentTypes['PersistedOperationEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PersistedOperation'], ParentType, ContextType>;
};

export type PersonalAccessTokenResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PersonalAccessToken'] = ResolversParentTypes['PersonalAccessToken']> = {
  allowSensitiveActs?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  appKeys?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['OperatorRole'], ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  field?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PurchaseResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Purchase'] = ResolversParentTypes['Purchase']> = {
  accountToken?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  developerPayload?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  discrepancies?: Resolver<ReadonlyArray<ResolversTypes['ReconciliationDiscrepancy']>, ParentType, ContextType>;
  events?: Resolver<ReadonlyArray<ResolversTypes['PaymentEvent']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PurchaseStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeProductId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['StoreSubscription']>, ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PurchaseConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PurchaseConnection'] = ResolversParentTypes['PurchaseConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PurchaseEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Purchase']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PurchaseEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PurchaseEdge'] = ResolversParentTypes['PurchaseEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Purchase'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  appKey?: Resolver<ResolversTypes['AppKey'], ParentType, ContextType>;
  appKeys?: Resolver<ResolversTypes['AppKeySummaryConnection'], ParentType, ContextType, RequireFields<QueryAppKeysArgs, 'first'>>;
  auditLog?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<QueryAuditLogArgs, 'first'>>;
  entitlementDefinitions?: Resolver<ReadonlyArray<ResolversTypes['EntitlementDefinition']>, ParentType, ContextType>;
  entitlements?: Resolver<ReadonlyArray<ResolversTypes['Entitlement']>, ParentType, ContextType, Partial<QueryEntitlementsArgs>>;
  eventConsumers?: Resolver<ResolversTypes['EventConsumerConnection'], ParentType, ContextType, RequireFields<QueryEventConsumersArgs, 'first'>>;
  items?: Resolver<ResolversTypes['ItemConnection'], ParentType, ContextType, Partial<QueryItemsArgs>>;
  lookUpAtStore?: Resolver<ResolversTypes['StoreLookupResult'], ParentType, ContextType, RequireFields<QueryLookUpAtStoreArgs, 'text'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  notification?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType, RequireFields<QueryNotificationArgs, 'id'>>;
  notifications?: Resolver<ResolversTypes['NotificationConnection'], ParentType, ContextType, RequireFields<QueryNotificationsArgs, 'first'>>;
  operatorGrants?: Resolver<ResolversTypes['OperatorGrantConnection'], ParentType, ContextType, RequireFields<QueryOperatorGrantsArgs, 'first'>>;
  operatorInvitations?: Resolver<ReadonlyArray<ResolversTypes['OperatorInvitation']>, ParentType, ContextType>;
  operators?: Resolver<ResolversTypes['OperatorConnection'], ParentType, ContextType, RequireFields<QueryOperatorsArgs, 'first'>>;
  overview?: Resolver<ResolversTypes['Overview'], ParentType, ContextType, RequireFields<QueryOverviewArgs, 'environment'>>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType, RequireFields<QueryPaymentArgs, 'id'>>;
  paymentCount?: Resolver<ResolversTypes['PaymentCount'], ParentType, ContextType, Partial<QueryPaymentCountArgs>>;
  paymentEvents?: Resolver<ResolversTypes['PaymentEventConnection'], ParentType, ContextType, RequireFields<QueryPaymentEventsArgs, 'first'>>;
  paymentStatistics?: Resolver<ResolversTypes['PaymentStatistics'], ParentType, ContextType, RequireFields<QueryPaymentStatisticsArgs, 'environment' | 'groupBy'>>;
  payments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<QueryPaymentsArgs, 'orderBy'>>;
  personalAccessTokens?: Resolver<ReadonlyArray<ResolversTypes['PersonalAccessToken']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType, RequireFields<QueryPurchaseArgs, 'id'>>;
  purchases?: Resolver<ResolversTypes['PurchaseConnection'], ParentType, ContextType, Partial<QueryPurchasesArgs>>;
  reconciliationDays?: Resolver<ReadonlyArray<ResolversTypes['ReconciliationDay']>, ParentType, ContextType, RequireFields<QueryReconciliationDaysArgs, 'days' | 'openOnly'>>;
  reconciliationReport?: Resolver<ResolversTypes['ReconciliationReport'], ParentType, ContextType, RequireFields<QueryReconciliationReportArgs, 'day' | 'store'>>;
  refundApprovals?: Resolver<ResolversTypes['RefundApprovalConnection'], ParentType, ContextType, RequireFields<QueryRefundApprovalsArgs, 'first' | 'open'>>;
  refundReview?: Resolver<Maybe<ResolversTypes['RefundReview']>, ParentType, ContextType, RequireFields<QueryRefundReviewArgs, 'id'>>;
  refundReviewStatistics?: Resolver<ReadonlyArray<ResolversTypes['RefundReviewStatistics']>, ParentType, ContextType, Partial<QueryRefundReviewStatisticsArgs>>;
  refundReviews?: Resolver<ResolversTypes['RefundReviewConnection'], ParentType, ContextType, RequireFields<QueryRefundReviewsArgs, 'first' | 'orderBy'>>;
  search?: Resolver<ResolversTypes['SearchResult'], ParentType, ContextType, RequireFields<QuerySearchArgs, 'text'>>;
  setUpSteps?: Resolver<ReadonlyArray<ResolversTypes['SetUpStep']>, ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['StoreSubscription']>, ParentType, ContextType, RequireFields<QuerySubscriptionArgs, 'id'>>;
  subscriptionStatistics?: Resolver<ResolversTypes['SubscriptionStatistics'], ParentType, ContextType, RequireFields<QuerySubscriptionStatisticsArgs, 'environment' | 'interval'>>;
  subscriptions?: Resolver<ResolversTypes['StoreSubscriptionConnection'], ParentType, ContextType, RequireFields<QuerySubscriptionsArgs, 'first'>>;
  suspendedUsers?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, RequireFields<QuerySuspendedUsersArgs, 'first'>>;
  unattributedSales?: Resolver<ResolversTypes['UnattributedSaleConnection'], ParentType, ContextType, RequireFields<QueryUnattributedSalesArgs, 'first'>>;
  unconsumedPayments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<QueryUnconsumedPaymentsArgs, 'first'>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, Partial<QueryUserArgs>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType, RequireFields<QueryWebhookEndpointArgs, 'id'>>;
  webhookEndpoints?: Resolver<ReadonlyArray<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type RecognizedTextResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RecognizedText'] = ResolversParentTypes['RecognizedText']> = {
  canLookUp?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['Environment']>, ParentType, ContextType>;
  isFound?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['SearchTextKind'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
};

export type ReconciliationDayResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReconciliationDay'] = ResolversParentTypes['ReconciliationDay']> = {
  checkedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  discrepancyCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ignoredCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  openCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resolvedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  runCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
};

export type ReconciliationDiscrepancyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReconciliationDiscrepancy'] = ResolversParentTypes['ReconciliationDiscrepancy']> = {
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detectedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ignoreReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ignoredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
  resolvedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['ReconciliationSource'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeTransactionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unattributedSale?: Resolver<Maybe<ResolversTypes['UnattributedSale']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReconciliationReportResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReconciliationReport'] = ResolversParentTypes['ReconciliationReport']> = {
  checkedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  discrepancies?: Resolver<ReadonlyArray<ResolversTypes['ReconciliationDiscrepancy']>, ParentType, ContextType>;
  discrepancyCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ignoredCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  openCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resolvedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  runs?: Resolver<ReadonlyArray<ResolversTypes['ReconciliationRun']>, ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
};

export type ReconciliationRunResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReconciliationRun'] = ResolversParentTypes['ReconciliationRun']> = {
  checkedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['ReconciliationSource'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  storeBundleId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RefreshSubscriptionPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefreshSubscriptionPayload'] = ResolversParentTypes['RefreshSubscriptionPayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['StoreSubscription']>, ParentType, ContextType>;
};

export type RefundResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Refund'] = ResolversParentTypes['Refund']> = {
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  full?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refundedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['RefundSource'], ParentType, ContextType>;
};

export type RefundApprovalResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundApproval'] = ResolversParentTypes['RefundApproval']> = {
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  canApprove?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  canCancel?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  decidedBy?: Resolver<Maybe<ResolversTypes['RefundApprovalOperator']>, ParentType, ContextType>;
  decisionReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['RefundApprovalKind'], ParentType, ContextType>;
  payment?: Resolver<ResolversTypes['Payment'], ParentType, ContextType>;
  paymentVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['RefundApprovalOperator'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RefundApprovalStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RefundApprovalConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundApprovalConnection'] = ResolversParentTypes['RefundApprovalConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RefundApprovalEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['RefundApproval']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RefundApprovalEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundApprovalEdge'] = ResolversParentTypes['RefundApprovalEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RefundApproval'], ParentType, ContextType>;
};

export type RefundApprovalOperatorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundApprovalOperator'] = ResolversParentTypes['RefundApprovalOperator']> = {
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RefundConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundConnection'] = ResolversParentTypes['RefundConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RefundEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['RefundEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RefundEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundEdge'] = ResolversParentTypes['RefundEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RefundEntry'], ParentType, ContextType>;
};

export type RefundEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundEntry'] = ResolversParentTypes['RefundEntry']> = {
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  full?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  previousStatus?: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refundedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reversedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['RefundSource'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RefundPaymentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundPaymentPayload'] = ResolversParentTypes['RefundPaymentPayload']> = {
  approval?: Resolver<Maybe<ResolversTypes['RefundApproval']>, ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RefundRequestResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundRequest'] = ResolversParentTypes['RefundRequest']> = {
  acceptedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RefundReviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundReview'] = ResolversParentTypes['RefundReview']> = {
  answer?: Resolver<Maybe<ResolversTypes['RefundReviewAnswer']>, ParentType, ContextType>;
  answerReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  answeredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  answeredBy?: Resolver<Maybe<ResolversTypes['RefundReviewAnsweredBy']>, ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  chargebackCost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  consentRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  deadline?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  payments?: Resolver<ReadonlyArray<ResolversTypes['Payment']>, ParentType, ContextType>;
  record?: Resolver<Maybe<ResolversTypes['RefundReviewRecord']>, ParentType, ContextType>;
  requestReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  secondsLeft?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RefundReviewStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeOrderId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  storeTransactionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RefundReviewConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundReviewConnection'] = ResolversParentTypes['RefundReviewConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RefundReviewEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['RefundReview']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RefundReviewEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundReviewEdge'] = ResolversParentTypes['RefundReviewEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RefundReview'], ParentType, ContextType>;
};

export type RefundReviewRecordResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundReviewRecord'] = ResolversParentTypes['RefundReviewRecord']> = {
  consumptionPercentageMilliunits?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  delivered?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  suggestedAnswer?: Resolver<Maybe<ResolversTypes['RefundReviewAnswer']>, ParentType, ContextType>;
};

export type RefundReviewStatisticsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefundReviewStatistics'] = ResolversParentTypes['RefundReviewStatistics']> = {
  answer?: Resolver<Maybe<ResolversTypes['RefundReviewAnswer']>, ParentType, ContextType>;
  chargebackCost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RefundReviewStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
};

export type RegisterOperationsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RegisterOperationsPayload'] = ResolversParentTypes['RegisterOperationsPayload']> = {
  operations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['PersistedOperation']>>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type RegisterUserPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RegisterUserPayload'] = ResolversParentTypes['RegisterUserPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type RegisterUserTokenKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RegisterUserTokenKeyPayload'] = ResolversParentTypes['RegisterUserTokenKeyPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  userTokenKey?: Resolver<Maybe<ResolversTypes['UserTokenKey']>, ParentType, ContextType>;
};

export type RejectRefundPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RejectRefundPayload'] = ResolversParentTypes['RejectRefundPayload']> = {
  approval?: Resolver<Maybe<ResolversTypes['RefundApproval']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ReleaseUserPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReleaseUserPayload'] = ResolversParentTypes['ReleaseUserPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ReopenDiscrepancyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReopenDiscrepancyPayload'] = ResolversParentTypes['ReopenDiscrepancyPayload']> = {
  discrepancy?: Resolver<Maybe<ResolversTypes['ReconciliationDiscrepancy']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ReplayNotificationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReplayNotificationPayload'] = ResolversParentTypes['ReplayNotificationPayload']> = {
  notification?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ReplayWebhookDeliveryPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReplayWebhookDeliveryPayload'] = ResolversParentTypes['ReplayWebhookDeliveryPayload']> = {
  delivery?: Resolver<Maybe<ResolversTypes['WebhookDeliveryAttempt']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ReplayWebhookEventsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReplayWebhookEventsPayload'] = ResolversParentTypes['ReplayWebhookEventsPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type ReportDeliveryFailurePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReportDeliveryFailurePayload'] = ResolversParentTypes['ReportDeliveryFailurePayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type RequestPurchasePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RequestPurchasePayload'] = ResolversParentTypes['RequestPurchasePayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RereadPaymentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RereadPaymentPayload'] = ResolversParentTypes['RereadPaymentPayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ResumeWebhookEndpointPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ResumeWebhookEndpointPayload'] = ResolversParentTypes['ResumeWebhookEndpointPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type RetryAcknowledgementPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RetryAcknowledgementPayload'] = ResolversParentTypes['RetryAcknowledgementPayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type RetryDeliveryPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RetryDeliveryPayload'] = ResolversParentTypes['RetryDeliveryPayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type RevokeEntitlementGrantPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokeEntitlementGrantPayload'] = ResolversParentTypes['RevokeEntitlementGrantPayload']> = {
  grant?: Resolver<Maybe<ResolversTypes['EntitlementGrant']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RevokeOperatorGrantPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokeOperatorGrantPayload'] = ResolversParentTypes['RevokeOperatorGrantPayload']> = {
  grant?: Resolver<Maybe<ResolversTypes['OperatorGrant']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type RevokeOperatorInvitationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokeOperatorInvitationPayload'] = ResolversParentTypes['RevokeOperatorInvitationPayload']> = {
  invitation?: Resolver<Maybe<ResolversTypes['OperatorInvitation']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type RevokePersonalAccessTokenPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokePersonalAccessTokenPayload'] = ResolversParentTypes['RevokePersonalAccessTokenPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  token?: Resolver<Maybe<ResolversTypes['PersonalAccessToken']>, ParentType, ContextType>;
};

export type RevokeServerKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokeServerKeyPayload'] = ResolversParentTypes['RevokeServerKeyPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  serverKey?: Resolver<Maybe<ResolversTypes['ServerKey']>, ParentType, ContextType>;
};

export type RevokeSubscriptionPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokeSubscriptionPayload'] = ResolversParentTypes['RevokeSubscriptionPayload']> = {
  managementUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['StoreSubscription']>, ParentType, ContextType>;
};

export type RotateServerKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RotateServerKeyPayload'] = ResolversParentTypes['RotateServerKeyPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  serverKey?: Resolver<Maybe<ResolversTypes['ServerKey']>, ParentType, ContextType>;
};

export type RotateUserSecretPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RotateUserSecretPayload'] = ResolversParentTypes['RotateUserSecretPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userSecret?: Resolver<Maybe<ResolversTypes['UserSecret']>, ParentType, ContextType>;
};

export type RotateWebhookSecretPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RotateWebhookSecretPayload'] = ResolversParentTypes['RotateWebhookSecretPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type SearchGroupResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SearchGroup'] = ResolversParentTypes['SearchGroup']> = {
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hits?: Resolver<ReadonlyArray<ResolversTypes['Node']>, ParentType, ContextType>;
  typeName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SearchResultResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SearchResult'] = ResolversParentTypes['SearchResult']> = {
  groups?: Resolver<ReadonlyArray<ResolversTypes['SearchGroup']>, ParentType, ContextType>;
  recognizedAs?: Resolver<ReadonlyArray<ResolversTypes['RecognizedText']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ServerKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ServerKey'] = ResolversParentTypes['ServerKey']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  replacedBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['ServerKeyRole'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ServerKeyStatus'], ParentType, ContextType>;
};

export type SetUpStepResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetUpStep'] = ResolversParentTypes['SetUpStep']> = {
  doneAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  isDone?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  step?: Resolver<ResolversTypes['SetUpStepName'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
};

export type StartReconciliationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StartReconciliationPayload'] = ResolversParentTypes['StartReconciliationPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type StoreCheckStepResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreCheckStep'] = ResolversParentTypes['StoreCheckStep']> = {
  code?: Resolver<ResolversTypes['StoreCheckCode'], ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['Environment']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  part?: Resolver<ResolversTypes['StoreCheckPart'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StoreCheckStatus'], ParentType, ContextType>;
};

export type StoreConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreConnection'] = ResolversParentTypes['StoreConnection']> = {
  connectedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  hasCredentials?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastCheck?: Resolver<Maybe<ResolversTypes['StoreConnectionCheck']>, ParentType, ContextType>;
  settings?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  shared?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeBundleId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type StoreConnectionCheckResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreConnectionCheck'] = ResolversParentTypes['StoreConnectionCheck']> = {
  checkedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['StoreCheckStep']>, ParentType, ContextType>;
};

export type StoreEvidenceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreEvidence'] = ResolversParentTypes['StoreEvidence']> = {
  cause?: Resolver<Maybe<ResolversTypes['RefundSource']>, ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['StoreEvidenceKind'], ParentType, ContextType>;
  notification?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type StoreLookupAnswerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreLookupAnswer'] = ResolversParentTypes['StoreLookupAnswer']> = {
  answeredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  sales?: Resolver<ReadonlyArray<ResolversTypes['StoreSale']>, ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
};

export type StoreLookupResultResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreLookupResult'] = ResolversParentTypes['StoreLookupResult']> = {
  answers?: Resolver<ReadonlyArray<ResolversTypes['StoreLookupAnswer']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StoreProductResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreProduct'] = ResolversParentTypes['StoreProduct']> = {
  productId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeBundleId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StoreSaleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreSale'] = ResolversParentTypes['StoreSale']> = {
  accountToken?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  acknowledgementDeadline?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  canAdopt?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  environment?: Resolver<ResolversTypes['Environment'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  paidAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  refund?: Resolver<Maybe<ResolversTypes['StoreSaleRefund']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StoreSaleStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeOrderId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  storeProductId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  storeTransactionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type StoreSaleRefundResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreSaleRefund'] = ResolversParentTypes['StoreSaleRefund']> = {
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  full?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refundedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type StoreSubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreSubscription'] = ResolversParentTypes['StoreSubscription']> = {
  accessUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  acknowledgementDeadline?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cancelReason?: Resolver<Maybe<ResolversTypes['SubscriptionCancelReason']>, ParentType, ContextType>;
  canceledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  commitment?: Resolver<Maybe<ResolversTypes['SubscriptionCommitment']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  environment?: Resolver<ResolversTypes['Environment'], ParentType, ContextType>;
  events?: Resolver<ReadonlyArray<ResolversTypes['PaymentEvent']>, ParentType, ContextType>;
  gracePeriodEndsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  groupId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isStale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  lines?: Resolver<ReadonlyArray<ResolversTypes['SubscriptionLine']>, ParentType, ContextType>;
  nextCheckAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  ownership?: Resolver<ResolversTypes['PaymentOwnership'], ParentType, ContextType>;
  payments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<StoreSubscriptionPaymentsArgs, 'first'>>;
  pendingChange?: Resolver<Maybe<ResolversTypes['SubscriptionPendingChange']>, ParentType, ContextType>;
  phase?: Resolver<ResolversTypes['PeriodPhase'], ParentType, ContextType>;
  priceChange?: Resolver<Maybe<ResolversTypes['SubscriptionPriceChange']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
  renewsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  resumesAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SubscriptionStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeReadAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  tokens?: Resolver<ReadonlyArray<ResolversTypes['SubscriptionToken']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  willRenew?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StoreSubscriptionConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreSubscriptionConnection'] = ResolversParentTypes['StoreSubscriptionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['StoreSubscriptionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['StoreSubscription']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type StoreSubscriptionEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreSubscriptionEdge'] = ResolversParentTypes['StoreSubscriptionEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['StoreSubscription'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  entitlementsUpdated?: SubscriptionResolver<ReadonlyArray<ResolversTypes['Entitlement']>, "entitlementsUpdated", ParentType, ContextType, Partial<SubscriptionEntitlementsUpdatedArgs>>;
  paymentEvents?: SubscriptionResolver<ResolversTypes['PaymentEvent'], "paymentEvents", ParentType, ContextType, Partial<SubscriptionPaymentEventsArgs>>;
  purchaseUpdated?: SubscriptionResolver<ResolversTypes['Purchase'], "purchaseUpdated", ParentType, ContextType, RequireFields<SubscriptionPurchaseUpdatedArgs, 'id'>>;
};

export type SubscriptionChurnResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionChurn'] = ResolversParentTypes['SubscriptionChurn']> = {
  cancelReason?: Resolver<Maybe<ResolversTypes['SubscriptionCancelReason']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  trialCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SubscriptionCommitmentResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionCommitment'] = ResolversParentTypes['SubscriptionCommitment']> = {
  endsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  paid?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SubscriptionCountsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionCounts'] = ResolversParentTypes['SubscriptionCounts']> = {
  active?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inGracePeriod?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inTrial?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  onHold?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  paused?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  shared?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  willNotRenew?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SubscriptionImportErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionImportError'] = ResolversParentTypes['SubscriptionImportError']> = {
  code?: Resolver<ResolversTypes['SubscriptionImportErrorCode'], ParentType, ContextType>;
  column?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  row?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type SubscriptionLineResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionLine'] = ResolversParentTypes['SubscriptionLine']> = {
  accessUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  basePlanId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  givesAccess?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  offerId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  renewalPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  storeProductId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  willRenew?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type SubscriptionMovementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionMovement'] = ResolversParentTypes['SubscriptionMovement']> = {
  changed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  endsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expired?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  firstDay?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  lastDay?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  recovered?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  renewed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resubscribed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  revoked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  started?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  toppedUp?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SubscriptionPendingChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionPendingChange'] = ResolversParentTypes['SubscriptionPendingChange']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  basePlanId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  storeProductId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SubscriptionPriceChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionPriceChange'] = ResolversParentTypes['SubscriptionPriceChange']> = {
  consentBy?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  needsConsent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  newPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SubscriptionPriceChangeStatus'], ParentType, ContextType>;
};

export type SubscriptionStatisticsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionStatistics'] = ResolversParentTypes['SubscriptionStatistics']> = {
  churn?: Resolver<ReadonlyArray<ResolversTypes['SubscriptionChurn']>, ParentType, ContextType>;
  countedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['SubscriptionCounts'], ParentType, ContextType>;
  endsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  movement?: Resolver<ReadonlyArray<ResolversTypes['SubscriptionMovement']>, ParentType, ContextType>;
  recurringRevenue?: Resolver<ReadonlyArray<ResolversTypes['MonthlyRecurringRevenue']>, ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  today?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  trials?: Resolver<ResolversTypes['SubscriptionTrialConversion'], ParentType, ContextType>;
};

export type SubscriptionTokenResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionToken'] = ResolversParentTypes['SubscriptionToken']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  supersededAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type SubscriptionTrialConversionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubscriptionTrialConversion'] = ResolversParentTypes['SubscriptionTrialConversion']> = {
  conversionRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  converted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ended?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  endsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  notConverted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  open?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type SuspendUserPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SuspendUserPayload'] = ResolversParentTypes['SuspendUserPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type TestWebhookEndpointPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TestWebhookEndpointPayload'] = ResolversParentTypes['TestWebhookEndpointPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['WebhookTestResult']>, ParentType, ContextType>;
};

export type TransferPaymentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TransferPaymentPayload'] = ResolversParentTypes['TransferPaymentPayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type UnattributedSaleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UnattributedSale'] = ResolversParentTypes['UnattributedSale']> = {
  accountToken?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  acknowledgementDeadline?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  detectedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  environment?: Resolver<ResolversTypes['Environment'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  paidAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refundedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeAccountId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  storeOrderId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  storeProductId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  storeTransactionId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UnattributedSaleConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UnattributedSaleConnection'] = ResolversParentTypes['UnattributedSaleConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['UnattributedSaleEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['UnattributedSale']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UnattributedSaleEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UnattributedSaleEdge'] = ResolversParentTypes['UnattributedSaleEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['UnattributedSale'], ParentType, ContextType>;
};

export type UpdateAppKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpdateAppKeyPayload'] = ResolversParentTypes['UpdateAppKeyPayload']> = {
  appKey?: Resolver<Maybe<ResolversTypes['AppKey']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type UpdateServerKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpdateServerKeyPayload'] = ResolversParentTypes['UpdateServerKeyPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  serverKey?: Resolver<Maybe<ResolversTypes['ServerKey']>, ParentType, ContextType>;
};

export type UpdateWebhookEndpointPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpdateWebhookEndpointPayload'] = ResolversParentTypes['UpdateWebhookEndpointPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type UpsertEntitlementPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpsertEntitlementPayload'] = ResolversParentTypes['UpsertEntitlementPayload']> = {
  entitlement?: Resolver<Maybe<ResolversTypes['EntitlementDefinition']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type UpsertItemPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpsertItemPayload'] = ResolversParentTypes['UpsertItemPayload']> = {
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  auditEntries?: Resolver<Maybe<ResolversTypes['AuditEntryConnection']>, ParentType, ContextType, RequireFields<UserAuditEntriesArgs, 'first'>>;
  entitlementGrants?: Resolver<Maybe<ReadonlyArray<ResolversTypes['EntitlementGrant']>>, ParentType, ContextType>;
  entitlements?: Resolver<ReadonlyArray<ResolversTypes['Entitlement']>, ParentType, ContextType, Partial<UserEntitlementsArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  notes?: Resolver<Maybe<ResolversTypes['NoteConnection']>, ParentType, ContextType, RequireFields<UserNotesArgs, 'first'>>;
  paymentTotals?: Resolver<Maybe<ResolversTypes['UserPaymentTotals']>, ParentType, ContextType, RequireFields<UserPaymentTotalsArgs, 'environment'>>;
  payments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<UserPaymentsArgs, 'first'>>;
  refundTotals?: Resolver<Maybe<ResolversTypes['UserRefundTotals']>, ParentType, ContextType, RequireFields<UserRefundTotalsArgs, 'environment'>>;
  refunds?: Resolver<ResolversTypes['RefundConnection'], ParentType, ContextType, RequireFields<UserRefundsArgs, 'first'>>;
  registeredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  subscriptions?: Resolver<ReadonlyArray<ResolversTypes['StoreSubscription']>, ParentType, ContextType, RequireFields<UserSubscriptionsArgs, 'first' | 'includeExpired'>>;
  suspendedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  unconsumedPayments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<UserUnconsumedPaymentsArgs, 'first'>>;
  userId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserCurrencyTotalsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserCurrencyTotals'] = ResolversParentTypes['UserCurrencyTotals']> = {
  currencyCode?: Resolver<Maybe<ResolversTypes['CurrencyCode']>, ParentType, ContextType>;
  gross?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  paymentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  refundedPaymentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserPaymentTotalsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserPaymentTotals'] = ResolversParentTypes['UserPaymentTotals']> = {
  currencies?: Resolver<ReadonlyArray<ResolversTypes['UserCurrencyTotals']>, ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  paymentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refundedPaymentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unconsumedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserRefundCurrencyTotalsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserRefundCurrencyTotals'] = ResolversParentTypes['UserRefundCurrencyTotals']> = {
  currencyCode?: Resolver<Maybe<ResolversTypes['CurrencyCode']>, ParentType, ContextType>;
  refundCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type UserRefundTotalsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserRefundTotals'] = ResolversParentTypes['UserRefundTotals']> = {
  afterConsumeCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  currencies?: Resolver<ReadonlyArray<ResolversTypes['UserRefundCurrencyTotals']>, ParentType, ContextType>;
  isExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  refundCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type UserSecretResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserSecret'] = ResolversParentTypes['UserSecret']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type UserTokenKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserTokenKey'] = ResolversParentTypes['UserTokenKey']> = {
  algorithm?: Resolver<ResolversTypes['UserTokenAlgorithm'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  publicKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VerifyPurchasePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VerifyPurchasePayload'] = ResolversParentTypes['VerifyPurchasePayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  operator?: Resolver<Maybe<ResolversTypes['Operator']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['OperatorRole']>, ParentType, ContextType>;
  secondFactorAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  serverKey?: Resolver<Maybe<ResolversTypes['ServerKey']>, ParentType, ContextType>;
};

export type WebhookDeliveryAttemptResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WebhookDeliveryAttempt'] = ResolversParentTypes['WebhookDeliveryAttempt']> = {
  attemptedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  durationMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  endpointId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  event?: Resolver<Maybe<ResolversTypes['PaymentEvent']>, ParentType, ContextType>;
  host?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  requestBody?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  responseBody?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  responseStatus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['WebhookDeliveryAttemptStatus'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WebhookDeliveryAttemptConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WebhookDeliveryAttemptConnection'] = ResolversParentTypes['WebhookDeliveryAttemptConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['WebhookDeliveryAttemptEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['WebhookDeliveryAttempt']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type WebhookDeliveryAttemptEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WebhookDeliveryAttemptEdge'] = ResolversParentTypes['WebhookDeliveryAttemptEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['WebhookDeliveryAttempt'], ParentType, ContextType>;
};

export type WebhookDeliverySummaryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WebhookDeliverySummary'] = ResolversParentTypes['WebhookDeliverySummary']> = {
  attemptCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deliveredCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  medianDurationMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  p95DurationMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type WebhookEndpointResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WebhookEndpoint'] = ResolversParentTypes['WebhookEndpoint']> = {
  consecutiveFailures?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  deliveries?: Resolver<ResolversTypes['WebhookDeliveryAttemptConnection'], ParentType, ContextType, RequireFields<WebhookEndpointDeliveriesArgs, 'first'>>;
  firstFailedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  host?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lag?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  oldestUndeliveredAgeSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pauseReason?: Resolver<Maybe<ResolversTypes['WebhookPauseReason']>, ParentType, ContextType>;
  previousSecretExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  recentDeliveries?: Resolver<ResolversTypes['WebhookDeliverySummary'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['WebhookStatus'], ParentType, ContextType>;
  types?: Resolver<Maybe<ReadonlyArray<ResolversTypes['PaymentEventType']>>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WebhookTestResultResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WebhookTestResult'] = ResolversParentTypes['WebhookTestResult']> = {
  durationMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  requestBody?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  responseBody?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  responseStatus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sentAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['WebhookDeliveryAttemptStatus'], ParentType, ContextType>;
};

export type WithdrawUserSecretPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WithdrawUserSecretPayload'] = ResolversParentTypes['WithdrawUserSecretPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  userSecret?: Resolver<Maybe<ResolversTypes['UserSecret']>, ParentType, ContextType>;
};

export type WithdrawUserTokenKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WithdrawUserTokenKeyPayload'] = ResolversParentTypes['WithdrawUserTokenKeyPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  userTokenKey?: Resolver<Maybe<ResolversTypes['UserTokenKey']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  AckEventsPayload?: AckEventsPayloadResolvers<ContextType>;
  Acknowledgement?: AcknowledgementResolvers<ContextType>;
  AddNotePayload?: AddNotePayloadResolvers<ContextType>;
  AdoptPaymentPayload?: AdoptPaymentPayloadResolvers<ContextType>;
  AnswerRefundReviewPayload?: AnswerRefundReviewPayloadResolvers<ContextType>;
  AppKey?: AppKeyResolvers<ContextType>;
  AppKeySummary?: AppKeySummaryResolvers<ContextType>;
  AppKeySummaryConnection?: AppKeySummaryConnectionResolvers<ContextType>;
  AppKeySummaryEdge?: AppKeySummaryEdgeResolvers<ContextType>;
  ApproveRefundPayload?: ApproveRefundPayloadResolvers<ContextType>;
  AssignSubscriptionPayload?: AssignSubscriptionPayloadResolvers<ContextType>;
  AssignUnattributedSalePayload?: AssignUnattributedSalePayloadResolvers<ContextType>;
  AuditActor?: AuditActorResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditEntryConnection?: AuditEntryConnectionResolvers<ContextType>;
  AuditEntryEdge?: AuditEntryEdgeResolvers<ContextType>;
  AuditHead?: AuditHeadResolvers<ContextType>;
  BuyerStatistics?: BuyerStatisticsResolvers<ContextType>;
  CancelPurchasePayload?: CancelPurchasePayloadResolvers<ContextType>;
  CancelRefundApprovalPayload?: CancelRefundApprovalPayloadResolvers<ContextType>;
  CancelSubscriptionPayload?: CancelSubscriptionPayloadResolvers<ContextType>;
  CheckStoreConnectionPayload?: CheckStoreConnectionPayloadResolvers<ContextType>;
  CompletePaymentPayload?: CompletePaymentPayloadResolvers<ContextType>;
  ConnectStorePayload?: ConnectStorePayloadResolvers<ContextType>;
  Consume?: ConsumeResolvers<ContextType>;
  ConsumePaymentForUserPayload?: ConsumePaymentForUserPayloadResolvers<ContextType>;
  ConsumePaymentPayload?: ConsumePaymentPayloadResolvers<ContextType>;
  ConsumePaymentsPayload?: ConsumePaymentsPayloadResolvers<ContextType>;
  CorrectPaymentPayload?: CorrectPaymentPayloadResolvers<ContextType>;
  CreateAppKeyPayload?: CreateAppKeyPayloadResolvers<ContextType>;
  CreatePersonalAccessTokenPayload?: CreatePersonalAccessTokenPayloadResolvers<ContextType>;
  CreateServerKeyPayload?: CreateServerKeyPayloadResolvers<ContextType>;
  CreateWebhookEndpointPayload?: CreateWebhookEndpointPayloadResolvers<ContextType>;
  CurrencyCode?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  DeleteEventConsumerPayload?: DeleteEventConsumerPayloadResolvers<ContextType>;
  DeleteOperationsPayload?: DeleteOperationsPayloadResolvers<ContextType>;
  DeleteWebhookEndpointPayload?: DeleteWebhookEndpointPayloadResolvers<ContextType>;
  DeliveryFailure?: DeliveryFailureResolvers<ContextType>;
  DisableOperatorPayload?: DisableOperatorPayloadResolvers<ContextType>;
  DisconnectStorePayload?: DisconnectStorePayloadResolvers<ContextType>;
  EnableOperatorPayload?: EnableOperatorPayloadResolvers<ContextType>;
  Entitlement?: EntitlementResolvers<ContextType>;
  EntitlementDefinition?: EntitlementDefinitionResolvers<ContextType>;
  EntitlementGrant?: EntitlementGrantResolvers<ContextType>;
  EntitlementHolderCount?: EntitlementHolderCountResolvers<ContextType>;
  EraseUserPayload?: EraseUserPayloadResolvers<ContextType>;
  EventConsumer?: EventConsumerResolvers<ContextType>;
  EventConsumerConnection?: EventConsumerConnectionResolvers<ContextType>;
  EventConsumerEdge?: EventConsumerEdgeResolvers<ContextType>;
  ExportUserPayload?: ExportUserPayloadResolvers<ContextType>;
  ExtendSubscriptionPayload?: ExtendSubscriptionPayloadResolvers<ContextType>;
  GrantEntitlementPayload?: GrantEntitlementPayloadResolvers<ContextType>;
  GrantOperatorPayload?: GrantOperatorPayloadResolvers<ContextType>;
  IgnoreDiscrepancyPayload?: IgnoreDiscrepancyPayloadResolvers<ContextType>;
  ImportDifference?: ImportDifferenceResolvers<ContextType>;
  ImportItemsPayload?: ImportItemsPayloadResolvers<ContextType>;
  ImportPurchasesPayload?: ImportPurchasesPayloadResolvers<ContextType>;
  ImportResult?: ImportResultResolvers<ContextType>;
  ImportSubscriptionsPayload?: ImportSubscriptionsPayloadResolvers<ContextType>;
  InviteOperatorPayload?: InviteOperatorPayloadResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  ItemConnection?: ItemConnectionResolvers<ContextType>;
  ItemEdge?: ItemEdgeResolvers<ContextType>;
  ItemImportError?: ItemImportErrorResolvers<ContextType>;
  ItemImportRow?: ItemImportRowResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  MonthlyRecurringRevenue?: MonthlyRecurringRevenueResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Note?: NoteResolvers<ContextType>;
  NoteConnection?: NoteConnectionResolvers<ContextType>;
  NoteEdge?: NoteEdgeResolvers<ContextType>;
  Notification?: NotificationResolvers<ContextType>;
  NotificationConnection?: NotificationConnectionResolvers<ContextType>;
  NotificationEdge?: NotificationEdgeResolvers<ContextType>;
  Operator?: OperatorResolvers<ContextType>;
  OperatorConnection?: OperatorConnectionResolvers<ContextType>;
  OperatorEdge?: OperatorEdgeResolvers<ContextType>;
  OperatorGrant?: OperatorGrantResolvers<ContextType>;
  OperatorGrantConnection?: OperatorGrantConnectionResolvers<ContextType>;
  OperatorGrantEdge?: OperatorGrantEdgeResolvers<ContextType>;
  OperatorInvitation?: OperatorInvitationResolvers<ContextType>;
  Overview?: OverviewResolvers<ContextType>;
  OverviewIssue?: OverviewIssueResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PauseWebhookEndpointPayload?: PauseWebhookEndpointPayloadResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  PaymentConnection?: PaymentConnectionResolvers<ContextType>;
  PaymentCount?: PaymentCountResolvers<ContextType>;
  PaymentEdge?: PaymentEdgeResolvers<ContextType>;
  PaymentEvent?: PaymentEventResolvers<ContextType>;
  PaymentEventConnection?: PaymentEventConnectionResolvers<ContextType>;
  PaymentEventEdge?: PaymentEventEdgeResolvers<ContextType>;
  PaymentOffer?: PaymentOfferResolvers<ContextType>;
  PaymentStatistics?: PaymentStatisticsResolvers<ContextType>;
  PaymentStatisticsGroup?: PaymentStatisticsGroupResolvers<ContextType>;
  PersistedOperation?: PersistedOperationResolvers<ContextType>;
  PersistedOperationConnection?: PersistedOperationConnectionResolvers<ContextType>;
  PersistedOperationEdge?: PersistedOperationEdgeResolvers<ContextType>;
  PersonalAccessToken?: PersonalAccessTokenResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Purchase?: PurchaseResolvers<ContextType>;
  PurchaseConnection?: PurchaseConnectionResolvers<ContextType>;
  PurchaseEdge?: PurchaseEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RecognizedText?: RecognizedTextResolvers<ContextType>;
  ReconciliationDay?: ReconciliationDayResolvers<ContextType>;
  ReconciliationDiscrepancy?: ReconciliationDiscrepancyResolvers<ContextType>;
  ReconciliationReport?: ReconciliationReportResolvers<ContextType>;
  ReconciliationRun?: ReconciliationRunResolvers<ContextType>;
  RefreshSubscriptionPayload?: RefreshSubscriptionPayloadResolvers<ContextType>;
  Refund?: RefundResolvers<ContextType>;
  RefundApproval?: RefundApprovalResolvers<ContextType>;
  RefundApprovalConnection?: RefundApprovalConnectionResolvers<ContextType>;
  RefundApprovalEdge?: RefundApprovalEdgeResolvers<ContextType>;
  RefundApprovalOperator?: RefundApprovalOperatorResolvers<ContextType>;
  RefundConnection?: RefundConnectionResolvers<ContextType>;
  RefundEdge?: RefundEdgeResolvers<ContextType>;
  RefundEntry?: RefundEntryResolvers<ContextType>;
  RefundPaymentPayload?: RefundPaymentPayloadResolvers<ContextType>;
  RefundRequest?: RefundRequestResolvers<ContextType>;
  RefundReview?: RefundReviewResolvers<ContextType>;
  RefundReviewConnection?: RefundReviewConnectionResolvers<ContextType>;
  RefundReviewEdge?: RefundReviewEdgeResolvers<ContextType>;
  RefundReviewRecord?: RefundReviewRecordResolvers<ContextType>;
  RefundReviewStatistics?: RefundReviewStatisticsResolvers<ContextType>;
  RegisterOperationsPayload?: RegisterOperationsPayloadResolvers<ContextType>;
  RegisterUserPayload?: RegisterUserPayloadResolvers<ContextType>;
  RegisterUserTokenKeyPayload?: RegisterUserTokenKeyPayloadResolvers<ContextType>;
  RejectRefundPayload?: RejectRefundPayloadResolvers<ContextType>;
  ReleaseUserPayload?: ReleaseUserPayloadResolvers<ContextType>;
  ReopenDiscrepancyPayload?: ReopenDiscrepancyPayloadResolvers<ContextType>;
  ReplayNotificationPayload?: ReplayNotificationPayloadResolvers<ContextType>;
  ReplayWebhookDeliveryPayload?: ReplayWebhookDeliveryPayloadResolvers<ContextType>;
  ReplayWebhookEventsPayload?: ReplayWebhookEventsPayloadResolvers<ContextType>;
  ReportDeliveryFailurePayload?: ReportDeliveryFailurePayloadResolvers<ContextType>;
  RequestPurchasePayload?: RequestPurchasePayloadResolvers<ContextType>;
  RereadPaymentPayload?: RereadPaymentPayloadResolvers<ContextType>;
  ResumeWebhookEndpointPayload?: ResumeWebhookEndpointPayloadResolvers<ContextType>;
  RetryAcknowledgementPayload?: RetryAcknowledgementPayloadResolvers<ContextType>;
  RetryDeliveryPayload?: RetryDeliveryPayloadResolvers<ContextType>;
  RevokeEntitlementGrantPayload?: RevokeEntitlementGrantPayloadResolvers<ContextType>;
  RevokeOperatorGrantPayload?: RevokeOperatorGrantPayloadResolvers<ContextType>;
  RevokeOperatorInvitationPayload?: RevokeOperatorInvitationPayloadResolvers<ContextType>;
  RevokePersonalAccessTokenPayload?: RevokePersonalAccessTokenPayloadResolvers<ContextType>;
  RevokeServerKeyPayload?: RevokeServerKeyPayloadResolvers<ContextType>;
  RevokeSubscriptionPayload?: RevokeSubscriptionPayloadResolvers<ContextType>;
  RotateServerKeyPayload?: RotateServerKeyPayloadResolvers<ContextType>;
  RotateUserSecretPayload?: RotateUserSecretPayloadResolvers<ContextType>;
  RotateWebhookSecretPayload?: RotateWebhookSecretPayloadResolvers<ContextType>;
  SearchGroup?: SearchGroupResolvers<ContextType>;
  SearchResult?: SearchResultResolvers<ContextType>;
  ServerKey?: ServerKeyResolvers<ContextType>;
  SetUpStep?: SetUpStepResolvers<ContextType>;
  StartReconciliationPayload?: StartReconciliationPayloadResolvers<ContextType>;
  StoreCheckStep?: StoreCheckStepResolvers<ContextType>;
  StoreConnection?: StoreConnectionResolvers<ContextType>;
  StoreConnectionCheck?: StoreConnectionCheckResolvers<ContextType>;
  StoreEvidence?: StoreEvidenceResolvers<ContextType>;
  StoreLookupAnswer?: StoreLookupAnswerResolvers<ContextType>;
  StoreLookupResult?: StoreLookupResultResolvers<ContextType>;
  StoreProduct?: StoreProductResolvers<ContextType>;
  StoreSale?: StoreSaleResolvers<ContextType>;
  StoreSaleRefund?: StoreSaleRefundResolvers<ContextType>;
  StoreSubscription?: StoreSubscriptionResolvers<ContextType>;
  StoreSubscriptionConnection?: StoreSubscriptionConnectionResolvers<ContextType>;
  StoreSubscriptionEdge?: StoreSubscriptionEdgeResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  SubscriptionChurn?: SubscriptionChurnResolvers<ContextType>;
  SubscriptionCommitment?: SubscriptionCommitmentResolvers<ContextType>;
  SubscriptionCounts?: SubscriptionCountsResolvers<ContextType>;
  SubscriptionImportError?: SubscriptionImportErrorResolvers<ContextType>;
  SubscriptionLine?: SubscriptionLineResolvers<ContextType>;
  SubscriptionMovement?: SubscriptionMovementResolvers<ContextType>;
  SubscriptionPendingChange?: SubscriptionPendingChangeResolvers<ContextType>;
  SubscriptionPriceChange?: SubscriptionPriceChangeResolvers<ContextType>;
  SubscriptionStatistics?: SubscriptionStatisticsResolvers<ContextType>;
  SubscriptionToken?: SubscriptionTokenResolvers<ContextType>;
  SubscriptionTrialConversion?: SubscriptionTrialConversionResolvers<ContextType>;
  SuspendUserPayload?: SuspendUserPayloadResolvers<ContextType>;
  TestWebhookEndpointPayload?: TestWebhookEndpointPayloadResolvers<ContextType>;
  TransferPaymentPayload?: TransferPaymentPayloadResolvers<ContextType>;
  UnattributedSale?: UnattributedSaleResolvers<ContextType>;
  UnattributedSaleConnection?: UnattributedSaleConnectionResolvers<ContextType>;
  UnattributedSaleEdge?: UnattributedSaleEdgeResolvers<ContextType>;
  UpdateAppKeyPayload?: UpdateAppKeyPayloadResolvers<ContextType>;
  UpdateServerKeyPayload?: UpdateServerKeyPayloadResolvers<ContextType>;
  UpdateWebhookEndpointPayload?: UpdateWebhookEndpointPayloadResolvers<ContextType>;
  UpsertEntitlementPayload?: UpsertEntitlementPayloadResolvers<ContextType>;
  UpsertItemPayload?: UpsertItemPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserCurrencyTotals?: UserCurrencyTotalsResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserPaymentTotals?: UserPaymentTotalsResolvers<ContextType>;
  UserRefundCurrencyTotals?: UserRefundCurrencyTotalsResolvers<ContextType>;
  UserRefundTotals?: UserRefundTotalsResolvers<ContextType>;
  UserSecret?: UserSecretResolvers<ContextType>;
  UserTokenKey?: UserTokenKeyResolvers<ContextType>;
  VerifyPurchasePayload?: VerifyPurchasePayloadResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  WebhookDeliveryAttempt?: WebhookDeliveryAttemptResolvers<ContextType>;
  WebhookDeliveryAttemptConnection?: WebhookDeliveryAttemptConnectionResolvers<ContextType>;
  WebhookDeliveryAttemptEdge?: WebhookDeliveryAttemptEdgeResolvers<ContextType>;
  WebhookDeliverySummary?: WebhookDeliverySummaryResolvers<ContextType>;
  WebhookEndpoint?: WebhookEndpointResolvers<ContextType>;
  WebhookTestResult?: WebhookTestResultResolvers<ContextType>;
  WithdrawUserSecretPayload?: WithdrawUserSecretPayloadResolvers<ContextType>;
  WithdrawUserTokenKeyPayload?: WithdrawUserTokenKeyPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  rateLimit?: RateLimitDirectiveResolver<any, any, ContextType>;
  secret?: SecretDirectiveResolver<any, any, ContextType>;
};
