import type { Environment } from '../generated/operations.ts'

/** The view of the overview, as it is in the address. */
export type OverviewSearch = { readonly environment?: Environment | undefined }

export function readOverviewSearch({ environment }: Readonly<Record<string, unknown>>): OverviewSearch {
  return environment === 'SANDBOX' ? { environment } : {}
}
