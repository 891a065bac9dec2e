import { i18n } from '@lingui/core'
import type { StoreCheckCode, StoreCheckPart, StoreCheckStatus } from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

export const checkTones: Record<StoreCheckStatus, Tone> = {
  PASSED: 'good',
  WARNING: 'warn',
  FAILED: 'bad',
  NOT_CHECKED: 'idle',
}

export function checkPartLabel(part: StoreCheckPart): string {
  const labels = {
    CREDENTIALS: () => i18n.t('Credentials'),
    PURCHASES: () => i18n.t('Reading purchases'),
    ORDERS: () => i18n.t('Reading orders'),
    NOTIFICATIONS: () => i18n.t('Notifications'),
    PRODUCTS: () => i18n.t('Products'),
    CERTIFICATES: () => i18n.t('Certificates'),
  }
  return labels[part]()
}

const texts: Record<StoreCheckCode, () => string> = {
  OK: () => i18n.t('works'),
  NOT_CHECKED: () => i18n.t('not checked: correct the other part first'),
  CREDENTIALS_MISSING: () => i18n.t('no key: enter one to look purchases up'),
  CREDENTIALS_REJECTED: () => i18n.t('the store rejects them: they are wrong, replaced or withdrawn'),
  CLOCK_WRONG: () => i18n.t('the clock of the server is wrong'),
  PERMISSION_MISSING: () => i18n.t('the account lacks a permission for this app'),
  API_DISABLED: () => i18n.t('the API is not enabled for the account'),
  APP_NOT_FOUND: () => i18n.t('the store has no such app, or the account does not see it'),
  MISCONFIGURED: () => i18n.t('a setting prevents the use of the connection'),
  STORE_UNAVAILABLE: () => i18n.t('the store did not answer: check again later'),
  NOTIFICATIONS_NOT_CONFIGURED: () => i18n.t('they are rejected: enter what verifies them'),
  NO_NOTIFICATION: () => i18n.t('none has arrived in 30 days: enter the address below at the store'),
  NO_PRODUCTS: () => i18n.t('no item has a product in this store'),
  PRODUCTS_MISSING: () => i18n.t('some items have no product in this store'),
  CERTIFICATE_EXPIRES: () => i18n.t('a root certificate expires within 30 days'),
  CERTIFICATE_EXPIRED: () => i18n.t('a root certificate has expired'),
}

export const checkCodeText = (code: StoreCheckCode) => texts[code]()
