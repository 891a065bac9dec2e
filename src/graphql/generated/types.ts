import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { App } from '../../services/app-directory.ts';
import type { ServerKeyRow, StoreConnectionRow, ItemRow, UserRow, PurchaseRow, ConsumeRow, EventConsumerWithLag, EventRow, PaymentRow, RefundRow, NotificationSummary, AuditEntryRow, ReconciliationRunRow, DiscrepancyRow, WebhookEndpointRow, WebhookDeliveryRow } from '../../domain/models.ts';
import type { PaymentModel } from '../payment-model.ts';
import type { ReconciliationReport as ReportModel } from '../../domain/reconciliation/get-reconciliation-report.ts';
import type { Problem as ProblemModel } from '../../domain/problem.ts';
import type { Connection } from '../connection.ts';
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
  /** An ISO 4217 currency code: `"KRW"`. */
  CurrencyCode: { input: string; output: string; }
  /** An opaque, stable position in a list or in the feed. Keep it as it is; one made elsewhere is refused with `BAD_USER_INPUT`. */
  Cursor: { input: string; output: string; }
  /** A day of the calendar, in UTC: `2026-11-22`. */
  Date: { input: string; output: string; }
  /** An instant as RFC 3339 in UTC: `2026-11-22T20:50:56.123Z`. */
  DateTime: { input: Date; output: Date; }
  /** An exact decimal number as a string, without exponent: `"4.99"`. */
  Decimal: { input: string; output: string; }
  /** Any JSON value: an object, an array, a string, a number, a boolean or null. */
  JSON: { input: unknown; output: unknown; }
};

/** Input of `ackEvents`. */
export type AckEventsInput = {
  /** Also back, to read again what comes after the cursor. Going back is in the audit log. */
  readonly allowRewind?: Scalars['Boolean']['input'];
  /** Its name, 1–100 characters. A project has at most 1,000 consumers. */
  readonly consumer: Scalars['String']['input'];
  /** Of the last event, or the `endCursor` of the last page, with which it is done. One older than what the feed keeps is refused. */
  readonly cursor: Scalars['Cursor']['input'];
};

/** Answer of `ackEvents`. */
export type AckEventsPayload = {
  readonly __typename?: 'AckEventsPayload';
  /** The consumer as it is now, which may be further than the cursor. */
  readonly consumer?: Maybe<EventConsumer>;
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
};

/** From where on a payment's store is told that the item was given. What cannot be consumed counts as consumed when it is paid. */
export type AcknowledgeOn =
  /** Once it is completed. */
  | 'COMPLETED'
  /** Once it is consumed. The default. */
  | 'CONSUMED'
  /** As soon as it is paid. */
  | 'PAID';

/** Telling the store, so that it does not refund or block the next purchase. */
export type Acknowledgement = {
  readonly __typename?: 'Acknowledgement';
  /** When it was done. */
  readonly acknowledgedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How often it was tried. */
  readonly attempts: Scalars['Int']['output'];
  /** When the store takes the payment back unless it is told; null where it does not, or was told. */
  readonly deadline?: Maybe<Scalars['DateTime']['output']>;
  /** What went wrong last, in words for an operator; never shown to clients. */
  readonly lastError?: Maybe<Scalars['String']['output']>;
  /** Where it stands. */
  readonly status: AcknowledgementStatus;
};

/** Whether the store still waits for our word (acknowledge, consume, finish). */
export type AcknowledgementStatus =
  /** Told. */
  | 'ACKNOWLEDGED'
  /** Telling it failed for good. */
  | 'FAILED'
  /** The store needs nothing from us. */
  | 'NOT_REQUIRED'
  /** To be told. */
  | 'PENDING';

/** One project: the public key that its apps send, its settings and all that belongs to it. */
export type AppKey = Node & {
  readonly __typename?: 'AppKey';
  /** From where on stores are told that the item was given. */
  readonly acknowledgeOn: AcknowledgeOn;
  /** Who consumes. */
  readonly consumeModel: ConsumeModel;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Prefixed id, `app_…`. */
  readonly id: Scalars['ID']['output'];
  /** What it sells, by item id. */
  readonly items: ItemConnection;
  /** The public key, `ak_…`. It ships inside apps, so it is no secret. */
  readonly key: Scalars['String']['output'];
  /** A name for people. */
  readonly name: Scalars['String']['output'];
  /** Its payments, newest first. */
  readonly payments: PaymentConnection;
  /** Clients have to prove their user with a user token. */
  readonly requireUserToken: Scalars['Boolean']['output'];
  /** What happens to sandbox receipts. */
  readonly sandboxPolicy: SandboxPolicy;
  /** The user ids that `TESTERS_ONLY` means. */
  readonly sandboxTesterUserIds: ReadonlyArray<Scalars['String']['output']>;
  /**
   * A store that asks before it decides on a refund is told whether the item was delivered. The project's customers have to have
   * agreed to that.
   */
  readonly sendConsumptionInfo: Scalars['Boolean']['output'];
  /** Its server keys, the revoked ones too; without their secrets. */
  readonly serverKeys: ReadonlyArray<ServerKey>;
  /** The stores it is connected to. */
  readonly storeConnections: ReadonlyArray<StoreConnection>;
  /** What happens to payments that nobody consumes. */
  readonly unconsumedPolicy: UnconsumedPolicy;
  /** Public keys (JWK, as JSON text) that user tokens may be signed with, beside the user secret. */
  readonly userTokenJwks: ReadonlyArray<Scalars['String']['output']>;
};


/** One project: the public key that its apps send, its settings and all that belongs to it. */
export type AppKeyItemsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** One project: the public key that its apps send, its settings and all that belongs to it. */
export type AppKeyPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A proof from the App Store: exactly one. */
export type AppStoreReceiptInput =
  /** StoreKit 1: the app receipt, base64, at most 256 KiB. Only its transaction id is used, under the same rule. */
  { readonly appReceipt: Scalars['String']['input']; readonly signedTransaction?: never; readonly transactionId?: never; }
  |  /** StoreKit 2: `jwsRepresentation` of the transaction, at most 64 KiB. */
  { readonly appReceipt?: never; readonly signedTransaction: Scalars['String']['input']; readonly transactionId?: never; }
  |  /** A bare transaction id. It proves no possession: it is taken only if the store's answer carries the account token of this user's purchase. */
  { readonly appReceipt?: never; readonly signedTransaction?: never; readonly transactionId: Scalars['String']['input']; };

/** What somebody did by hand. Written together with what it changed, and never changed itself. */
export type AuditEntry = Node & {
  readonly __typename?: 'AuditEntry';
  /** The mutation. */
  readonly action: Scalars['String']['output'];
  /** Who: `server key key_…`, or `operator` and a name. */
  readonly actor: Scalars['String']['output'];
  /** What was there before and after, as far as it changed: JSON. */
  readonly changes: Scalars['JSON']['output'];
  /** Prefixed id, `aud_…`. */
  readonly id: Scalars['ID']['output'];
  /** When. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** Why, in the actor's words, where the mutation asks for it. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** The prefixed id of what it was about: a payment, a notification, a webhook endpoint, a consumer. */
  readonly subjectId: Scalars['ID']['output'];
};

/** A page of the audit log. */
export type AuditEntryConnection = {
  readonly __typename?: 'AuditEntryConnection';
  /** Entries with their cursors. */
  readonly edges: ReadonlyArray<AuditEntryEdge>;
  /** The entries alone. */
  readonly nodes: ReadonlyArray<AuditEntry>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** An entry in a page. */
export type AuditEntryEdge = {
  readonly __typename?: 'AuditEntryEdge';
  /** Its place in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The entry. */
  readonly node: AuditEntry;
};

/** The kinds of caller. */
export type CallerType =
  /** An app or game client: it sends an AppKey and, where the project demands it, a user token. */
  | 'CLIENT'
  /** A person of the studio, or the admin command line. */
  | 'OPERATOR'
  /** A game server: it sends a secret server key. */
  | 'SERVER';

/** Input of `cancelPurchase`. */
export type CancelPurchaseInput = {
  /** The reservation. */
  readonly purchaseId: Scalars['ID']['input'];
  /** Why, for the operators; at most 200 characters. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `cancelPurchase`. */
export type CancelPurchasePayload = {
  readonly __typename?: 'CancelPurchasePayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The purchase as it is now. */
  readonly purchase?: Maybe<Purchase>;
};

/** Input of `checkStoreConnection`. */
export type CheckStoreConnectionInput = {
  /** The store to call. */
  readonly store: Store;
};

/** Answer of `checkStoreConnection`. */
export type CheckStoreConnectionPayload = {
  readonly __typename?: 'CheckStoreConnectionPayload';
  /** What is missing, in words, when `ok` is false. */
  readonly diagnosis?: Maybe<Scalars['String']['output']>;
  /** The store took our credentials and knows the app. */
  readonly ok?: Maybe<Scalars['Boolean']['output']>;
  /** Why no test was made. */
  readonly problem?: Maybe<Problem>;
};

/** Input of `completePayment`. */
export type CompletePaymentInput = {
  /** The game's own record of the delivery, at most 200 characters. */
  readonly deliveryReference?: InputMaybe<Scalars['String']['input']>;
  /** 1–200 characters. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The payment, consumed before. */
  readonly paymentId: Scalars['ID']['input'];
};

/** Answer of `completePayment`. */
export type CompletePaymentPayload = {
  readonly __typename?: 'CompletePaymentPayload';
  /** The payment as it is now. */
  readonly payment?: Maybe<Payment>;
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** It was completed before. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** What the App Store needs. Without the three key fields only signed transactions can be verified, not transaction ids. */
export type ConnectAppStoreInput = {
  /** The app's numeric Apple id; needed later for the store's notifications. */
  readonly appAppleId?: InputMaybe<Scalars['ID']['input']>;
  /** The bundle id of the app, as in App Store Connect: `com.example.arcade`. */
  readonly bundleId: Scalars['String']['input'];
  /** Which of Apple's servers are asked about a transaction id, in this order; default both. An app that was never released has only `SANDBOX`. */
  readonly environments?: InputMaybe<ReadonlyArray<Environment>>;
  /** Issuer id of the In-App Purchase key (a UUID). */
  readonly issuerId?: InputMaybe<Scalars['String']['input']>;
  /** Key id of the In-App Purchase key. */
  readonly keyId?: InputMaybe<Scalars['String']['input']>;
  /** A signed transaction older than this is read back from the store; in milliseconds, default one hour. */
  readonly maxSignedAgeMs?: InputMaybe<Scalars['Int']['input']>;
  /** The private key: the text of the `.p8` file. */
  readonly privateKey?: InputMaybe<Scalars['String']['input']>;
  /** Only outside production, for a store emulator: base URL in place of Apple's production API. */
  readonly productionUrl?: InputMaybe<Scalars['String']['input']>;
  /** Only outside production, for a store emulator: trusted roots in place of Apple's, each as base64 of DER. */
  readonly rootCertificates?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only outside production, for a store emulator: base URL in place of Apple's sandbox API. */
  readonly sandboxUrl?: InputMaybe<Scalars['String']['input']>;
};

/** What Google Play needs. */
export type ConnectGooglePlayInput = {
  /** Only outside production, for a store emulator: base URL in place of Google's API. */
  readonly apiUrl?: InputMaybe<Scalars['String']['input']>;
  /** The app's license key (base64, from Play Console). With it, signed purchase data is checked before Google is asked. */
  readonly licenseKey?: InputMaybe<Scalars['String']['input']>;
  /** The package name of the app: `com.example.arcade`. */
  readonly packageName: Scalars['String']['input'];
  /** How real-time developer notifications prove that they are Google's; without it none is taken. */
  readonly push?: InputMaybe<ConnectGooglePlayPushInput>;
  /** The text of the JSON key file of a service account that may see orders and manage them. */
  readonly serviceAccountJson: Scalars['String']['input'];
  /** Only outside production, for a store emulator: URL in place of Google's token endpoint. */
  readonly tokenUrl?: InputMaybe<Scalars['String']['input']>;
};

/** What a Pub/Sub subscription of type push was set up with, at the topic of Google Play's real-time developer notifications. */
export type ConnectGooglePlayPushInput = {
  /** The audience of the subscription; Pub/Sub takes the address that it pushes to if it is given none. */
  readonly audience: Scalars['String']['input'];
  /** Only outside production, for a store emulator: URL in place of Google's public keys (JSON Web Keys). */
  readonly certsUrl?: InputMaybe<Scalars['String']['input']>;
  /** The e-mail address of the service account that the subscription authenticates as. */
  readonly serviceAccountEmail: Scalars['String']['input'];
  /** The full name of the subscription: `projects/…/subscriptions/…`. With it, pushes of others are not taken. */
  readonly subscription?: InputMaybe<Scalars['String']['input']>;
};

/** What ONE store needs. */
export type ConnectOneStoreInput = {
  /** The client id of the app, from the Developer Center; for older apps the package name. */
  readonly clientId: Scalars['String']['input'];
  /** The client secret of the app. */
  readonly clientSecret: Scalars['String']['input'];
  /** In place of `https://iap-apis.onestore.net`; in production one of ONE store's own hosts (`https://apis.onestore.co.kr` for older, Korea-only apps). */
  readonly commercialUrl?: InputMaybe<Scalars['String']['input']>;
  /** Which of ONE store's hosts are asked about a purchase, in this order; default both. */
  readonly environments?: InputMaybe<ReadonlyArray<Environment>>;
  /** The app's license key (base64). Needed to bind purchases to users in production, where ONE store leaves the developer payload out. */
  readonly licenseKey?: InputMaybe<Scalars['String']['input']>;
  /** Where receipts without a market code were bought; default `MKT_ONE`. A wrong market looks like an unknown purchase. */
  readonly marketCode?: InputMaybe<OneStoreMarket>;
  /** The package name of the app. With it, signed purchase data of another app is told apart. */
  readonly packageName?: InputMaybe<Scalars['String']['input']>;
  /** In place of `https://sbpp.onestore.net`; in production one of ONE store's own hosts (`https://sbpp.onestore.co.kr`). */
  readonly sandboxUrl?: InputMaybe<Scalars['String']['input']>;
};

/** Input of `connectStore`: exactly one store. */
export type ConnectStoreInput =
  /** The App Store. */
  { readonly appStore: ConnectAppStoreInput; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore?: never; }
  |  /** Google Play. */
  { readonly appStore?: never; readonly googlePlay: ConnectGooglePlayInput; readonly oneStore?: never; readonly testStore?: never; }
  |  /** ONE store. */
  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore: ConnectOneStoreInput; readonly testStore?: never; }
  |  /** The Test store. */
  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore: ConnectTestStoreInput; };

/** Answer of `connectStore`. */
export type ConnectStorePayload = {
  readonly __typename?: 'ConnectStorePayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The connection as it is now. */
  readonly storeConnection?: Maybe<StoreConnection>;
};

/** What the Test store needs; the store emulator tells all four. */
export type ConnectTestStoreInput = {
  /** The secret for calling it. */
  readonly apiSecret: Scalars['String']['input'];
  /** Where the Test store listens. */
  readonly baseUrl: Scalars['String']['input'];
  /** How the app is named there. */
  readonly bundleId: Scalars['String']['input'];
  /** The public key that receipts are checked with, as PEM. */
  readonly receiptPublicKey: Scalars['String']['input'];
};

/** The one act, before the item is given, that uses a payment up. */
export type Consume = Node & {
  readonly __typename?: 'Consume';
  /** When. */
  readonly consumedAt: Scalars['DateTime']['output'];
  /** By whom. */
  readonly consumedBy: ConsumedBy;
  /** Prefixed id, `con_…`. */
  readonly id: Scalars['ID']['output'];
  /** The key that the consuming call had; shown to servers and operators. */
  readonly idempotencyKey?: Maybe<Scalars['String']['output']>;
  /** What was used up. */
  readonly payment: Payment;
};

/** Who consumes. */
export type ConsumeModel =
  /** There is no game server: the client consumes with its purchase token. */
  | 'BUILT_IN'
  /** The game server consumes. The default. */
  | 'SERVER_TO_SERVER';

/** Input of `consumePayment`. */
export type ConsumePaymentInput = {
  /** 1–200 characters. With it, a call whose answer was lost can simply be made again. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The payment. */
  readonly paymentId: Scalars['ID']['input'];
  /** Its secret, from `verifyPurchase` or `unconsumedPayments`. */
  readonly purchaseToken: Scalars['String']['input'];
};

/** Answer of `consumePayment`. */
export type ConsumePaymentPayload = {
  readonly __typename?: 'ConsumePaymentPayload';
  /** The act of consuming. */
  readonly consume?: Maybe<Consume>;
  /** The payment as it is now. Shown with the problems `ALREADY_CONSUMED` and `PAYMENT_REFUNDED` too. */
  readonly payment?: Maybe<Payment>;
  /** Why nothing was consumed. */
  readonly problem?: Maybe<Problem>;
  /** The idempotency key was seen before; this is the earlier consume. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of `consumePayments`. */
export type ConsumePaymentsInput = {
  /** 1–100 consumes. */
  readonly consumes: ReadonlyArray<ConsumePaymentInput>;
};

/** Answer of `consumePayments`. */
export type ConsumePaymentsPayload = {
  readonly __typename?: 'ConsumePaymentsPayload';
  /** Why none was tried. */
  readonly problem?: Maybe<Problem>;
  /** An answer for each, in the order of the input. */
  readonly results: ReadonlyArray<ConsumePaymentPayload>;
};

/** Who used the payment up. */
export type ConsumedBy =
  /** A client, in the built-in model. */
  | 'CLIENT'
  /** An operator. */
  | 'OPERATOR'
  /** A game server. */
  | 'SERVER';

/** Input of `correctPayment`: a status, a price, or both. */
export type CorrectPaymentInput = {
  /** 1–200 characters. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The payment. */
  readonly paymentId: Scalars['ID']['input'];
  /** What was paid in all, where the store told no price. */
  readonly price?: InputMaybe<MoneyInput>;
  /** Why, for the audit log; 1–500 characters. */
  readonly reason: Scalars['String']['input'];
  /**
   * What became of it: `CONSUMED` from `PAID`; `COMPLETED` from `CONSUMED` (from `PAID` where there is nothing to consume);
   * `CONSUMED` from `COMPLETED`, if it was not delivered after all; `REFUNDED`, if the money went back outside of the store; and
   * from there back to where it was, if that was a correction too.
   */
  readonly status?: InputMaybe<PaymentStatus>;
};

/** Answer of `correctPayment`. */
export type CorrectPaymentPayload = {
  readonly __typename?: 'CorrectPaymentPayload';
  /** Whether this call changed the record: false when the payment said so before, or when the idempotency key was used before. */
  readonly changed: Scalars['Boolean']['output'];
  /** The payment as it is now. */
  readonly payment?: Maybe<Payment>;
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
};

/** Input of `createAppKey`. */
export type CreateAppKeyInput = {
  /** From where on stores are told that the item was given. */
  readonly acknowledgeOn?: InputMaybe<AcknowledgeOn>;
  /** Who consumes. */
  readonly consumeModel?: InputMaybe<ConsumeModel>;
  /** A name for people, 1–100 characters. */
  readonly name: Scalars['String']['input'];
  /** Whether clients need a user token; by default yes, unless the model is built-in. */
  readonly requireUserToken?: InputMaybe<Scalars['Boolean']['input']>;
  /** What happens to sandbox receipts. */
  readonly sandboxPolicy?: InputMaybe<SandboxPolicy>;
  /** The user ids that `TESTERS_ONLY` means, at most 1,000. */
  readonly sandboxTesterUserIds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Whether stores that ask are told if the item was delivered; only with the customers' consent. */
  readonly sendConsumptionInfo?: InputMaybe<Scalars['Boolean']['input']>;
  /** What happens to payments that nobody consumes. */
  readonly unconsumedPolicy?: InputMaybe<UnconsumedPolicy>;
};

/** Answer of `createAppKey`. */
export type CreateAppKeyPayload = {
  readonly __typename?: 'CreateAppKeyPayload';
  /** The project. */
  readonly appKey?: Maybe<AppKey>;
  /** Why nothing was made. */
  readonly problem?: Maybe<Problem>;
  /** Its first server key, role ADMIN. Shown only here. */
  readonly serverKey?: Maybe<Scalars['String']['output']>;
  /** The secret that the game server signs user tokens with (HS256). Shown only here. */
  readonly userTokenSecret?: Maybe<Scalars['String']['output']>;
};

/** Input of `createServerKey`. */
export type CreateServerKeyInput = {
  /** A name for people, 1–100 characters. */
  readonly name: Scalars['String']['input'];
  /** What the key may do. */
  readonly role?: InputMaybe<ServerKeyRole>;
};

/** Answer of `createServerKey`. */
export type CreateServerKeyPayload = {
  readonly __typename?: 'CreateServerKeyPayload';
  /** Why nothing was made. */
  readonly problem?: Maybe<Problem>;
  /** The secret, `csk_…`. Shown only here. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** The key, without its secret. */
  readonly serverKey?: Maybe<ServerKey>;
};

/** Input of `createWebhookEndpoint`. */
export type CreateWebhookEndpointInput = {
  /** Only these types; all without it. */
  readonly types?: InputMaybe<ReadonlyArray<PaymentEventType>>;
  /** Where to post: `https://…`. */
  readonly url: Scalars['String']['input'];
};

/** Answer of `createWebhookEndpoint`. */
export type CreateWebhookEndpointPayload = {
  readonly __typename?: 'CreateWebhookEndpointPayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The secret that its requests are signed with, `whsec_…`. Shown this once. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** The endpoint. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** A span of time: `from` is in it, `to` is not. */
export type DateTimeRange = {
  /** The first instant. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** The first instant after it. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A span of numbers, both ends in it. */
export type DecimalRange = {
  /** The least. */
  readonly from?: InputMaybe<Scalars['Decimal']['input']>;
  /** The most. */
  readonly to?: InputMaybe<Scalars['Decimal']['input']>;
};

/** Input of `deleteEventConsumer`. */
export type DeleteEventConsumerInput = {
  /** Its name. */
  readonly consumer: Scalars['String']['input'];
};

/** Answer of `deleteEventConsumer`. */
export type DeleteEventConsumerPayload = {
  readonly __typename?: 'DeleteEventConsumerPayload';
  /** The consumer as it was; null if there was none. */
  readonly consumer?: Maybe<EventConsumer>;
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
};

/** Input of `deleteWebhookEndpoint`. */
export type DeleteWebhookEndpointInput = {
  /** Prefixed id of the endpoint, `whk_…`. */
  readonly endpointId: Scalars['ID']['input'];
};

/** Answer of `deleteWebhookEndpoint`. */
export type DeleteWebhookEndpointPayload = {
  readonly __typename?: 'DeleteWebhookEndpointPayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The endpoint as it was. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Whether real money moves. */
export type Environment =
  /** Real money. */
  | 'PRODUCTION'
  /** The store's own test environment. */
  | 'SANDBOX';

/** A reader of the feed that keeps its place on the server, under a name of its own choice. */
export type EventConsumer = Node & {
  readonly __typename?: 'EventConsumer';
  /** When it last acknowledged something. */
  readonly ackedAt: Scalars['DateTime']['output'];
  /** The last event that it acknowledged; it goes on after this. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Prefixed id, `csm_…`. */
  readonly id: Scalars['ID']['output'];
  /**
   * How many events of the feed it has not acknowledged. At the most: events of purchases without a payment that were pruned are
   * counted as if they were still there. A filter does not make it smaller.
   */
  readonly lag: Scalars['Int']['output'];
  /** The name. */
  readonly name: Scalars['String']['output'];
  /** How old the first event is that it has not acknowledged, in seconds; 0 if it has acknowledged everything. */
  readonly oldestUnackedAgeSeconds: Scalars['Int']['output'];
};

/** A page of consumers. */
export type EventConsumerConnection = {
  readonly __typename?: 'EventConsumerConnection';
  /** Consumers with their cursors. */
  readonly edges: ReadonlyArray<EventConsumerEdge>;
  /** The consumers alone. */
  readonly nodes: ReadonlyArray<EventConsumer>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** A consumer in a page. */
export type EventConsumerEdge = {
  readonly __typename?: 'EventConsumerEdge';
  /** Its place in the list, which is not its place in the feed. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The consumer. */
  readonly node: EventConsumer;
};

/** A proof from Google Play. */
export type GooglePlayReceiptInput = {
  /** The order id, `GPA.…`. Not used: Google's own answer names the order. */
  readonly orderId?: InputMaybe<Scalars['String']['input']>;
  /** `INAPP_PURCHASE_DATA`, exactly as the app got it. */
  readonly originalJson?: InputMaybe<Scalars['String']['input']>;
  /** The product id. */
  readonly productId: Scalars['String']['input'];
  /** Google's purchase token. */
  readonly purchaseToken: Scalars['String']['input'];
  /** `INAPP_DATA_SIGNATURE`, base64. */
  readonly signature?: InputMaybe<Scalars['String']['input']>;
};

/** What is sold. */
export type Item = Node & {
  readonly __typename?: 'Item';
  /** Whether it can be bought now. Paid purchases of a disabled item are still honoured. */
  readonly enabled: Scalars['Boolean']['output'];
  /** Prefixed id, `itm_…`. */
  readonly id: Scalars['ID']['output'];
  /** The developer's own id. */
  readonly itemId: Scalars['String']['output'];
  /** A name for people. */
  readonly name: Scalars['String']['output'];
  /** The product that it is in each store. */
  readonly storeProducts: ReadonlyArray<StoreProduct>;
  /** How it is used up. */
  readonly type: ItemType;
};

/** A page of items. */
export type ItemConnection = {
  readonly __typename?: 'ItemConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<ItemEdge>;
  /** The items alone. */
  readonly nodes: ReadonlyArray<Item>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** An item in a page. */
export type ItemEdge = {
  readonly __typename?: 'ItemEdge';
  /** Its place in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The item. */
  readonly node: Item;
};

/** How an item is used up. */
export type ItemType =
  /** Renewed by the store; owned while it lasts; never consumed. */
  | 'AUTO_RENEWABLE'
  /** Bought again and again; each payment is consumed once. */
  | 'CONSUMABLE'
  /** Renewed by the store; each charge is consumed once. */
  | 'CONSUMABLE_AUTO_RENEWABLE'
  /** Bought once and owned for good; never consumed. */
  | 'NON_CONSUMABLE';

/** An amount of money, exact. */
export type Money = {
  readonly __typename?: 'Money';
  /** The amount in units of the currency, at most six decimals. */
  readonly amount: Scalars['Decimal']['output'];
  /** The currency of the amount. */
  readonly currencyCode: Scalars['CurrencyCode']['output'];
};

/** An amount of money, exact. */
export type MoneyInput = {
  /** The amount in units of the currency, not negative, at most six decimals. */
  readonly amount: Scalars['Decimal']['input'];
  /** The currency of the amount. */
  readonly currencyCode: Scalars['CurrencyCode']['input'];
};

/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Keeps how far a consumer has come; the first time makes the consumer. What it acknowledged earlier stays acknowledged: an older
   * cursor changes nothing, unless `allowRewind` says so.
   */
  readonly ackEvents: AckEventsPayload;
  /** Gives up a reservation. If the store proves a payment later, the purchase is `VERIFIED` all the same. */
  readonly cancelPurchase: CancelPurchasePayload;
  /** Makes one real call to the store and says what is missing. */
  readonly checkStoreConnection: CheckStoreConnectionPayload;
  /** The game's word that the item was delivered. Saying it again changes nothing. */
  readonly completePayment: CompletePaymentPayload;
  /** Makes or replaces the AppKey's connection to a store. */
  readonly connectStore: ConnectStorePayload;
  /** Uses a payment up. Exactly one call ever succeeds; the same call with the same key gets the same answer again. */
  readonly consumePayment: ConsumePaymentPayload;
  /** Uses up to 100 payments up, each answered on its own, in the order of the input. */
  readonly consumePayments: ConsumePaymentsPayload;
  /**
   * Makes our record of a payment say what an operator knows better. Nothing is deleted, and what was consumed is never made
   * unconsumed. Correcting to what it says already changes nothing.
   */
  readonly correctPayment: CorrectPaymentPayload;
  /** Makes a project, with its first server key (role ADMIN) and its user secret; both are shown this once. */
  readonly createAppKey: CreateAppKeyPayload;
  /** Makes a server key; its secret is shown this once. */
  readonly createServerKey: CreateServerKeyPayload;
  /** Sends everything that happens from now on to an address. */
  readonly createWebhookEndpoint: CreateWebhookEndpointPayload;
  /**
   * Forgets a consumer, which the audit log tells of. One of the same name begins anew. Forgetting one that is not there changes
   * nothing.
   */
  readonly deleteEventConsumer: DeleteEventConsumerPayload;
  /** Removes an endpoint, with what waits for it. */
  readonly deleteWebhookEndpoint: DeleteWebhookEndpointPayload;
  /** Sends nothing until it is resumed; nothing is lost. */
  readonly pauseWebhookEndpoint: PauseWebhookEndpointPayload;
  /**
   * Asks the store to give all of the money back, where it lets developers do that. The payment then follows the store's word: if the
   * store takes its time, so does the payment. What was refunded before is not asked for again.
   */
  readonly refundPayment: RefundPaymentPayload;
  /** Names the user. Naming a known user again changes nothing. */
  readonly registerUser: RegisterUserPayload;
  /** Works on a message once more, at once. It changes what the store says now, so repeating it harms nothing. */
  readonly replayNotification: ReplayNotificationPayload;
  /** Sends everything after a cursor of the feed, whether it was sent before or not. A paused endpoint stays paused. */
  readonly replayWebhookEvents: ReplayWebhookEventsPayload;
  /** Reserves a purchase: asks for what the payment sheet needs. */
  readonly requestPurchase: RequestPurchasePayload;
  /** Goes on from where it stopped, at once. */
  readonly resumeWebhookEndpoint: ResumeWebhookEndpointPayload;
  /**
   * Tells the store once more, at once, where telling it failed or is still to come. Where nothing is left to tell, the payment is
   * answered as it is.
   */
  readonly retryAcknowledgement: RetryAcknowledgementPayload;
  /** Ends a server key at once, everywhere. Revoking it again changes nothing. */
  readonly revokeServerKey: RevokeServerKeyPayload;
  /** Gives an endpoint a new secret. For 24 hours the one before signs too. */
  readonly rotateWebhookSecret: RotateWebhookSecretPayload;
  /**
   * Compares our records with a store's now, by a job, instead of at the next quarter of an hour. `reconciliationReport` tells what
   * came of it.
   */
  readonly startReconciliation: StartReconciliationPayload;
  /** Gives a payment and its purchase to another user. Giving it to whom it belongs changes nothing. */
  readonly transferPayment: TransferPaymentPayload;
  /** Changes settings; what is left out stays. */
  readonly updateAppKey: UpdateAppKeyPayload;
  /** Changes an endpoint, and tries it at once. It goes on from where it is. */
  readonly updateWebhookEndpoint: UpdateWebhookEndpointPayload;
  /** Makes the item with this `itemId`, or brings it to this state. */
  readonly upsertItem: UpsertItemPayload;
  /** Asks the store whether the receipt is good, and records the payment. A receipt becomes at most one payment. */
  readonly verifyPurchase: VerifyPurchasePayload;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationAckEventsArgs = {
  input: AckEventsInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationCancelPurchaseArgs = {
  input: CancelPurchaseInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationCheckStoreConnectionArgs = {
  input: CheckStoreConnectionInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationCompletePaymentArgs = {
  input: CompletePaymentInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationConnectStoreArgs = {
  input: ConnectStoreInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationConsumePaymentArgs = {
  input: ConsumePaymentInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationConsumePaymentsArgs = {
  input: ConsumePaymentsInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationCorrectPaymentArgs = {
  input: CorrectPaymentInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationCreateAppKeyArgs = {
  input: CreateAppKeyInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationCreateServerKeyArgs = {
  input: CreateServerKeyInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationCreateWebhookEndpointArgs = {
  input: CreateWebhookEndpointInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationDeleteEventConsumerArgs = {
  input: DeleteEventConsumerInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationDeleteWebhookEndpointArgs = {
  input: DeleteWebhookEndpointInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationPauseWebhookEndpointArgs = {
  input: PauseWebhookEndpointInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationRefundPaymentArgs = {
  input: RefundPaymentInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationRegisterUserArgs = {
  input: RegisterUserInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationReplayNotificationArgs = {
  input: ReplayNotificationInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationReplayWebhookEventsArgs = {
  input: ReplayWebhookEventsInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationRequestPurchaseArgs = {
  input: RequestPurchaseInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationResumeWebhookEndpointArgs = {
  input: ResumeWebhookEndpointInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationRetryAcknowledgementArgs = {
  input: RetryAcknowledgementInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationRevokeServerKeyArgs = {
  input: RevokeServerKeyInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationRotateWebhookSecretArgs = {
  input: RotateWebhookSecretInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationStartReconciliationArgs = {
  input: StartReconciliationInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationTransferPaymentArgs = {
  input: TransferPaymentInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationUpdateAppKeyArgs = {
  input: UpdateAppKeyInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationUpdateWebhookEndpointArgs = {
  input: UpdateWebhookEndpointInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationUpsertItemArgs = {
  input: UpsertItemInput;
};


/** Writes. Each takes one `input` and answers with its result, or with a `problem` that says why nothing changed. */
export type MutationVerifyPurchaseArgs = {
  input: VerifyPurchaseInput;
};

/** An object with a stable identity. */
export type Node = {
  /** Prefixed and sortable by time of creation: `pay_01k…`. */
  readonly id: Scalars['ID']['output'];
};

/** A message of a store. Each is kept once, however often it comes. It is a hint: the store is asked before anything changes. */
export type Notification = Node & {
  readonly __typename?: 'Notification';
  /** How often it was worked on. */
  readonly attempts: Scalars['Int']['output'];
  /** Whether it is about real money; null where it is about no sale. */
  readonly environment?: Maybe<Environment>;
  /** Prefixed id, `ntf_…`. */
  readonly id: Scalars['ID']['output'];
  /** When it was worked on to the end. */
  readonly processedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it came. */
  readonly receivedAt: Scalars['DateTime']['output'];
  /** What it changed, why it changed nothing, or why it failed; in words for an operator. */
  readonly result?: Maybe<Scalars['String']['output']>;
  /** When the store says it happened. */
  readonly sentAt?: Maybe<Scalars['DateTime']['output']>;
  /** How it came. */
  readonly source: NotificationSource;
  /** Where it stands. */
  readonly status: NotificationStatus;
  /** Whose message. */
  readonly store: Store;
  /** The store's own identity of the message. */
  readonly storeNotificationId: Scalars['String']['output'];
  /** The store's word for what it tells. */
  readonly type: Scalars['String']['output'];
};

/** A page of the inbox. */
export type NotificationConnection = {
  readonly __typename?: 'NotificationConnection';
  /** Notifications with their cursors. */
  readonly edges: ReadonlyArray<NotificationEdge>;
  /** The notifications alone. */
  readonly nodes: ReadonlyArray<Notification>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** A notification in a page. */
export type NotificationEdge = {
  readonly __typename?: 'NotificationEdge';
  /** Its place in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The notification. */
  readonly node: Notification;
};

/** How a message came to us. */
export type NotificationSource =
  /** Found in the store's list of what it pushed. */
  | 'BACKFILL'
  /** The store pushed it. */
  | 'PUSH';

/** Where a store's message stands. */
export type NotificationStatus =
  /** Working on it failed for good; `result` says why. */
  | 'FAILED'
  /** Worked on; `result` says what it changed. */
  | 'PROCESSED'
  /** Kept, and still to be worked on. */
  | 'RECEIVED';

/** A ONE store market. */
export type OneStoreMarket =
  /** Everywhere else. */
  | 'MKT_GLB'
  /** Korea. */
  | 'MKT_ONE';

/** A proof from ONE store. */
export type OneStoreReceiptInput = {
  /** The market, where the app sells in several. */
  readonly marketCode?: InputMaybe<OneStoreMarket>;
  /** `originalJson`, exactly as the app got it. */
  readonly originalJson?: InputMaybe<Scalars['String']['input']>;
  /** The product id. */
  readonly productId: Scalars['String']['input'];
  /** ONE store's purchase token. */
  readonly purchaseToken: Scalars['String']['input'];
  /** The signature over it, base64. */
  readonly signature?: InputMaybe<Scalars['String']['input']>;
};

/** Where a page lies in its list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** The cursor of the last item of this page. */
  readonly endCursor?: Maybe<Scalars['Cursor']['output']>;
  /** There are items after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** There are items before this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item of this page. */
  readonly startCursor?: Maybe<Scalars['Cursor']['output']>;
};

/** Input of `pauseWebhookEndpoint`. */
export type PauseWebhookEndpointInput = {
  /** Prefixed id of the endpoint, `whk_…`. */
  readonly endpointId: Scalars['ID']['input'];
};

/** Answer of `pauseWebhookEndpoint`. */
export type PauseWebhookEndpointPayload = {
  readonly __typename?: 'PauseWebhookEndpointPayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The endpoint, paused. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Money that a store took, as the store proved it. */
export type Payment = Node & {
  readonly __typename?: 'Payment';
  /** Whether the store was told. */
  readonly acknowledgement: Acknowledgement;
  /** When the game said that the item was delivered. */
  readonly completedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How it was used up. */
  readonly consume?: Maybe<Consume>;
  /** Whether real money moved. */
  readonly environment: Environment;
  /** What happened to it, oldest first, from its 100 newest events that are kept. */
  readonly events: ReadonlyArray<PaymentEvent>;
  /** Prefixed id, `pay_…`. */
  readonly id: Scalars['ID']['output'];
  /** What was bought. */
  readonly item: Item;
  /** When the store took the money. */
  readonly paidAt: Scalars['DateTime']['output'];
  /** What was paid in all, where the store tells. */
  readonly price?: Maybe<Money>;
  /** The wish that it fulfils. */
  readonly purchase: Purchase;
  /**
   * The secret that consumes this payment. Shown only while it is not consumed, and only to a server key, to a client whose
   * user token names the user, and in the answer of `verifyPurchase` to whoever submitted a receipt that only its buyer can hold.
   */
  readonly purchaseToken?: Maybe<Scalars['String']['output']>;
  /** How many of the item. */
  readonly quantity: Scalars['Int']['output'];
  /** What was taken back of it until now, all or a part; null where nothing is. */
  readonly refund?: Maybe<Refund>;
  /** Each time that money went back, newest first, at most 100; those that were reversed too. */
  readonly refunds: ReadonlyArray<RefundEntry>;
  /** What became of it. */
  readonly status: PaymentStatus;
  /** Where. */
  readonly store: Store;
  /** The order number on the customer's bill, where the store has one. */
  readonly storeOrderId?: Maybe<Scalars['String']['output']>;
  /** The store's own identity of the charge. */
  readonly storeTransactionId: Scalars['String']['output'];
  /** Who gets the item. */
  readonly user: User;
  /** When the store proved it to us. */
  readonly verifiedAt: Scalars['DateTime']['output'];
};

/** A page of payments. */
export type PaymentConnection = {
  readonly __typename?: 'PaymentConnection';
  /** Payments with their cursors. */
  readonly edges: ReadonlyArray<PaymentEdge>;
  /** The payments alone. */
  readonly nodes: ReadonlyArray<Payment>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** A payment in a page. */
export type PaymentEdge = {
  readonly __typename?: 'PaymentEdge';
  /** Its place in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The payment. */
  readonly node: Payment;
};

/**
 * One change of one purchase or payment. Events are never changed and never skipped. They are kept for ever, or for as long as the
 * operator says.
 */
export type PaymentEvent = Node & {
  readonly __typename?: 'PaymentEvent';
  /** Resume after this. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Prefixed id, `evt_…`; the same whenever and however often it is read. */
  readonly id: Scalars['ID']['output'];
  /** When. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** To which payment, if there was one. */
  readonly payment?: Maybe<Payment>;
  /** The state before: of the payment if there was one, else of the purchase; null for the first. */
  readonly previousStatus?: Maybe<Scalars['String']['output']>;
  /** To which purchase. */
  readonly purchase: Purchase;
  /** The state that it led to, which need no longer be the present one. */
  readonly status: Scalars['String']['output'];
  /** What happened. */
  readonly type: PaymentEventType;
};

/** A page of the feed. */
export type PaymentEventConnection = {
  readonly __typename?: 'PaymentEventConnection';
  /** Events with their cursors. */
  readonly edges: ReadonlyArray<PaymentEventEdge>;
  /** The events alone. */
  readonly nodes: ReadonlyArray<PaymentEvent>;
  /** Where the page lies. `endCursor` is set even when the page is empty: it is where to go on from. */
  readonly pageInfo: PageInfo;
};

/** An event in a page. */
export type PaymentEventEdge = {
  readonly __typename?: 'PaymentEventEdge';
  /** Its place in the feed. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The event. */
  readonly node: PaymentEvent;
};

/** What happened. */
export type PaymentEventType =
  /** The store was told. */
  | 'PAYMENT_ACKNOWLEDGED'
  /** The store takes the payment back soon, and is not told yet. */
  | 'PAYMENT_ACKNOWLEDGEMENT_CRITICAL'
  /** Telling the store failed for good. */
  | 'PAYMENT_ACKNOWLEDGEMENT_FAILED'
  /** Half of the time is over after which the store takes the payment back, and the store is not told yet. */
  | 'PAYMENT_ACKNOWLEDGEMENT_WARNING'
  /** The item was delivered. */
  | 'PAYMENT_COMPLETED'
  /** A payment was used up. */
  | 'PAYMENT_CONSUMED'
  /** An operator corrected a payment; `status` says to what. */
  | 'PAYMENT_CORRECTED'
  /** The store proved a payment. */
  | 'PAYMENT_PAID'
  /** Some of the money went back; the payment keeps its state. */
  | 'PAYMENT_PARTIALLY_REFUNDED'
  /** All of the money went back. */
  | 'PAYMENT_REFUNDED'
  /** A refund was taken back after all. */
  | 'PAYMENT_REFUND_REVERSED'
  /** An operator moved a payment to another user. */
  | 'PAYMENT_TRANSFERRED'
  /** A purchase was given up or refused. */
  | 'PURCHASE_CANCELED'
  /** Nobody came back in time. */
  | 'PURCHASE_EXPIRED'
  /** The store could not take the money. */
  | 'PURCHASE_FAILED'
  /** The store will take the money later. */
  | 'PURCHASE_PENDING'
  /** A purchase was reserved. */
  | 'PURCHASE_REQUESTED';

/** Which payments. All conditions have to hold. */
export type PaymentFilter = {
  /** In one of these states of acknowledgement. */
  readonly acknowledgementStatus?: InputMaybe<ReadonlyArray<AcknowledgementStatus>>;
  /** Paid in this currency. */
  readonly currencyCode?: InputMaybe<Scalars['CurrencyCode']['input']>;
  /** With real money, or without. */
  readonly environment?: InputMaybe<Environment>;
  /** Of this item, by the developer's own id. */
  readonly itemId?: InputMaybe<Scalars['String']['input']>;
  /** Paid in this time. */
  readonly paidBetween?: InputMaybe<DateTimeRange>;
  /** At this price; needs `currencyCode`. */
  readonly priceBetween?: InputMaybe<DecimalRange>;
  /** The payment of this receipt: a signed transaction, or any text that holds the store's transaction id. */
  readonly receipt?: InputMaybe<Scalars['String']['input']>;
  /** In one of these states. */
  readonly status?: InputMaybe<ReadonlyArray<PaymentStatus>>;
  /** From one of these stores. */
  readonly store?: InputMaybe<ReadonlyArray<Store>>;
  /** With this order number. */
  readonly storeOrderId?: InputMaybe<Scalars['String']['input']>;
  /** With this identity at the store. */
  readonly storeTransactionId?: InputMaybe<Scalars['String']['input']>;
  /** Of this user, by the developer's own id. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Orders of payments. */
export type PaymentOrder =
  /** By the time of payment, oldest first. */
  | 'PAID_AT_ASC'
  /** By the time of payment, newest first. */
  | 'PAID_AT_DESC';

/** What became of the money. */
export type PaymentStatus =
  /** The item was delivered. */
  | 'COMPLETED'
  /** Used up; the item may be given. */
  | 'CONSUMED'
  /** Taken by the store; the item is still owed. */
  | 'PAID'
  /** The store took all of the money back. */
  | 'REFUNDED';

/** Why a mutation changed nothing. `docs/errors.md` has a section for each code. */
export type Problem = {
  readonly __typename?: 'Problem';
  /** One of a closed list. */
  readonly code: ProblemCode;
  /** The path of the input field that is at fault, from the input's root; empty if it is none in particular. */
  readonly field: ReadonlyArray<Scalars['String']['output']>;
  /** For a developer's eyes, in English; may change. Decide by `code`. */
  readonly message: Scalars['String']['output'];
  /** How long to wait before the next attempt, in milliseconds, where it is known. */
  readonly retryAfterMs?: Maybe<Scalars['Int']['output']>;
  /** Whether the same call can succeed later without anybody changing anything. */
  readonly retryable: Scalars['Boolean']['output'];
};

/** Everything that a mutation can be refused for. */
export type ProblemCode =
  /** The payment was consumed before, by another call; `payment.consume` says when and by whom. */
  | 'ALREADY_CONSUMED'
  /** Somebody else is working on the same payment at this moment. */
  | 'BUSY'
  /** Clients may consume only in the built-in model, and only their own payments. */
  | 'CONSUME_NOT_ALLOWED'
  /** The idempotency key was used before with other arguments. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A field of the input has a wrong form; `field` names it. */
  | 'INVALID_INPUT'
  /** The item is not for sale at the moment. */
  | 'ITEM_DISABLED'
  /** The AppKey has no such item, or the store sold a product that no item of the AppKey maps to. */
  | 'ITEM_NOT_FOUND'
  /** The AppKey has no such notification. */
  | 'NOTIFICATION_NOT_FOUND'
  /** The item is owned for good, or by time: there is nothing to consume. */
  | 'NOT_CONSUMABLE'
  /** The payment has not been consumed yet, so it cannot be completed. */
  | 'NOT_CONSUMED'
  /** The AppKey has no such payment, or the caller may not know of it. */
  | 'PAYMENT_NOT_FOUND'
  /** The store took the money back. */
  | 'PAYMENT_REFUNDED'
  /** The purchase was canceled. */
  | 'PURCHASE_CANCELED'
  /** The AppKey has no such purchase, or the caller may not know of it. */
  | 'PURCHASE_NOT_FOUND'
  /** The store has not taken the money yet. Wait for `purchaseUpdated`, or verify again later. */
  | 'PURCHASE_PENDING'
  /** The purchase token is not the one of this payment. */
  | 'PURCHASE_TOKEN_INVALID'
  /** The receipt belongs to another app. */
  | 'RECEIPT_APP_MISMATCH'
  /** The receipt comes from a sandbox that the AppKey does not accept for this user. */
  | 'RECEIPT_ENVIRONMENT_REFUSED'
  /** The receipt is malformed, altered, or not signed by the store. */
  | 'RECEIPT_INVALID'
  /** The receipt is for another item than the purchase. */
  | 'RECEIPT_ITEM_MISMATCH'
  /** The receipt is bound to, or was already taken by, another user. */
  | 'RECEIPT_USER_MISMATCH'
  /** The store does not refund this payment, however often it is asked; `message` says why. */
  | 'REFUND_NOT_POSSIBLE'
  /** The store refuses the credentials of the AppKey: an operator has to act. */
  | 'STORE_MISCONFIGURED'
  /** No connection to this store has been made for the AppKey, or the item has no product there. */
  | 'STORE_NOT_CONNECTED'
  /** The store could not be asked. Nothing is decided; try again. */
  | 'STORE_UNAVAILABLE'
  /** The user has to be registered first: `registerUser`. */
  | 'USER_NOT_REGISTERED'
  /** The project demands signed users: send a user token, and one that names the user in question. */
  | 'USER_TOKEN_REQUIRED'
  /** The AppKey has no such webhook endpoint. */
  | 'WEBHOOK_ENDPOINT_NOT_FOUND';

/** One wish to buy: reserved before the store's payment sheet opens. */
export type Purchase = Node & {
  readonly __typename?: 'Purchase';
  /**
   * A UUID to hand to the store: `appAccountToken` (App Store), `obfuscatedExternalAccountId` (Google Play),
   * `developerPayload` (ONE store). It binds the receipt to this user.
   */
  readonly accountToken: Scalars['ID']['output'];
  /** What the caller attached in `requestPurchase`. */
  readonly developerPayload?: Maybe<Scalars['String']['output']>;
  /** When it becomes `EXPIRED` if nobody comes back. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Prefixed id, `pur_…`. */
  readonly id: Scalars['ID']['output'];
  /** What. */
  readonly item: Item;
  /** The payment, once there is one. */
  readonly payment?: Maybe<Payment>;
  /** Why it was `CANCELED` or `FAILED`, where that is known. */
  readonly problem?: Maybe<Problem>;
  /** When it was reserved. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** What became of it. */
  readonly status: PurchaseStatus;
  /** Where. */
  readonly store: Store;
  /** The product to open the payment sheet with. */
  readonly storeProductId: Scalars['String']['output'];
  /** For whom. */
  readonly user: User;
};

/** What became of a wish to buy. */
export type PurchaseStatus =
  /** Given up by the user or refused by the store. */
  | 'CANCELED'
  /** Nobody came back in time. A late proof of payment still makes it `VERIFIED`. */
  | 'EXPIRED'
  /** The store could not take the money. */
  | 'FAILED'
  /** The store will take the money later (cash, Ask to Buy). */
  | 'PENDING'
  /** Reserved; the store's payment sheet may be open. */
  | 'REQUESTED'
  /** Paid: `payment` holds what the store proved. */
  | 'VERIFIED';

/** Reads. Nothing here changes anything. */
export type Query = {
  readonly __typename?: 'Query';
  /** The AppKey that the caller's server key belongs to. */
  readonly appKey: AppKey;
  /** What was done by hand, by whom and why, newest first. */
  readonly auditLog: AuditEntryConnection;
  /** Who keeps its place in the feed here, by name, and how far behind it is. */
  readonly eventConsumers: EventConsumerConnection;
  /** What can be bought, by item id; with `store`, only what has a product there. Servers see disabled items too. */
  readonly items: ItemConnection;
  /** The object with this id, if the caller may see it. */
  readonly node?: Maybe<Node>;
  /** The notification with this id. */
  readonly notification?: Maybe<Notification>;
  /** What the stores told, newest first. */
  readonly notifications: NotificationConnection;
  /** The payment with this id, if the caller may see it. */
  readonly payment?: Maybe<Payment>;
  /**
   * The feed by polling: everything after the cursor, in the order of the feed; without one, from the first event that is kept. A
   * cursor older than what is kept is refused. With a filter a page
   * may hold fewer than `first`, or none, while there is more: go on from `endCursor` as long as `hasNextPage` says so.
   */
  readonly paymentEvents: PaymentEventConnection;
  /** Payments of the AppKey. */
  readonly payments: PaymentConnection;
  /** The purchase with this id, if the caller may see it. */
  readonly purchase?: Maybe<Purchase>;
  /** What comparing our records with a store's came to on one day. */
  readonly reconciliationReport: ReconciliationReport;
  /** What a user paid for and has not got yet, oldest first. A client sees its own; the token only with a user token. */
  readonly unconsumedPayments: PaymentConnection;
  /** The endpoint with this id. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
  /** Where the feed is sent, oldest first. An AppKey has at most 20 endpoints. */
  readonly webhookEndpoints: ReadonlyArray<WebhookEndpoint>;
};


/** Reads. Nothing here changes anything. */
export type QueryAuditLogArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  subjectId?: InputMaybe<Scalars['ID']['input']>;
};


/** Reads. Nothing here changes anything. */
export type QueryEventConsumersArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Nothing here changes anything. */
export type QueryItemsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  store?: InputMaybe<Store>;
};


/** Reads. Nothing here changes anything. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Reads. Nothing here changes anything. */
export type QueryNotificationArgs = {
  id: Scalars['ID']['input'];
};


/** Reads. Nothing here changes anything. */
export type QueryNotificationsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<NotificationStatus>;
  store?: InputMaybe<Store>;
};


/** Reads. Nothing here changes anything. */
export type QueryPaymentArgs = {
  id: Scalars['ID']['input'];
};


/** Reads. Nothing here changes anything. */
export type QueryPaymentEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  consumer?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  stores?: InputMaybe<ReadonlyArray<Store>>;
  types?: InputMaybe<ReadonlyArray<PaymentEventType>>;
};


/** Reads. Nothing here changes anything. */
export type QueryPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<PaymentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<PaymentOrder>;
};


/** Reads. Nothing here changes anything. */
export type QueryPurchaseArgs = {
  id: Scalars['ID']['input'];
};


/** Reads. Nothing here changes anything. */
export type QueryReconciliationReportArgs = {
  day: Scalars['Date']['input'];
  store: Store;
};


/** Reads. Nothing here changes anything. */
export type QueryUnconsumedPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  store?: InputMaybe<Store>;
  userId?: InputMaybe<Scalars['String']['input']>;
};


/** Reads. Nothing here changes anything. */
export type QueryWebhookEndpointArgs = {
  id: Scalars['ID']['input'];
};

/** What the app got from the store: exactly one. */
export type ReceiptInput =
  /** From the App Store. */
  { readonly appStore: AppStoreReceiptInput; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore?: never; }
  |  /** From Google Play. */
  { readonly appStore?: never; readonly googlePlay: GooglePlayReceiptInput; readonly oneStore?: never; readonly testStore?: never; }
  |  /** From ONE store. */
  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore: OneStoreReceiptInput; readonly testStore?: never; }
  |  /** From the Test store. */
  { readonly appStore?: never; readonly googlePlay?: never; readonly oneStore?: never; readonly testStore: TestStoreReceiptInput; };

/** Something that a store said and we did not, or the other way round. */
export type ReconciliationDiscrepancy = {
  readonly __typename?: 'ReconciliationDiscrepancy';
  /** What differed, and what was done about it or why nothing could be. For people. */
  readonly description: Scalars['String']['output'];
  /** When it was found, the first time on that day. */
  readonly detectedAt: Scalars['DateTime']['output'];
  /** The payment that it is about, if there is one. */
  readonly payment?: Maybe<Payment>;
  /** The purchase that it is about, if one is known and still kept. */
  readonly purchase?: Maybe<Purchase>;
  /** Since when the store and Coinslot say the same; null while they do not. */
  readonly resolvedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What was compared when it was found. */
  readonly source: ReconciliationSource;
};

/** What comparing our records with a store's came to on one day. */
export type ReconciliationReport = {
  readonly __typename?: 'ReconciliationReport';
  /** Entries of the store's lists, buyers and purchases that were looked at. What is listed again is looked at again. */
  readonly checkedCount: Scalars['Int']['output'];
  /** The day, in UTC. */
  readonly day: Scalars['Date']['output'];
  /** Those that are left first, then the newest; at most 100. */
  readonly discrepancies: ReadonlyArray<ReconciliationDiscrepancy>;
  /** Where the store and Coinslot said different things, each counted once however often it was found. */
  readonly discrepancyCount: Scalars['Int']['output'];
  /** Of these, those that are left: somebody should look into them. */
  readonly openCount: Scalars['Int']['output'];
  /** Of these, those that are gone by now. */
  readonly resolvedCount: Scalars['Int']['output'];
  /** The comparisons that began on that day, the newest first; at most 100. None means that nothing was compared. */
  readonly runs: ReadonlyArray<ReconciliationRun>;
  /** The store. */
  readonly store: Store;
};

/** One comparison from its beginning to its end, which may take several attempts. */
export type ReconciliationRun = {
  readonly __typename?: 'ReconciliationRun';
  /** What was looked at so far. */
  readonly checkedCount: Scalars['Int']['output'];
  /** When everything was compared; null while there is more to do. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why it stopped before its end, the last time that it did: a store that could not be asked, for example. */
  readonly lastError?: Maybe<Scalars['String']['output']>;
  /** What was compared. */
  readonly source: ReconciliationSource;
  /** When it began. */
  readonly startedAt: Scalars['DateTime']['output'];
};

/** What is compared with a store. */
export type ReconciliationSource =
  /** The store's list of one buyer's refunds, for each buyer (App Store). */
  | 'CUSTOMER_REFUND_HISTORY'
  /** The store's list of the messages that it pushed (App Store). */
  | 'NOTIFICATIONS'
  /** Purchases that stay pending: the store is asked about each. */
  | 'PURCHASES'
  /** The store's list of refunds (Google Play, ONE store). */
  | 'REFUNDS';

/** What was taken back of a payment until now. */
export type Refund = {
  readonly __typename?: 'Refund';
  /** How much in all, where it is known. */
  readonly amount?: Maybe<Money>;
  /** All of it. Otherwise a part, and the payment keeps its state. */
  readonly full: Scalars['Boolean']['output'];
  /** How many of the item in all; 0 where money went back without any. */
  readonly quantity: Scalars['Int']['output'];
  /** The store's word for why, where it gives one. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** When, the last time. */
  readonly refundedAt: Scalars['DateTime']['output'];
  /** Where the news came from, the last time. */
  readonly source: RefundSource;
};

/** A page of a refund history. */
export type RefundConnection = {
  readonly __typename?: 'RefundConnection';
  /** Refunds with their cursors. */
  readonly edges: ReadonlyArray<RefundEdge>;
  /** The refunds alone. */
  readonly nodes: ReadonlyArray<RefundEntry>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** A refund in a page. */
export type RefundEdge = {
  readonly __typename?: 'RefundEdge';
  /** Its place in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The refund. */
  readonly node: RefundEntry;
};

/** One time that money of a payment went back. */
export type RefundEntry = Node & {
  readonly __typename?: 'RefundEntry';
  /** How much, this time, where it is known. */
  readonly amount?: Maybe<Money>;
  /** When we heard of it. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** All that was left of it went back. */
  readonly full: Scalars['Boolean']['output'];
  /** Prefixed id, `ref_…`. */
  readonly id: Scalars['ID']['output'];
  /** Of which payment. Its former user does not see one that was transferred since. */
  readonly payment?: Maybe<Payment>;
  /** What had become of the payment: `CONSUMED` and `COMPLETED` mean that the item had been given. */
  readonly previousStatus: PaymentStatus;
  /** How many of the item, this time; 0 where money went back without any. */
  readonly quantity: Scalars['Int']['output'];
  /** The store's word for why, where it gives one. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** When the money went back. */
  readonly refundedAt: Scalars['DateTime']['output'];
  /** When we heard that it was taken back after all; null while it stands. */
  readonly reversedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where the news came from. */
  readonly source: RefundSource;
};

/** Input of `refundPayment`. */
export type RefundPaymentInput = {
  /** 1–200 characters. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The payment. */
  readonly paymentId: Scalars['ID']['input'];
  /** Why, for the audit log; 1–500 characters. The store does not hear it. */
  readonly reason: Scalars['String']['input'];
};

/** Answer of `refundPayment`. */
export type RefundPaymentPayload = {
  readonly __typename?: 'RefundPaymentPayload';
  /** The payment as it is now. */
  readonly payment?: Maybe<Payment>;
  /** Why the store was not asked, or did not do it. */
  readonly problem?: Maybe<Problem>;
  /** It was refunded, or this call was made, before. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Where the news of a refund came from. */
export type RefundSource =
  /** The store's answer when it was to be told that the item was given. */
  | 'ACKNOWLEDGEMENT'
  /** An operator, who knows of money that went back outside of the store: `correctPayment`. */
  | 'CORRECTION'
  /** The store's notification. */
  | 'NOTIFICATION'
  /** An operator, who asked the store for it: `refundPayment`. */
  | 'OPERATOR'
  /** A comparison with the store's records. */
  | 'RECONCILIATION'
  /** The store's answer to a verification. */
  | 'VERIFICATION';

/** Input of `registerUser`. */
export type RegisterUserInput = {
  /** The developer's own id, 1–200 characters; may be left out when a user token names it. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `registerUser`. */
export type RegisterUserPayload = {
  readonly __typename?: 'RegisterUserPayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The user was known before. */
  readonly replayed: Scalars['Boolean']['output'];
  /** The user. */
  readonly user?: Maybe<User>;
};

/** Input of `replayNotification`. */
export type ReplayNotificationInput = {
  /** Prefixed id of the notification, `ntf_…`. */
  readonly notificationId: Scalars['ID']['input'];
};

/** Answer of `replayNotification`. */
export type ReplayNotificationPayload = {
  readonly __typename?: 'ReplayNotificationPayload';
  /** The notification, waiting to be worked on. */
  readonly notification?: Maybe<Notification>;
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
};

/** Input of `replayWebhookEvents`. */
export type ReplayWebhookEventsInput = {
  /** Prefixed id of the endpoint, `whk_…`. */
  readonly endpointId: Scalars['ID']['input'];
  /** A cursor of the feed, not older than what it keeps; what comes after it is sent. */
  readonly from: Scalars['Cursor']['input'];
};

/** Answer of `replayWebhookEvents`. */
export type ReplayWebhookEventsPayload = {
  readonly __typename?: 'ReplayWebhookEventsPayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The endpoint, back at the cursor. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Input of `requestPurchase`. */
export type RequestPurchaseInput = {
  /** Anything to find again later, at most 1,000 characters. Readable by the user: no secrets. */
  readonly developerPayload?: InputMaybe<Scalars['String']['input']>;
  /** 1–200 characters; the same key with the same arguments gets the same purchase. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The developer's own id of the item. */
  readonly itemId: Scalars['String']['input'];
  /** Where it will be paid. */
  readonly store: Store;
  /** The developer's own id of the user; may be left out when a user token names it. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `requestPurchase`. */
export type RequestPurchasePayload = {
  readonly __typename?: 'RequestPurchasePayload';
  /** Why nothing was reserved. */
  readonly problem?: Maybe<Problem>;
  /** The reservation. */
  readonly purchase?: Maybe<Purchase>;
  /** The idempotency key was seen before; this is the earlier purchase. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** Input of `resumeWebhookEndpoint`. */
export type ResumeWebhookEndpointInput = {
  /** Prefixed id of the endpoint, `whk_…`. */
  readonly endpointId: Scalars['ID']['input'];
};

/** Answer of `resumeWebhookEndpoint`. */
export type ResumeWebhookEndpointPayload = {
  readonly __typename?: 'ResumeWebhookEndpointPayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The endpoint, active. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Input of `retryAcknowledgement`. */
export type RetryAcknowledgementInput = {
  /** The payment. */
  readonly paymentId: Scalars['ID']['input'];
};

/** Answer of `retryAcknowledgement`. */
export type RetryAcknowledgementPayload = {
  readonly __typename?: 'RetryAcknowledgementPayload';
  /** The payment as it is now. */
  readonly payment?: Maybe<Payment>;
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
};

/** Input of `revokeServerKey`. */
export type RevokeServerKeyInput = {
  /** Prefixed id of the key, `key_…`. */
  readonly serverKeyId: Scalars['ID']['input'];
};

/** Answer of `revokeServerKey`. */
export type RevokeServerKeyPayload = {
  readonly __typename?: 'RevokeServerKeyPayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The key as it is now. */
  readonly serverKey?: Maybe<ServerKey>;
};

/** Input of `rotateWebhookSecret`. */
export type RotateWebhookSecretInput = {
  /** Prefixed id of the endpoint, `whk_…`. */
  readonly endpointId: Scalars['ID']['input'];
};

/** Answer of `rotateWebhookSecret`. */
export type RotateWebhookSecretPayload = {
  readonly __typename?: 'RotateWebhookSecretPayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The new secret, `whsec_…`. Shown this once. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** The endpoint. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** What happens to receipts from a store's sandbox. */
export type SandboxPolicy =
  /** They are taken from everybody. */
  | 'ALLOW'
  /** They are refused. */
  | 'DENY'
  /** They are taken from the users that `sandboxTesterUserIds` lists. The default. */
  | 'TESTERS_ONLY';

/** A secret key of a game server. Only its prefix can be shown again. */
export type ServerKey = {
  readonly __typename?: 'ServerKey';
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Prefixed id, `key_…`. */
  readonly id: Scalars['ID']['output'];
  /** When it was last seen, to the minute. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** A name for people. */
  readonly name: Scalars['String']['output'];
  /** The beginning of the secret, to tell keys apart. */
  readonly prefix: Scalars['String']['output'];
  /** When it was revoked. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What it may do. */
  readonly role: ServerKeyRole;
};

/** What a server key may do; each role may do what the roles before it may. */
export type ServerKeyRole =
  /** Settings too: items, store connections, server keys. */
  | 'ADMIN'
  /** All that a game server does: consume, complete, wait. */
  | 'GAME_SERVER'
  /** Read. */
  | 'READER';

/** Input of `startReconciliation`. */
export type StartReconciliationInput = {
  /** The store. */
  readonly store: Store;
};

/** Answer of `startReconciliation`. */
export type StartReconciliationPayload = {
  readonly __typename?: 'StartReconciliationPayload';
  /** Why nothing is compared. */
  readonly problem?: Maybe<Problem>;
};

/** Where the money is taken. */
export type Store =
  /** Apple App Store. */
  | 'APP_STORE'
  /** Google Play. */
  | 'GOOGLE_PLAY'
  /** ONE store. */
  | 'ONE_STORE'
  /** The built-in store for development; production refuses it. */
  | 'TEST_STORE';

/** The link between an AppKey and one store. Its credentials are never shown. */
export type StoreConnection = {
  readonly __typename?: 'StoreConnection';
  /** When the connection was made. */
  readonly connectedAt: Scalars['DateTime']['output'];
  /** Whether credentials for calling the store were given. */
  readonly hasCredentials: Scalars['Boolean']['output'];
  /** Which store. */
  readonly store: Store;
  /** How the app is named there: the bundle id at the App Store, the package name at Google Play, the package name or else the client id at ONE store. */
  readonly storeBundleId: Scalars['String']['output'];
  /** When it was last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** An item's name in one store. */
export type StoreProduct = {
  readonly __typename?: 'StoreProduct';
  /** The product id there. */
  readonly productId: Scalars['String']['output'];
  /** Which store. */
  readonly store: Store;
};

/** An item's name in one store. */
export type StoreProductInput = {
  /** The product id there, 1–255 characters. */
  readonly productId: Scalars['String']['input'];
  /** Which store. */
  readonly store: Store;
};

/** Live streams over WebSocket (`graphql-transport-ws`). */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** Everything after the cursor, then live; without a cursor, from now. The same feed as the query, without gap or duplicate. */
  readonly paymentEvents: PaymentEvent;
  /** The purchase as it is now, then after every change of it or its payment; ends when nothing more is expected. */
  readonly purchaseUpdated: Purchase;
};


/** Live streams over WebSocket (`graphql-transport-ws`). */
export type SubscriptionPaymentEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  consumer?: InputMaybe<Scalars['String']['input']>;
  stores?: InputMaybe<ReadonlyArray<Store>>;
  types?: InputMaybe<ReadonlyArray<PaymentEventType>>;
};


/** Live streams over WebSocket (`graphql-transport-ws`). */
export type SubscriptionPurchaseUpdatedArgs = {
  id: Scalars['ID']['input'];
};

/** A proof from the Test store. */
export type TestStoreReceiptInput = {
  /** The receipt as the Test store gave it. */
  readonly receipt: Scalars['String']['input'];
};

/** Input of `transferPayment`. */
export type TransferPaymentInput = {
  /** 1–200 characters. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The payment, not refunded. */
  readonly paymentId: Scalars['ID']['input'];
  /** Why, for the audit log; 1–500 characters. */
  readonly reason: Scalars['String']['input'];
  /** The developer's own id of the user who gets it, registered before. */
  readonly toUserId: Scalars['String']['input'];
};

/** Answer of `transferPayment`. */
export type TransferPaymentPayload = {
  readonly __typename?: 'TransferPaymentPayload';
  /** The payment as it is now. */
  readonly payment?: Maybe<Payment>;
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** It belonged to that user before. */
  readonly replayed: Scalars['Boolean']['output'];
};

/** What happens to a payment that nobody consumed, when the time nears after which its store takes it back. */
export type UnconsumedPolicy =
  /** The store is told that the purchase was taken: the money stays, and the item is owed. */
  | 'ACKNOWLEDGE'
  /** The store takes the money back, and the user loses nothing. The default. */
  | 'ALLOW_AUTO_REFUND';

/** Input of `updateAppKey`. */
export type UpdateAppKeyInput = {
  /** From where on stores are told that the item was given; payments that wait follow. */
  readonly acknowledgeOn?: InputMaybe<AcknowledgeOn>;
  /** Who consumes. */
  readonly consumeModel?: InputMaybe<ConsumeModel>;
  /** A new name. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Whether clients need a user token. */
  readonly requireUserToken?: InputMaybe<Scalars['Boolean']['input']>;
  /** What happens to sandbox receipts. */
  readonly sandboxPolicy?: InputMaybe<SandboxPolicy>;
  /** The user ids that `TESTERS_ONLY` means; replaces the list. */
  readonly sandboxTesterUserIds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Whether stores that ask are told if the item was delivered; only with the customers' consent. */
  readonly sendConsumptionInfo?: InputMaybe<Scalars['Boolean']['input']>;
  /** What happens to payments that nobody consumes. */
  readonly unconsumedPolicy?: InputMaybe<UnconsumedPolicy>;
  /** Public keys (JWK as JSON text; ES256 or EdDSA) that user tokens may be signed with; replaces the list, at most 10. */
  readonly userTokenJwks?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Answer of `updateAppKey`. */
export type UpdateAppKeyPayload = {
  readonly __typename?: 'UpdateAppKeyPayload';
  /** The project as it is now. */
  readonly appKey?: Maybe<AppKey>;
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
};

/** Input of `updateWebhookEndpoint`. */
export type UpdateWebhookEndpointInput = {
  /** Prefixed id of the endpoint, `whk_…`. */
  readonly endpointId: Scalars['ID']['input'];
  /** Only these types; null for all; as they are without it. */
  readonly types?: InputMaybe<ReadonlyArray<PaymentEventType>>;
  /** Where to post; as it is without it. */
  readonly url?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `updateWebhookEndpoint`. */
export type UpdateWebhookEndpointPayload = {
  readonly __typename?: 'UpdateWebhookEndpointPayload';
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
  /** The endpoint as it is now. */
  readonly webhookEndpoint?: Maybe<WebhookEndpoint>;
};

/** Input of `upsertItem`. */
export type UpsertItemInput = {
  /** Whether it can be bought. */
  readonly enabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** The developer's own id, 1–100 characters of letters, digits, `.`, `_` and `-`. */
  readonly itemId: Scalars['String']['input'];
  /** A name for people, 1–100 characters. */
  readonly name: Scalars['String']['input'];
  /** The product in each store, at most one a store; replaces the list. */
  readonly storeProducts: ReadonlyArray<StoreProductInput>;
  /** How it is used up. Cannot be changed once the item exists. */
  readonly type: ItemType;
};

/** Answer of `upsertItem`. */
export type UpsertItemPayload = {
  readonly __typename?: 'UpsertItemPayload';
  /** The item as it is now. */
  readonly item?: Maybe<Item>;
  /** Why nothing changed. */
  readonly problem?: Maybe<Problem>;
};

/** The person an item is given to, by the developer's own user id; never the store account. */
export type User = Node & {
  readonly __typename?: 'User';
  /** Prefixed id, `usr_…`. */
  readonly id: Scalars['ID']['output'];
  /** All payments, newest first. A client needs a user token for it. */
  readonly payments: PaymentConnection;
  /** All that was refunded while the payment was this user's, newest first. A client needs a user token for it. */
  readonly refunds: RefundConnection;
  /** When the user was first named. */
  readonly registeredAt: Scalars['DateTime']['output'];
  /** Paid and not consumed, oldest first: what the game still owes. */
  readonly unconsumedPayments: PaymentConnection;
  /** The developer's own id. */
  readonly userId: Scalars['String']['output'];
};


/** The person an item is given to, by the developer's own user id; never the store account. */
export type UserPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** The person an item is given to, by the developer's own user id; never the store account. */
export type UserRefundsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** The person an item is given to, by the developer's own user id; never the store account. */
export type UserUnconsumedPaymentsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Input of `verifyPurchase`. */
export type VerifyPurchaseInput = {
  /** 1–200 characters. The receipt alone already makes the call repeatable. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The reservation; may be left out (promo code, lost reservation, restore). */
  readonly purchaseId?: InputMaybe<Scalars['ID']['input']>;
  /** What the app got from the store. */
  readonly receipt: ReceiptInput;
  /** Whose it is; may be left out when `purchaseId` or a user token says it. */
  readonly userId?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `verifyPurchase`. */
export type VerifyPurchasePayload = {
  readonly __typename?: 'VerifyPurchasePayload';
  /** The payment, with its `purchaseToken` while it is not consumed. */
  readonly payment?: Maybe<Payment>;
  /** Why there is no payment. */
  readonly problem?: Maybe<Problem>;
  /** The purchase. Shown with the problem `PURCHASE_PENDING` too, and with `STORE_UNAVAILABLE` when it was named. */
  readonly purchase?: Maybe<Purchase>;
  /**
   * The receipt was submitted before, or the idempotency key was used before; this is the earlier payment. A payment that so far only
   * the store has told of is no earlier submission.
   */
  readonly replayed: Scalars['Boolean']['output'];
};

/** One attempt to deliver one event. */
export type WebhookDeliveryAttempt = Node & {
  readonly __typename?: 'WebhookDeliveryAttempt';
  /** When it began. */
  readonly attemptedAt: Scalars['DateTime']['output'];
  /** From the first step to the answer, in milliseconds. */
  readonly durationMs: Scalars['Int']['output'];
  /** Why it failed. */
  readonly error?: Maybe<Scalars['String']['output']>;
  /** The event, also the `webhook-id` of the request; null once it was pruned. */
  readonly event?: Maybe<PaymentEvent>;
  /** Prefixed id of the request, `whd_…`. */
  readonly id: Scalars['ID']['output'];
  /** How the body began, as it was sent: at most 4096 characters. Null for attempts from before this was kept. */
  readonly requestBody?: Maybe<Scalars['String']['output']>;
  /** How the answer began: at most 2 KiB. */
  readonly responseBody?: Maybe<Scalars['String']['output']>;
  /** The HTTP status of the answer; null if there was no answer. */
  readonly responseStatus?: Maybe<Scalars['Int']['output']>;
  /** What came of it. */
  readonly status: WebhookDeliveryAttemptStatus;
  /** Where it was sent; empty for attempts from before this was kept. */
  readonly url: Scalars['String']['output'];
};

/** A page of the delivery log. */
export type WebhookDeliveryAttemptConnection = {
  readonly __typename?: 'WebhookDeliveryAttemptConnection';
  /** Attempts with their cursors. */
  readonly edges: ReadonlyArray<WebhookDeliveryAttemptEdge>;
  /** The attempts alone. */
  readonly nodes: ReadonlyArray<WebhookDeliveryAttempt>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** An attempt in a page. */
export type WebhookDeliveryAttemptEdge = {
  readonly __typename?: 'WebhookDeliveryAttemptEdge';
  /** Its place in the list. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The attempt. */
  readonly node: WebhookDeliveryAttempt;
};

/** What came of an attempt. */
export type WebhookDeliveryAttemptStatus =
  /** The answer was 2xx. */
  | 'DELIVERED'
  /** It was not, or there was none. */
  | 'FAILED';

/** Where the feed of an AppKey is sent: signed by the Standard Webhooks scheme, at least once, in order for each payment. */
export type WebhookEndpoint = Node & {
  readonly __typename?: 'WebhookEndpoint';
  /** How often delivering failed since something was last taken. */
  readonly consecutiveFailures: Scalars['Int']['output'];
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Everything up to here was delivered, or is of no type that is wanted. */
  readonly cursor: Scalars['Cursor']['output'];
  /** What was sent, newest first; kept for some weeks. */
  readonly deliveries: WebhookDeliveryAttemptConnection;
  /** Since when nothing gets on. */
  readonly firstFailedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Prefixed id, `whk_…`. */
  readonly id: Scalars['ID']['output'];
  /**
   * What came of the last attempt that failed, if nothing was taken since. Or, without `firstFailedAt`, that events were no longer
   * kept when their turn came: that stays until the endpoint is updated, resumed or replayed.
   */
  readonly lastError?: Maybe<Scalars['String']['output']>;
  /** When to try again, if it waits for that. */
  readonly nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why it is paused. */
  readonly pauseReason?: Maybe<WebhookPauseReason>;
  /** Until then the secret before the present one signs too. */
  readonly previousSecretExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether it is sent anything. */
  readonly status: WebhookStatus;
  /** Which events; null for all. */
  readonly types?: Maybe<ReadonlyArray<PaymentEventType>>;
  /** When it was last changed by hand. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Where events are posted to. */
  readonly url: Scalars['String']['output'];
};


/** Where the feed of an AppKey is sent: signed by the Standard Webhooks scheme, at least once, in order for each payment. */
export type WebhookEndpointDeliveriesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Why an endpoint is paused. */
export type WebhookPauseReason =
  /** The receiver answered 410: it wants nothing any more. */
  | 'ENDPOINT_GONE'
  /** An event was refused for too long; `lastError` says how. */
  | 'FAILING'
  /** `pauseWebhookEndpoint`. */
  | 'MANUAL';

/** Whether an endpoint is sent anything. */
export type WebhookStatus =
  /** Events are sent there. */
  | 'ACTIVE'
  /** Nothing is sent until it is resumed; it goes on from where it stopped. */
  | 'PAUSED';



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
    | ( EventConsumerWithLag )
    | ( ItemRow )
    | ( NotificationSummary )
    | ( PaymentModel )
    | ( EventRow )
    | ( PurchaseRow )
    | ( RefundRow )
    | ( UserRow )
    | ( WebhookDeliveryRow )
    | ( WebhookEndpointRow )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AckEventsInput: AckEventsInput;
  AckEventsPayload: ResolverTypeWrapper<Omit<AckEventsPayload, 'consumer' | 'problem'> & { consumer?: Maybe<ResolversTypes['EventConsumer']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  AcknowledgeOn: AcknowledgeOn;
  Acknowledgement: ResolverTypeWrapper<PaymentRow>;
  AcknowledgementStatus: AcknowledgementStatus;
  AppKey: ResolverTypeWrapper<App>;
  AppStoreReceiptInput: AppStoreReceiptInput;
  AuditEntry: ResolverTypeWrapper<AuditEntryRow>;
  AuditEntryConnection: ResolverTypeWrapper<Connection<AuditEntryRow>>;
  AuditEntryEdge: ResolverTypeWrapper<Omit<AuditEntryEdge, 'node'> & { node: ResolversTypes['AuditEntry'] }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CallerType: CallerType;
  CancelPurchaseInput: CancelPurchaseInput;
  CancelPurchasePayload: ResolverTypeWrapper<Omit<CancelPurchasePayload, 'problem' | 'purchase'> & { problem?: Maybe<ResolversTypes['Problem']>, purchase?: Maybe<ResolversTypes['Purchase']> }>;
  CheckStoreConnectionInput: CheckStoreConnectionInput;
  CheckStoreConnectionPayload: ResolverTypeWrapper<Omit<CheckStoreConnectionPayload, 'problem'> & { problem?: Maybe<ResolversTypes['Problem']> }>;
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
  ConsumePaymentInput: ConsumePaymentInput;
  ConsumePaymentPayload: ResolverTypeWrapper<Omit<ConsumePaymentPayload, 'consume' | 'payment' | 'problem'> & { consume?: Maybe<ResolversTypes['Consume']>, payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ConsumePaymentsInput: ConsumePaymentsInput;
  ConsumePaymentsPayload: ResolverTypeWrapper<Omit<ConsumePaymentsPayload, 'problem' | 'results'> & { problem?: Maybe<ResolversTypes['Problem']>, results: ReadonlyArray<ResolversTypes['ConsumePaymentPayload']> }>;
  ConsumedBy: ConsumedBy;
  CorrectPaymentInput: CorrectPaymentInput;
  CorrectPaymentPayload: ResolverTypeWrapper<Omit<CorrectPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  CreateAppKeyInput: CreateAppKeyInput;
  CreateAppKeyPayload: ResolverTypeWrapper<Omit<CreateAppKeyPayload, 'appKey' | 'problem'> & { appKey?: Maybe<ResolversTypes['AppKey']>, problem?: Maybe<ResolversTypes['Problem']> }>;
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
  DeleteWebhookEndpointInput: DeleteWebhookEndpointInput;
  DeleteWebhookEndpointPayload: ResolverTypeWrapper<Omit<DeleteWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  Environment: Environment;
  EventConsumer: ResolverTypeWrapper<EventConsumerWithLag>;
  EventConsumerConnection: ResolverTypeWrapper<Connection<EventConsumerWithLag>>;
  EventConsumerEdge: ResolverTypeWrapper<Omit<EventConsumerEdge, 'node'> & { node: ResolversTypes['EventConsumer'] }>;
  GooglePlayReceiptInput: GooglePlayReceiptInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Item: ResolverTypeWrapper<ItemRow>;
  ItemConnection: ResolverTypeWrapper<Connection<ItemRow>>;
  ItemEdge: ResolverTypeWrapper<Omit<ItemEdge, 'node'> & { node: ResolversTypes['Item'] }>;
  ItemType: ItemType;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  Notification: ResolverTypeWrapper<NotificationSummary>;
  NotificationConnection: ResolverTypeWrapper<Connection<NotificationSummary>>;
  NotificationEdge: ResolverTypeWrapper<Omit<NotificationEdge, 'node'> & { node: ResolversTypes['Notification'] }>;
  NotificationSource: NotificationSource;
  NotificationStatus: NotificationStatus;
  OneStoreMarket: OneStoreMarket;
  OneStoreReceiptInput: OneStoreReceiptInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PauseWebhookEndpointInput: PauseWebhookEndpointInput;
  PauseWebhookEndpointPayload: ResolverTypeWrapper<Omit<PauseWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  Payment: ResolverTypeWrapper<PaymentModel>;
  PaymentConnection: ResolverTypeWrapper<Connection<PaymentModel>>;
  PaymentEdge: ResolverTypeWrapper<Omit<PaymentEdge, 'node'> & { node: ResolversTypes['Payment'] }>;
  PaymentEvent: ResolverTypeWrapper<EventRow>;
  PaymentEventConnection: ResolverTypeWrapper<Connection<EventRow>>;
  PaymentEventEdge: ResolverTypeWrapper<Omit<PaymentEventEdge, 'node'> & { node: ResolversTypes['PaymentEvent'] }>;
  PaymentEventType: PaymentEventType;
  PaymentFilter: PaymentFilter;
  PaymentOrder: PaymentOrder;
  PaymentStatus: PaymentStatus;
  Problem: ResolverTypeWrapper<ProblemModel>;
  ProblemCode: ProblemCode;
  Purchase: ResolverTypeWrapper<PurchaseRow>;
  PurchaseStatus: PurchaseStatus;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReceiptInput: ReceiptInput;
  ReconciliationDiscrepancy: ResolverTypeWrapper<DiscrepancyRow>;
  ReconciliationReport: ResolverTypeWrapper<ReportModel>;
  ReconciliationRun: ResolverTypeWrapper<ReconciliationRunRow>;
  ReconciliationSource: ReconciliationSource;
  Refund: ResolverTypeWrapper<Refund>;
  RefundConnection: ResolverTypeWrapper<Connection<RefundRow>>;
  RefundEdge: ResolverTypeWrapper<Omit<RefundEdge, 'node'> & { node: ResolversTypes['RefundEntry'] }>;
  RefundEntry: ResolverTypeWrapper<RefundRow>;
  RefundPaymentInput: RefundPaymentInput;
  RefundPaymentPayload: ResolverTypeWrapper<Omit<RefundPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RefundSource: RefundSource;
  RegisterUserInput: RegisterUserInput;
  RegisterUserPayload: ResolverTypeWrapper<Omit<RegisterUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversTypes['Problem']>, user?: Maybe<ResolversTypes['User']> }>;
  ReplayNotificationInput: ReplayNotificationInput;
  ReplayNotificationPayload: ResolverTypeWrapper<Omit<ReplayNotificationPayload, 'notification' | 'problem'> & { notification?: Maybe<ResolversTypes['Notification']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  ReplayWebhookEventsInput: ReplayWebhookEventsInput;
  ReplayWebhookEventsPayload: ResolverTypeWrapper<Omit<ReplayWebhookEventsPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  RequestPurchaseInput: RequestPurchaseInput;
  RequestPurchasePayload: ResolverTypeWrapper<Omit<RequestPurchasePayload, 'problem' | 'purchase'> & { problem?: Maybe<ResolversTypes['Problem']>, purchase?: Maybe<ResolversTypes['Purchase']> }>;
  ResumeWebhookEndpointInput: ResumeWebhookEndpointInput;
  ResumeWebhookEndpointPayload: ResolverTypeWrapper<Omit<ResumeWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  RetryAcknowledgementInput: RetryAcknowledgementInput;
  RetryAcknowledgementPayload: ResolverTypeWrapper<Omit<RetryAcknowledgementPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  RevokeServerKeyInput: RevokeServerKeyInput;
  RevokeServerKeyPayload: ResolverTypeWrapper<Omit<RevokeServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversTypes['Problem']>, serverKey?: Maybe<ResolversTypes['ServerKey']> }>;
  RotateWebhookSecretInput: RotateWebhookSecretInput;
  RotateWebhookSecretPayload: ResolverTypeWrapper<Omit<RotateWebhookSecretPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  SandboxPolicy: SandboxPolicy;
  ServerKey: ResolverTypeWrapper<ServerKeyRow>;
  ServerKeyRole: ServerKeyRole;
  StartReconciliationInput: StartReconciliationInput;
  StartReconciliationPayload: ResolverTypeWrapper<Omit<StartReconciliationPayload, 'problem'> & { problem?: Maybe<ResolversTypes['Problem']> }>;
  Store: Store;
  StoreConnection: ResolverTypeWrapper<StoreConnectionRow>;
  StoreProduct: ResolverTypeWrapper<StoreProduct>;
  StoreProductInput: StoreProductInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TestStoreReceiptInput: TestStoreReceiptInput;
  TransferPaymentInput: TransferPaymentInput;
  TransferPaymentPayload: ResolverTypeWrapper<Omit<TransferPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  UnconsumedPolicy: UnconsumedPolicy;
  UpdateAppKeyInput: UpdateAppKeyInput;
  UpdateAppKeyPayload: ResolverTypeWrapper<Omit<UpdateAppKeyPayload, 'appKey' | 'problem'> & { appKey?: Maybe<ResolversTypes['AppKey']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  UpdateWebhookEndpointInput: UpdateWebhookEndpointInput;
  UpdateWebhookEndpointPayload: ResolverTypeWrapper<Omit<UpdateWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversTypes['Problem']>, webhookEndpoint?: Maybe<ResolversTypes['WebhookEndpoint']> }>;
  UpsertItemInput: UpsertItemInput;
  UpsertItemPayload: ResolverTypeWrapper<Omit<UpsertItemPayload, 'item' | 'problem'> & { item?: Maybe<ResolversTypes['Item']>, problem?: Maybe<ResolversTypes['Problem']> }>;
  User: ResolverTypeWrapper<UserRow>;
  VerifyPurchaseInput: VerifyPurchaseInput;
  VerifyPurchasePayload: ResolverTypeWrapper<Omit<VerifyPurchasePayload, 'payment' | 'problem' | 'purchase'> & { payment?: Maybe<ResolversTypes['Payment']>, problem?: Maybe<ResolversTypes['Problem']>, purchase?: Maybe<ResolversTypes['Purchase']> }>;
  WebhookDeliveryAttempt: ResolverTypeWrapper<WebhookDeliveryRow>;
  WebhookDeliveryAttemptConnection: ResolverTypeWrapper<Connection<WebhookDeliveryRow>>;
  WebhookDeliveryAttemptEdge: ResolverTypeWrapper<Omit<WebhookDeliveryAttemptEdge, 'node'> & { node: ResolversTypes['WebhookDeliveryAttempt'] }>;
  WebhookDeliveryAttemptStatus: WebhookDeliveryAttemptStatus;
  WebhookEndpoint: ResolverTypeWrapper<WebhookEndpointRow>;
  WebhookPauseReason: WebhookPauseReason;
  WebhookStatus: WebhookStatus;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AckEventsInput: AckEventsInput;
  AckEventsPayload: Omit<AckEventsPayload, 'consumer' | 'problem'> & { consumer?: Maybe<ResolversParentTypes['EventConsumer']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  Acknowledgement: PaymentRow;
  AppKey: App;
  AppStoreReceiptInput: AppStoreReceiptInput;
  AuditEntry: AuditEntryRow;
  AuditEntryConnection: Connection<AuditEntryRow>;
  AuditEntryEdge: Omit<AuditEntryEdge, 'node'> & { node: ResolversParentTypes['AuditEntry'] };
  Boolean: Scalars['Boolean']['output'];
  CancelPurchaseInput: CancelPurchaseInput;
  CancelPurchasePayload: Omit<CancelPurchasePayload, 'problem' | 'purchase'> & { problem?: Maybe<ResolversParentTypes['Problem']>, purchase?: Maybe<ResolversParentTypes['Purchase']> };
  CheckStoreConnectionInput: CheckStoreConnectionInput;
  CheckStoreConnectionPayload: Omit<CheckStoreConnectionPayload, 'problem'> & { problem?: Maybe<ResolversParentTypes['Problem']> };
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
  ConsumePaymentInput: ConsumePaymentInput;
  ConsumePaymentPayload: Omit<ConsumePaymentPayload, 'consume' | 'payment' | 'problem'> & { consume?: Maybe<ResolversParentTypes['Consume']>, payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ConsumePaymentsInput: ConsumePaymentsInput;
  ConsumePaymentsPayload: Omit<ConsumePaymentsPayload, 'problem' | 'results'> & { problem?: Maybe<ResolversParentTypes['Problem']>, results: ReadonlyArray<ResolversParentTypes['ConsumePaymentPayload']> };
  CorrectPaymentInput: CorrectPaymentInput;
  CorrectPaymentPayload: Omit<CorrectPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  CreateAppKeyInput: CreateAppKeyInput;
  CreateAppKeyPayload: Omit<CreateAppKeyPayload, 'appKey' | 'problem'> & { appKey?: Maybe<ResolversParentTypes['AppKey']>, problem?: Maybe<ResolversParentTypes['Problem']> };
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
  DeleteWebhookEndpointInput: DeleteWebhookEndpointInput;
  DeleteWebhookEndpointPayload: Omit<DeleteWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  EventConsumer: EventConsumerWithLag;
  EventConsumerConnection: Connection<EventConsumerWithLag>;
  EventConsumerEdge: Omit<EventConsumerEdge, 'node'> & { node: ResolversParentTypes['EventConsumer'] };
  GooglePlayReceiptInput: GooglePlayReceiptInput;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Item: ItemRow;
  ItemConnection: Connection<ItemRow>;
  ItemEdge: Omit<ItemEdge, 'node'> & { node: ResolversParentTypes['Item'] };
  JSON: Scalars['JSON']['output'];
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  Notification: NotificationSummary;
  NotificationConnection: Connection<NotificationSummary>;
  NotificationEdge: Omit<NotificationEdge, 'node'> & { node: ResolversParentTypes['Notification'] };
  OneStoreReceiptInput: OneStoreReceiptInput;
  PageInfo: PageInfo;
  PauseWebhookEndpointInput: PauseWebhookEndpointInput;
  PauseWebhookEndpointPayload: Omit<PauseWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  Payment: PaymentModel;
  PaymentConnection: Connection<PaymentModel>;
  PaymentEdge: Omit<PaymentEdge, 'node'> & { node: ResolversParentTypes['Payment'] };
  PaymentEvent: EventRow;
  PaymentEventConnection: Connection<EventRow>;
  PaymentEventEdge: Omit<PaymentEventEdge, 'node'> & { node: ResolversParentTypes['PaymentEvent'] };
  PaymentFilter: PaymentFilter;
  Problem: ProblemModel;
  Purchase: PurchaseRow;
  Query: Record<PropertyKey, never>;
  ReceiptInput: ReceiptInput;
  ReconciliationDiscrepancy: DiscrepancyRow;
  ReconciliationReport: ReportModel;
  ReconciliationRun: ReconciliationRunRow;
  Refund: Refund;
  RefundConnection: Connection<RefundRow>;
  RefundEdge: Omit<RefundEdge, 'node'> & { node: ResolversParentTypes['RefundEntry'] };
  RefundEntry: RefundRow;
  RefundPaymentInput: RefundPaymentInput;
  RefundPaymentPayload: Omit<RefundPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RegisterUserInput: RegisterUserInput;
  RegisterUserPayload: Omit<RegisterUserPayload, 'problem' | 'user'> & { problem?: Maybe<ResolversParentTypes['Problem']>, user?: Maybe<ResolversParentTypes['User']> };
  ReplayNotificationInput: ReplayNotificationInput;
  ReplayNotificationPayload: Omit<ReplayNotificationPayload, 'notification' | 'problem'> & { notification?: Maybe<ResolversParentTypes['Notification']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  ReplayWebhookEventsInput: ReplayWebhookEventsInput;
  ReplayWebhookEventsPayload: Omit<ReplayWebhookEventsPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  RequestPurchaseInput: RequestPurchaseInput;
  RequestPurchasePayload: Omit<RequestPurchasePayload, 'problem' | 'purchase'> & { problem?: Maybe<ResolversParentTypes['Problem']>, purchase?: Maybe<ResolversParentTypes['Purchase']> };
  ResumeWebhookEndpointInput: ResumeWebhookEndpointInput;
  ResumeWebhookEndpointPayload: Omit<ResumeWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  RetryAcknowledgementInput: RetryAcknowledgementInput;
  RetryAcknowledgementPayload: Omit<RetryAcknowledgementPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  RevokeServerKeyInput: RevokeServerKeyInput;
  RevokeServerKeyPayload: Omit<RevokeServerKeyPayload, 'problem' | 'serverKey'> & { problem?: Maybe<ResolversParentTypes['Problem']>, serverKey?: Maybe<ResolversParentTypes['ServerKey']> };
  RotateWebhookSecretInput: RotateWebhookSecretInput;
  RotateWebhookSecretPayload: Omit<RotateWebhookSecretPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  ServerKey: ServerKeyRow;
  StartReconciliationInput: StartReconciliationInput;
  StartReconciliationPayload: Omit<StartReconciliationPayload, 'problem'> & { problem?: Maybe<ResolversParentTypes['Problem']> };
  StoreConnection: StoreConnectionRow;
  StoreProduct: StoreProduct;
  StoreProductInput: StoreProductInput;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  TestStoreReceiptInput: TestStoreReceiptInput;
  TransferPaymentInput: TransferPaymentInput;
  TransferPaymentPayload: Omit<TransferPaymentPayload, 'payment' | 'problem'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  UpdateAppKeyInput: UpdateAppKeyInput;
  UpdateAppKeyPayload: Omit<UpdateAppKeyPayload, 'appKey' | 'problem'> & { appKey?: Maybe<ResolversParentTypes['AppKey']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  UpdateWebhookEndpointInput: UpdateWebhookEndpointInput;
  UpdateWebhookEndpointPayload: Omit<UpdateWebhookEndpointPayload, 'problem' | 'webhookEndpoint'> & { problem?: Maybe<ResolversParentTypes['Problem']>, webhookEndpoint?: Maybe<ResolversParentTypes['WebhookEndpoint']> };
  UpsertItemInput: UpsertItemInput;
  UpsertItemPayload: Omit<UpsertItemPayload, 'item' | 'problem'> & { item?: Maybe<ResolversParentTypes['Item']>, problem?: Maybe<ResolversParentTypes['Problem']> };
  User: UserRow;
  VerifyPurchaseInput: VerifyPurchaseInput;
  VerifyPurchasePayload: Omit<VerifyPurchasePayload, 'payment' | 'problem' | 'purchase'> & { payment?: Maybe<ResolversParentTypes['Payment']>, problem?: Maybe<ResolversParentTypes['Problem']>, purchase?: Maybe<ResolversParentTypes['Purchase']> };
  WebhookDeliveryAttempt: WebhookDeliveryRow;
  WebhookDeliveryAttemptConnection: Connection<WebhookDeliveryRow>;
  WebhookDeliveryAttemptEdge: Omit<WebhookDeliveryAttemptEdge, 'node'> & { node: ResolversParentTypes['WebhookDeliveryAttempt'] };
  WebhookEndpoint: WebhookEndpointRow;
};

export type AuthDirectiveArgs = {
  as: ReadonlyArray<CallerType>;
  role?: ServerKeyRole;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AckEventsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AckEventsPayload'] = ResolversParentTypes['AckEventsPayload']> = {
  consumer?: Resolver<Maybe<ResolversTypes['EventConsumer']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type AcknowledgementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Acknowledgement'] = ResolversParentTypes['Acknowledgement']> = {
  acknowledgedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deadline?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AcknowledgementStatus'], ParentType, ContextType>;
};

export type AppKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AppKey'] = ResolversParentTypes['AppKey']> = {
  acknowledgeOn?: Resolver<ResolversTypes['AcknowledgeOn'], ParentType, ContextType>;
  consumeModel?: Resolver<ResolversTypes['ConsumeModel'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  items?: Resolver<ResolversTypes['ItemConnection'], ParentType, ContextType, RequireFields<AppKeyItemsArgs, 'first'>>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  payments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<AppKeyPaymentsArgs, 'first'>>;
  requireUserToken?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sandboxPolicy?: Resolver<ResolversTypes['SandboxPolicy'], ParentType, ContextType>;
  sandboxTesterUserIds?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  sendConsumptionInfo?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  serverKeys?: Resolver<ReadonlyArray<ResolversTypes['ServerKey']>, ParentType, ContextType>;
  storeConnections?: Resolver<ReadonlyArray<ResolversTypes['StoreConnection']>, ParentType, ContextType>;
  unconsumedPolicy?: Resolver<ResolversTypes['UnconsumedPolicy'], ParentType, ContextType>;
  userTokenJwks?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  changes?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subjectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
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

export type CancelPurchasePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CancelPurchasePayload'] = ResolversParentTypes['CancelPurchasePayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
};

export type CheckStoreConnectionPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CheckStoreConnectionPayload'] = ResolversParentTypes['CheckStoreConnectionPayload']> = {
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
  consumedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  consumedBy?: Resolver<ResolversTypes['ConsumedBy'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  idempotencyKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  payment?: Resolver<ResolversTypes['Payment'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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

export type DeleteWebhookEndpointPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeleteWebhookEndpointPayload'] = ResolversParentTypes['DeleteWebhookEndpointPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
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

export type ItemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item']> = {
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

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MoneyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currencyCode?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  ackEvents?: Resolver<ResolversTypes['AckEventsPayload'], ParentType, ContextType, RequireFields<MutationAckEventsArgs, 'input'>>;
  cancelPurchase?: Resolver<ResolversTypes['CancelPurchasePayload'], ParentType, ContextType, RequireFields<MutationCancelPurchaseArgs, 'input'>>;
  checkStoreConnection?: Resolver<ResolversTypes['CheckStoreConnectionPayload'], ParentType, ContextType, RequireFields<MutationCheckStoreConnectionArgs, 'input'>>;
  completePayment?: Resolver<ResolversTypes['CompletePaymentPayload'], ParentType, ContextType, RequireFields<MutationCompletePaymentArgs, 'input'>>;
  connectStore?: Resolver<ResolversTypes['ConnectStorePayload'], ParentType, ContextType, RequireFields<MutationConnectStoreArgs, 'input'>>;
  consumePayment?: Resolver<ResolversTypes['ConsumePaymentPayload'], ParentType, ContextType, RequireFields<MutationConsumePaymentArgs, 'input'>>;
  consumePayments?: Resolver<ResolversTypes['ConsumePaymentsPayload'], ParentType, ContextType, RequireFields<MutationConsumePaymentsArgs, 'input'>>;
  correctPayment?: Resolver<ResolversTypes['CorrectPaymentPayload'], ParentType, ContextType, RequireFields<MutationCorrectPaymentArgs, 'input'>>;
  createAppKey?: Resolver<ResolversTypes['CreateAppKeyPayload'], ParentType, ContextType, RequireFields<MutationCreateAppKeyArgs, 'input'>>;
  createServerKey?: Resolver<ResolversTypes['CreateServerKeyPayload'], ParentType, ContextType, RequireFields<MutationCreateServerKeyArgs, 'input'>>;
  createWebhookEndpoint?: Resolver<ResolversTypes['CreateWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationCreateWebhookEndpointArgs, 'input'>>;
  deleteEventConsumer?: Resolver<ResolversTypes['DeleteEventConsumerPayload'], ParentType, ContextType, RequireFields<MutationDeleteEventConsumerArgs, 'input'>>;
  deleteWebhookEndpoint?: Resolver<ResolversTypes['DeleteWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationDeleteWebhookEndpointArgs, 'input'>>;
  pauseWebhookEndpoint?: Resolver<ResolversTypes['PauseWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationPauseWebhookEndpointArgs, 'input'>>;
  refundPayment?: Resolver<ResolversTypes['RefundPaymentPayload'], ParentType, ContextType, RequireFields<MutationRefundPaymentArgs, 'input'>>;
  registerUser?: Resolver<ResolversTypes['RegisterUserPayload'], ParentType, ContextType, RequireFields<MutationRegisterUserArgs, 'input'>>;
  replayNotification?: Resolver<ResolversTypes['ReplayNotificationPayload'], ParentType, ContextType, RequireFields<MutationReplayNotificationArgs, 'input'>>;
  replayWebhookEvents?: Resolver<ResolversTypes['ReplayWebhookEventsPayload'], ParentType, ContextType, RequireFields<MutationReplayWebhookEventsArgs, 'input'>>;
  requestPurchase?: Resolver<ResolversTypes['RequestPurchasePayload'], ParentType, ContextType, RequireFields<MutationRequestPurchaseArgs, 'input'>>;
  resumeWebhookEndpoint?: Resolver<ResolversTypes['ResumeWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationResumeWebhookEndpointArgs, 'input'>>;
  retryAcknowledgement?: Resolver<ResolversTypes['RetryAcknowledgementPayload'], ParentType, ContextType, RequireFields<MutationRetryAcknowledgementArgs, 'input'>>;
  revokeServerKey?: Resolver<ResolversTypes['RevokeServerKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokeServerKeyArgs, 'input'>>;
  rotateWebhookSecret?: Resolver<ResolversTypes['RotateWebhookSecretPayload'], ParentType, ContextType, RequireFields<MutationRotateWebhookSecretArgs, 'input'>>;
  startReconciliation?: Resolver<ResolversTypes['StartReconciliationPayload'], ParentType, ContextType, RequireFields<MutationStartReconciliationArgs, 'input'>>;
  transferPayment?: Resolver<ResolversTypes['TransferPaymentPayload'], ParentType, ContextType, RequireFields<MutationTransferPaymentArgs, 'input'>>;
  updateAppKey?: Resolver<ResolversTypes['UpdateAppKeyPayload'], ParentType, ContextType, RequireFields<MutationUpdateAppKeyArgs, 'input'>>;
  updateWebhookEndpoint?: Resolver<ResolversTypes['UpdateWebhookEndpointPayload'], ParentType, ContextType, RequireFields<MutationUpdateWebhookEndpointArgs, 'input'>>;
  upsertItem?: Resolver<ResolversTypes['UpsertItemPayload'], ParentType, ContextType, RequireFields<MutationUpsertItemArgs, 'input'>>;
  verifyPurchase?: Resolver<ResolversTypes['VerifyPurchasePayload'], ParentType, ContextType, RequireFields<MutationVerifyPurchaseArgs, 'input'>>;
};

export type NodeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'AppKey' | 'AuditEntry' | 'Consume' | 'EventConsumer' | 'Item' | 'Notification' | 'Payment' | 'PaymentEvent' | 'Purchase' | 'RefundEntry' | 'User' | 'WebhookDeliveryAttempt' | 'WebhookEndpoint', ParentType, ContextType>;
};

export type NotificationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['Environment']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['NotificationSource'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['NotificationStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeNotificationId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
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
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  consume?: Resolver<Maybe<ResolversTypes['Consume']>, ParentType, ContextType>;
  environment?: Resolver<ResolversTypes['Environment'], ParentType, ContextType>;
  events?: Resolver<ReadonlyArray<ResolversTypes['PaymentEvent']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  paidAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  purchase?: Resolver<ResolversTypes['Purchase'], ParentType, ContextType>;
  purchaseToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refund?: Resolver<Maybe<ResolversTypes['Refund']>, ParentType, ContextType>;
  refunds?: Resolver<ReadonlyArray<ResolversTypes['RefundEntry']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeOrderId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  storeTransactionId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  verifiedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentConnection'] = ResolversParentTypes['PaymentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PaymentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Payment']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PaymentEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentEdge'] = ResolversParentTypes['PaymentEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Payment'], ParentType, ContextType>;
};

export type PaymentEventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaymentEvent'] = ResolversParentTypes['PaymentEvent']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  previousStatus?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purchase?: Resolver<ResolversTypes['Purchase'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['PaymentEventType'], ParentType, ContextType>;
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
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PurchaseStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeProductId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  appKey?: Resolver<ResolversTypes['AppKey'], ParentType, ContextType>;
  auditLog?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<QueryAuditLogArgs, 'first'>>;
  eventConsumers?: Resolver<ResolversTypes['EventConsumerConnection'], ParentType, ContextType, RequireFields<QueryEventConsumersArgs, 'first'>>;
  items?: Resolver<ResolversTypes['ItemConnection'], ParentType, ContextType, RequireFields<QueryItemsArgs, 'first'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  notification?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType, RequireFields<QueryNotificationArgs, 'id'>>;
  notifications?: Resolver<ResolversTypes['NotificationConnection'], ParentType, ContextType, RequireFields<QueryNotificationsArgs, 'first'>>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType, RequireFields<QueryPaymentArgs, 'id'>>;
  paymentEvents?: Resolver<ResolversTypes['PaymentEventConnection'], ParentType, ContextType, RequireFields<QueryPaymentEventsArgs, 'first'>>;
  payments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<QueryPaymentsArgs, 'orderBy'>>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType, RequireFields<QueryPurchaseArgs, 'id'>>;
  reconciliationReport?: Resolver<ResolversTypes['ReconciliationReport'], ParentType, ContextType, RequireFields<QueryReconciliationReportArgs, 'day' | 'store'>>;
  unconsumedPayments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<QueryUnconsumedPaymentsArgs, 'first'>>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType, RequireFields<QueryWebhookEndpointArgs, 'id'>>;
  webhookEndpoints?: Resolver<ReadonlyArray<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type ReconciliationDiscrepancyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReconciliationDiscrepancy'] = ResolversParentTypes['ReconciliationDiscrepancy']> = {
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detectedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
  resolvedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['ReconciliationSource'], ParentType, ContextType>;
};

export type ReconciliationReportResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReconciliationReport'] = ResolversParentTypes['ReconciliationReport']> = {
  checkedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  discrepancies?: Resolver<ReadonlyArray<ResolversTypes['ReconciliationDiscrepancy']>, ParentType, ContextType>;
  discrepancyCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
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
};

export type RefundResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Refund'] = ResolversParentTypes['Refund']> = {
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  full?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refundedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['RefundSource'], ParentType, ContextType>;
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
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RegisterUserPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RegisterUserPayload'] = ResolversParentTypes['RegisterUserPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ReplayNotificationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReplayNotificationPayload'] = ResolversParentTypes['ReplayNotificationPayload']> = {
  notification?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ReplayWebhookEventsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReplayWebhookEventsPayload'] = ResolversParentTypes['ReplayWebhookEventsPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type RequestPurchasePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RequestPurchasePayload'] = ResolversParentTypes['RequestPurchasePayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ResumeWebhookEndpointPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ResumeWebhookEndpointPayload'] = ResolversParentTypes['ResumeWebhookEndpointPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type RetryAcknowledgementPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RetryAcknowledgementPayload'] = ResolversParentTypes['RetryAcknowledgementPayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type RevokeServerKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokeServerKeyPayload'] = ResolversParentTypes['RevokeServerKeyPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  serverKey?: Resolver<Maybe<ResolversTypes['ServerKey']>, ParentType, ContextType>;
};

export type RotateWebhookSecretPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RotateWebhookSecretPayload'] = ResolversParentTypes['RotateWebhookSecretPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type ServerKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ServerKey'] = ResolversParentTypes['ServerKey']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['ServerKeyRole'], ParentType, ContextType>;
};

export type StartReconciliationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StartReconciliationPayload'] = ResolversParentTypes['StartReconciliationPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type StoreConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreConnection'] = ResolversParentTypes['StoreConnection']> = {
  connectedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  hasCredentials?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  storeBundleId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type StoreProductResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StoreProduct'] = ResolversParentTypes['StoreProduct']> = {
  productId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  paymentEvents?: SubscriptionResolver<ResolversTypes['PaymentEvent'], "paymentEvents", ParentType, ContextType, Partial<SubscriptionPaymentEventsArgs>>;
  purchaseUpdated?: SubscriptionResolver<ResolversTypes['Purchase'], "purchaseUpdated", ParentType, ContextType, RequireFields<SubscriptionPurchaseUpdatedArgs, 'id'>>;
};

export type TransferPaymentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TransferPaymentPayload'] = ResolversParentTypes['TransferPaymentPayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type UpdateAppKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpdateAppKeyPayload'] = ResolversParentTypes['UpdateAppKeyPayload']> = {
  appKey?: Resolver<Maybe<ResolversTypes['AppKey']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type UpdateWebhookEndpointPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpdateWebhookEndpointPayload'] = ResolversParentTypes['UpdateWebhookEndpointPayload']> = {
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  webhookEndpoint?: Resolver<Maybe<ResolversTypes['WebhookEndpoint']>, ParentType, ContextType>;
};

export type UpsertItemPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpsertItemPayload'] = ResolversParentTypes['UpsertItemPayload']> = {
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  payments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<UserPaymentsArgs, 'first'>>;
  refunds?: Resolver<ResolversTypes['RefundConnection'], ParentType, ContextType, RequireFields<UserRefundsArgs, 'first'>>;
  registeredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  unconsumedPayments?: Resolver<ResolversTypes['PaymentConnection'], ParentType, ContextType, RequireFields<UserUnconsumedPaymentsArgs, 'first'>>;
  userId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VerifyPurchasePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VerifyPurchasePayload'] = ResolversParentTypes['VerifyPurchasePayload']> = {
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  purchase?: Resolver<Maybe<ResolversTypes['Purchase']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type WebhookDeliveryAttemptResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WebhookDeliveryAttempt'] = ResolversParentTypes['WebhookDeliveryAttempt']> = {
  attemptedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  durationMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  event?: Resolver<Maybe<ResolversTypes['PaymentEvent']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  requestBody?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  responseBody?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  responseStatus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['WebhookDeliveryAttemptStatus'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
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

export type WebhookEndpointResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WebhookEndpoint'] = ResolversParentTypes['WebhookEndpoint']> = {
  consecutiveFailures?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  deliveries?: Resolver<ResolversTypes['WebhookDeliveryAttemptConnection'], ParentType, ContextType, RequireFields<WebhookEndpointDeliveriesArgs, 'first'>>;
  firstFailedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  pauseReason?: Resolver<Maybe<ResolversTypes['WebhookPauseReason']>, ParentType, ContextType>;
  previousSecretExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['WebhookStatus'], ParentType, ContextType>;
  types?: Resolver<Maybe<ReadonlyArray<ResolversTypes['PaymentEventType']>>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  AckEventsPayload?: AckEventsPayloadResolvers<ContextType>;
  Acknowledgement?: AcknowledgementResolvers<ContextType>;
  AppKey?: AppKeyResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditEntryConnection?: AuditEntryConnectionResolvers<ContextType>;
  AuditEntryEdge?: AuditEntryEdgeResolvers<ContextType>;
  CancelPurchasePayload?: CancelPurchasePayloadResolvers<ContextType>;
  CheckStoreConnectionPayload?: CheckStoreConnectionPayloadResolvers<ContextType>;
  CompletePaymentPayload?: CompletePaymentPayloadResolvers<ContextType>;
  ConnectStorePayload?: ConnectStorePayloadResolvers<ContextType>;
  Consume?: ConsumeResolvers<ContextType>;
  ConsumePaymentPayload?: ConsumePaymentPayloadResolvers<ContextType>;
  ConsumePaymentsPayload?: ConsumePaymentsPayloadResolvers<ContextType>;
  CorrectPaymentPayload?: CorrectPaymentPayloadResolvers<ContextType>;
  CreateAppKeyPayload?: CreateAppKeyPayloadResolvers<ContextType>;
  CreateServerKeyPayload?: CreateServerKeyPayloadResolvers<ContextType>;
  CreateWebhookEndpointPayload?: CreateWebhookEndpointPayloadResolvers<ContextType>;
  CurrencyCode?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  DeleteEventConsumerPayload?: DeleteEventConsumerPayloadResolvers<ContextType>;
  DeleteWebhookEndpointPayload?: DeleteWebhookEndpointPayloadResolvers<ContextType>;
  EventConsumer?: EventConsumerResolvers<ContextType>;
  EventConsumerConnection?: EventConsumerConnectionResolvers<ContextType>;
  EventConsumerEdge?: EventConsumerEdgeResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  ItemConnection?: ItemConnectionResolvers<ContextType>;
  ItemEdge?: ItemEdgeResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Notification?: NotificationResolvers<ContextType>;
  NotificationConnection?: NotificationConnectionResolvers<ContextType>;
  NotificationEdge?: NotificationEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PauseWebhookEndpointPayload?: PauseWebhookEndpointPayloadResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  PaymentConnection?: PaymentConnectionResolvers<ContextType>;
  PaymentEdge?: PaymentEdgeResolvers<ContextType>;
  PaymentEvent?: PaymentEventResolvers<ContextType>;
  PaymentEventConnection?: PaymentEventConnectionResolvers<ContextType>;
  PaymentEventEdge?: PaymentEventEdgeResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Purchase?: PurchaseResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ReconciliationDiscrepancy?: ReconciliationDiscrepancyResolvers<ContextType>;
  ReconciliationReport?: ReconciliationReportResolvers<ContextType>;
  ReconciliationRun?: ReconciliationRunResolvers<ContextType>;
  Refund?: RefundResolvers<ContextType>;
  RefundConnection?: RefundConnectionResolvers<ContextType>;
  RefundEdge?: RefundEdgeResolvers<ContextType>;
  RefundEntry?: RefundEntryResolvers<ContextType>;
  RefundPaymentPayload?: RefundPaymentPayloadResolvers<ContextType>;
  RegisterUserPayload?: RegisterUserPayloadResolvers<ContextType>;
  ReplayNotificationPayload?: ReplayNotificationPayloadResolvers<ContextType>;
  ReplayWebhookEventsPayload?: ReplayWebhookEventsPayloadResolvers<ContextType>;
  RequestPurchasePayload?: RequestPurchasePayloadResolvers<ContextType>;
  ResumeWebhookEndpointPayload?: ResumeWebhookEndpointPayloadResolvers<ContextType>;
  RetryAcknowledgementPayload?: RetryAcknowledgementPayloadResolvers<ContextType>;
  RevokeServerKeyPayload?: RevokeServerKeyPayloadResolvers<ContextType>;
  RotateWebhookSecretPayload?: RotateWebhookSecretPayloadResolvers<ContextType>;
  ServerKey?: ServerKeyResolvers<ContextType>;
  StartReconciliationPayload?: StartReconciliationPayloadResolvers<ContextType>;
  StoreConnection?: StoreConnectionResolvers<ContextType>;
  StoreProduct?: StoreProductResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TransferPaymentPayload?: TransferPaymentPayloadResolvers<ContextType>;
  UpdateAppKeyPayload?: UpdateAppKeyPayloadResolvers<ContextType>;
  UpdateWebhookEndpointPayload?: UpdateWebhookEndpointPayloadResolvers<ContextType>;
  UpsertItemPayload?: UpsertItemPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  VerifyPurchasePayload?: VerifyPurchasePayloadResolvers<ContextType>;
  WebhookDeliveryAttempt?: WebhookDeliveryAttemptResolvers<ContextType>;
  WebhookDeliveryAttemptConnection?: WebhookDeliveryAttemptConnectionResolvers<ContextType>;
  WebhookDeliveryAttemptEdge?: WebhookDeliveryAttemptEdgeResolvers<ContextType>;
  WebhookEndpoint?: WebhookEndpointResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
};
