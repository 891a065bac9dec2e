import { i18n } from '@lingui/core'
import { RefreshCw } from 'lucide-react'
import type { Language } from '../app/preferences.ts'
import { Button } from '../ui/button.tsx'
import { useCopy } from '../ui/copy-text.tsx'
import type { PaymentDetails } from './payment-sentence.ts'
import { writeTicketSummary } from './ticket-summary.ts'

type SummaryButtonsProps = { readonly payment: PaymentDetails; readonly onReload: () => void }

/** Copies the summary for a ticket, in the language of whoever reads the ticket. */
export function SummaryButtons({ payment, onReload }: SummaryButtonsProps) {
  const [isCopied, copy] = useCopy()
  const copyIn = (language: Language) => void writeTicketSummary(payment, language).then(copy)
  return (
    <div className="flex flex-wrap items-center gap-2 sm:ml-auto">
      <span role="status" className="text-xs text-good">
        {isCopied && i18n.t('Copied')}
      </span>
      <Button onClick={() => copyIn('ko')}>{i18n.t('Copy summary (Korean)')}</Button>
      <Button onClick={() => copyIn('en')}>{i18n.t('Copy summary (English)')}</Button>
      <Button kind="quiet" aria-label={i18n.t('Reload the payment')} onClick={onReload}>
        <RefreshCw aria-hidden size={14} />
      </Button>
    </div>
  )
}
