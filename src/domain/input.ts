import { hasControlCharacter, hasDirectionOverride, isIdentifierText } from '../platform/text.ts'
import { createProblem, type Problem } from './problem.ts'

/** The problem of a text that is too short or too long or has control characters; null if it has none of these. */
export function checkText(
  text: string,
  field: readonly string[],
  limits: { min: number; max: number },
): Problem | null {
  const name = field.join('.')
  if (text.length < limits.min || text.length > limits.max) {
    return createProblem('INVALID_INPUT', `${name} must have ${limits.min}–${limits.max} characters`, field)
  }
  if (hasControlCharacter(text)) {
    return createProblem('INVALID_INPUT', `${name} must not contain control characters`, field)
  }
  return null
}

const maxNameLength = 100

/**
 * The problem of a display name; null if it has none. A name is one line without white space at its ends, because lists, tables and logs
 * show it between other texts.
 */
export function checkName(name: string, field: readonly string[]): Problem | null {
  const problem = checkText(name, field, { min: 1, max: maxNameLength })
  if (problem !== null || (isIdentifierText(name) && !hasDirectionOverride(name))) return problem
  const message = `${field.join('.')} must be one line, without white space at its ends and characters that change its direction`
  return createProblem('INVALID_INPUT', message, field)
}

/** The first problem of several checks; null if none found one. */
export function firstProblem(...problems: readonly (Problem | null)[]): Problem | null {
  return problems.find((problem) => problem !== null) ?? null
}
