import { getOverview } from '../../domain/overview/get-overview.ts'
import { problemCodes } from '../../domain/problem.ts'
import type { OverviewIssueResolvers, QueryResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const overviewQueries = {
  overview: (_, { environment }, context) => getOverview(domainOf(context), environment ?? 'PRODUCTION'),
} satisfies QueryResolvers

export const OverviewIssue = {
  count: ({ count }) => Math.min(count, maxInt),
  // Another version of the server may have stored a code that this one does not have.
  problemCode: ({ kind, code }) =>
    kind === 'VERIFICATIONS_FAILED' ? (problemCodes.find((known) => known === code) ?? null) : null,
} satisfies OverviewIssueResolvers

/** The largest value of an `Int`, which a larger count is reported as. */
const maxInt = 2 ** 31 - 1
