import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useMay } from '../app/permissions.ts'
import { OpenApproval } from '../approvals/open-approval.tsx'
import { NoteList } from '../notes/note-list.tsx'
import type { PaymentDetails } from '../payments/payment-sentence.ts'
import { Button } from '../ui/button.tsx'
import { ConsumeAct } from './consume-act.tsx'
import { CorrectAct } from './correct-act.tsx'
import { describeActs } from './describe-acts.ts'
import { listActs, type ActName } from './possible-acts.ts'
import { RefundAct } from './refund-act.tsx'
import { DeliverAct, NoteAct, RetryAct } from './short-acts.tsx'
import { StoreReading } from './store-reading.tsx'
import { TransferAct } from './transfer-act.tsx'

const dialogs = {
  REFUND: RefundAct,
  CONSUME: ConsumeAct,
  DELIVER: DeliverAct,
  RETRY: RetryAct,
  NOTE: NoteAct,
  CORRECT: CorrectAct,
  TRANSFER: TransferAct,
}

const labels: Record<ActName, () => string> = {
  REFUND: () => i18n.t('Refund'),
  CONSUME: () => i18n.t('Consume for the user'),
  DELIVER: () => i18n.t('Deliver again'),
  RETRY: () => i18n.t('Retry the acknowledgement'),
  NOTE: () => i18n.t('Add a note'),
  CORRECT: () => i18n.t('Correct'),
  TRANSFER: () => i18n.t('Transfer'),
}

type PaymentActsProps = { readonly payment: PaymentDetails; readonly onReload: () => void }

/** Which acts are possible, as sentences. */
export function ActSentences({ payment }: Pick<PaymentActsProps, 'payment'>) {
  return describeActs(i18n, payment, useMay()).map((sentence) => <p key={sentence}>{sentence}</p>)
}

/** What an operator may do with the payment now, what is open, and the notes of other operators. */
export function PaymentActs({ payment, onReload }: PaymentActsProps) {
  const may = useMay()
  const [open, setOpen] = useState<ActName | null>(null)
  const acts = listActs(payment, may)
  const Act = open === null ? null : dialogs[open]
  const { openRefundApproval } = payment
  return (
    <div className="mb-6 grid max-w-3xl gap-3">
      {openRefundApproval !== null && (
        <OpenApproval approval={openRefundApproval} payment={payment} onReload={onReload} />
      )}
      {acts.length > 0 && (
        <div role="group" aria-label={i18n.t('Acts')} className="flex flex-wrap gap-2">
          {acts.map((name) => (
            <Button key={name} onClick={() => setOpen(name)}>
              {name === 'REFUND' && payment.refundNeedsApproval ? i18n.t('Request a refund') : labels[name]()}
            </Button>
          ))}
        </div>
      )}
      <StoreReading payment={payment} onReload={onReload} />
      <NoteList notes={payment.notes} />
      {Act !== null && <Act payment={payment} onReload={onReload} onClose={() => setOpen(null)} />}
    </div>
  )
}
