import { i18n } from '@lingui/core'
import { useState } from 'react'
import { problemText } from '../api/problem-text.ts'
import { useMay } from '../app/permissions.ts'
import { environmentLabel } from '../format/labels.ts'
import type { LookedUpSaleFragment } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { Time } from '../ui/time.tsx'
import { AdoptDialog } from './adopt-dialog.tsx'
import { PaymentLink } from './search-group.tsx'

type LookedUpSaleProps = {
  readonly sale: LookedUpSaleFragment
  readonly text: string
  readonly onLeave: () => void
}

/** A sale as its store has it, and the payment that it is or can become. */
export function LookedUpSale({ sale, text, onLeave }: LookedUpSaleProps) {
  const [isAdopting, setAdopting] = useState(false)
  const [adoptedId, setAdoptedId] = useState<string | null>(null)
  const may = useMay()
  const paymentId = adoptedId ?? sale.payment?.id ?? null
  return (
    <>
      <SaleFacts sale={sale} />
      <div className="mt-2">
        {paymentId !== null && (
          <PaymentLink paymentId={paymentId} onLeave={onLeave}>
            {i18n.t('Open the payment')}
          </PaymentLink>
        )}
        {paymentId === null && sale.problem !== null && (
          <p className="text-soft">{problemText(sale.problem.code)}</p>
        )}
        {paymentId === null && sale.canAdopt && (
          <p className="mb-2 text-soft">{i18n.t('The store has it, and it is no payment here yet.')}</p>
        )}
        {paymentId === null && sale.canAdopt && may('adoptPayment') && (
          <Button kind="primary" onClick={() => setAdopting(true)}>
            {i18n.t('Adopt it as a payment')}
          </Button>
        )}
      </div>
      {isAdopting && (
        <AdoptDialog sale={sale} text={text} onAdopted={setAdoptedId} onClose={() => setAdopting(false)} />
      )}
    </>
  )
}

function SaleFacts({ sale }: { readonly sale: LookedUpSaleFragment }) {
  const { item, quantity, price, paidAt, user, refund, storeOrderId, storeTransactionId } = sale
  return (
    <Facts
      facts={[
        [i18n.t('Status'), `${saleStatusLabel(sale.status)} · ${environmentLabel(i18n, sale.environment)}`],
        [
          i18n.t('Item'),
          <ItemName key="item" name={item?.name ?? sale.storeProductId} quantity={quantity} />,
        ],
        [i18n.t('Amount'), <Money key="price" money={price} />],
        paidAt === null ? null : [i18n.t('Charged at'), <Time key="paid" iso={paidAt} />],
        storeOrderId === null ? null : [i18n.t('Order id'), <CopyText key="order" text={storeOrderId} />],
        storeTransactionId === null
          ? null
          : [i18n.t('Transaction id'), <CopyText key="transaction" text={storeTransactionId} />],
        refund === null ? null : [i18n.t('Refunded at'), <Time key="refund" iso={refund.refundedAt} />],
        [
          i18n.t('User'),
          user === null ? (
            <span className="text-soft">{i18n.t('unknown: the sale names none')}</span>
          ) : (
            <CopyText text={user.userId} />
          ),
        ],
      ]}
    />
  )
}

function ItemName({ name, quantity }: { readonly name: string; readonly quantity: number | null }) {
  return (
    <>
      <bdi className="break-words">{name.slice(0, 300)}</bdi>
      {quantity !== null && quantity > 1 && <span className="text-soft"> × {quantity}</span>}
    </>
  )
}

function saleStatusLabel(status: LookedUpSaleFragment['status']): string {
  const labels = {
    PENDING: () => i18n.t('Pending'),
    PAID: () => i18n.t('Paid'),
    REFUNDED: () => i18n.t('Refunded'),
    CANCELED: () => i18n.t('Canceled'),
  }
  return labels[status]()
}
