/** The value of `edit` for an item that does not exist yet; no item can have it as its id. */
export const newItem = '*'

export type ItemsSearch = {
  readonly app?: string
  readonly after?: string | undefined
  /** The item whose form is open. */
  readonly edit?: string | undefined
  readonly import?: 'file' | undefined
}

export function readItemsSearch({ after, edit, import: imported }: Record<string, unknown>): ItemsSearch {
  return {
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof edit === 'string' ? { edit } : {}),
    ...(imported === 'file' ? { import: 'file' as const } : {}),
  }
}
