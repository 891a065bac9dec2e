import { i18n } from '@lingui/core'
import {
  acknowledgementLabel,
  acknowledgementTones,
  consumedByLabel,
  environmentLabel,
  refundSourceLabel,
  storeLabel,
} from '../format/labels.ts'
import { PaymentPeriod } from '../subscriptions/payment-period.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts, Section, type Fact } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import type { PaymentDetails } from './payment-sentence.ts'

type FactsProps = { readonly payment: PaymentDetails }

export function PaymentFacts({ payment }: FactsProps) {
  return (
    <div className="grid gap-x-6 gap-y-8 lg:grid-cols-2">
      <div className="grid content-start gap-8">
        <Amounts payment={payment} />
        <PaymentPeriod payment={payment} />
        <Delivery payment={payment} />
      </div>
      <div className="grid content-start gap-8">
        <Identifiers payment={payment} />
        <Refunds payment={payment} />
      </div>
    </div>
  )
}

function Amounts({ payment }: FactsProps) {
  const { price, refund, quantity, store, environment, countryCode, offer, paidAt, verifiedAt, ownership } =
    payment
  return (
    <Section title={i18n.t('Amounts')}>
      <Facts
        facts={[
          [i18n.t('Charged'), <Money key="price" money={price} />],
          refund && [i18n.t('Refunded amount'), <Money key="refund" money={refund.amount} />],
          [i18n.t('Quantity'), String(quantity)],
          [
            i18n.t('Store'),
            <span key="store">
              {storeLabel(i18n, store)} · {environmentLabel(i18n, environment)}
              <StorePageLink payment={payment} />
            </span>,
          ],
          countryCode === null ? null : [i18n.t('Country'), countryCode],
          offer && [i18n.t('Offer'), [offer.kind, offer.offerId].filter((text) => text !== null).join(' · ')],
          ownership === 'SHARED' ? [i18n.t('Ownership'), i18n.t('Shared by a family member')] : null,
          [i18n.t('Charged at'), <Time key="paid" iso={paidAt} withZone />],
          [i18n.t('Verified at'), <Time key="verified" iso={verifiedAt} withZone />],
        ]}
      />
    </Section>
  )
}

function Delivery({ payment }: FactsProps) {
  const { consume, completedAt, acknowledgement } = payment
  const { status, deadline, attempts, lastError, acknowledgedAt } = acknowledgement
  return (
    <Section title={i18n.t('Consume and acknowledgement')}>
      <Facts
        facts={[
          [i18n.t('Consumed at'), consume === null ? notYet() : <Time iso={consume.consumedAt} withZone />],
          consume && [i18n.t('Consumed by'), consumedByLabel(i18n, consume.consumedBy)],
          consume?.idempotencyKey == null
            ? null
            : [i18n.t('Idempotency key'), <CopyText key="key" text={consume.idempotencyKey} />],
          [
            i18n.t('Delivery reported'),
            completedAt === null ? notYet() : <Time iso={completedAt} withZone />,
          ],
          [
            i18n.t('Acknowledgement'),
            <Status key="status" tone={acknowledgementTones[status]}>
              {acknowledgementLabel(i18n, status)}
            </Status>,
          ],
          deadline === null ? null : [i18n.t('Deadline'), <Time key="deadline" iso={deadline} withZone />],
          acknowledgedAt === null
            ? null
            : [i18n.t('Acknowledged at'), <Time key="acknowledged" iso={acknowledgedAt} withZone />],
          attempts === 0 ? null : [i18n.t('Attempts'), String(attempts)],
          lastError === null ? null : [i18n.t('Last error'), <LongText key="error" text={lastError} />],
        ]}
      />
    </Section>
  )
}

/** Leads to the page of the store emulator, which only a development server has. */
function StorePageLink({ payment: { storePageUrl } }: FactsProps) {
  if (storePageUrl === null) return null
  return (
    <a
      href={storePageUrl}
      target="_blank"
      rel="noreferrer"
      className="ml-2 text-accent underline underline-offset-2"
    >
      {i18n.t('Open in the store emulator')}
    </a>
  )
}

const notYet = () => <span className="text-soft">{i18n.t('not yet')}</span>

/** A text of a client or a store: shown as it is, in its own direction, and not longer than a few lines. */
function LongText({ text }: { readonly text: string }) {
  return (
    <bdi className="block max-h-40 overflow-y-auto break-words whitespace-pre-wrap" tabIndex={0}>
      {text}
    </bdi>
  )
}

function Identifiers({ payment }: FactsProps) {
  const { id, purchase, storeOrderId, storeTransactionId, item } = payment
  const facts: readonly (Fact | null)[] = [
    [i18n.t('Payment'), <CopyText key="id" text={id} />],
    [i18n.t('Order id'), storeOrderId === null ? '–' : <CopyText text={storeOrderId} />],
    [i18n.t('Transaction id'), <CopyText key="transaction" text={storeTransactionId} />],
    [i18n.t('Item'), <CopyText key="item" text={item.itemId} />],
    [i18n.t('Store product'), <CopyText key="product" text={purchase.storeProductId} />],
    [i18n.t('Purchase'), <CopyText key="purchase" text={purchase.id} />],
    [i18n.t('Account token'), <CopyText key="token" text={purchase.accountToken} />],
    purchase.developerPayload === null
      ? null
      : [i18n.t('Developer payload'), <LongText key="payload" text={purchase.developerPayload} />],
  ]
  return (
    <Section title={i18n.t('Identifiers')}>
      <Facts facts={facts} />
    </Section>
  )
}

function Refunds({ payment: { refunds } }: FactsProps) {
  if (refunds.length === 0) return null
  return (
    <Section title={i18n.t('Refunds')}>
      <ul>
        {refunds.map(({ id, refundedAt, amount, source, reason, reversedAt }) => (
          <li key={id} className="border-t border-line py-1.5">
            <span className="flex flex-wrap justify-between gap-x-4">
              <Time iso={refundedAt} />
              <Money money={amount} />
            </span>
            <span className="block text-soft">
              {refundSourceLabel(i18n, source)}
              {reason !== null && (
                <>
                  {' · '}
                  <bdi>{reason.slice(0, 200)}</bdi>
                </>
              )}
              {reversedAt !== null && ` · ${i18n.t('reversed')}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
