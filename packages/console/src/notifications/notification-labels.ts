import type { I18n } from '@lingui/core'
import type {
  NotificationSource,
  NotificationStatus,
  NotificationVerification,
} from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

export const notificationStatuses: readonly NotificationStatus[] = ['RECEIVED', 'PROCESSED', 'FAILED']

export const notificationTones: Record<NotificationStatus, Tone> = {
  RECEIVED: 'warn',
  PROCESSED: 'good',
  FAILED: 'bad',
}

export function notificationStatusLabel(i18n: I18n, status: NotificationStatus): string {
  const labels = {
    RECEIVED: () => i18n.t('Waiting'),
    PROCESSED: () => i18n.t('Processed'),
    FAILED: () => i18n.t('Failed'),
  }
  return labels[status]()
}

export function notificationSourceLabel(i18n: I18n, source: NotificationSource): string {
  return source === 'PUSH' ? i18n.t('Sent by the store') : i18n.t("Found in the store's history")
}

export function verificationLabel(i18n: I18n, verification: NotificationVerification): string {
  return verification === 'SIGNATURE'
    ? i18n.t('The signature of the store is valid')
    : i18n.t("Read from the store's API")
}
