import { readText, withoutEmpty } from '../pages/search-fields.ts'

/** The value of `edit` for an entitlement that does not exist yet; no entitlement can have it as its key. */
export const newEntitlement = '*'

export type DefinitionsSearch = {
  /** The key of the entitlement whose form is open. */
  readonly edit?: string | undefined
}

export const readDefinitionsSearch = (search: Readonly<Record<string, unknown>>): DefinitionsSearch =>
  withoutEmpty({ edit: readText(search, 'edit') })
