import { readChoice, readText, withoutEmpty } from '../pages/search-fields.ts'

/** The value of `edit` for an item that does not exist yet; no item can have it as its id. */
export const newItem = '*'

export type ItemsSearch = {
  readonly app?: string
  readonly after?: string | undefined
  readonly before?: string | undefined
  /** The item whose form is open. */
  readonly edit?: string | undefined
  readonly import?: 'file' | undefined
}

export const readItemsSearch = (search: Readonly<Record<string, unknown>>): ItemsSearch =>
  withoutEmpty({
    after: readText(search, 'after'),
    before: readText(search, 'before'),
    edit: readText(search, 'edit'),
    import: readChoice(search, 'import', ['file']),
  })
