import { i18n } from '@lingui/core'
import { environmentLabel, environments } from '../format/labels.ts'
import type { Environment } from '../generated/operations.ts'

type EnvironmentSelectProps = {
  readonly value: Environment
  readonly onChange: (environment: Environment) => void
}

/** Real money and the sandbox are never shown together. */
export function EnvironmentSelect({ value, onChange }: EnvironmentSelectProps) {
  return (
    <select
      aria-label={i18n.t('Environment')}
      className="h-8 rounded-md border border-control bg-canvas px-2 max-sm:h-9"
      value={value}
      onChange={(event) => onChange(event.target.value as Environment)}
    >
      {environments.map((environment) => (
        <option key={environment} value={environment}>
          {environmentLabel(i18n, environment)}
        </option>
      ))}
    </select>
  )
}
