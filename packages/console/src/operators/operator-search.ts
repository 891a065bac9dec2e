import { readChoice, readText, withoutEmpty } from '../pages/search-fields.ts'

export const operatorTabs = ['people', 'all', 'tokens'] as const
export type OperatorTab = (typeof operatorTabs)[number]

/** The view of the operators, as it is in the address. */
export type OperatorSearch = {
  readonly tab?: OperatorTab | undefined
  readonly after?: string | undefined
}

export const readOperatorSearch = (search: Readonly<Record<string, unknown>>): OperatorSearch =>
  withoutEmpty({ tab: readChoice(search, 'tab', operatorTabs), after: readText(search, 'after') })
