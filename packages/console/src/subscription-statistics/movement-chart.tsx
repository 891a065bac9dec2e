import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { readLanguage } from '../app/preferences.ts'
import type {
  SubscriptionMovementRowFragment,
  SubscriptionStatisticsInterval,
} from '../generated/operations.ts'
import { measureLabel, periodLabel, type Measure } from './movement-labels.ts'
import type { views } from './subscription-statistics-search.ts'

type Series = { readonly measure: Measure; readonly color: string; readonly isBelow?: boolean }

/** What ended stands below the line. */
const seriesOf: Record<(typeof views)[number], readonly Series[]> = {
  balance: [
    { measure: 'started', color: 'var(--accent)' },
    { measure: 'resubscribed', color: 'var(--good)' },
    { measure: 'expired', color: 'var(--idle)', isBelow: true },
    { measure: 'revoked', color: 'var(--bad)', isBelow: true },
  ],
  renewals: [
    { measure: 'renewed', color: 'var(--accent)' },
    { measure: 'recovered', color: 'var(--warn)' },
    { measure: 'changed', color: 'var(--good)' },
    { measure: 'toppedUp', color: 'var(--idle)' },
  ],
}

type MovementChartProps = {
  readonly movement: readonly SubscriptionMovementRowFragment[]
  readonly interval: SubscriptionStatisticsInterval
  readonly view: (typeof views)[number]
}

const axis = { fontSize: 11, fill: 'var(--soft)' }

/** The bars of the movement; the table below has the same numbers. */
export function MovementChart({ movement, interval, view }: MovementChartProps) {
  const series = seriesOf[view]
  const language = readLanguage()
  const points = movement.map((row) => ({ row, label: periodLabel(row, interval, language) }))
  return (
    <figure className="min-w-0">
      <Legend series={series} />
      <div aria-hidden className="h-52 w-full">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={points}
            stackOffset="sign"
            margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="label" tick={axis} tickLine={false} axisLine={false} minTickGap={16} />
            <YAxis
              width={40}
              tick={axis}
              tickLine={false}
              axisLine={false}
              tickFormatter={formatSize}
              allowDecimals={false}
            />
            <ReferenceLine y={0} stroke="var(--control)" />
            <Tooltip
              cursor={{ fill: 'var(--hover)' }}
              content={<ChartTip series={series} />}
              isAnimationActive={false}
            />
            {series.map(({ measure, color, isBelow = false }) => (
              <Bar
                key={measure}
                dataKey={({ row }: Point) => (isBelow ? -row[measure] : row[measure])}
                name={measure}
                stackId="movement"
                fill={color}
                maxBarSize={36}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
}

type Point = { readonly row: SubscriptionMovementRowFragment; readonly label: string }

/** Below the line stand numbers of subscriptions too. */
const formatSize = (value: number) =>
  new Intl.NumberFormat(readLanguage(), { notation: 'compact' }).format(Math.abs(value))

function Legend({ series }: { readonly series: readonly Series[] }) {
  return (
    <figcaption className="flex flex-wrap gap-x-4 text-xs text-soft">
      {series.map(({ measure, color }) => (
        <span key={measure} className="inline-flex items-center gap-1.5">
          <svg aria-hidden viewBox="0 0 8 8" className="size-2 shrink-0">
            <rect width="8" height="8" rx="2" fill={color} />
          </svg>
          {measureLabel(measure)}
        </span>
      ))}
    </figcaption>
  )
}

type ChartTipProps = {
  readonly series: readonly Series[]
  readonly active?: boolean
  readonly payload?: readonly { readonly payload: Point }[]
}

function ChartTip({ series, active = false, payload = [] }: ChartTipProps) {
  const point = payload[0]?.payload
  if (!active || point === undefined) return null
  return (
    <div className="rounded-md border border-line bg-canvas px-2 py-1 text-xs shadow-sm">
      <p className="text-soft">{point.label}</p>
      {series.map(({ measure }) => (
        <p key={measure} className="flex justify-between gap-4">
          {measureLabel(measure)} <span className="font-medium">{point.row[measure]}</span>
        </p>
      ))}
    </div>
  )
}
