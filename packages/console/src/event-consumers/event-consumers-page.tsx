import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import {
  DeleteEventConsumerDocument,
  EventConsumersDocument,
  type EventConsumersQuery,
} from '../generated/operations.ts'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { Loaded, PageFrame } from '../pages/page-frame.tsx'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { durationText } from '../webhooks/webhook-labels.ts'

type Consumer = EventConsumersQuery['eventConsumers']['nodes'][number]

/** The readers of the event feed, and how far each is behind. */
export function EventConsumersPage() {
  const { after } = useSearch({ from: '/shell/event-consumers' })
  const navigate = useNavigate({ from: '/event-consumers' })
  const [{ data, error, fetching, stale }, retry] = useApiQuery(EventConsumersDocument, {
    variables: after === undefined ? {} : { after },
  })
  const mayDelete = useMay()('deleteEventConsumer')
  const [deleted, setDeleted] = useState<Consumer | null>(null)
  const reload = () => retry({ requestPolicy: 'network-only' })
  return (
    <PageFrame title={i18n.t('Event consumers')}>
      <Loaded data={data} error={error} onRetry={reload}>
        {({ eventConsumers: { nodes, pageInfo } }) => (
          <>
            <DataTable
              columns={mayDelete ? [...columns, actColumn(setDeleted)] : columns}
              rows={nodes}
              isOutdated={fetching || stale}
            />
            {nodes.length === 0 && (
              <Empty title={i18n.t('There is no event consumer yet')}>
                {i18n.t('A game server that reads the feed stores its position here with ackEvents.')}
              </Empty>
            )}
            <ForwardPager
              pageInfo={pageInfo}
              onMove={(next) => void navigate({ search: (previous) => ({ ...previous, after: next }) })}
            />
          </>
        )}
      </Loaded>
      {deleted !== null && (
        <DeleteDialog consumer={deleted} onClose={() => setDeleted(null)} onDone={reload} />
      )}
    </PageFrame>
  )
}

const columns: readonly Column<Consumer>[] = [
  {
    name: 'name',
    title: () => i18n.t('Name'),
    className: 'max-sm:order-1',
    render: ({ name }) => <CopyText text={name} />,
  },
  {
    name: 'lag',
    title: () => i18n.t('Behind'),
    className: 'max-sm:order-2 max-sm:text-right',
    render: ({ lag, oldestUnackedAgeSeconds: age }) =>
      lag === 0 ? (
        <Status tone="good">{i18n.t('up to date')}</Status>
      ) : (
        <Status tone={age > 3_600 ? 'bad' : 'warn'}>
          {i18n.t('{lag} events, {age}', { lag, age: durationText(i18n, age) })}
        </Status>
      ),
  },
  {
    name: 'acked',
    title: () => i18n.t('Last acknowledgement'),
    className: 'max-sm:order-3 max-sm:text-soft',
    render: ({ ackedAt }) => <Time iso={ackedAt} />,
  },
  {
    name: 'cursor',
    title: () => i18n.t('Cursor'),
    className: 'max-md:hidden',
    render: ({ cursor }) => <CopyText text={cursor} />,
  },
]

const actColumn = (onDelete: (consumer: Consumer) => void): Column<Consumer> => ({
  name: 'acts',
  title: () => i18n.t('Acts'),
  className: 'text-right max-sm:order-4',
  render: (consumer) => (
    <Button
      kind="quiet"
      className="h-6! px-2!"
      aria-label={i18n.t('Delete {name}', { name: consumer.name.slice(0, 60) })}
      onClick={() => onDelete(consumer)}
    >
      {i18n.t('Delete')}
    </Button>
  ),
})

type DeleteDialogProps = {
  readonly consumer: Consumer
  readonly onClose: () => void
  readonly onDone: () => void
}

function DeleteDialog({ consumer, onClose, onDone }: DeleteDialogProps) {
  return (
    <ActDialog
      title={i18n.t('Delete the event consumer?')}
      confirm={i18n.t('Delete')}
      warning={i18n.t('This cannot be undone: a consumer of the same name starts without a position.')}
      document={DeleteEventConsumerDocument}
      toVariables={() => ({ input: { consumer: consumer.name } })}
      readProblem={({ deleteEventConsumer }) => deleteEventConsumer.problem}
      describeDone={() => i18n.t('The event consumer is deleted.')}
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        <bdi className="font-mono break-all">{consumer.name}</bdi>
      </p>
    </ActDialog>
  )
}
