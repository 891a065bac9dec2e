import { hasControlCharacter } from '../platform/text.ts'
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

/** The first problem of several checks; null if none found one. */
export function firstProblem(...problems: readonly (Problem | null)[]): Problem | null {
  return problems.find((problem) => problem !== null) ?? null
}
