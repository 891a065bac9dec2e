import { i18n } from '@lingui/core'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { readLanguage } from '../app/preferences.ts'
import type { StatisticsGroupFragment } from '../generated/operations.ts'
import { addDays } from '../format/day.ts'
import { groupLabel, measureLabel, measureText } from './measures.ts'
import type { Grouping, Measure } from './statistics-search.ts'

type StatisticsChartProps = {
  /** Of one currency. */
  readonly groups: readonly StatisticsGroupFragment[]
  readonly grouping: Grouping
  readonly measure: Measure
  readonly period: { readonly from: string; readonly to: string }
}

type Point = { readonly label: string; readonly value: number; readonly text: string }

const axis = { fontSize: 11, fill: 'var(--soft)' }
const maxBars = 20

/** The bars of one currency; the table below has the exact values. */
export function StatisticsChart({ groups, grouping, measure, period }: StatisticsChartProps) {
  const points = toPoints({ groups, grouping, measure, period })
  return (
    <div aria-hidden className="h-52 w-full">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={points} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="label"
            tick={axis}
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            minTickGap={16}
          />
          <YAxis
            width={56}
            tick={axis}
            tickLine={false}
            axisLine={false}
            tickFormatter={formatCompact}
            allowDecimals={false}
          />
          <Tooltip
            cursor={{ fill: 'var(--hover)' }}
            content={<ChartTip measure={measure} />}
            isAnimationActive={false}
          />
          <Bar
            dataKey="value"
            fill="var(--accent)"
            radius={[2, 2, 0, 0]}
            maxBarSize={36}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

const formatCompact = (value: number) =>
  new Intl.NumberFormat(readLanguage(), { notation: 'compact', maximumFractionDigits: 1 }).format(value)

/** The height of a bar is the only place where an amount becomes a floating-point number. */
function toPoints({ groups, grouping, measure, period }: StatisticsChartProps): Point[] {
  const language = readLanguage()
  const toPoint = (group: StatisticsGroupFragment): Point => ({
    label: groupLabel(group, grouping, language),
    value: Number(group[measure] ?? 0),
    text: measureText(group, measure, language) ?? '–',
  })
  if (grouping !== 'DAY') return groups.slice(0, maxBars).map((group) => toPoint(group))
  const byDay = new Map(groups.map((group) => [group.firstDay, group]))
  const days: Point[] = []
  for (let day = period.from; day <= period.to; day = addDays(day, 1)) {
    const group = byDay.get(day)
    const label = groupLabel({ firstDay: day } as StatisticsGroupFragment, 'DAY', language)
    days.push(group === undefined ? { label, value: 0, text: i18n.t('none') } : toPoint(group))
  }
  return days
}

type ChartTipProps = {
  readonly measure: Measure
  readonly active?: boolean
  readonly payload?: readonly { readonly payload: Point }[]
}

function ChartTip({ measure, active = false, payload = [] }: ChartTipProps) {
  const point = payload[0]?.payload
  if (!active || point === undefined) return null
  return (
    <div className="rounded-md border border-line bg-canvas px-2 py-1 text-xs shadow-sm">
      <p className="text-soft">
        <bdi>{point.label}</bdi>
      </p>
      <p className="font-medium">
        {measureLabel(measure)} {point.text}
      </p>
    </div>
  )
}
