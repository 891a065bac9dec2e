import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useRetryKey } from '../acts/use-retry-key.ts'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import {
  GrantableEntitlementsDocument,
  GrantEntitlementDocument,
  RevokeEntitlementGrantDocument,
  type EntitlementGrantRowFragment,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { Skeleton } from '../ui/notes.tsx'

type DialogProps = { readonly onDone: () => void; readonly onClose: () => void }

/** Adds access for a user, or ends what the user has bought earlier. */
export function GrantEntitlementDialog({
  userId,
  onDone,
  onClose,
}: DialogProps & { readonly userId: string }) {
  const keyOf = useRetryKey()
  const toVariables = (form: FormData) => {
    const until = readText(form, 'accessUntil')
    const input = {
      userId,
      key: readText(form, 'key'),
      kind: readText(form, 'kind') === 'LIMIT' ? ('LIMIT' as const) : ('ADD' as const),
      // Read in the zone of the browser, in which the page shows times.
      accessUntil: until === '' ? null : new Date(until).toISOString(),
      reason: readText(form, 'reason').trim(),
    }
    return { input: { ...input, idempotencyKey: keyOf(input) } }
  }
  return (
    <ActDialog
      title={i18n.t('Grant an entitlement')}
      confirm={i18n.t('Grant')}
      document={GrantEntitlementDocument}
      toVariables={toVariables}
      readProblem={({ grantEntitlement }) => grantEntitlement.problem}
      describeDone={() => i18n.t('The grant counts now.')}
      onDone={onDone}
      onClose={onClose}
    >
      <GrantFields />
    </ActDialog>
  )
}

function GrantFields() {
  const [{ data, error }, retry] = useApiQuery(GrantableEntitlementsDocument, { variables: {} })
  const [kind, setKind] = useState('ADD')
  if (data === undefined) {
    return error === undefined ? (
      <Skeleton className="h-5 w-2/3" />
    ) : (
      <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    )
  }
  return (
    <>
      <SelectField
        label={i18n.t('Entitlement')}
        name="key"
        required
        options={data.entitlementDefinitions.map(({ key, name }) => [
          key,
          key === name ? key : `${name} (${key})`,
        ])}
      />
      <SelectField
        label={i18n.t('Effect')}
        name="kind"
        value={kind}
        onChange={(event) => setKind(event.target.value)}
        options={[
          ['ADD', i18n.t('Adds access, beside what the user has bought')],
          ['LIMIT', i18n.t('Ends the access that the user has bought')],
        ]}
      />
      <TextField
        label={i18n.t('Access until')}
        hint={
          kind === 'ADD' ? i18n.t('In your time zone. Empty: without end.') : i18n.t('In your time zone.')
        }
        name="accessUntil"
        type="datetime-local"
        required={kind === 'LIMIT'}
      />
    </>
  )
}

/** Ends the effect of a grant. */
export function RevokeGrantDialog({
  grant,
  onDone,
  onClose,
}: DialogProps & { readonly grant: EntitlementGrantRowFragment }) {
  return (
    <ActDialog
      title={i18n.t('Revoke the grant')}
      confirm={i18n.t('Revoke')}
      warning={
        grant.kind === 'ADD'
          ? i18n.t('The user loses the access, unless something else gives it.')
          : i18n.t('The user has what was bought again.')
      }
      document={RevokeEntitlementGrantDocument}
      toVariables={(form) => ({ input: { grantId: grant.id, reason: readText(form, 'reason').trim() } })}
      readProblem={({ revokeEntitlementGrant }) => revokeEntitlementGrant.problem}
      describeDone={() => i18n.t('The grant is revoked.')}
      onDone={onDone}
      onReload={onDone}
      onClose={onClose}
    >
      <bdi className="line-clamp-2 break-words">{grant.entitlement.name}</bdi>
    </ActDialog>
  )
}
