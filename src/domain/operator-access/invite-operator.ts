import { insertOperatorInvitation } from '../../db/queries/operator-invitations.ts'
import { selectOperatorByEmail } from '../../db/queries/operators.ts'
import { newUuid } from '../../platform/ids.ts'
import { toAuditOrigin } from '../audit/audit-origin.ts'
import type { Context } from '../context.ts'
import type { OperatorInvitationRow, OperatorRole } from '../models.ts'
import { formatLinkUrl, inviteOperator as createInvitationLink } from '../operator-account/create-link.ts'
import { createLinkMail } from '../operator-account/link-mail.ts'
import { checkEmail, normalizeEmail } from '../operator-account/operator-input.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { setOperatorRole } from './grant-operator.ts'
import type { OperatorGrant } from './operator-grant.ts'

type Invited = {
  readonly grant: OperatorGrant | null
  readonly invitation: OperatorInvitationRow | null
  /** null if it was sent by mail. */
  readonly invitationLink: string | null
}

/** As long as the link is valid. */
const lifetimeMs = 72 * 60 * 60_000

/** Gives a person a role at the AppKey: an operator at once, and any other person when it becomes one by the link. */
export async function inviteOperator(
  ctx: Context,
  input: { readonly email: string; readonly role: OperatorRole },
): Promise<Outcome<Invited>> {
  const email = normalizeEmail(input.email)
  const problem = checkEmail(email)
  if (problem !== null) return { problem }
  const operator = await selectOperatorByEmail(ctx.db, email)
  if (operator !== null) {
    const granted = await setOperatorRole(ctx, operator, input.role)
    if (granted.problem !== null) return { problem: granted.problem }
    return { grant: granted.grant, invitation: null, invitationLink: null, problem: null }
  }
  const invitation = await insertInvitation(ctx, email, input.role)
  if (invitation === null) {
    return { problem: createProblem('INVALID_INPUT', 'An AppKey can have at most 100 invitations.') }
  }
  const created = await createInvitationLink(ctx, { email, installationOwner: false }, toAuditOrigin(ctx))
  if (created.problem !== null) return { problem: created.problem }
  const url = formatLinkUrl(ctx.consoleUrl ?? '', created.link)
  return {
    grant: null,
    invitation,
    invitationLink: await deliver(ctx, email, url, created.link.expiresAt),
    problem: null,
  }
}

function insertInvitation(
  ctx: Context,
  email: string,
  role: OperatorRole,
): Promise<OperatorInvitationRow | null> {
  const createdAt = ctx.clock()
  const action = createOperatorAction(ctx, { action: 'inviteOperator', changes: { after: { email, role } } })
  const expiresAt = new Date(createdAt.getTime() + lifetimeMs)
  const row = { appId: ctx.app.appId, id: newUuid(), email, role, createdAt, expiresAt }
  return insertOperatorInvitation(ctx.db, row, action)
}

/** Sends the link by mail; returns it where no mail can be sent, so that the caller passes it on. */
async function deliver(ctx: Context, email: string, url: string, expiresAt: Date): Promise<string | null> {
  if (!ctx.mailer.isConfigured || ctx.consoleUrl === null) return url
  try {
    await ctx.mailer.send({ to: email, ...createLinkMail('INVITATION', url, expiresAt) })
    return null
  } catch (error) {
    ctx.log.warn({ error }, 'could not send an invitation by mail; its link is returned instead')
    return url
  }
}
