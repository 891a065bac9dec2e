import { isIdentifierText } from '../../platform/text.ts'
import { checkText } from '../input.ts'
import { createProblem, type Problem } from '../problem.ts'

/** The external ids of erased users begin with this, so that no caller can act as one of them. */
export const erasedIdPrefix = 'erased:'

/** The problem of a text that cannot be the id of a user in the developer's system; null if it can. */
export function checkUserId(text: string, field: readonly string[]): Problem | null {
  const name = field.join('.')
  if (text.startsWith(erasedIdPrefix)) {
    const message = `${name} must not begin with "${erasedIdPrefix}", which marks erased users`
    return createProblem('INVALID_INPUT', message, field)
  }
  const problem = checkText(text, field, { min: 1, max: 200 })
  if (problem !== null || isIdentifierText(text)) return problem
  const message = `${name} must not contain control characters, line separators, or white space at its ends`
  return createProblem('INVALID_INPUT', message, field)
}
