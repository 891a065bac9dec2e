import { encodeId, encodeUuid, type IdPrefix, type InstallationIdPrefix } from '../../platform/ids.ts'
import type { AuditEntryRow } from '../models.ts'

/** The actions that are recorded in the audit log, with the id prefix of their subjects; null for those on the installation. */
const subjectPrefixByAction = {
  createAppKey: 'app',
  updateAppKey: 'app',
  rotateUserSecret: 'app',
  withdrawUserSecret: 'app',
  createServerKey: 'key',
  rotateServerKey: 'key',
  updateServerKey: 'key',
  revokeServerKey: 'key',
  registerUserTokenKey: 'utk',
  withdrawUserTokenKey: 'utk',
  registerOperations: 'app',
  deleteOperations: 'app',
  upsertItem: 'itm',
  importItems: 'itm',
  upsertEntitlement: 'ent',
  grantEntitlement: 'usr',
  revokeEntitlementGrant: 'usr',
  importPurchases: 'pay',
  exportUser: 'usr',
  startPaymentExport: 'app',
  endPaymentExport: 'app',
  eraseUser: 'usr',
  suspendUser: 'usr',
  releaseUser: 'usr',
  ignoreDiscrepancy: 'dcp',
  reopenDiscrepancy: 'dcp',
  refundPayment: 'pay',
  correctPayment: 'pay',
  transferPayment: 'pay',
  consumePaymentForUser: 'pay',
  rereadPayment: 'pay',
  requestRefundApproval: 'pay',
  approveRefund: 'pay',
  rejectRefund: 'pay',
  cancelRefundApproval: 'pay',
  addNote: 'pay',
  addNoteToUser: 'usr',
  assignUnattributedSale: 'pay',
  assignSubscription: 'sub',
  refreshSubscription: 'sub',
  adoptPayment: 'pay',
  lookUpAtStore: 'app',
  retryAcknowledgement: 'pay',
  retryDelivery: 'pay',
  answerRefundReview: 'rvw',
  replayNotification: 'ntf',
  connectStore: 'app',
  disconnectStore: 'app',
  createWebhookEndpoint: 'whk',
  updateWebhookEndpoint: 'whk',
  deleteWebhookEndpoint: 'whk',
  rotateWebhookSecret: 'whk',
  pauseWebhookEndpoint: 'whk',
  resumeWebhookEndpoint: 'whk',
  replayWebhookEvents: 'whk',
  testWebhookEndpoint: 'whk',
  replayWebhookDelivery: 'whk',
  ackEvents: 'csm',
  deleteEventConsumer: 'csm',
  signIn: 'opr',
  failSignIn: 'opr',
  signOut: 'opr',
  endOperatorSessions: 'opr',
  enableSecondFactor: 'opr',
  disableSecondFactor: 'opr',
  replaceBackupCodes: 'opr',
  changePassword: 'opr',
  resetPassword: 'opr',
  createOperator: 'opr',
  createOperatorLink: 'opr',
  linkProviderAccount: 'opr',
  disableOperator: 'opr',
  enableOperator: 'opr',
  inviteOperator: 'inv',
  revokeOperatorInvitation: 'inv',
  grantOperator: 'opr',
  revokeOperatorGrant: 'opr',
  createPersonalAccessToken: 'pat',
  revokePersonalAccessToken: 'pat',
  extendSubscription: 'sub',
  cancelSubscription: 'sub',
  revokeSubscription: 'sub',
  importSubscriptions: 'app',
  startReconciliation: 'app',
  rebuildStatistics: 'app',
  startFeedEpochs: null,
  reencryptSecrets: null,
} as const satisfies Readonly<Record<string, IdPrefix | InstallationIdPrefix | null>>

export type AuditAction = keyof typeof subjectPrefixByAction

/** The id prefixes of all subjects. */
export const subjectPrefixes: readonly (IdPrefix | InstallationIdPrefix)[] = [
  ...new Set(Object.values(subjectPrefixByAction).filter((prefix) => prefix !== null)),
]

const prefixes = new Map<string, IdPrefix | InstallationIdPrefix | null>(
  Object.entries(subjectPrefixByAction),
)

export function isAuditAction(action: string): action is AuditAction {
  return prefixes.has(action)
}

/** The objects whose entries every operator may read. Other entries show settings, whose values may be secrets. */
const supportedPrefixes: ReadonlySet<string | null> = new Set(['pay', 'usr', 'rvw'])

/** Whether an entry is about a payment, a refund review or a user. */
export function isAboutCustomers({ action }: Pick<AuditEntryRow, 'action'>): boolean {
  return supportedPrefixes.has(prefixes.get(action) ?? null)
}

/** The prefixed id of the subject of an audit entry. */
export function encodeSubjectId({ action, subjectId }: Pick<AuditEntryRow, 'action' | 'subjectId'>): string {
  const prefix = prefixes.get(action) ?? null
  return prefix === null ? encodeUuid(subjectId) : encodeId(prefix, subjectId)
}
