import type { ConnectStoreInput, Store } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { storeForms, type StoreField } from './store-fields.ts'

type Values = Readonly<Record<string, unknown>>

/** The value of a setting as the server has it. */
export function readSetting(settings: unknown, name: string): unknown {
  let value = settings
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Values)[part]
  }
  return value
}

/**
 * The input of a form. An empty field is removed from the connection, but an empty secret stays as it is.
 * @param files the texts of the files that were chosen, by the names of their fields
 */
export function toConnectInput(
  form: FormData,
  store: Store,
  { settings, files }: { readonly settings: unknown; readonly files: Readonly<Record<string, string>> },
): ConnectStoreInput {
  const { inputField, fields } = storeForms[store]
  const isNew = settings === null
  const plain: Record<string, unknown> = { shared: form.has('shared') }
  const push: Record<string, unknown> = {}
  for (const field of fields) {
    const value = readField(form, field, files, isNew)
    if (value === undefined) continue
    const [name = '', nested] = field.name.split('.')
    if (nested === undefined) plain[name] = value
    else if (value !== null) push[nested] = value
  }
  if (store === 'GOOGLE_PLAY') plain['push'] = toPush(push, readSetting(settings, 'push'))
  return { [inputField]: plain } as ConnectStoreInput
}

/** Nested settings are replaced as a whole, so those without a field are sent again. */
function toPush(push: Values, before: unknown): Values | null {
  if (Object.keys(push).length === 0) return null
  const certsUrl = readSetting(before, 'certsUrl')
  return typeof certsUrl === 'string' ? { ...push, certsUrl } : push
}

function readField(
  form: FormData,
  { name, kind }: StoreField,
  files: Readonly<Record<string, string>>,
  isNew: boolean,
): unknown {
  if (kind === 'check') return form.has(name)
  if (kind === 'environments') {
    const chosen = readText(form, name)
    return chosen === '' ? null : [chosen]
  }
  if (kind === 'file') return files[name] ?? (readText(form, name).trim() || undefined)
  const text = readText(form, name).trim()
  if (text !== '') return text
  return kind === 'secret' || isNew ? undefined : null
}
