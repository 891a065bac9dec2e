import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type SyntheticEvent } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useAppKeys } from '../app/app-keys.tsx'
import { useMay } from '../app/permissions.ts'
import {
  SettingsDocument,
  UpdateSettingsDocument,
  type AppSettingsFragment,
} from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { announce } from '../ui/status-message.tsx'
import { CreateAppKeyDialog, CreatedAppKeyDialog, type CreatedAppKey } from './create-app-key-dialog.tsx'
import { SettingInput } from './setting-input.tsx'
import { settingGroups, type SettingField } from './setting-fields.ts'
import { listChanges, toInput, valueOf, type SettingChange } from './setting-values.ts'

/** The settings of the AppKey. What is changed is shown once more before it is saved. */
export function SettingsPage() {
  usePageTitle(i18n.t('Settings'))
  const [{ data, error }, retry] = useApiQuery(SettingsDocument, { variables: {} })
  const search = useSearch({ from: '/shell/settings' })
  const navigate = useNavigate({ from: '/settings' })
  const may = useMay()
  const { retry: reloadAppKeys } = useAppKeys()
  const [created, setCreated] = useState<CreatedAppKey | null>(null)
  const keep = (appKey: CreatedAppKey) => {
    setCreated(appKey)
    reloadAppKeys()
  }
  const reload = () => retry({ requestPolicy: 'network-only' })
  const openNew = (create?: 'app') => void navigate({ search: (previous) => ({ ...previous, create }) })
  return (
    <div className="max-w-3xl px-3 py-2 sm:px-4">
      <header className="flex flex-wrap items-center gap-2 pb-2">
        <h1 className="mr-auto text-base font-semibold">{i18n.t('Settings')}</h1>
        {may('createAppKey') && <Button onClick={() => openNew('app')}>{i18n.t('New AppKey')}</Button>}
      </header>
      {error !== undefined && data === undefined && <ApiErrorNote error={error} onRetry={reload} />}
      {data === undefined && error === undefined && <Skeleton className="my-4 h-64" />}
      {data !== undefined && (
        <SettingsForm key={JSON.stringify(data.appKey)} settings={data.appKey} onSaved={reload} />
      )}
      {search.create !== undefined && may('createAppKey') && (
        <CreateAppKeyDialog onCreated={keep} onClose={() => openNew()} />
      )}
      {created !== null && <CreatedAppKeyDialog created={created} />}
    </div>
  )
}

type SettingsFormProps = { readonly settings: AppSettingsFragment; readonly onSaved: () => void }

function SettingsForm({ settings, onSaved }: SettingsFormProps) {
  const [changes, setChanges] = useState<readonly SettingChange[] | null>(null)
  const mayChange = useMay()('updateAppKey')
  const onSubmit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    const found = listChanges(new FormData(event.currentTarget), settings)
    if (found.length === 0) announce(i18n.t('Nothing is changed.'))
    else setChanges(found)
  }
  return (
    <>
      <form onSubmit={onSubmit}>
        <p className="pb-3 text-soft">
          {i18n.t('AppKey')} <CopyText text={settings.key} />
        </p>
        {settingGroups.map(({ title, fields }) => (
          <fieldset key={fields[0]?.name} disabled={!mayChange} className="border-t border-line py-3">
            <legend className="sr-only">{title()}</legend>
            <p className="mb-2 font-semibold">{title()}</p>
            <div className="grid gap-4 sm:grid-cols-2">
              {fields.map((field) => (
                <SettingInput key={field.name} field={field} value={valueOf(settings, field)} />
              ))}
            </div>
          </fieldset>
        ))}
        {mayChange && (
          <div className="sticky bottom-0 border-t border-line bg-canvas py-2">
            <Button type="submit" kind="primary">
              {i18n.t('Save…')}
            </Button>
          </div>
        )}
      </form>
      {changes !== null && <SaveDialog changes={changes} onDone={onSaved} onClose={() => setChanges(null)} />}
    </>
  )
}

type SaveDialogProps = {
  readonly changes: readonly SettingChange[]
  readonly onDone: () => void
  readonly onClose: () => void
}

function SaveDialog({ changes, onDone, onClose }: SaveDialogProps) {
  return (
    <ActDialog
      title={i18n.t('Change the settings')}
      confirm={i18n.t('Save')}
      document={UpdateSettingsDocument}
      toVariables={() => ({ input: toInput(changes) })}
      readProblem={({ updateAppKey }) => updateAppKey.problem}
      describeDone={() => i18n.t('The settings are saved.')}
      onDone={onDone}
      onClose={onClose}
    >
      <ul className="grid gap-1.5">
        {changes.map(({ field, old, now }) => (
          <li key={field.name}>
            <span className="block text-xs text-soft">{field.label()}</span>
            <del className="text-soft">
              <bdi className="break-all">{describeValue(field, old)}</bdi>
            </del>
            {' → '}
            <bdi className="break-all">{describeValue(field, now)}</bdi>
          </li>
        ))}
      </ul>
    </ActDialog>
  )
}

function describeValue(field: SettingField, value: SettingChange['now']): string {
  if (typeof value === 'boolean') return value ? i18n.t('Yes') : i18n.t('No')
  if (typeof value !== 'string') return value.length === 0 ? i18n.t('none') : value.join(', ')
  if (field.kind !== 'choice') return value
  return field.options().find(([option]) => option === value)?.[1] ?? value
}
