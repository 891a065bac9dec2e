import { i18n } from '@lingui/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../app/permissions.ts'
import { keepApp } from '../app/search-text.ts'
import { environmentLabel, storeLabel } from '../format/labels.ts'
import type { UnattributedSaleRowFragment } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts, type Fact } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Time } from '../ui/time.tsx'
import { AssignDialog } from './assign-dialog.tsx'

type SalePanelProps = {
  readonly sale: UnattributedSaleRowFragment
  readonly onClose: () => void
}

/** One sale that belongs to no user: why, what happens next, and the act that gives it to its user. */
export function SalePanel({ sale, onClose }: SalePanelProps) {
  const may = useMay()
  const navigate = useNavigate()
  const [isAssigning, setAssigning] = useState(false)
  const open = (paymentId: string) =>
    void navigate({ to: '/payments/$paymentId', params: { paymentId }, search: keepApp })
  return (
    <SidePanel title={i18n.t('Sale without a user')} onClose={onClose}>
      <div className="grid gap-5">
        <div className="grid gap-1 border-l-2 border-accent bg-panel px-3 py-2">
          <Sentences sale={sale} />
        </div>
        {sale.refundedAt === null && may('assignUnattributedSale') && (
          <Button kind="primary" onClick={() => setAssigning(true)}>
            {i18n.t('Assign to a user')}
          </Button>
        )}
        <SaleFacts sale={sale} />
      </div>
      {isAssigning && <AssignDialog saleId={sale.id} onAssigned={open} onClose={() => setAssigning(false)} />}
    </SidePanel>
  )
}

function Sentences({ sale: { refundedAt, acknowledgementDeadline } }: Pick<SalePanelProps, 'sale'>) {
  if (refundedAt !== null)
    return <p>{i18n.t('The store has refunded it. It cannot be assigned any more.')}</p>
  return (
    <>
      <p>{i18n.t('A customer paid at the store, and the sale names no user of the game.')}</p>
      {acknowledgementDeadline !== null && (
        <p>
          {i18n.t('If nobody claims it, the store refunds it at:')}{' '}
          <Time iso={acknowledgementDeadline} withZone />
        </p>
      )}
      <p>
        {i18n.t('The app claims it when the customer restores purchases. Otherwise an admin can assign it.')}
      </p>
    </>
  )
}

const idFact = (title: string, text: string | null): Fact | null =>
  text === null ? null : [title, <CopyText key={title} text={text} />]

function SaleFacts({ sale }: Pick<SalePanelProps, 'sale'>) {
  const { item, storeProductId, quantity, price, store, environment, paidAt, detectedAt, refundedAt } = sale
  return (
    <Facts
      facts={[
        [
          i18n.t('Item'),
          <span key="item">
            <bdi className="break-words">{(item?.name ?? storeProductId).slice(0, 300)}</bdi>
            {quantity > 1 && <span className="text-soft"> × {quantity}</span>}
          </span>,
        ],
        [i18n.t('Amount'), <Money key="price" money={price} />],
        [i18n.t('Store'), `${storeLabel(i18n, store)} · ${environmentLabel(i18n, environment)}`],
        [i18n.t('Charged at'), <Time key="paid" iso={paidAt} withZone />],
        [i18n.t('Detected at'), <Time key="detected" iso={detectedAt} withZone />],
        refundedAt === null
          ? null
          : [i18n.t('Refunded at'), <Time key="refunded" iso={refundedAt} withZone />],
        idFact(i18n.t('Order id'), sale.storeOrderId),
        idFact(i18n.t('Transaction id'), sale.storeTransactionId),
        idFact(i18n.t('Product id'), storeProductId),
        idFact(i18n.t('Account token'), sale.accountToken),
        idFact(i18n.t('Customer at the store'), sale.storeAccountId),
        idFact('id', sale.id),
      ]}
    />
  )
}
