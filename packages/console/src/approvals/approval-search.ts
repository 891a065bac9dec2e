/** The view of the list of requests, as it is in the address. */
export type ApprovalSearch = { readonly show?: 'all'; readonly after?: string }

export function readApprovalSearch(search: Readonly<Record<string, unknown>>): ApprovalSearch {
  const { show, after } = search
  return {
    ...(show === 'all' ? { show } : {}),
    ...(typeof after === 'string' && after !== '' ? { after } : {}),
  }
}
