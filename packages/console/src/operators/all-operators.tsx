import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import {
  DisableOperatorDocument,
  EnableOperatorDocument,
  OperatorsDocument,
  type OperatorRowFragment,
} from '../generated/operations.ts'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { Loaded } from '../pages/page-frame.tsx'
import { RowMenu } from '../pages/row-menu.tsx'
import { useOperator } from '../session/session.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { operatorColumns } from './operator-columns.tsx'

type ListProps = {
  readonly after: string | undefined
  readonly onMove: (after: string | undefined) => void
}

/** All operators of the installation, for its owners. */
export function AllOperators({ after, onMove }: ListProps) {
  const { id: ownId } = useOperator()
  const [{ data, error, fetching, stale }, retry] = useApiQuery(OperatorsDocument, {
    variables: after === undefined ? {} : { after },
  })
  const [changed, setChanged] = useState<OperatorRowFragment | null>(null)
  const reload = () => retry({ requestPolicy: 'network-only' })
  return (
    <Loaded data={data} error={error} onRetry={reload}>
      {({ operators: { nodes, pageInfo } }) => (
        <>
          <DataTable
            columns={[...operatorColumns, actColumn(ownId, setChanged)]}
            rows={nodes}
            isOutdated={fetching || stale}
          />
          <ForwardPager pageInfo={pageInfo} onMove={onMove} />
          {changed !== null && (
            <AccessDialog operator={changed} onClose={() => setChanged(null)} onDone={reload} />
          )}
        </>
      )}
    </Loaded>
  )
}

/** Nobody disables oneself here: it would end the session. */
const actColumn = (
  ownId: string,
  onChange: (operator: OperatorRowFragment) => void,
): Column<OperatorRowFragment> => ({
  name: 'acts',
  title: () => i18n.t('Acts'),
  className: 'text-right max-sm:order-4',
  render: (operator) =>
    operator.id === ownId ? (
      <span className="text-soft">{i18n.t('you')}</span>
    ) : (
      <RowMenu
        name={i18n.t('Acts on {name}', { name: operator.email })}
        items={[
          [operator.disabledAt === null ? i18n.t('Disable') : i18n.t('Enable'), () => onChange(operator)],
        ]}
      />
    ),
})

type AccessDialogProps = {
  readonly operator: OperatorRowFragment
  readonly onClose: () => void
  readonly onDone: () => void
}

function AccessDialog({ operator, onClose, onDone }: AccessDialogProps) {
  const name = <bdi className="font-medium break-all">{operator.email}</bdi>
  const common = { onClose, onDone, toVariables: () => ({ input: { operatorId: operator.id } }) }
  if (operator.disabledAt === null) {
    return (
      <ActDialog
        {...common}
        title={i18n.t('Disable the operator?')}
        confirm={i18n.t('Disable')}
        warning={i18n.t(
          'The sessions end and the tokens are refused within a second. You can enable the operator again.',
        )}
        document={DisableOperatorDocument}
        readProblem={({ disableOperator }) => disableOperator.problem}
        describeDone={() => i18n.t('The operator is disabled.')}
      >
        {name}
      </ActDialog>
    )
  }
  return (
    <ActDialog
      {...common}
      title={i18n.t('Enable the operator?')}
      confirm={i18n.t('Enable')}
      document={EnableOperatorDocument}
      readProblem={({ enableOperator }) => enableOperator.problem}
      describeDone={() => i18n.t('The operator is enabled.')}
    >
      {name}
      <p>{i18n.t('Its tokens are valid again, unless they were revoked or have expired.')}</p>
    </ActDialog>
  )
}
