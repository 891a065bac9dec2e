import { i18n } from '@lingui/core'
import type { RefundApprovalRowFragment } from '../generated/operations.ts'
import { Money } from '../ui/money.tsx'
import { Time } from '../ui/time.tsx'
import { DecisionActs } from './decision-acts.tsx'

type OpenApprovalProps = {
  readonly approval: RefundApprovalRowFragment
  readonly payment: { readonly version: number }
  readonly onReload: () => void
}

/** The refund of a payment that waits for a second operator. */
export function OpenApproval({ approval, payment, onReload }: OpenApprovalProps) {
  const { status, amount, requestedBy, requestedAt, expiresAt, reason, canApprove, kind } = approval
  return (
    <section
      aria-label={i18n.t('Waiting for approval')}
      className="border-l-2 border-warn bg-panel px-3 py-2"
    >
      <p className="font-medium">
        {status === 'APPROVED'
          ? i18n.t('A refund is approved and not carried out yet.')
          : i18n.t('A refund waits for a second operator.')}{' '}
        <Money money={amount} />
      </p>
      <p className="text-soft">
        <bdi className="break-words">{requestedBy.name}</bdi> · <Time iso={requestedAt} />
        {status === 'PENDING' && (
          <>
            {' · '}
            {i18n.t('expires')} <Time iso={expiresAt} />
          </>
        )}
        {kind === 'CORRECTION' && ` · ${i18n.t('refunded outside of the store')}`}
      </p>
      <bdi className="block max-h-24 overflow-y-auto break-words whitespace-pre-wrap" tabIndex={0}>
        {reason}
      </bdi>
      {!canApprove && status === 'PENDING' && (
        <p className="text-soft">{i18n.t('Another operator has to decide.')}</p>
      )}
      <div className="mt-2 flex flex-wrap gap-2 empty:hidden">
        <DecisionActs approval={approval} paymentVersion={payment.version} onReload={onReload} />
      </div>
    </section>
  )
}
