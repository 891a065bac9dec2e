type SearchValue = string | readonly string[] | undefined

/** Writes search parameters as people read them: `status=PAID,CONSUMED`, without quotes and braces. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(search as Record<string, SearchValue>)) {
    const text = typeof value === 'object' ? value.join(',') : value
    if (text !== undefined && text !== '') parameters.set(name, text)
  }
  const text = parameters.toString().replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}

/** Reads them: every value is a text, also one that looks like a number. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

/** The part of an address that stays when another page is opened. */
export const keepApp = ({ app }: { readonly app?: string }) => (app === undefined ? {} : { app })
