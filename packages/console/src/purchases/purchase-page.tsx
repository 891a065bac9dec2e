import { i18n } from '@lingui/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useEffect } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { useKeys } from '../app/use-keys.ts'
import { purchaseStatusLabel, purchaseTones } from '../format/labels.ts'
import { PurchaseDocument } from '../generated/operations.ts'
import { Clamped } from '../ui/clamped.tsx'
import { Empty, Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { rememberOpened } from '../ui/use-row-keys.ts'
import type { PurchaseDetails } from './purchase-details.ts'
import { PurchaseDiscrepancies, PurchaseFacts, PurchaseHistory } from './purchase-facts.tsx'
import { describePurchase } from './purchase-sentence.ts'

export function PurchasePage() {
  const { purchaseId } = useParams({ from: '/shell/purchases/$purchaseId' })
  usePageTitle(i18n.t('Purchase'))
  const [{ data, error }, retry] = useApiQuery(PurchaseDocument, { variables: { id: purchaseId } })
  const navigate = useNavigate()
  useEffect(() => rememberOpened(purchaseId), [purchaseId])
  useKeys({
    Escape: () => void navigate({ to: '/purchases', search: keepApp }),
    c: () => void navigator.clipboard.writeText(purchaseId),
  })
  return (
    <div className="p-3 sm:p-5">
      <TextLink
        to="/purchases"
        search={keepApp}
        className="mb-3 inline-flex items-center gap-1 text-soft hover:text-ink"
      >
        <ChevronLeft aria-hidden size={14} />
        {i18n.t('Purchases')}
      </TextLink>
      {data === undefined && error === undefined && <Skeleton className="h-5 w-64" />}
      {data === undefined && error !== undefined && (
        <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
      )}
      {data?.purchase === null && (
        <Empty title={i18n.t('There is no such purchase')}>
          {i18n.t(
            'Check the id, or choose the AppKey above. Unpaid purchases are deleted some time after they expired.',
          )}
        </Empty>
      )}
      {data?.purchase != null && <Purchase purchase={data.purchase} />}
    </div>
  )
}

function Purchase({ purchase }: { readonly purchase: PurchaseDetails }) {
  const { item, status, problem } = purchase
  return (
    <article>
      <header className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="min-w-0 text-base font-semibold">
          <Clamped text={item.name} />
        </h1>
        <Status tone={purchaseTones[status]}>{purchaseStatusLabel(i18n, status)}</Status>
      </header>
      <div className="mb-6 max-w-3xl border-l-2 border-accent bg-panel px-3 py-2">
        {describePurchase(i18n, purchase).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {problem !== null && (
          <p className="mt-1 text-soft">
            <Clamped text={problem.message} />
          </p>
        )}
      </div>
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-2">
        <PurchaseFacts purchase={purchase} />
        <div className="grid min-w-0 content-start gap-8">
          <PurchaseHistory purchase={purchase} />
          <PurchaseDiscrepancies purchase={purchase} />
        </div>
      </div>
    </article>
  )
}
