import { i18n } from '@lingui/core'
import { roleLabel } from '../format/labels.ts'
import type {
  OperatorGrantRowFragment,
  OperatorInvitationRowFragment,
  OperatorRowFragment,
} from '../generated/operations.ts'
import type { Column } from '../ui/data-table.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'

/** A grant with the id of its operator, by which the table distinguishes the rows. */
export type GrantRow = OperatorGrantRowFragment & { readonly id: string }

function OperatorName({ operator }: { readonly operator: OperatorRowFragment }) {
  return (
    <>
      <bdi className="line-clamp-2 max-w-72 break-words">{operator.name}</bdi>
      <bdi className="line-clamp-2 max-w-72 text-xs break-all text-soft">{operator.email}</bdi>
    </>
  )
}

const operatorState = ({ disabledAt }: OperatorRowFragment) =>
  disabledAt === null ? (
    <Status tone="good">{i18n.t('Active')}</Status>
  ) : (
    <Status tone="idle">{i18n.t('Disabled')}</Status>
  )

const factorState = ({ twoFactorEnabled }: OperatorRowFragment) =>
  twoFactorEnabled ? (
    <Status tone="good">{i18n.t('Set up')}</Status>
  ) : (
    <Status tone="warn">{i18n.t('None')}</Status>
  )

export const operatorColumns: readonly Column<OperatorRowFragment>[] = [
  {
    name: 'operator',
    title: () => i18n.t('Operator'),
    className: 'max-sm:order-1',
    render: (operator) => <OperatorName operator={operator} />,
  },
  {
    name: 'owner',
    title: () => i18n.t('Owner of the installation'),
    className: 'max-md:hidden',
    render: ({ installationOwner }) => (installationOwner ? i18n.t('Yes') : '–'),
  },
  {
    name: 'factor',
    title: () => i18n.t('Second factor'),
    className: 'max-sm:hidden',
    render: factorState,
  },
  {
    name: 'state',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-2 max-sm:text-right',
    render: operatorState,
  },
  {
    name: 'created',
    title: () => i18n.t('Created'),
    className: 'max-lg:hidden',
    render: ({ createdAt }) => <Time iso={createdAt} />,
  },
]

export const grantColumns: readonly Column<GrantRow>[] = [
  {
    name: 'operator',
    title: () => i18n.t('Operator'),
    className: 'max-sm:order-1',
    render: ({ operator }) => <OperatorName operator={operator} />,
  },
  {
    name: 'role',
    title: () => i18n.t('Role'),
    className: 'whitespace-nowrap max-sm:order-2 max-sm:text-right',
    render: ({ role }) => roleLabel(i18n, role),
  },
  {
    name: 'factor',
    title: () => i18n.t('Second factor'),
    className: 'max-sm:hidden',
    render: ({ operator }) => factorState(operator),
  },
  {
    name: 'state',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-3',
    render: ({ operator }) => operatorState(operator),
  },
  {
    name: 'granted',
    title: () => i18n.t('Since'),
    className: 'max-md:hidden',
    render: ({ grantedAt }) => <Time iso={grantedAt} />,
  },
]

export const invitationColumns: readonly Column<OperatorInvitationRowFragment>[] = [
  {
    name: 'email',
    title: () => i18n.t('Email address'),
    className: 'max-sm:order-1',
    render: ({ email }) => <bdi className="line-clamp-2 max-w-72 break-all">{email}</bdi>,
  },
  {
    name: 'role',
    title: () => i18n.t('Role'),
    className: 'whitespace-nowrap max-sm:order-2 max-sm:text-right',
    render: ({ role }) => roleLabel(i18n, role),
  },
  {
    name: 'created',
    title: () => i18n.t('Invited'),
    className: 'max-md:hidden',
    render: ({ createdAt }) => <Time iso={createdAt} />,
  },
  {
    name: 'expires',
    title: () => i18n.t('Valid until'),
    className: 'max-sm:order-3',
    render: ({ expiresAt }) => <Time iso={expiresAt} />,
  },
]
