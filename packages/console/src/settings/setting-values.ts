import type { AppSettingsFragment, MoneyInput, UpdateAppKeyInput } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { settingGroups, type SettingField, type SettingName } from './setting-fields.ts'

type Value = string | boolean | readonly string[]
export type SettingChange = { readonly field: SettingField; readonly old: Value; readonly now: Value }

/** The settings of a form that differ from those of the AppKey. */
export function listChanges(form: FormData, settings: AppSettingsFragment): SettingChange[] {
  return settingGroups
    .flatMap(({ fields }) => fields)
    .map((field) => ({ field, old: valueOf(settings, field), now: readValue(form, field) }))
    .filter(({ old, now }) => JSON.stringify(old) !== JSON.stringify(now))
}

/** The value as the form shows it: an amount is a line such as `100 USD`. */
export function valueOf(settings: AppSettingsFragment, { name }: SettingField): Value {
  const value = settings[name]
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'object') return value
  return value.map((entry) => (typeof entry === 'string' ? entry : `${entry.amount} ${entry.currencyCode}`))
}

function readValue(form: FormData, { name, kind }: SettingField): Value {
  if (kind === 'check') return form.has(name)
  const text = readText(form, name)
  if (kind !== 'lines' && kind !== 'amounts') return text.trim()
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

export function toInput(changes: readonly SettingChange[]): UpdateAppKeyInput {
  const values: Partial<Record<SettingName, Value | number | readonly MoneyInput[]>> = {}
  for (const { field, now } of changes) {
    if (field.kind === 'number') values[field.name] = Number(now)
    else values[field.name] = field.kind === 'amounts' ? toAmounts(now) : now
  }
  // The values are those of the choices, which are the enums of the API.
  return values as UpdateAppKeyInput
}

/** The server says what is wrong with an amount or a currency. */
function toAmounts(lines: Value): MoneyInput[] {
  return (typeof lines === 'object' ? lines : []).map((line) => {
    const [amount = '', currencyCode = ''] = line.split(/\s+/)
    return { amount, currencyCode: currencyCode.toUpperCase() }
  })
}
