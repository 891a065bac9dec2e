import { compareStatistics, type StatisticsComparison } from '../../db/queries/compare-statistics.ts'
import type { AppContext } from '../context.ts'
import { updateStatistics } from './update-statistics.ts'

export type { StatisticsComparison }

/** Changes that are committed between the count and the comparison make the result useless, so it is repeated. */
const maxAttempts = 5
const maxDifferences = 20

/** Brings the statistics up to date, counts all payments anew, and returns the first differences, at most 20. */
export async function verifyStatistics(ctx: AppContext, stop: AbortSignal): Promise<StatisticsComparison> {
  const verifyOnce = async () => {
    await updateStatistics(ctx, stop)
    return compareStatistics(ctx.db, ctx.app.appId, maxDifferences)
  }
  let comparison = await verifyOnce()
  for (let attempt = 1; attempt < maxAttempts && mayBeLate(comparison); attempt += 1)
    comparison = await verifyOnce()
  return comparison
}

const mayBeLate = ({ isCurrent, differences }: StatisticsComparison) => !isCurrent && differences.length > 0
