import { hasControlCharacter } from '../platform/text.ts'
import { createProblem, type Problem } from './problem.ts'

/** The problem with a text, or null if its length fits and it has no control characters. */
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
    return createProblem('INVALID_INPUT', `${name} must not hold control characters`, field)
  }
  return null
}

/** The first problem among several checks. */
export function firstProblem(...problems: readonly (Problem | null)[]): Problem | null {
  return problems.find((problem) => problem !== null) ?? null
}
