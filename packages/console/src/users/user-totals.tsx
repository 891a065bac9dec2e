import { i18n } from '@lingui/core'
import { environmentLabel } from '../format/labels.ts'
import type { PaymentTotalsFragment, RefundTotalsFragment } from '../generated/operations.ts'
import { Facts, Section, type Fact } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import type { UserDetails } from './user-details.ts'

type UserProps = { readonly user: UserDetails }

/** What the user paid and got back, by currency; currencies and environments are never added. */
export function UserTotals({ user: { production, sandbox } }: UserProps) {
  return (
    <Section title={i18n.t('Totals')}>
      <div className="grid gap-5">
        {production !== null && (
          <TotalsTable totals={production} title={environmentLabel(i18n, 'PRODUCTION')} />
        )}
        {sandbox !== null && sandbox.paymentCount > 0 && (
          <TotalsTable totals={sandbox} title={environmentLabel(i18n, 'SANDBOX')} />
        )}
      </div>
    </Section>
  )
}

type TotalsTableProps = { readonly totals: PaymentTotalsFragment; readonly title: string }

function TotalsTable({ totals, title }: TotalsTableProps) {
  const { paymentCount, unconsumedCount, refundedPaymentCount, isExact, currencies } = totals
  return (
    <div className="max-w-2xl">
      <p className="mb-1 text-soft">
        {title}
        {' · '}
        {i18n.t('{paymentCount, plural, one {# payment} other {# payments}}', { paymentCount })}
        {unconsumedCount > 0 && ` · ${i18n.t('{unconsumedCount} not consumed', { unconsumedCount })}`}
        {refundedPaymentCount > 0 &&
          ` · ${i18n.t('{refundedPaymentCount} refunded', { refundedPaymentCount })}`}
        {!isExact && ` · ${i18n.t('only the newest 10,000 are counted')}`}
      </p>
      {currencies.length > 0 && (
        <table className="w-full text-left">
          <thead className="text-xs text-soft">
            <tr className="border-b border-line">
              <th scope="col" className="py-1 pr-2 font-normal">
                {i18n.t('Currency')}
              </th>
              <HeadCell title={i18n.t('Payments')} />
              <HeadCell title={i18n.t('Paid amount')} />
              <HeadCell title={i18n.t('Refunded amount')} />
            </tr>
          </thead>
          <tbody>
            {currencies.map((currency) => (
              <CurrencyRow key={currency.currencyCode ?? ''} currency={currency} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function HeadCell({ title }: { readonly title: string }) {
  return (
    <th scope="col" className="py-1 pl-2 text-right font-normal">
      {title}
    </th>
  )
}

function CurrencyRow({ currency }: { readonly currency: PaymentTotalsFragment['currencies'][number] }) {
  const { currencyCode, paymentCount, gross, refunded } = currency
  const cell = 'py-1.5 pl-2 text-right tabular-nums'
  return (
    <tr className="border-b border-line">
      <th scope="row" className="py-1.5 pr-2 font-normal">
        {currencyCode ?? i18n.t('without a price')}
      </th>
      <td className={cell}>{paymentCount}</td>
      <td className={cell}>
        {currencyCode === null ? '–' : <Money money={{ amount: gross, currencyCode }} />}
      </td>
      <td className={cell}>
        {currencyCode === null ? '–' : <Money money={{ amount: refunded, currencyCode }} />}
      </td>
    </tr>
  )
}

/** How often the user got money back: what an agent looks at before the next refund. */
export function RefundSummary({ user: { recentRefunds, allRefunds } }: UserProps) {
  const facts: (Fact | null)[] = [
    recentRefunds && [i18n.t('Last 3 months'), <Counts key="recent" totals={recentRefunds} />],
    allRefunds && [i18n.t('Since the beginning'), <Counts key="all" totals={allRefunds} />],
  ]
  return (
    <Section title={i18n.t('Refunds')}>
      <p className="mb-1 text-soft">{environmentLabel(i18n, 'PRODUCTION')}</p>
      <Facts facts={facts} />
    </Section>
  )
}

function Counts({ totals }: { readonly totals: RefundTotalsFragment }) {
  const { refundCount, afterConsumeCount, currencies, isExact } = totals
  return (
    <>
      <span className="font-medium">
        {i18n.t('{refundCount, plural, one {# refund} other {# refunds}}', { refundCount })}
        {!isExact && '+'}
      </span>
      {afterConsumeCount > 0 && (
        <span className="block">
          {i18n.t('{afterConsumeCount} after the item was used', { afterConsumeCount })}
        </span>
      )}
      {currencies.map(({ currencyCode, refunded }) => (
        <span key={currencyCode ?? ''} className="block text-soft">
          {currencyCode !== null && <Money money={{ amount: refunded, currencyCode }} />}
        </span>
      ))}
    </>
  )
}
