import { z } from 'zod'
import { checkName, checkText, firstProblem } from '../input.ts'
import { createProblem, type Problem } from '../problem.ts'

export const minPasswordLength = 12
export const maxPasswordLength = 128
const maxEmailLength = 254

const emailSchema = z.email().max(maxEmailLength)

/** The email address in the form in which it is stored. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

export function checkEmail(email: string): Problem | null {
  if (emailSchema.safeParse(email).success) return null
  return createProblem('INVALID_INPUT', 'email must be an email address', ['email'])
}

export function checkOperatorName(name: string): Problem | null {
  return checkName(name, ['name'])
}

/** Length is what makes a password strong; nothing else is demanded of it, as NIST SP 800-63B recommends. */
export function checkPassword(password: string, email: string): Problem | null {
  return firstProblem(
    checkText(password, ['password'], { min: minPasswordLength, max: maxPasswordLength }),
    password.toLowerCase().includes(email) || new Set(password).size < 4
      ? createProblem('INVALID_INPUT', 'password is too easy to guess', ['password'])
      : null,
  )
}
