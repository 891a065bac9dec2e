/** Stores reject tokens that are dated in their future, or older than a few minutes. */
const maxClockSkewMs = 60_000

/**
 * Completes "this machine's clock is …", for example "90 s ahead of Google's".
 * @param clockSkewMs how far this machine's clock is ahead of the store's; null if unknown
 * @returns null when the difference does not explain a rejected token
 */
export function describeClockSkew(clockSkewMs: number | null, storeName: string): string | null {
  if (clockSkewMs === null || Math.abs(clockSkewMs) <= maxClockSkewMs) return null
  const seconds = Math.round(Math.abs(clockSkewMs) / 1000)
  return `${seconds} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} ${storeName}'s`
}
