import {
  insertOperatorLink,
  type NewOperatorLink,
  type OperatorLinkKind,
} from '../../db/queries/operator-links.ts'
import { hasOperators, selectOperatorByEmail } from '../../db/queries/operators.ts'
import { randomSecret, sha256 } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import { createAuditedAction } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'
import type { AuditOrigin } from '../models.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { checkEmail, normalizeEmail } from './operator-input.ts'

/** A one-time link. The token is returned once; its hash is stored. */
export type OperatorLink = {
  readonly kind: OperatorLinkKind
  readonly token: string
  /** The address of the person it is for; null for the first operator, who chooses it. */
  readonly email: string | null
  readonly expiresAt: Date
}

const hourMs = 60 * 60_000
const lifetimeMs = { FIRST_OPERATOR: hourMs, PASSWORD_RESET: hourMs, INVITATION: 72 * hourMs } as const

type LinkServices = Pick<Services, 'db' | 'clock'>

/** Who creates a link, from where and why, for the audit log. */
export type LinkAuthor = Pick<AuditOrigin, 'actor' | 'address' | 'reason'>

/** Creates the link for the first operator; null if there is an operator. */
export async function createFirstOperatorLink(
  services: LinkServices,
  author: LinkAuthor,
): Promise<OperatorLink | null> {
  if (await hasOperators(services.db)) return null
  return createLink(services, { kind: 'FIRST_OPERATOR', email: null, operatorId: null }, author)
}

/** Creates a link with which a new operator sets a name and a password. */
export async function inviteOperator(
  services: LinkServices,
  input: { readonly email: string; readonly installationOwner: boolean },
  author: LinkAuthor,
): Promise<Outcome<{ readonly link: OperatorLink }>> {
  const email = normalizeEmail(input.email)
  const problem = checkEmail(email)
  if (problem !== null) return { problem }
  if ((await selectOperatorByEmail(services.db, email)) !== null) {
    return {
      problem: createProblem('INVALID_INPUT', 'An operator with this email address exists.', ['email']),
    }
  }
  const { installationOwner } = input
  const subject = { kind: 'INVITATION', email, operatorId: null, installationOwner } as const
  return { link: await createLink(services, subject, author), problem: null }
}

/** Creates a link with which an operator sets a new password; null if there is no such operator, or it is disabled. */
export async function createPasswordResetLink(
  services: LinkServices,
  email: string,
  author: LinkAuthor,
): Promise<OperatorLink | null> {
  const operator = await selectOperatorByEmail(services.db, normalizeEmail(email))
  if (operator === null || operator.disabledAt !== null) return null
  const subject = { kind: 'PASSWORD_RESET', email: null, operatorId: operator.id } as const
  return { ...(await createLink(services, subject, author)), email: operator.email }
}

/** The page on which a link is used. The token is in the fragment, which browsers send to no server. */
export function formatLinkUrl(consoleUrl: string, { token }: Pick<OperatorLink, 'token'>): string {
  return `${consoleUrl}/console/link#${token}`
}

type LinkSubject = {
  readonly kind: OperatorLinkKind
  readonly email: string | null
  readonly operatorId: string | null
  readonly installationOwner?: boolean
}

async function createLink(
  { db, clock }: LinkServices,
  subject: LinkSubject,
  author: LinkAuthor,
): Promise<OperatorLink> {
  const { link, row } = generateLink(subject, author, clock())
  await insertOperatorLink(db, row)
  return link
}

/** A link that is not stored yet, with the row and the audit entry that store it. */
function generateLink(
  { kind, email, operatorId, installationOwner = kind === 'FIRST_OPERATOR' }: LinkSubject,
  author: LinkAuthor,
  createdAt: Date,
): { readonly link: OperatorLink; readonly row: NewOperatorLink } {
  const token = `col_${randomSecret(32)}`
  const expiresAt = new Date(createdAt.getTime() + lifetimeMs[kind])
  const changes = { kind, email, installationOwner, expiresAt: expiresAt.toISOString() }
  const action = createAuditedAction({ ...author, action: 'createOperatorLink', changes }, createdAt)
  const row = { id: newUuid(), kind, tokenHash: sha256(token), operatorId, email, installationOwner }
  return { link: { kind, token, email, expiresAt }, row: { ...row, createdAt, expiresAt, action } }
}

/** The link of an invitation, for the statement that stores it together with a role. */
export function generateInvitationLink(email: string, author: LinkAuthor, createdAt: Date) {
  return generateLink({ kind: 'INVITATION', email, operatorId: null }, author, createdAt)
}
