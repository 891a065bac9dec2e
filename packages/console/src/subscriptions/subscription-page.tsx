import { i18n } from '@lingui/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useKeys } from '../app/use-keys.ts'
import { SubscriptionDocument } from '../generated/operations.ts'
import { BackLink } from '../pages/page-frame.tsx'
import { SandboxMark } from '../payments/payment-columns.tsx'
import { Clamped } from '../ui/clamped.tsx'
import { Empty, Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { rememberOpened } from '../ui/use-row-keys.ts'
import { SubscriptionActs } from '../subscription-acts/subscription-acts.tsx'
import { StaleMark } from './subscription-columns.tsx'
import type { SubscriptionDetails } from './subscription-details.ts'
import { AccessFacts, ChainFacts, ChangeFacts, IdentityFacts, ReadingFacts } from './subscription-facts.tsx'
import { subscriptionStatusLabel, subscriptionTones } from './subscription-labels.ts'
import { SubscriptionEvents, SubscriptionLines, SubscriptionPeriods } from './subscription-lists.tsx'
import { toLastSubscriptions } from './subscription-search.ts'
import { describeSubscription } from './subscription-sentence.ts'

export function SubscriptionPage() {
  const { subscriptionId } = useParams({ from: '/shell/subscriptions/$subscriptionId' })
  const { after } = useSearch({ from: '/shell/subscriptions/$subscriptionId' })
  usePageTitle(i18n.t('Subscription'))
  const [{ data, error }, retry] = useApiQuery(SubscriptionDocument, {
    variables: { id: subscriptionId, after: after ?? null },
  })
  const navigate = useNavigate()
  useEffect(() => rememberOpened(subscriptionId), [subscriptionId])
  useKeys({
    Escape: () => void navigate({ to: '/subscriptions', search: toLastSubscriptions }),
    c: () => void navigator.clipboard.writeText(subscriptionId),
  })
  const reload = () => retry({ requestPolicy: 'network-only' })
  return (
    <div className="p-3 sm:p-5">
      <BackLink to="/subscriptions" search={toLastSubscriptions}>
        {i18n.t('Subscriptions')}
      </BackLink>
      {data === undefined && error === undefined && <Skeleton className="h-5 w-64" />}
      {data === undefined && error !== undefined && <ApiErrorNote error={error} onRetry={reload} />}
      {data?.subscription === null && (
        <Empty title={i18n.t('There is no such subscription')}>
          {i18n.t('Check the id, or choose the AppKey above that the subscription belongs to.')}
        </Empty>
      )}
      {data?.subscription != null && <Subscription subscription={data.subscription} onReload={reload} />}
    </div>
  )
}

type SubscriptionProps = { readonly subscription: SubscriptionDetails; readonly onReload: () => void }

function Subscription({ subscription, onReload }: SubscriptionProps) {
  const { item, status, environment, isStale } = subscription
  return (
    <article>
      <header className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="min-w-0 text-base font-semibold">
          {item === null ? i18n.t('Unknown product') : <Clamped text={item.name} />}
        </h1>
        <span>
          <Status tone={subscriptionTones[status]}>{subscriptionStatusLabel(i18n, status)}</Status>
          {environment === 'SANDBOX' && <SandboxMark />}
          {isStale && <StaleMark />}
        </span>
      </header>
      <div className="mb-3 max-w-3xl border-l-2 border-accent bg-panel px-3 py-2">
        {describeSubscription(i18n, subscription).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <SubscriptionActs subscription={subscription} onReload={onReload} />
      <div className="mt-6 grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 content-start gap-8">
          <SubscriptionPeriods subscription={subscription} />
          <SubscriptionLines subscription={subscription} />
          <SubscriptionEvents subscription={subscription} />
        </div>
        <div className="grid min-w-0 content-start gap-8 max-xl:row-start-1 lg:max-xl:grid-cols-2">
          <AccessFacts subscription={subscription} />
          <ChangeFacts subscription={subscription} />
          <ReadingFacts subscription={subscription} />
          <ChainFacts subscription={subscription} />
          <IdentityFacts subscription={subscription} />
        </div>
      </div>
    </article>
  )
}
