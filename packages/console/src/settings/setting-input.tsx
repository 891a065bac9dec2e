import { CheckField, SelectField, TextArea, TextField } from '../ui/field.tsx'
import type { SettingField } from './setting-fields.ts'

type SettingInputProps = {
  readonly field: SettingField
  readonly value: string | boolean | readonly string[]
}

/** The control of a setting. */
export function SettingInput({ field, value }: SettingInputProps) {
  const { name } = field
  const common = { name, label: field.label(), hint: field.help() }
  if (field.kind === 'check') return <CheckField {...common} defaultChecked={value === true} />
  if (field.kind === 'choice') {
    return <SelectField {...common} options={field.options()} defaultValue={String(value)} />
  }
  if (field.kind === 'lines' || field.kind === 'amounts') {
    const text = typeof value === 'object' ? value.join('\n') : ''
    return <TextArea {...common} defaultValue={text} spellCheck={false} className="font-mono text-xs!" />
  }
  return <TextField {...common} defaultValue={String(value)} maxLength={100} required />
}
