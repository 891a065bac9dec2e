import { i18n } from '@lingui/core'
import { keepApp } from '../app/search-text.ts'
import { storeLabel } from '../format/labels.ts'
import type { NotificationRowFragment } from '../generated/operations.ts'
import { SandboxMark } from '../payments/payment-columns.tsx'
import type { Column } from '../ui/data-table.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { notificationStatusLabel, notificationTones } from './notification-labels.ts'

export const notificationColumns: readonly Column<NotificationRowFragment>[] = [
  {
    name: 'time',
    title: () => i18n.t('Received'),
    className: 'max-sm:order-3 max-sm:text-soft',
    render: ({ id, receivedAt }) => (
      <RowLink to="/notifications/$notificationId" params={{ notificationId: id }} search={keepApp}>
        <Time iso={receivedAt} />
      </RowLink>
    ),
  },
  {
    name: 'store',
    title: () => i18n.t('Store'),
    className: 'whitespace-nowrap max-sm:order-4 max-sm:text-right',
    render: ({ store, environment }) => (
      <>
        {storeLabel(i18n, store)}
        {environment === 'SANDBOX' && <SandboxMark />}
      </>
    ),
  },
  {
    name: 'type',
    title: () => i18n.t('Type'),
    className: 'max-sm:order-1',
    render: ({ type }) => (
      <bdi className="line-clamp-2 max-w-72 font-mono text-xs leading-5 break-all">{type}</bdi>
    ),
  },
  {
    name: 'status',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-2',
    render: ({ status }) => (
      <Status tone={notificationTones[status]}>{notificationStatusLabel(i18n, status)}</Status>
    ),
  },
  {
    name: 'result',
    title: () => i18n.t('Result'),
    className: 'w-2/5 max-sm:hidden',
    render: ({ result, attempts }) => (
      <>
        {result === null ? (
          <span className="text-soft">–</span>
        ) : (
          <bdi className="line-clamp-2 break-words" lang="en" title={result.slice(0, 500)}>
            {result}
          </bdi>
        )}
        {attempts > 1 && (
          <span className="block text-xs text-soft">{i18n.t('{attempts} attempts', { attempts })}</span>
        )}
      </>
    ),
  },
]
