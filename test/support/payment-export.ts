import type { ApiEndpoint } from './purchase-client.ts'

export type ExportRequest = {
  readonly filter?: Readonly<Record<string, unknown>>
  readonly orderBy?: string
  readonly columns?: readonly string[]
  readonly timeZone?: string
  readonly bom?: boolean
}

export function exportUrl(
  { graphqlUrl }: Pick<ApiEndpoint, 'graphqlUrl'>,
  format: 'csv' | 'xlsx' = 'csv',
): string {
  return new URL(`/export/payments.${format}`, graphqlUrl).href
}

export function postExport(
  endpoint: Pick<ApiEndpoint, 'graphqlUrl'>,
  headers: Readonly<Record<string, string>>,
  request: ExportRequest,
  {
    format = 'csv',
    signal = null,
  }: { readonly format?: 'csv' | 'xlsx'; readonly signal?: AbortSignal | null } = {},
): Promise<Response> {
  return fetch(exportUrl(endpoint, format), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(request),
    signal,
  })
}

/** The rows of a CSV of simple cells, without its head and its last record. */
export function readRows(csv: string): string[][] {
  const lines = csv.split('\r\n')
  const last = lines.at(-2) ?? ''
  const rows = lines.slice(1, -2).map((line) => line.split(','))
  if (!last.startsWith(`#complete: ${rows.length}`)) throw new Error(`the export is not complete: ${last}`)
  return rows
}
