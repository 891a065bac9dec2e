import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { storeLabel, stores } from '../format/labels.ts'
import { StartReconciliationDocument, type Store } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { SelectField } from '../ui/field.tsx'

/** Compares with a store now. */
export function StartDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <ActDialog
      title={i18n.t('Compare with a store now')}
      confirm={i18n.t('Compare now')}
      document={StartReconciliationDocument}
      toVariables={(form) => ({ input: { store: readText(form, 'store') as Store } })}
      readProblem={({ startReconciliation }) => startReconciliation.problem}
      describeDone={() => i18n.t('The comparison is started. Its result appears here in a moment.')}
      onDone={() => undefined}
      onClose={onClose}
    >
      <SelectField
        label={i18n.t('Store')}
        name="store"
        options={stores.map((store) => [store, storeLabel(i18n, store)] as const)}
      />
      <p>{i18n.t('It also happens by itself, every 15 minutes.')}</p>
    </ActDialog>
  )
}
