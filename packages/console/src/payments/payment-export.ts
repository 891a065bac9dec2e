import { viewerZone } from '../format/time.ts'
import type { PaymentFilter, PaymentOrder } from '../generated/operations.ts'

export type ExportFormat = 'csv' | 'xlsx'

export type ExportRequest = {
  readonly format: ExportFormat
  readonly appKey: string
  readonly filter: PaymentFilter
  readonly orderBy: PaymentOrder
}

/** `rows` is null for a workbook, which is compressed while it is received. */
export type ExportProgress = {
  readonly rows: number | null
  readonly bytes: number
  /** As the server says it, for example `10000+`; null if it does not. */
  readonly total: string | null
}

export class ExportError extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

const completeMark = '#complete: '
const lineFeed = 10

/**
 * Receives the payments of a filter as a file. The server writes them as they are read; ending the request cancels the export.
 * @throws ExportError with the code of the server, or INCOMPLETE
 */
export async function receiveExport(
  { format, appKey, filter, orderBy }: ExportRequest,
  signal: AbortSignal,
  onProgress: (progress: ExportProgress) => void,
): Promise<Blob> {
  const response = await fetch(`/export/payments.${format}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-app-key': appKey },
    body: JSON.stringify({ filter, orderBy, timeZone: viewerZone(), bom: true }),
    signal,
  })
  if (!response.ok || response.body === null) throw new ExportError(await readCode(response))
  const total = response.headers.get('coinslot-payment-count')
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  let lines = 0
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    bytes += value.length
    if (format === 'csv') lines += countLines(value)
    // The head of the table is a line, too.
    onProgress({ rows: format === 'csv' ? Math.max(0, lines - 1) : null, bytes, total })
  }
  const file = new Blob(parts, { type: response.headers.get('content-type') ?? '' })
  if (format === 'csv' && !(await isComplete(file))) throw new ExportError('INCOMPLETE')
  return file
}

function countLines(part: Uint8Array): number {
  let count = 0
  for (const byte of part) if (byte === lineFeed) count += 1
  return count
}

/** The last record of a complete file says so. */
async function isComplete(file: Blob): Promise<boolean> {
  const end = await file.slice(-200).text()
  return (end.trimEnd().split('\n').at(-1) ?? '').replace(/^"/, '').startsWith(completeMark)
}

async function readCode(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null)
  const { errors } = (body ?? {}) as {
    readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[]
  }
  return errors?.[0]?.extensions?.code ?? (response.status === 429 ? 'RATE_LIMITED' : 'INTERNAL')
}

/** Gives a file to the browser, which stores it where it stores downloads. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
