import { insertOperatorInvitation } from '../../db/queries/operator-invitations.ts'
import { selectOperatorByEmail } from '../../db/queries/operators.ts'
import type { NewOperatorLink } from '../../db/queries/operator-links.ts'
import { newUuid } from '../../platform/ids.ts'
import { toAuditOrigin } from '../audit/audit-origin.ts'
import type { Context } from '../context.ts'
import type { OperatorInvitationRow, OperatorRole } from '../models.ts'
import { formatLinkUrl, generateInvitationLink } from '../operator-account/create-link.ts'
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
  const { link, row } = generateInvitationLink(email, toAuditOrigin(ctx), ctx.clock())
  const invitation = await insertInvitation(ctx, row, { email, role: input.role })
  if (invitation === null) {
    return { problem: createProblem('INVALID_INPUT', 'An AppKey can have at most 100 invitations.') }
  }
  const url = formatLinkUrl(ctx.consoleUrl ?? '', link)
  const invitationLink = await deliver(ctx, email, url, link.expiresAt)
  return { grant: null, invitation, invitationLink, problem: null }
}

/** The role is valid as long as the link. Both are stored by one statement: a link without the role would make an operator without rights. */
function insertInvitation(
  ctx: Context,
  link: NewOperatorLink,
  after: { readonly email: string; readonly role: OperatorRole },
): Promise<OperatorInvitationRow | null> {
  const { createdAt, expiresAt } = link
  const action = createOperatorAction(ctx, { action: 'inviteOperator', changes: { after } })
  const row = { appId: ctx.app.appId, id: newUuid(), ...after, createdAt, expiresAt }
  return insertOperatorInvitation(ctx.db, { ...row, link }, action)
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
