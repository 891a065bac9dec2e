import { i18n } from '@lingui/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import {
  EntitlementDefinitionsDocument,
  type EntitlementDefinitionRowFragment,
} from '../generated/operations.ts'
import { Loaded, PageFrame } from '../pages/page-frame.tsx'
import { buttonClass } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { definitionColumns } from './definition-columns.tsx'
import { DefinitionForm } from './definition-form.tsx'
import { newEntitlement } from './definitions-search.ts'
import { RetireDialog } from './retire-dialog.tsx'

/** What users can be entitled to, and the items that give it. */
export function DefinitionsPage() {
  const [{ data, error }, retry] = useApiQuery(EntitlementDefinitionsDocument, { variables: {} })
  const mayEdit = useMay()('upsertEntitlement')
  const reload = () => retry({ requestPolicy: 'network-only' })
  return (
    <PageFrame title={i18n.t('Entitlements')} acts={mayEdit && <NewLink />}>
      <p className="max-w-3xl px-3 pt-3 text-soft sm:px-4">
        {i18n.t(
          'What a user may use. The game asks for the key; items, subscriptions and grants give it. A change of the items applies to what was bought before.',
        )}
      </p>
      <Loaded data={data} error={error} onRetry={reload}>
        {({ entitlementDefinitions }) => (
          <Definitions definitions={entitlementDefinitions} mayEdit={mayEdit} onReload={reload} />
        )}
      </Loaded>
    </PageFrame>
  )
}

function NewLink() {
  return (
    <Link
      to="/entitlements"
      search={(previous) => ({ ...previous, edit: newEntitlement })}
      className={buttonClass('primary')}
    >
      <Plus aria-hidden size={14} />
      {i18n.t('New entitlement')}
    </Link>
  )
}

type DefinitionsProps = {
  readonly definitions: readonly EntitlementDefinitionRowFragment[]
  readonly mayEdit: boolean
  readonly onReload: () => void
}

function Definitions({ definitions, mayEdit, onReload }: DefinitionsProps) {
  const { edit } = useSearch({ from: '/shell/entitlements' })
  const navigate = useNavigate({ from: '/entitlements' })
  const [retired, setRetired] = useState<EntitlementDefinitionRowFragment | null>(null)
  const close = () => void navigate({ search: ({ edit: _, ...previous }) => previous })
  const edited = edit === newEntitlement ? null : definitions.find(({ key }) => key === edit)
  return (
    <>
      {definitions.length === 0 ? (
        <Empty title={i18n.t('There are no entitlements yet')}>
          {i18n.t(
            'An entitlement is a key such as "vip" or "no_ads" that your game asks for. Create one, and choose the subscriptions and items that give it.',
          )}
        </Empty>
      ) : (
        <div className="mt-3 border-t border-line">
          <DataTable
            columns={definitionColumns(mayEdit ? { onRetire: setRetired } : null)}
            rows={definitions}
          />
        </div>
      )}
      {mayEdit && edited !== undefined && (
        <DefinitionForm
          key={edit}
          definition={edited}
          takenKeys={definitions.map(({ key }) => key)}
          onDone={onReload}
          onClose={close}
        />
      )}
      {retired !== null && (
        <RetireDialog definition={retired} onDone={onReload} onClose={() => setRetired(null)} />
      )}
    </>
  )
}
