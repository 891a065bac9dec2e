import { selectGrantedApps } from '../../db/queries/operator-grants.ts'
import { selectOperatorToken } from '../../db/queries/operator-tokens.ts'
import { selectOperator } from '../../db/queries/operators.ts'
import { installationId } from '../../platform/ids.ts'
import { limitRole } from '../access/operator-role.ts'
import type { InstallationContext } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { GrantedApp, OperatorTokenRow } from '../models.ts'
import type { Page } from '../page.ts'

/**
 * Lists the AppKeys that the operator has a role at, newest first. A page of a token that is limited may have fewer than it asks for,
 * because it leaves out those that the token does not work on.
 */
export async function listGrantedApps(
  ctx: InstallationContext,
  request: { readonly first: number | null; readonly after: string | null },
): Promise<Page<GrantedApp>> {
  const { operator, via, credentialId } = ctx.caller
  const token =
    via === 'TOKEN' && credentialId !== null ? await selectOperatorToken(ctx.db, credentialId) : null
  const isOwner = await isOwnerOfAll(ctx)
  const page = await listNewestFirst(installationId, 'appKeys', request, (span) =>
    selectGrantedApps(ctx.db, isOwner ? null : operator.id, span),
  )
  if (token === null) return page
  return { ...page, edges: page.edges.flatMap((edge) => limitEdge(edge, token)) }
}

/** A limited token of an owner of the installation is none, but its operator still has a role at every AppKey. */
async function isOwnerOfAll({ caller, db }: InstallationContext): Promise<boolean> {
  if (caller.isInstallationOwner || caller.operator.id === null) return true
  if (caller.via !== 'TOKEN') return false
  return (await selectOperator(db, caller.operator.id))?.installationOwner ?? false
}

type Edge = Page<GrantedApp>['edges'][number]

function limitEdge(edge: Edge, { role: limit, appIds }: OperatorTokenRow): Edge[] {
  const { node } = edge
  const role = limitRole(node.role, limit)
  if (role === null || (appIds !== null && !appIds.includes(node.id))) return []
  return [{ cursor: edge.cursor, node: { ...node, role } }]
}
