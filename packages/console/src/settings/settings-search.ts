export type SettingsSearch = {
  readonly app?: string
  readonly create?: 'app' | undefined
}

export function readSettingsSearch({ create }: Record<string, unknown>): SettingsSearch {
  return create === 'app' ? { create } : {}
}
