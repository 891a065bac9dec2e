import type { AppSettingsFragment, UpdateAppKeyInput } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { settingGroups, type SettingField, type SettingName } from './setting-fields.ts'

type Value = string | boolean | readonly string[]
export type SettingChange = { readonly field: SettingField; readonly old: Value; readonly now: Value }

/** The settings of a form that differ from those of the AppKey. */
export function listChanges(form: FormData, settings: AppSettingsFragment): SettingChange[] {
  return settingGroups
    .flatMap(({ fields }) => fields)
    .map((field) => ({ field, old: settings[field.name], now: readValue(form, field) }))
    .filter(({ old, now }) => JSON.stringify(old) !== JSON.stringify(now))
}

function readValue(form: FormData, { name, kind }: SettingField): Value {
  if (kind === 'check') return form.has(name)
  const text = readText(form, name)
  if (kind !== 'lines') return text.trim()
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

export function toInput(changes: readonly SettingChange[]): UpdateAppKeyInput {
  const values: Partial<Record<SettingName, Value>> = {}
  for (const { field, now } of changes) values[field.name] = now
  // The values are those of the choices, which are the enums of the API.
  return values as UpdateAppKeyInput
}
