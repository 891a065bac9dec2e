import { checkText } from '../input.ts'
import { createProblem, type Problem } from '../problem.ts'

/** The external ids of erased users begin with this, so that no caller can act as one of them. */
export const erasedIdPrefix = 'erased:'

export function checkUserId(userId: string): Problem | null {
  if (userId.startsWith(erasedIdPrefix)) {
    const message = `userId must not begin with "${erasedIdPrefix}", which marks erased users`
    return createProblem('INVALID_INPUT', message, ['userId'])
  }
  return checkText(userId, ['userId'], { min: 1, max: 200 })
}
