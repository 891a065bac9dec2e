import { i18n } from '@lingui/core'
import { keepApp } from '../app/search-text.ts'
import { eventLabel, eventTone } from '../format/event-label.ts'
import { paymentStatusLabel, paymentTones, storeLabel } from '../format/labels.ts'
import { Clamped } from '../ui/clamped.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts, Section } from '../ui/facts.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'
import type { PurchaseDetails } from './purchase-details.ts'

type FactsProps = { readonly purchase: PurchaseDetails }

export function PurchaseFacts({ purchase }: FactsProps) {
  const { id, store, user, item, payment, storeProductId, accountToken, developerPayload } = purchase
  return (
    <Section title={i18n.t('Purchase')}>
      <Facts
        facts={[
          payment === null
            ? null
            : [
                i18n.t('Payment'),
                <TextLink
                  key="payment"
                  to="/payments/$paymentId"
                  params={{ paymentId: payment.id }}
                  search={keepApp}
                >
                  <Status tone={paymentTones[payment.status]}>
                    {paymentStatusLabel(i18n, payment.status)}
                  </Status>
                </TextLink>,
              ],
          [
            i18n.t('User'),
            <TextLink key="user" to="/users/$userId" params={{ userId: user.id }} search={keepApp}>
              <bdi className="font-mono text-xs break-all">{user.userId}</bdi>
            </TextLink>,
          ],
          [i18n.t('Item id'), <CopyText key="item" text={item.itemId} />],
          [i18n.t('Store'), storeLabel(i18n, store)],
          [i18n.t('Product in the store'), <CopyText key="product" text={storeProductId} />],
          [i18n.t('Requested at'), <Time key="requested" iso={purchase.requestedAt} withZone />],
          [i18n.t('Expires at'), <Time key="expires" iso={purchase.expiresAt} withZone />],
          [i18n.t('Purchase id'), <CopyText key="id" text={id} />],
          [i18n.t('Account token'), <CopyText key="token" text={accountToken} />],
          developerPayload === null
            ? null
            : [i18n.t('Developer payload'), <Clamped key="payload" text={developerPayload} />],
        ]}
      />
    </Section>
  )
}

/** What happened until the purchase was paid or ended, newest first. */
export function PurchaseHistory({ purchase: { events } }: FactsProps) {
  return (
    <Section title={i18n.t('Timeline')}>
      <ol>
        {events.toReversed().map(({ id, type, occurredAt }) => (
          <li key={id} className="flex flex-wrap gap-x-4 border-t border-line py-1.5">
            <span className="text-soft">
              <Time iso={occurredAt} />
            </span>
            <Status tone={eventTone(type)}>{eventLabel(i18n, type)}</Status>
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** Differences from the store that are not resolved; the page of the day has what can be done. */
export function PurchaseDiscrepancies({ purchase: { discrepancies } }: FactsProps) {
  if (discrepancies.length === 0) return null
  return (
    <Section title={i18n.t('Differences from the store')}>
      <ul>
        {discrepancies.map(({ id, store, detectedAt, description }) => (
          <li key={id} className="border-t border-line py-1.5">
            <Clamped text={description} />
            <TextLink
              to="/reconciliation"
              search={(previous) => ({ ...keepApp(previous), day: detectedAt.slice(0, 10), store })}
              className="text-accent underline underline-offset-2"
            >
              {i18n.t('Open in the reconciliation')}
            </TextLink>
          </li>
        ))}
      </ul>
    </Section>
  )
}
