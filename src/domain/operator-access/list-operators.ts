import { selectGrantsOfApp } from '../../db/queries/operator-grants.ts'
import { selectOperatorInvitations } from '../../db/queries/operator-invitations.ts'
import { selectOperatorPage } from '../../db/queries/operators.ts'
import { installationId } from '../../platform/ids.ts'
import type { Context, InstallationContext } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { OperatorInvitationRow, OperatorRow } from '../models.ts'
import type { Page } from '../page.ts'
import type { OperatorGrant } from './operator-grant.ts'

type PageRequest = { readonly first: number | null; readonly after: string | null }

/** Lists all operators of the installation, newest first. */
export function listOperators(ctx: InstallationContext, request: PageRequest): Promise<Page<OperatorRow>> {
  return listNewestFirst(installationId, 'operators', request, (span) => selectOperatorPage(ctx.db, span))
}

/** Lists the operators that have a role at the AppKey, newest first. */
export async function listOperatorGrants(ctx: Context, request: PageRequest): Promise<Page<OperatorGrant>> {
  const { appId } = ctx.app
  return listNewestFirst(appId, 'grants', request, async (span) => {
    const rows = await selectGrantsOfApp(ctx.db, appId, span)
    return rows.map(({ id, operator, grant: { role, grantedAt } }) => ({ id, operator, role, grantedAt }))
  })
}

/** Lists the invitations to the AppKey that have not expired, newest first. */
export function listOperatorInvitations(ctx: Context): Promise<OperatorInvitationRow[]> {
  return selectOperatorInvitations(ctx.db, ctx.app.appId, ctx.clock())
}
