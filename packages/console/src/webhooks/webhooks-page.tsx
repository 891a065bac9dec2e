import { i18n } from '@lingui/core'
import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { SecretDialog } from '../acts/secret-dialog.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import { keepApp } from '../app/search-text.ts'
import { WebhookEndpointsDocument, type WebhookEndpointRowFragment } from '../generated/operations.ts'
import { Loaded, PageFrame } from '../pages/page-frame.tsx'
import { Button } from '../ui/button.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { CreateEndpointDialog } from './edit-endpoint-dialogs.tsx'
import { durationText, endpointState, successRate } from './webhook-labels.ts'

/** The webhook endpoints, and whether each gets its events. */
export function WebhooksPage() {
  const [{ data, error, stale, fetching }, retry] = useApiQuery(WebhookEndpointsDocument, { variables: {} })
  const mayCreate = useMay()('createWebhookEndpoint')
  const [isCreating, setCreating] = useState(false)
  const [created, setCreated] = useState<{ id: string; secret: string } | null>(null)
  const navigate = useNavigate()
  const create = mayCreate && (
    <Button kind="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden size={14} />
      {i18n.t('Add an endpoint')}
    </Button>
  )
  const open = (webhookEndpointId: string) =>
    void navigate({ to: '/webhooks/$webhookEndpointId', params: { webhookEndpointId }, search: keepApp })
  return (
    <PageFrame title={i18n.t('Webhooks')} acts={create}>
      <Loaded data={data} error={error} onRetry={() => retry({ requestPolicy: 'network-only' })}>
        {({ webhookEndpoints }) => (
          <>
            <DataTable columns={columns} rows={webhookEndpoints} isOutdated={fetching || stale} />
            {webhookEndpoints.length === 0 && (
              <Empty title={i18n.t('There is no webhook endpoint yet')}>
                {i18n.t('An endpoint gets every event of the AppKey by HTTP POST, signed and in order.')}
              </Empty>
            )}
          </>
        )}
      </Loaded>
      {isCreating && <CreateEndpointDialog onClose={() => setCreating(false)} onCreated={setCreated} />}
      {created !== null && (
        <SecretDialog
          title={i18n.t('Secret of the endpoint')}
          secret={created.secret}
          onClose={() => open(created.id)}
        >
          {i18n.t('The receiver verifies the signature of each request with it.')}
        </SecretDialog>
      )}
    </PageFrame>
  )
}

const columns: readonly Column<WebhookEndpointRowFragment>[] = [
  {
    name: 'host',
    title: () => i18n.t('Host'),
    className: 'max-sm:order-1',
    render: ({ id, host }) => (
      <RowLink to="/webhooks/$webhookEndpointId" params={{ webhookEndpointId: id }} search={keepApp}>
        <bdi className="line-clamp-2 break-all">{host}</bdi>
      </RowLink>
    ),
  },
  {
    name: 'state',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-2 max-sm:text-right',
    render: (endpoint) => {
      const [tone, text] = endpointState(i18n, endpoint)
      return <Status tone={tone}>{text}</Status>
    },
  },
  {
    name: 'lag',
    title: () => i18n.t('Behind'),
    className: 'max-sm:order-3 max-sm:text-soft',
    render: ({ lag, oldestUndeliveredAgeSeconds: age }) =>
      lag === 0 ? (
        <span className="text-soft">{i18n.t('up to date')}</span>
      ) : (
        i18n.t('{lag} events, {age}', { lag, age: durationText(i18n, age) })
      ),
  },
  {
    name: 'success',
    title: () => i18n.t('Delivered, last day'),
    isNumber: true,
    className: 'max-sm:hidden',
    render: ({ recentDeliveries }) => successRate(recentDeliveries) ?? <span className="text-soft">–</span>,
  },
  {
    name: 'duration',
    title: () => i18n.t('Median / 95 %'),
    isNumber: true,
    className: 'max-md:hidden',
    render: ({ recentDeliveries: { medianDurationMs, p95DurationMs } }) =>
      medianDurationMs === null ? (
        <span className="text-soft">–</span>
      ) : (
        `${medianDurationMs} / ${p95DurationMs ?? medianDurationMs} ms`
      ),
  },
  {
    name: 'error',
    title: () => i18n.t('Last error'),
    className: 'w-1/4 max-lg:hidden',
    render: ({ lastError }) =>
      lastError === null ? (
        <span className="text-soft">–</span>
      ) : (
        <bdi className="line-clamp-2 break-words" lang="en">
          {lastError}
        </bdi>
      ),
  },
]
