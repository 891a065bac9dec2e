import type { I18n } from '@lingui/core'
import { environmentLabel, storeLabel } from '../format/labels.ts'
import type { SearchQuery, SearchTextKind } from '../generated/operations.ts'

type Recognized = SearchQuery['search']['recognizedAs'][number]

/** What the server took a text for, such as "Order id (Google Play, Sandbox)". */
export function recognizedLabel(i18n: I18n, { kind, store, environment }: Recognized): string {
  const details = [
    ...(store === null ? [] : [storeLabel(i18n, store)]),
    ...(environment === null ? [] : [environmentLabel(i18n, environment)]),
  ]
  return details.length === 0 ? kindLabel(i18n, kind) : `${kindLabel(i18n, kind)} (${details.join(', ')})`
}

function kindLabel(i18n: I18n, kind: SearchTextKind): string {
  const labels: Record<SearchTextKind, () => string> = {
    OBJECT_ID: () => i18n.t('Object id'),
    ACCOUNT_TOKEN: () => i18n.t('Account token'),
    REQUEST_ID: () => i18n.t('Request id'),
    NOTIFICATION_ID: () => i18n.t('Notification id'),
    PAYMENT_PURCHASE_TOKEN: () => i18n.t('Payment purchase token: it is a secret and names no payment'),
    SERVER_KEY: () => i18n.t('Server key: rotate it, because it was pasted here'),
    USER_ID: () => i18n.t('User id'),
    TRANSACTION_ID: () => i18n.t('Transaction id'),
    ORDER_ID: () => i18n.t('Order id'),
    PURCHASE_TOKEN: () => i18n.t('Purchase token'),
    RECEIPT: () => i18n.t('Receipt'),
  }
  return labels[kind]()
}
