import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useMay } from '../app/permissions.ts'
import { keepApp } from '../app/search-text.ts'
import { paymentStatusLabel, paymentTones } from '../format/labels.ts'
import type { DiscrepancyRowFragment } from '../generated/operations.ts'
import { AssignDialog } from '../sales/assign-dialog.tsx'
import { Button } from '../ui/button.tsx'
import { Clamped } from '../ui/clamped.tsx'
import { Money } from '../ui/money.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'
import { AdoptDialog, IgnoreDialog, ReopenDialog } from './discrepancy-dialogs.tsx'
import { discrepancyState, sourceLabel, stateLabel, stateTones } from './reconciliation-labels.ts'

type DiscrepancyProps = { readonly discrepancy: DiscrepancyRowFragment; readonly onReload: () => void }

/** One difference: what differs, the payment it is about, and what can be done. */
export function Discrepancy({ discrepancy, onReload }: DiscrepancyProps) {
  const state = discrepancyState(discrepancy)
  const { description, detectedAt, source, ignoreReason } = discrepancy
  return (
    <li data-discrepancy={discrepancy.id} className="border-t border-line py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <Status tone={stateTones[state]}>{stateLabel(i18n, state)}</Status>
        <span className="text-soft">
          {sourceLabel(i18n, source)} · <Time iso={detectedAt} />
        </span>
      </div>
      <p className="mt-1 max-w-3xl">
        <Clamped text={description} />
      </p>
      {ignoreReason !== null && (
        <p className="text-soft">
          {i18n.t('Ignored because:')} <Clamped text={ignoreReason} />
        </p>
      )}
      <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Links discrepancy={discrepancy} />
        <Acts discrepancy={discrepancy} onReload={onReload} />
      </div>
    </li>
  )
}

function Links({
  discrepancy: { payment, purchase, unattributedSale },
}: Pick<DiscrepancyProps, 'discrepancy'>) {
  return (
    <>
      {payment !== null && (
        <span className="inline-flex flex-wrap items-center gap-x-3">
          <TextLink to="/payments/$paymentId" params={{ paymentId: payment.id }} search={keepApp}>
            {i18n.t('Payment')}
          </TextLink>
          <Money money={payment.price} />
          <Status tone={paymentTones[payment.status]}>{paymentStatusLabel(i18n, payment.status)}</Status>
        </span>
      )}
      {payment === null && purchase !== null && (
        <TextLink to="/purchases/$purchaseId" params={{ purchaseId: purchase.id }} search={keepApp}>
          {i18n.t('Purchase')}
        </TextLink>
      )}
      {unattributedSale !== null && (
        <span className="inline-flex flex-wrap items-center gap-x-3">
          <TextLink
            to="/unattributed-sales"
            search={(previous) => ({ ...keepApp(previous), sale: unattributedSale.id })}
          >
            {i18n.t('Sale without a user')}
          </TextLink>
          <Money money={unattributedSale.price} />
        </span>
      )}
    </>
  )
}

function Acts({ discrepancy, onReload }: DiscrepancyProps) {
  const may = useMay()
  const [act, setAct] = useState<'adopt' | 'assign' | 'ignore' | 'reopen' | null>(null)
  const state = discrepancyState(discrepancy)
  const { payment, storeTransactionId, unattributedSale } = discrepancy
  const isMissing = state !== 'resolved' && payment === null
  const canAssign = isMissing && unattributedSale !== null && may('assignUnattributedSale')
  const canAdopt = isMissing && storeTransactionId !== null && !canAssign && may('adoptPayment')
  const dialog = { discrepancy, onReload, onClose: () => setAct(null) }
  return (
    <span className="flex gap-2">
      {canAssign && <Button onClick={() => setAct('assign')}>{i18n.t('Assign to a user')}</Button>}
      {canAdopt && <Button onClick={() => setAct('adopt')}>{i18n.t('Adopt')}</Button>}
      {state === 'open' && may('ignoreDiscrepancy') && (
        <Button onClick={() => setAct('ignore')}>{i18n.t('Ignore')}</Button>
      )}
      {state === 'ignored' && may('reopenDiscrepancy') && (
        <Button onClick={() => setAct('reopen')}>{i18n.t('Reopen')}</Button>
      )}
      {act === 'adopt' && <AdoptDialog {...dialog} />}
      {act === 'assign' && unattributedSale !== null && (
        <AssignDialog saleId={unattributedSale.id} onAssigned={onReload} onClose={() => setAct(null)} />
      )}
      {act === 'ignore' && <IgnoreDialog {...dialog} />}
      {act === 'reopen' && <ReopenDialog {...dialog} />}
    </span>
  )
}
