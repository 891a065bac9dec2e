import { addDays } from '../format/day.ts'

type DayGroup = { readonly firstDay: string; readonly currencyCode: string | null }

export type DayComparison<Group> = {
  readonly currencyCode: string | null
  /** null if nothing was sold on that day. */
  readonly today: Group | null
  readonly before: Group | null
}

/** The groups of a day and of the same weekday a week before, by currency; those with payments today first. */
export function compareDays<Group extends DayGroup>(
  groups: readonly Group[],
  today: string,
): DayComparison<Group>[] {
  const weekAgo = addDays(today, -7)
  const codes = new Set(
    groups
      .filter(({ firstDay }) => firstDay === today || firstDay === weekAgo)
      .toSorted((one, other) => other.firstDay.localeCompare(one.firstDay))
      .map(({ currencyCode }) => currencyCode),
  )
  const find = (day: string, code: string | null) =>
    groups.find(({ firstDay, currencyCode }) => firstDay === day && currencyCode === code) ?? null
  return [...codes].map((currencyCode) => ({
    currencyCode,
    today: find(today, currencyCode),
    before: find(weekAgo, currencyCode),
  }))
}
