import { i18n } from '@lingui/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import { keepApp } from '../app/search-text.ts'
import { useKeys } from '../app/use-keys.ts'
import { environmentLabel, storeLabel } from '../format/labels.ts'
import {
  NotificationDocument,
  ReplayNotificationDocument,
  type NotificationQuery,
} from '../generated/operations.ts'
import { BackLink, Loaded } from '../pages/page-frame.tsx'
import { shownColumns } from '../payments/payment-columns.tsx'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Facts, Section } from '../ui/facts.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { Empty } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'
import { rememberOpened } from '../ui/use-row-keys.ts'
import {
  notificationSourceLabel,
  notificationStatusLabel,
  notificationTones,
  verificationLabel,
} from './notification-labels.ts'
import { toLastInbox } from './notification-search.ts'

type Details = NonNullable<NotificationQuery['notification']>

/** One notification: what the store sent, and what it changed. */
export function NotificationPage() {
  const { notificationId } = useParams({ from: '/shell/notifications/$notificationId' })
  usePageTitle(i18n.t('Notification'))
  const [{ data, error }, retry] = useApiQuery(NotificationDocument, { variables: { id: notificationId } })
  const navigate = useNavigate()
  useEffect(() => rememberOpened(notificationId), [notificationId])
  useKeys({
    Escape: () => void navigate({ to: '/notifications', search: toLastInbox }),
    c: () => void navigator.clipboard.writeText(notificationId),
  })
  const reload = () => retry({ requestPolicy: 'network-only' })
  return (
    <div className="p-3 sm:p-5">
      <BackLink to="/notifications" search={toLastInbox}>
        {i18n.t('Notifications')}
      </BackLink>
      <Loaded data={data} error={error} onRetry={reload}>
        {({ notification }) =>
          notification === null ? (
            <Empty title={i18n.t('There is no such notification')}>
              {i18n.t('Notifications are kept for a limited time. Check the id and the AppKey.')}
            </Empty>
          ) : (
            <Notification notification={notification} onReload={reload} />
          )
        }
      </Loaded>
    </div>
  )
}

type NotificationProps = { readonly notification: Details; readonly onReload: () => void }

function Notification({ notification, onReload }: NotificationProps) {
  const { store, type, status, payments, content } = notification
  return (
    <article>
      <header className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="min-w-0 text-base font-semibold">
          {storeLabel(i18n, store)} <bdi className="font-mono text-[13px] break-all">{type}</bdi>
        </h1>
        <Status tone={notificationTones[status]}>{notificationStatusLabel(i18n, status)}</Status>
        <span className="flex-1" />
        <Button onClick={onReload}>
          <RotateCw aria-hidden size={14} />
          {i18n.t('Reload')}
        </Button>
        <ReplayButton notification={notification} onDone={onReload} />
      </header>
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-2">
        <NotificationFacts notification={notification} />
        <Section title={i18n.t('What the store sent')}>
          {content === null || content === undefined ? (
            <p className="text-soft">{i18n.t('Your role does not see it, or the store sent no JSON.')}</p>
          ) : (
            <>
              <JsonView value={content} label={i18n.t('What the store sent')} />
              <p className="mt-1 text-xs text-soft">
                {i18n.t('Signed parts are decoded; purchase tokens and signatures are hidden.')}
              </p>
            </>
          )}
        </Section>
      </div>
      <div className="mt-8">
        <Section title={i18n.t('Payments that it is about')}>
          {payments.length === 0 ? (
            <NoPayments store={store} />
          ) : (
            <DataTable columns={shownColumns({})} rows={payments} />
          )}
        </Section>
      </div>
    </article>
  )
}

/** What the store reported may belong to no user yet. */
function NoPayments({ store }: Pick<Details, 'store'>) {
  return (
    <p className="text-soft">
      {i18n.t('None is recorded.')}{' '}
      {useMay()('unattributedSales') && (
        <TextLink to="/unattributed-sales" search={(previous) => ({ ...keepApp(previous), store })}>
          {i18n.t('Sales without a user')}
        </TextLink>
      )}
    </p>
  )
}

function NotificationFacts({ notification }: { readonly notification: Details }) {
  const { id, storeNotificationId, environment, source, verification, attempts, result } = notification
  const { sentAt, receivedAt, processedAt } = notification
  return (
    <Section title={i18n.t('Details')}>
      <Facts
        facts={[
          [
            i18n.t('Result'),
            result === null ? (
              '–'
            ) : (
              <bdi className="line-clamp-6 break-words" lang="en">
                {result}
              </bdi>
            ),
          ],
          [i18n.t('Attempts'), attempts],
          [i18n.t('Signature'), verificationLabel(i18n, verification)],
          [i18n.t('Source'), notificationSourceLabel(i18n, source)],
          environment === null ? null : [i18n.t('Environment'), environmentLabel(i18n, environment)],
          sentAt === null ? null : [i18n.t('Sent'), <Time iso={sentAt} withZone />],
          [i18n.t('Received'), <Time iso={receivedAt} withZone />],
          processedAt === null ? null : [i18n.t('Processed'), <Time iso={processedAt} withZone />],
          [i18n.t("Store's id"), <CopyText text={storeNotificationId} />],
          ['id', <CopyText text={id} />],
        ]}
      />
    </Section>
  )
}

function ReplayButton({
  notification,
  onDone,
}: {
  readonly notification: Details
  readonly onDone: () => void
}) {
  const [isOpen, setOpen] = useState(false)
  if (!useMay()('replayNotification')) return null
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>
        {i18n.t('Process again')}
      </Button>
      {isOpen && (
        <ActDialog
          title={i18n.t('Process the notification again?')}
          confirm={i18n.t('Process again')}
          document={ReplayNotificationDocument}
          toVariables={() => ({ input: { notificationId: notification.id } })}
          readProblem={({ replayNotification }) => replayNotification.problem}
          describeDone={() => i18n.t('The notification waits to be processed. Reload to see the result.')}
          onDone={onDone}
          onClose={() => setOpen(false)}
        >
          <p>
            {i18n.t(
              'The server reads the sales from the store again and follows what the store says now. Repeating it is safe.',
            )}
          </p>
        </ActDialog>
      )}
    </>
  )
}
