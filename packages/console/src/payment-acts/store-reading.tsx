import { i18n } from '@lingui/core'
import { RefreshCw } from 'lucide-react'
import { ActFailureNote } from '../acts/act-failure-note.tsx'
import { useAct } from '../acts/use-act.ts'
import { useMay } from '../app/permissions.ts'
import { storeLabel } from '../format/labels.ts'
import { RereadPaymentDocument, type RereadPaymentMutation } from '../generated/operations.ts'
import type { PaymentDetails } from '../payments/payment-sentence.ts'
import { Button } from '../ui/button.tsx'
import { announce } from '../ui/status-message.tsx'
import { Time } from '../ui/time.tsx'

type StoreReadingProps = { readonly payment: PaymentDetails; readonly onReload: () => void }

const readProblem = (data: RereadPaymentMutation) => data.rereadPayment.problem

/** Since when the record is what the store said, and a button that asks the store again. */
export function StoreReading({ payment, onReload }: StoreReadingProps) {
  const may = useMay()
  const { isPending, failure, run } = useAct({ document: RereadPaymentDocument, readProblem })
  const reread = async () => {
    const data = await run({ input: { paymentId: payment.id } }, null)
    if (data === null) return
    announce(
      data.rereadPayment.changed
        ? i18n.t('The store said something new.')
        : i18n.t('The store says the same as before.'),
    )
    onReload()
  }
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-center gap-x-2 text-soft">
        <span>
          {i18n.t('As {store} said at', { store: storeLabel(i18n, payment.store) })}{' '}
          <Time iso={payment.storeReadAt} withZone />
        </span>
        {may('rereadPayment') && (
          <Button kind="quiet" disabled={isPending} onClick={() => void reread()}>
            <RefreshCw aria-hidden size={13} />
            {isPending ? i18n.t('Reading…') : i18n.t('Read again')}
          </Button>
        )}
      </p>
      {failure !== null && <ActFailureNote failure={failure} />}
    </div>
  )
}
