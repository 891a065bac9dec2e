import { isUniqueViolation } from '../../db/errors.ts'
import {
  insertOperatorByLink,
  selectOperatorLink,
  updatePasswordByLink,
  type LinkUse,
  type OperatorLinkRow,
} from '../../db/queries/operator-links.ts'
import { sha256 } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import { hashPassword } from '../../platform/password-hash.ts'
import { createAuditedAction, createOperatorActor } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'
import { firstProblem } from '../input.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { checkEmail, checkOperatorName, checkPassword, normalizeEmail } from './operator-input.ts'

export type AcceptLinkInput = {
  readonly token: string
  /** Not used for a password reset. */
  readonly name: string | null
  /** Used only for the first operator. */
  readonly email: string | null
  readonly password: string
}

/** From where a link is used, and why, for the audit log. */
type LinkUseOrigin = { readonly address: string; readonly reason: string | null }

type LinkServices = Pick<Services, 'db' | 'clock' | 'operatorSessions'>
export type LinkInfo = Pick<OperatorLinkRow, 'kind' | 'email' | 'expiresAt'>

/** What a link is for; null if it does not exist, was used or has expired. */
export async function inspectLink(services: LinkServices, token: string): Promise<LinkInfo | null> {
  const link = await selectOperatorLink(services.db, toUse(services, token))
  return link === null ? null : { kind: link.kind, email: link.email, expiresAt: link.expiresAt }
}

/**
 * Uses a link: creates its operator, or sets the password of its operator, whose sessions all end. Nobody is signed in by it, so that
 * a second factor is still asked for.
 */
export async function acceptLink(
  services: LinkServices,
  input: AcceptLinkInput,
  origin: LinkUseOrigin,
): Promise<Outcome<{ readonly email: string }>> {
  const use = toUse(services, input.token)
  const link = await selectOperatorLink(services.db, use)
  if (link === null) return { problem: createInvalidLinkProblem() }
  const email = link.email ?? normalizeEmail(input.email ?? '')
  const name = input.name ?? ''
  const isReset = link.kind === 'PASSWORD_RESET'
  const problem = firstProblem(
    checkEmail(email),
    isReset ? null : checkOperatorName(name),
    checkPassword(input.password, email),
  )
  if (problem !== null) return { problem }
  const passwordHash = await hashPassword(input.password)
  const person = { email, name, passwordHash, ...origin }
  const isValid = isReset
    ? await resetPassword(services, use, link, person)
    : await createLinkedOperator(services, use, link, person)
  return isValid ? { email, problem: null } : { problem: createInvalidLinkProblem() }
}

type Person = {
  readonly email: string
  readonly name: string
  readonly passwordHash: string
} & LinkUseOrigin

async function createLinkedOperator(
  { db }: LinkServices,
  use: LinkUse,
  { kind, installationOwner }: OperatorLinkRow,
  { email, name, passwordHash, address, reason }: Person,
): Promise<boolean> {
  if (kind === 'PASSWORD_RESET') throw new Error('a password reset creates no operator')
  const id = newUuid()
  const actor = createOperatorActor({ operatorId: id, name })
  const changes = { after: { email, name, installationOwner }, link: kind }
  const audit = { actor, action: 'createOperator', reason, changes, address } as const
  const action = createAuditedAction(audit, use.now)
  const operator = { id, email, name, passwordHash, installationOwner, kind }
  try {
    return await insertOperatorByLink(db, use, operator, action)
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

async function resetPassword(
  { db, operatorSessions }: LinkServices,
  use: LinkUse,
  { operatorId }: OperatorLinkRow,
  { email, passwordHash, address, reason }: Person,
): Promise<boolean> {
  if (operatorId === null) return false
  const actor = createOperatorActor({ operatorId, name: email })
  const audit = { actor, action: 'resetPassword', reason, changes: {}, address } as const
  const ended = await updatePasswordByLink(db, use, passwordHash, createAuditedAction(audit, use.now))
  if (ended === null) return false
  operatorSessions.publishEnded(ended)
  return true
}

function toUse({ clock }: LinkServices, token: string): LinkUse {
  return { tokenHash: sha256(token), now: clock() }
}

function createInvalidLinkProblem() {
  return createProblem('INVALID_INPUT', 'The link was used before, has expired or does not exist.', ['token'])
}
