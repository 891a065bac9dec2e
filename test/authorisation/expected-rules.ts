/**
 * Who may use each root field, written by hand and apart from the SDL, so that a changed rule fails a test.
 * `client`: whether clients may; `server`: the least role of a server key; `operators`: the first letters of the roles.
 */
export type ExpectedRule = {
  readonly client?: true
  readonly server?: 'READER' | 'GAME_SERVER' | 'ADMIN'
  readonly operators?: string
  readonly stepUp?: true
  readonly withoutAppKey?: true
  readonly noTokens?: true
}

const all = 'OASV'
const readable: ExpectedRule = { server: 'READER', operators: all }
const publiclyReadable: ExpectedRule = { ...readable, client: true }
const ofGames: ExpectedRule = { client: true, server: 'GAME_SERVER' }
const ofServers: ExpectedRule = { server: 'GAME_SERVER' }
const settings: ExpectedRule = { server: 'ADMIN', operators: 'OA' }
const sensitiveSettings: ExpectedRule = { ...settings, stepUp: true }
const support: ExpectedRule = { server: 'ADMIN', operators: 'OAS' }
const sensitiveSupport: ExpectedRule = { ...support, stepUp: true }
const ofOwners: ExpectedRule = { operators: 'O', stepUp: true }
const ofInstallationOwners: ExpectedRule = { ...ofOwners, withoutAppKey: true }

export const expectedRules: Readonly<Record<string, ExpectedRule>> = {
  'Query.appKey': readable,
  'Query.auditLog': settings,
  'Query.eventConsumers': readable,
  'Query.items': publiclyReadable,
  'Query.node': publiclyReadable,
  'Query.notification': readable,
  'Query.notifications': readable,
  'Query.payment': publiclyReadable,
  'Query.paymentCount': readable,
  'Query.paymentEvents': readable,
  'Query.payments': readable,
  'Query.purchase': publiclyReadable,
  'Query.purchases': readable,
  'Query.reconciliationDays': readable,
  'Query.reconciliationReport': readable,
  'Query.refundReview': readable,
  'Query.refundReviews': readable,
  'Query.refundReviewStatistics': { server: 'READER', operators: 'OAV' },
  'Query.paymentStatistics': { server: 'READER', operators: 'OAV' },
  'Query.refundApprovals': { server: 'ADMIN', operators: all },
  'Query.search': readable,
  'Query.suspendedUsers': readable,
  'Query.user': readable,
  'Query.lookUpAtStore': readable,
  'Query.unattributedSales': readable,
  'Query.unconsumedPayments': publiclyReadable,
  'Query.webhookEndpoint': { server: 'ADMIN', operators: all },
  'Query.webhookEndpoints': { server: 'ADMIN', operators: all },
  'Query.viewer': { ...readable, withoutAppKey: true },
  'Query.appKeys': { operators: all, withoutAppKey: true },
  'Query.operators': { operators: 'O', withoutAppKey: true },
  'Query.operatorGrants': { operators: 'OA' },
  'Query.operatorInvitations': { operators: 'OA' },
  'Query.personalAccessTokens': { operators: all, withoutAppKey: true },
  'Mutation.registerUser': ofGames,
  'Mutation.requestPurchase': ofGames,
  'Mutation.verifyPurchase': ofGames,
  'Mutation.cancelPurchase': ofGames,
  'Mutation.consumePayment': ofGames,
  'Mutation.consumePayments': ofServers,
  'Mutation.completePayment': ofServers,
  'Mutation.ackEvents': { server: 'GAME_SERVER', operators: 'OA' },
  'Mutation.deleteEventConsumer': { server: 'GAME_SERVER', operators: 'OA' },
  'Mutation.updateAppKey': sensitiveSettings,
  'Mutation.rotateUserSecret': sensitiveSettings,
  'Mutation.withdrawUserSecret': sensitiveSettings,
  'Mutation.createServerKey': sensitiveSettings,
  'Mutation.revokeServerKey': sensitiveSettings,
  'Mutation.rotateServerKey': sensitiveSettings,
  'Mutation.updateServerKey': sensitiveSettings,
  'Mutation.registerUserTokenKey': sensitiveSettings,
  'Mutation.withdrawUserTokenKey': sensitiveSettings,
  'Mutation.registerOperations': settings,
  'Mutation.deleteOperations': settings,
  'Mutation.connectStore': sensitiveSettings,
  'Mutation.disconnectStore': sensitiveSettings,
  'Mutation.checkStoreConnection': settings,
  'Mutation.upsertItem': settings,
  'Mutation.importPurchases': settings,
  'Mutation.suspendUser': support,
  'Mutation.releaseUser': support,
  'Mutation.ignoreDiscrepancy': settings,
  'Mutation.reopenDiscrepancy': settings,
  'Mutation.correctPayment': settings,
  'Mutation.transferPayment': settings,
  'Mutation.assignUnattributedSale': settings,
  'Mutation.adoptPayment': support,
  'Mutation.startReconciliation': settings,
  'Mutation.eraseUser': settings,
  'Mutation.exportUser': settings,
  'Mutation.refundPayment': sensitiveSupport,
  'Mutation.approveRefund': { operators: 'OAS', stepUp: true },
  'Mutation.rejectRefund': { operators: 'OAS', stepUp: true },
  'Mutation.cancelRefundApproval': { operators: 'OAS', stepUp: true },
  'Mutation.consumePaymentForUser': { operators: 'OAS' },
  'Mutation.rereadPayment': support,
  'Mutation.addNote': support,
  'Mutation.answerRefundReview': sensitiveSupport,
  'Mutation.retryAcknowledgement': support,
  'Mutation.replayNotification': support,
  'Mutation.createWebhookEndpoint': sensitiveSettings,
  'Mutation.rotateWebhookSecret': sensitiveSettings,
  'Mutation.updateWebhookEndpoint': settings,
  'Mutation.deleteWebhookEndpoint': settings,
  'Mutation.pauseWebhookEndpoint': settings,
  'Mutation.resumeWebhookEndpoint': settings,
  'Mutation.replayWebhookEvents': settings,
  'Mutation.testWebhookEndpoint': settings,
  'Mutation.replayWebhookDelivery': support,
  'Mutation.createAppKey': ofInstallationOwners,
  'Mutation.inviteOperator': ofOwners,
  'Mutation.revokeOperatorInvitation': ofOwners,
  'Mutation.grantOperator': ofOwners,
  'Mutation.revokeOperatorGrant': ofOwners,
  'Mutation.disableOperator': ofInstallationOwners,
  'Mutation.enableOperator': ofInstallationOwners,
  'Mutation.createPersonalAccessToken': { operators: all, stepUp: true, withoutAppKey: true, noTokens: true },
  'Mutation.revokePersonalAccessToken': { operators: all, withoutAppKey: true },
  'Subscription.paymentEvents': readable,
  'Subscription.purchaseUpdated': publiclyReadable,
}

/** The fields that contain a secret, and who may read them. */
export const expectedSecrets: Readonly<Record<string, ExpectedRule>> = {
  'Payment.purchaseToken': { client: true, server: 'GAME_SERVER', operators: '' },
  'Payment.auditEntries': { server: 'ADMIN', operators: all },
  'Payment.openRefundApproval': { server: 'ADMIN', operators: all },
  'Payment.notes': { server: 'ADMIN', operators: all },
  'User.notes': { server: 'ADMIN', operators: all },
  'Payment.webhookDeliveries': { server: 'ADMIN', operators: all },
  'Payment.storeEvidence': { server: 'ADMIN', operators: all },
  'Consume.serverKey': { server: 'READER', operators: all },
  'Consume.address': { server: 'ADMIN', operators: 'OA' },
  'User.auditEntries': { server: 'ADMIN', operators: all },
  'User.suspendedAt': readable,
  'User.paymentTotals': readable,
  'User.refundTotals': readable,
  'AuditEntry.address': { server: 'ADMIN', operators: 'OA' },
  'WebhookEndpoint.url': { server: 'ADMIN', operators: 'OA' },
  'WebhookDeliveryAttempt.url': { server: 'ADMIN', operators: 'OA' },
  'WebhookDeliveryAttempt.responseBody': { server: 'ADMIN', operators: 'OA' },
  'WebhookTestResult.responseBody': { server: 'ADMIN', operators: 'OA' },
  'Notification.content': { server: 'ADMIN', operators: 'OAS' },
  'CreateAppKeyPayload.serverKey': { operators: 'O' },
  'CreateAppKeyPayload.userTokenSecret': { operators: 'O' },
  'RotateUserSecretPayload.secret': { server: 'ADMIN', operators: 'OA' },
  'CreateServerKeyPayload.secret': { server: 'ADMIN', operators: 'OA' },
  'RotateServerKeyPayload.secret': { server: 'ADMIN', operators: 'OA' },
  'CreateWebhookEndpointPayload.secret': { server: 'ADMIN', operators: 'OA' },
  'RotateWebhookSecretPayload.secret': { server: 'ADMIN', operators: 'OA' },
  'CreatePersonalAccessTokenPayload.secret': { operators: 'OASV' },
  'InviteOperatorPayload.invitationLink': { operators: 'O' },
}
