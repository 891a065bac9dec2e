import type { Context } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import type { EventType } from '../../db/queries/events.ts'
import { createProblem, type Problem } from '../problem.ts'

/** Whether events may be sent there; where the name leads is looked at when they are sent. */
export function checkUrl({ limits }: Context, url: string): Problem | null {
  const field = ['url']
  return firstProblem(
    checkText(url, field, { min: 1, max: 2_000 }),
    checkForm(url, limits.webhooks.allowHttp, field),
  )
}

function checkForm(text: string, allowHttp: boolean, field: readonly string[]): Problem | null {
  const url = URL.parse(text)
  const protocols = allowHttp ? ['https:', 'http:'] : ['https:']
  if (url === null || !protocols.includes(url.protocol)) {
    const allowed = allowHttp ? 'https or http' : 'https'
    return createProblem('INVALID_INPUT', `url must be an address that begins with ${allowed}.`, field)
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    return createProblem('INVALID_INPUT', 'url must have no user, no password and no fragment.', field)
  }
  return null
}

export function checkTypes(types: readonly EventType[] | null): Problem | null {
  if (types?.length !== 0) return null
  return createProblem('INVALID_INPUT', 'types must name at least one type; without it all are sent.', [
    'types',
  ])
}
