import { selectOperator } from '../../db/queries/operators.ts'
import { selectServerKey } from '../../db/queries/server-keys.ts'
import type { AuthenticatedContext } from '../context.ts'
import type { OperatorRole, OperatorRow, ServerKeyRow } from '../models.ts'

export type Viewer = {
  readonly operator: OperatorRow | null
  readonly role: OperatorRole | null
  readonly secondFactorAt: Date | null
  readonly serverKey: ServerKeyRow | null
}

/** The caller of the request. */
export async function getViewer({ db, app, caller }: AuthenticatedContext): Promise<Viewer> {
  const nobody = { operator: null, role: null, secondFactorAt: null, serverKey: null }
  if (caller.kind === 'SERVER' && app !== null) {
    return { ...nobody, serverKey: await selectServerKey(db, app.appId, caller.serverKeyId) }
  }
  if (caller.kind !== 'OPERATOR' || caller.operator.id === null) return nobody
  return {
    ...nobody,
    operator: await selectOperator(db, caller.operator.id),
    role: app === null ? null : caller.role,
    secondFactorAt: caller.secondFactorAt,
  }
}
