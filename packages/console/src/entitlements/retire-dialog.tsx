import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { UpsertEntitlementDocument, type EntitlementDefinitionRowFragment } from '../generated/operations.ts'

type RetireDialogProps = {
  readonly definition: EntitlementDefinitionRowFragment
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Removes all items of an entitlement, which cannot be deleted because events name it. */
export function RetireDialog({ definition: { key, name }, onDone, onClose }: RetireDialogProps) {
  return (
    <ActDialog
      title={i18n.t('Remove all items')}
      confirm={i18n.t('Remove')}
      warning={i18n.t(
        'Users lose the access that these items give, also for what was bought before. Grants still count.',
      )}
      document={UpsertEntitlementDocument}
      toVariables={() => ({ input: { key, itemIds: [] } })}
      readProblem={({ upsertEntitlement }) => upsertEntitlement.problem}
      describeDone={() => i18n.t('The entitlement has no items any more.')}
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        <bdi className="font-medium break-words">{name}</bdi>{' '}
        <bdi className="font-mono text-xs break-all text-soft">{key}</bdi>
      </p>
      <p className="text-soft">
        {i18n.t('An entitlement cannot be deleted, because events name it. Without items it gives nothing.')}
      </p>
    </ActDialog>
  )
}
