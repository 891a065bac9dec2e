import { i18n } from '@lingui/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { useKeys } from '../app/use-keys.ts'
import { eventLabel } from '../format/event-label.ts'
import { WebhookEndpointDocument } from '../generated/operations.ts'
import { BackLink, Loaded } from '../pages/page-frame.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts } from '../ui/facts.tsx'
import { Empty } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { rememberOpened } from '../ui/use-row-keys.ts'
import { DeliveryList } from './delivery-list.tsx'
import { DeliveryPanel } from './delivery-panel.tsx'
import type { DeliverySearch } from './delivery-search.ts'
import { EndpointActs, type EndpointDetails } from './endpoint-acts.tsx'
import { durationText, endpointState, successRate } from './webhook-labels.ts'

/** One webhook endpoint with its deliveries. */
export function WebhookPage() {
  const { webhookEndpointId: id } = useParams({ from: '/shell/webhooks/$webhookEndpointId' })
  const search = useSearch({ from: '/shell/webhooks/$webhookEndpointId' })
  usePageTitle(i18n.t('Webhook endpoint'))
  const { delivered: status, after, event } = search
  const [{ data, error, fetching, stale }, retry] = useApiQuery(WebhookEndpointDocument, {
    variables: { id, ...(status && { status }), ...(after && { after }) },
  })
  const navigate = useNavigate({ from: '/webhooks/$webhookEndpointId' })
  useEffect(() => rememberOpened(id), [id])
  const toList = () => void navigate({ to: '/webhooks', search: keepApp })
  // While an event is shown beside the list, the key closes that.
  useKeys(event === undefined ? { Escape: toList } : {})
  const change = (changes: DeliverySearch) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }) })
  const reload = () => retry({ requestPolicy: 'network-only' })
  return (
    <div className="p-3 sm:p-5">
      <BackLink to="/webhooks">{i18n.t('Webhooks')}</BackLink>
      <Loaded data={data} error={error} onRetry={reload}>
        {({ webhookEndpoint }) =>
          webhookEndpoint === null ? (
            <Empty title={i18n.t('There is no such webhook endpoint')} />
          ) : (
            <article>
              <EndpointHeader endpoint={webhookEndpoint} onDone={reload} />
              <EndpointFacts endpoint={webhookEndpoint} />
              <DeliveryList
                page={webhookEndpoint.deliveries}
                search={search}
                isOutdated={fetching || stale}
                onChange={change}
              />
              {event !== undefined && (
                <DeliveryPanel
                  endpointId={id}
                  isPaused={webhookEndpoint.status === 'PAUSED'}
                  eventId={event}
                  onClose={() => change({ event: undefined })}
                  onReplayed={reload}
                />
              )}
            </article>
          )
        }
      </Loaded>
    </div>
  )
}

type EndpointProps = { readonly endpoint: EndpointDetails; readonly onDone: () => void }

function EndpointHeader({ endpoint, onDone }: EndpointProps) {
  const [tone, text] = endpointState(i18n, endpoint)
  return (
    <header className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
      <h1 className="min-w-0 text-base font-semibold">
        <bdi className="break-all">{endpoint.host}</bdi>
      </h1>
      <Status tone={tone}>{text}</Status>
      <span className="flex-1" />
      <span className="flex flex-wrap gap-2">
        <EndpointActs endpoint={endpoint} onDone={onDone} />
      </span>
    </header>
  )
}

function EndpointFacts({ endpoint }: { readonly endpoint: EndpointDetails }) {
  const { url, types, lag, oldestUndeliveredAgeSeconds: age, recentDeliveries, lastError } = endpoint
  const { attemptCount, medianDurationMs, p95DurationMs, isComplete } = recentDeliveries
  const rate = successRate(recentDeliveries)
  const attempts = isComplete
    ? i18n.t('{attemptCount} attempts', { attemptCount })
    : i18n.t('the newest {attemptCount} attempts', { attemptCount })
  return (
    <div className="mb-8 grid items-start gap-x-10 xl:grid-cols-2">
      <Facts
        facts={[
          url == null ? null : [i18n.t('URL'), <CopyText text={url} />],
          [
            i18n.t('Events'),
            types === null ? i18n.t('All') : types.map((type) => eventLabel(i18n, type)).join(', '),
          ],
          [
            i18n.t('Behind'),
            lag === 0
              ? i18n.t('up to date')
              : i18n.t('{lag} events, {age}', { lag, age: durationText(i18n, age) }),
          ],
          [i18n.t('Delivered, last day'), rate === null ? i18n.t('No attempts') : `${rate} · ${attempts}`],
          medianDurationMs === null
            ? null
            : [i18n.t('Median / 95 %'), `${medianDurationMs} / ${p95DurationMs ?? medianDurationMs} ms`],
        ]}
      />
      <Facts
        facts={[
          lastError === null
            ? null
            : [
                i18n.t('Last error'),
                <bdi className="line-clamp-6 break-words" lang="en">
                  {lastError}
                </bdi>,
              ],
          timeFact(i18n.t('Failing since'), endpoint.firstFailedAt),
          timeFact(i18n.t('Next attempt'), endpoint.nextAttemptAt),
          timeFact(i18n.t('Previous secret until'), endpoint.previousSecretExpiresAt),
          timeFact(i18n.t('Created'), endpoint.createdAt),
          timeFact(i18n.t('Changed'), endpoint.updatedAt),
          ['id', <CopyText text={endpoint.id} />],
        ]}
      />
    </div>
  )
}

const timeFact = (title: string, iso: string | null) =>
  iso === null ? null : ([title, <Time key={title} iso={iso} withZone />] as const)
