/** Hours between the end of each period and the start of the next one. */
export function findGaps(payments: readonly Readonly<Record<string, unknown>>[]): number[] {
  return payments
    .slice(1)
    .map((each, index) => Number(each['period_starts_at']) - Number(payments[index]?.['period_ends_at']))
}
