import { rowsPerScan } from '../db/queries/rows-per-scan.ts'

/** What a call reads at most to find rows that no index finds. It ends with what it has found, and says where it stopped. */
const maxScanned = 100_000
const maxScanMs = 100

/**
 * Continues a scan where it stopped, until it has ended or the call has read enough.
 * @param scan reads the next rows, and returns where it stopped; null at the end of the list
 */
export async function repeatScan<Position>(
  start: Position | null,
  scan: (after: Position | null) => Promise<Position | null>,
): Promise<Position | null> {
  const startedAt = performance.now()
  let stoppedAt = await scan(start)
  for (let scanned = rowsPerScan; stoppedAt !== null && scanned < maxScanned; scanned += rowsPerScan) {
    if (performance.now() - startedAt > maxScanMs) break
    stoppedAt = await scan(stoppedAt)
  }
  return stoppedAt
}
