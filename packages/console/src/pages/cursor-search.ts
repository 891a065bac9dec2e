import { readText, withoutEmpty } from './search-fields.ts'

/** The page of a list without filters. */
export const readCursorSearch = (
  search: Readonly<Record<string, unknown>>,
): { readonly after?: string | undefined } => withoutEmpty({ after: readText(search, 'after') })
