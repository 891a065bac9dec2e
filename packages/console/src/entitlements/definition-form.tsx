import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import {
  EntitlementToEditDocument,
  UpsertEntitlementDocument,
  type EntitlementDefinitionRowFragment,
  type UpsertEntitlementMutation,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Skeleton } from '../ui/notes.tsx'
import { ItemPicker, type GivingItem } from './item-picker.tsx'

type FormProps = {
  /** null for a new one. */
  readonly definition: EntitlementDefinitionRowFragment | null
  /** The keys of all entitlements: a new one must not change another one. */
  readonly takenKeys: readonly string[]
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Creates an entitlement, or changes its name and its items. Its list of items is sent as a whole. */
export function DefinitionForm(props: FormProps) {
  const { definition } = props
  return definition === null ? (
    <DefinitionDialog {...props} items={[]} />
  ) : (
    <LoadedForm {...props} id={definition.id} />
  )
}

/** The list of entitlements has only the first items of each. */
function LoadedForm({ id, ...props }: FormProps & { readonly id: string }) {
  const [{ data, error }, retry] = useApiQuery(EntitlementToEditDocument, {
    variables: { id },
    requestPolicy: 'network-only',
  })
  if (data?.node != null && 'items' in data.node) {
    return <DefinitionDialog {...props} items={data.node.items} />
  }
  return (
    <Dialog title={i18n.t('Edit the entitlement')} onClose={props.onClose}>
      {error === undefined ? (
        <Skeleton className="h-5 w-2/3" />
      ) : (
        <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
      )}
    </Dialog>
  )
}

type DialogProps = FormProps & { readonly items: readonly GivingItem[] }

function DefinitionDialog({ definition, takenKeys, items, onDone, onClose }: DialogProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(items.map(({ itemId }) => itemId)))
  const isRemoving = items.some(({ itemId }) => !chosen.has(itemId))
  return (
    <ActDialog
      title={definition === null ? i18n.t('New entitlement') : i18n.t('Edit the entitlement')}
      confirm={definition === null ? i18n.t('Create') : i18n.t('Save')}
      width="max-w-lg"
      needsReason={isRemoving}
      {...(isRemoving && {
        warning: i18n.t(
          'Users lose the access that the removed items give, also for what was bought before.',
        ),
      })}
      document={UpsertEntitlementDocument}
      toVariables={(form) => ({
        input: {
          key: readText(form, 'key').trim(),
          name: readText(form, 'name').trim(),
          itemIds: [...chosen],
        },
      })}
      readProblem={({ upsertEntitlement }) => upsertEntitlement.problem}
      describeDone={describeDone}
      onDone={onDone}
      onClose={onClose}
    >
      <IdentityFields definition={definition} takenKeys={takenKeys} />
      <ItemPicker initial={items} chosen={chosen} onChange={setChosen} />
    </ActDialog>
  )
}

const describeDone = ({ upsertEntitlement: { entitlement } }: UpsertEntitlementMutation) =>
  entitlement?.isApplied === false
    ? i18n.t('The entitlement is saved. Its users are being updated.')
    : i18n.t('The entitlement is saved, and applies to what was bought before.')

function IdentityFields({ definition, takenKeys }: Pick<FormProps, 'definition' | 'takenKeys'>) {
  return (
    <>
      <TextField
        label={i18n.t('Key')}
        hint={i18n.t('Your game asks for it: letters, digits, ".", "_" and "-". It cannot be changed later.')}
        name="key"
        defaultValue={definition?.key}
        readOnly={definition !== null}
        pattern="[A-Za-z0-9._\-]{1,100}"
        className="font-mono text-xs!"
        onChange={({ target }) =>
          target.setCustomValidity(
            takenKeys.includes(target.value.trim()) ? i18n.t('An entitlement has this key already.') : '',
          )
        }
        required
        autoComplete="off"
      />
      <TextField
        label={i18n.t('Name')}
        name="name"
        defaultValue={definition?.name}
        maxLength={100}
        required
      />
    </>
  )
}
