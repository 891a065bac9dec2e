/**
 * Repeats a read and a conditional write until the write succeeds. `attempt` returns null when another call changed the record
 * between its read and its write; it is then run again, at most `maxAttempts` times in all. Null when every attempt did.
 */
export async function retryOnConflict<Result>(
  maxAttempts: number,
  attempt: () => Promise<Result | null>,
): Promise<Result | null> {
  for (let count = 0; count < maxAttempts; count += 1) {
    const result = await attempt()
    if (result !== null) return result
  }
  return null
}
