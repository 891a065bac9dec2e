import type * as Schema from '../../src/graphql/generated/types.ts'
import { postGraphql, type GraphqlResponse } from './graphql-client.ts'

/** A type of the schema as it is serialized in JSON. */
export type Serialized<T> = T extends Date
  ? string
  : T extends readonly (infer Each)[]
    ? readonly Serialized<Each>[]
    : T extends object
      ? { readonly [Key in keyof T]: Serialized<T[Key]> }
      : T

type MutationInputs = {
  registerUser: Schema.RegisterUserInput
  requestPurchase: Schema.RequestPurchaseInput
  verifyPurchase: Schema.VerifyPurchaseInput
  cancelPurchase: Schema.CancelPurchaseInput
  consumePayment: Schema.ConsumePaymentInput
  consumePayments: Schema.ConsumePaymentsInput
  completePayment: Schema.CompletePaymentInput
  refundPayment: Schema.RefundPaymentInput
  importSubscriptions: Schema.ImportSubscriptionsInput
  extendSubscription: Schema.ExtendSubscriptionInput
  cancelSubscription: Schema.CancelSubscriptionInput
  revokeSubscription: Schema.RevokeSubscriptionInput
  correctPayment: Schema.CorrectPaymentInput
  transferPayment: Schema.TransferPaymentInput
  answerRefundReview: Schema.AnswerRefundReviewInput
  assignUnattributedSale: Schema.AssignUnattributedSaleInput
  refreshSubscription: Schema.RefreshSubscriptionInput
  assignSubscription: Schema.AssignSubscriptionInput
  adoptPayment: Schema.AdoptPaymentInput
  retryAcknowledgement: Schema.RetryAcknowledgementInput
  reportDeliveryFailure: Schema.ReportDeliveryFailureInput
  retryDelivery: Schema.RetryDeliveryInput
  consumePaymentForUser: Schema.ConsumePaymentForUserInput
  rereadPayment: Schema.RereadPaymentInput
  approveRefund: Schema.ApproveRefundInput
  rejectRefund: Schema.RejectRefundInput
  cancelRefundApproval: Schema.CancelRefundApprovalInput
  addNote: Schema.AddNoteInput
  upsertEntitlement: Schema.UpsertEntitlementInput
  grantEntitlement: Schema.GrantEntitlementInput
  revokeEntitlementGrant: Schema.RevokeEntitlementGrantInput
  ackEvents: Schema.AckEventsInput
  deleteEventConsumer: Schema.DeleteEventConsumerInput
  replayNotification: Schema.ReplayNotificationInput
  startReconciliation: Schema.StartReconciliationInput
  upsertItem: Schema.UpsertItemInput
  importItems: Schema.ImportItemsInput
  createAppKey: Schema.CreateAppKeyInput
  updateAppKey: Schema.UpdateAppKeyInput
  createServerKey: Schema.CreateServerKeyInput
  revokeServerKey: Schema.RevokeServerKeyInput
  rotateServerKey: Schema.RotateServerKeyInput
  updateServerKey: Schema.UpdateServerKeyInput
  registerUserTokenKey: Schema.RegisterUserTokenKeyInput
  withdrawUserTokenKey: Schema.WithdrawUserTokenKeyInput
  registerOperations: Schema.RegisterOperationsInput
  deleteOperations: Schema.DeleteOperationsInput
  rotateUserSecret: Schema.RotateUserSecretInput
  withdrawUserSecret: Schema.WithdrawUserSecretInput
  connectStore: Schema.ConnectStoreInput
  inviteOperator: Schema.InviteOperatorInput
  revokeOperatorInvitation: Schema.RevokeOperatorInvitationInput
  grantOperator: Schema.GrantOperatorInput
  revokeOperatorGrant: Schema.RevokeOperatorGrantInput
  disableOperator: Schema.DisableOperatorInput
  enableOperator: Schema.EnableOperatorInput
  createPersonalAccessToken: Schema.CreatePersonalAccessTokenInput
  revokePersonalAccessToken: Schema.RevokePersonalAccessTokenInput
  eraseUser: Schema.EraseUserInput
  exportUser: Schema.ExportUserInput
  suspendUser: Schema.SuspendUserInput
  releaseUser: Schema.ReleaseUserInput
  ignoreDiscrepancy: Schema.IgnoreDiscrepancyInput
  reopenDiscrepancy: Schema.ReopenDiscrepancyInput
  importPurchases: Schema.ImportPurchasesInput
  disconnectStore: Schema.DisconnectStoreInput
  checkStoreConnection: Schema.CheckStoreConnectionInput
  createWebhookEndpoint: Schema.CreateWebhookEndpointInput
  updateWebhookEndpoint: Schema.UpdateWebhookEndpointInput
  deleteWebhookEndpoint: Schema.DeleteWebhookEndpointInput
  rotateWebhookSecret: Schema.RotateWebhookSecretInput
  pauseWebhookEndpoint: Schema.PauseWebhookEndpointInput
  resumeWebhookEndpoint: Schema.ResumeWebhookEndpointInput
  replayWebhookEvents: Schema.ReplayWebhookEventsInput
  testWebhookEndpoint: Schema.TestWebhookEndpointInput
  replayWebhookDelivery: Schema.ReplayWebhookDeliveryInput
}

const problem = 'problem { code message field retryable retryAfterMs }'
const purchase = `purchase { id status store accountToken storeProductId developerPayload user { userId } item { itemId }
  ${problem} }`
const payment = `payment { id status store environment storeTransactionId storeOrderId quantity purchaseToken paidAt
  price { amount currencyCode } user { userId } item { itemId } purchase { id status }
  consume { id consumedBy idempotencyKey } completedAt refund { source } acknowledgement { status } version }`
const deliveredPayment = 'payment { id status deliveryFailure { message attempts failedAt } version }'
const approval = `approval { id kind status amount { amount currencyCode } requestedBy { id name } decidedBy { id } failure canApprove canCancel }`
const serverKey = 'serverKey { id name role status prefix lastUsedAt revokedAt expiresAt replacedBy }'
const userTokenKey = 'userTokenKey { id kid algorithm publicKey createdAt expiresAt lastUsedAt }'
const consumer = 'consumer { id name cursor ackedAt lag oldestUnackedAgeSeconds }'
const actOnSubscription = `subscription { id status accessUntil willRenew cancelReason } replayed managementUrl ${problem}`
const consume = 'consume { id consumedBy consumedAt idempotencyKey }'

const webhookEndpoint = `webhookEndpoint { id url types status pauseReason cursor consecutiveFailures firstFailedAt lastError nextAttemptAt
  previousSecretExpiresAt }`

const selections: Readonly<Record<keyof MutationInputs, string>> = {
  registerUser: `user { id userId registeredAt } replayed ${problem}`,
  requestPurchase: `${purchase} replayed ${problem}`,
  verifyPurchase: `${payment} ${purchase} replayed ${problem}`,
  cancelPurchase: `${purchase} ${problem}`,
  consumePayment: `${consume} ${payment} replayed ${problem}`,
  consumePayments: `results { ${consume} ${payment} replayed ${problem} } ${problem}`,
  completePayment: `${payment} replayed ${problem}`,
  refundPayment: `${payment} replayed ${approval} ${problem}`,
  importSubscriptions: `createdCount assignedCount unchangedCount skippedCount errors { row column code message } errorCount ${problem}`,
  extendSubscription: actOnSubscription,
  cancelSubscription: actOnSubscription,
  revokeSubscription: actOnSubscription,
  correctPayment: `${payment} changed ${approval} ${problem}`,
  transferPayment: `${payment} replayed ${problem}`,
  answerRefundReview: `refundReview { id status answer answeredBy answerReason } replayed ${problem}`,
  assignUnattributedSale: `${payment} replayed ${problem}`,
  assignSubscription: `subscription { id status willRenew accessUntil user { userId } } replayed ${problem}`,
  refreshSubscription: `subscription { id status } changed ${problem}`,
  adoptPayment: `${payment} replayed ${problem}`,
  retryAcknowledgement: `${payment} ${problem}`,
  reportDeliveryFailure: `${deliveredPayment} ${problem}`,
  retryDelivery: `${deliveredPayment} ${problem}`,
  consumePaymentForUser: `${payment} replayed ${problem}`,
  rereadPayment: `${payment} changed ${problem}`,
  approveRefund: `${approval} ${payment} replayed ${problem}`,
  rejectRefund: `${approval} ${problem}`,
  cancelRefundApproval: `${approval} ${problem}`,
  upsertEntitlement: `entitlement { id key name isApplied items { itemId } } ${problem}`,
  grantEntitlement: `grant { id kind accessUntil reason grantedBy revokedAt } replayed ${problem}`,
  revokeEntitlementGrant: `grant { id kind accessUntil reason grantedBy revokedAt } replayed ${problem}`,
  addNote: `note { id text author { kind id name } createdAt } replayed ${problem}`,
  ackEvents: `${consumer} ${problem}`,
  deleteEventConsumer: `${consumer} ${problem}`,
  replayNotification: `notification { id status attempts result processedAt } ${problem}`,
  startReconciliation: problem,
  upsertItem: `item { id itemId enabled } ${problem}`,
  importItems: `createdCount changedCount unchangedCount rows { row itemId outcome before after }
    errors { row column code message } errorCount ${problem}`,
  createAppKey: `appKey { id key requireUserToken } serverKey userTokenSecret ${problem}`,
  updateAppKey: `appKey { id name sandboxPolicy sandboxTesterUserIds allowedOrigins operationsPolicy } ${problem}`,
  createServerKey: `${serverKey} secret ${problem}`,
  rotateServerKey: `${serverKey} secret replayed ${problem}`,
  updateServerKey: `${serverKey} ${problem}`,
  revokeServerKey: `${serverKey} ${problem}`,
  registerUserTokenKey: `${userTokenKey} ${problem}`,
  withdrawUserTokenKey: `${userTokenKey} ${problem}`,
  registerOperations: `operations { documentId document operationNames createdAt invalidReason } ${problem}`,
  deleteOperations: `documentIds ${problem}`,
  rotateUserSecret: `userSecret { id createdAt expiresAt } secret ${problem}`,
  withdrawUserSecret: `userSecret { id createdAt expiresAt } ${problem}`,
  importPurchases: `results { outcome ${payment} differences { field recorded imported } ${problem} } ${problem}`,
  eraseUser: `user { id userId } replayed notificationsErased ${problem}`,
  suspendUser: `user { id userId suspendedAt } replayed ${problem}`,
  releaseUser: `user { id userId suspendedAt } replayed ${problem}`,
  ignoreDiscrepancy: `discrepancy { id ignoredAt ignoreReason resolvedAt } replayed ${problem}`,
  reopenDiscrepancy: `discrepancy { id ignoredAt ignoreReason resolvedAt } replayed ${problem}`,
  exportUser: `data endCursor hasNextPage ${problem}`,
  connectStore: `storeConnection { store storeBundleId shared hasCredentials } ${problem}`,
  inviteOperator: `grant { role operator { id } } invitation { id email role } invitationLink ${problem}`,
  revokeOperatorInvitation: `invitation { id } ${problem}`,
  grantOperator: `grant { role operator { id } } ${problem}`,
  revokeOperatorGrant: `grant { role operator { id } } ${problem}`,
  disableOperator: `operator { id disabledAt } ${problem}`,
  enableOperator: `operator { id disabledAt } ${problem}`,
  createPersonalAccessToken: `token { id name role allowSensitiveActs } secret ${problem}`,
  revokePersonalAccessToken: `token { id revokedAt } ${problem}`,
  disconnectStore: `storeConnection { store storeBundleId } ${problem}`,
  checkStoreConnection: `ok diagnosis ${problem}`,
  createWebhookEndpoint: `${webhookEndpoint} secret ${problem}`,
  updateWebhookEndpoint: `${webhookEndpoint} ${problem}`,
  deleteWebhookEndpoint: `${webhookEndpoint} ${problem}`,
  rotateWebhookSecret: `${webhookEndpoint} secret ${problem}`,
  pauseWebhookEndpoint: `${webhookEndpoint} ${problem}`,
  resumeWebhookEndpoint: `${webhookEndpoint} ${problem}`,
  replayWebhookEvents: `${webhookEndpoint} ${problem}`,
  testWebhookEndpoint: `result { eventId requestBody status responseStatus responseBody error durationMs sentAt } ${problem}`,
  replayWebhookDelivery: `delivery { id event { id } status responseStatus responseBody error } ${problem}`,
}

type Variables = Readonly<Record<string, unknown>>

/** A typed client of the whole API for one caller. Fields that a query text does not select are missing despite their types. */
export type ApiClient = {
  readonly headers: Readonly<Record<string, string>>
  /** The payload of a mutation; throws if there were GraphQL errors. */
  readonly mutate: <Name extends keyof MutationInputs>(
    name: Name,
    input: MutationInputs[Name],
  ) => Promise<Serialized<Schema.Mutation[Name]>>
  /** The data of a query; throws if there were GraphQL errors. */
  readonly query: (text: string, variables?: Variables) => Promise<Serialized<Schema.Query>>
  /** The codes of the GraphQL errors; none if there were none. */
  readonly queryErrorCodes: (text: string, variables?: Variables) => Promise<string[]>
  /** The codes of the GraphQL errors of a mutation. */
  readonly mutationErrorCodes: <Name extends keyof MutationInputs>(
    name: Name,
    input: MutationInputs[Name],
  ) => Promise<string[]>
}

export function createApiClient(url: string, headers: Readonly<Record<string, string>>): ApiClient {
  const post = <Data>(text: string, variables?: Variables) => postGraphql<Data>(url, headers, text, variables)
  const errorCodes = async (text: string, variables?: Variables) => {
    const { errors = [] } = await post(text, variables)
    return errors.map(({ extensions }) => extensions.code)
  }
  return {
    headers,
    mutate: async (name, input) => {
      const response = await post<Serialized<Schema.Mutation>>(mutationText(name), { input })
      return expectData(response)[name]
    },
    query: async (text, variables) => expectData(await post<Serialized<Schema.Query>>(text, variables)),
    queryErrorCodes: errorCodes,
    mutationErrorCodes: (name, input) => errorCodes(mutationText(name), { input }),
  }
}

export function mutationText(name: keyof MutationInputs): string {
  const inputType = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`
  return `mutation ($input: ${inputType}) { ${name}(input: $input) { ${selections[name]} } }`
}

function expectData<Data>({ data, errors }: GraphqlResponse<Data>): Data {
  if (data == null || errors !== undefined) throw new Error(JSON.stringify(errors))
  return data
}
