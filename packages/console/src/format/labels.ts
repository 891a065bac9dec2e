import type { I18n } from '@lingui/core'
import type {
  AcknowledgementStatus,
  ConsumedBy,
  Environment,
  OperatorRole,
  PaymentStatus,
  PurchaseStatus,
  RefundExtent,
  RefundSource,
  Store,
} from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

export const stores: readonly Store[] = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE']
export const paymentStatuses: readonly PaymentStatus[] = ['PAID', 'CONSUMED', 'COMPLETED', 'REFUNDED']
export const purchaseStatuses: readonly PurchaseStatus[] = [
  'REQUESTED',
  'PENDING',
  'VERIFIED',
  'CANCELED',
  'FAILED',
  'EXPIRED',
]
export const environments: readonly Environment[] = ['PRODUCTION', 'SANDBOX']
export const acknowledgementStatuses: readonly AcknowledgementStatus[] = [
  'PENDING',
  'FAILED',
  'ACKNOWLEDGED',
  'NOT_REQUIRED',
]
export const refundExtents: readonly RefundExtent[] = ['NONE', 'PARTIAL', 'FULL']

export const paymentTones: Record<PaymentStatus, Tone> = {
  PAID: 'warn',
  CONSUMED: 'accent',
  COMPLETED: 'good',
  REFUNDED: 'idle',
}

export const purchaseTones: Record<PurchaseStatus, Tone> = {
  REQUESTED: 'warn',
  PENDING: 'warn',
  VERIFIED: 'good',
  CANCELED: 'idle',
  FAILED: 'bad',
  EXPIRED: 'idle',
}

export const acknowledgementTones: Record<AcknowledgementStatus, Tone> = {
  NOT_REQUIRED: 'idle',
  PENDING: 'warn',
  ACKNOWLEDGED: 'good',
  FAILED: 'bad',
}

const storeNames = { APP_STORE: 'App Store', GOOGLE_PLAY: 'Google Play' } as const

export function storeLabel(i18n: I18n, store: Store): string {
  if (store === 'ONE_STORE') return i18n.t('ONE store')
  if (store === 'TEST_STORE') return i18n.t('Test store')
  return storeNames[store]
}

export function paymentStatusLabel(i18n: I18n, status: PaymentStatus): string {
  const labels = {
    PAID: () => i18n.t('Paid'),
    CONSUMED: () => i18n.t('Consumed'),
    COMPLETED: () => i18n.t('Completed'),
    REFUNDED: () => i18n.t('Refunded'),
  }
  return labels[status]()
}

export function environmentLabel(i18n: I18n, environment: Environment): string {
  return environment === 'SANDBOX' ? i18n.t('Sandbox') : i18n.t('Production')
}

export function acknowledgementLabel(i18n: I18n, status: AcknowledgementStatus): string {
  const labels = {
    NOT_REQUIRED: () => i18n.t('Not required'),
    PENDING: () => i18n.t('Pending'),
    ACKNOWLEDGED: () => i18n.t('Acknowledged'),
    FAILED: () => i18n.t('Failed'),
  }
  return labels[status]()
}

export function refundExtentLabel(i18n: I18n, extent: RefundExtent): string {
  const labels = {
    NONE: () => i18n.t('None'),
    PARTIAL: () => i18n.t('Partial'),
    FULL: () => i18n.t('Full'),
  }
  return labels[extent]()
}

export function refundSourceLabel(i18n: I18n, source: RefundSource): string {
  const labels = {
    VERIFICATION: () => i18n.t('Verification of a receipt'),
    NOTIFICATION: () => i18n.t('Notification of the store'),
    RECONCILIATION: () => i18n.t('Reconciliation'),
    ACKNOWLEDGEMENT: () => i18n.t('Acknowledgement'),
    OPERATOR: () => i18n.t('Refund by an operator'),
    CORRECTION: () => i18n.t('Correction by an operator'),
  }
  return labels[source]()
}

export function consumedByLabel(i18n: I18n, consumedBy: ConsumedBy): string {
  const labels = {
    SERVER: () => i18n.t('Game server'),
    CLIENT: () => i18n.t('Client'),
    OPERATOR: () => i18n.t('Operator'),
  }
  return labels[consumedBy]()
}

export function roleLabel(i18n: I18n, role: OperatorRole): string {
  const labels = {
    OWNER: () => i18n.t('Owner'),
    ADMIN: () => i18n.t('Admin'),
    SUPPORT: () => i18n.t('Support'),
    VIEWER: () => i18n.t('Viewer'),
  }
  return labels[role]()
}

export function purchaseStatusLabel(i18n: I18n, status: PurchaseStatus): string {
  const labels = {
    REQUESTED: () => i18n.t('Requested'),
    PENDING: () => i18n.t('Pending'),
    VERIFIED: () => i18n.t('Verified'),
    CANCELED: () => i18n.t('Canceled'),
    FAILED: () => i18n.t('Failed'),
    EXPIRED: () => i18n.t('Expired'),
  }
  return labels[status]()
}
