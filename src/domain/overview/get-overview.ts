import { selectOverviewIssues, type OverviewIssueRow } from '../../db/queries/overview.ts'
import { encodeId, type IdPrefix } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { expiryWarningMs } from '../server-key/server-key-state.ts'
import { compareIssues, rateIssue, type IssueSeverity } from './rate-issue.ts'

export type OverviewIssueModel = Omit<OverviewIssueRow, 'subjectId'> & {
  readonly severity: IssueSeverity
  /** In the form of the API; null if the issue is about several records. */
  readonly subjectId: string | null
}

export type OverviewModel = { readonly readAt: Date; readonly issues: readonly OverviewIssueModel[] }

const maxIssues = 200

const subjectPrefixes: Partial<Record<OverviewIssueRow['kind'], IdPrefix>> = {
  WEBHOOK_PAUSED: 'whk',
  WEBHOOK_FAILING: 'whk',
  EVENT_CONSUMER_LAGGING: 'csm',
  SERVER_KEY_EXPIRING: 'key',
  USER_TOKEN_KEY_EXPIRING: 'utk',
}

/** What needs an operator, the most urgent first. */
export async function getOverview(
  { db, app: { appId }, clock }: Context,
  environment: 'PRODUCTION' | 'SANDBOX',
): Promise<OverviewModel> {
  const now = clock()
  const keysUntil = new Date(now.getTime() + expiryWarningMs)
  const rows = await selectOverviewIssues(db, { appId, environment, now, keysUntil })
  const issues = rows.map((row) => ({
    ...row,
    label: isWebhook(row) ? toHost(row.label) : row.label,
    subjectId: encodeSubject(row),
    severity: rateIssue(row, now),
  }))
  return { readAt: now, issues: issues.toSorted(compareIssues).slice(0, maxIssues) }
}

const isWebhook = ({ kind }: OverviewIssueRow) => kind === 'WEBHOOK_PAUSED' || kind === 'WEBHOOK_FAILING'

/** The path of a URL often is a secret. */
const toHost = (url: string | null) => (url === null ? null : new URL(url).host)

function encodeSubject({ kind, subjectId }: OverviewIssueRow): string | null {
  const prefix = subjectPrefixes[kind]
  return prefix === undefined || subjectId === null ? null : encodeId(prefix, subjectId)
}
