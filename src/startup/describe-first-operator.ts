import type { Config } from '../config/config.ts'
import { systemActor } from '../domain/audit/record-audit.ts'
import type { Services } from '../domain/context.ts'
import { createFirstOperatorLink, formatLinkUrl } from '../domain/operator-account/create-link.ts'

/** What a start prints while there is no operator: the link with which the owner of the installation creates the first one. */
export async function describeFirstOperator(
  services: Services,
  { operators, production, role }: Config,
  url: string,
): Promise<string[]> {
  if (role === 'worker') return []
  if (production && operators.consoleUrl === null) {
    return [
      'Operators cannot sign in: set CONSOLE_URL to the URL under which their browsers reach this server.',
    ]
  }
  try {
    const link = await createFirstOperatorLink(services, { actor: systemActor, address: null, reason: null })
    if (link === null) return []
    const linkUrl = formatLinkUrl(operators.consoleUrl ?? url, link)
    return [
      `There is no operator yet. Whoever opens this link first, within one hour, becomes the owner: ${linkUrl}`,
    ]
  } catch (error) {
    services.log.warn({ error }, 'could not create the link for the first operator')
    return []
  }
}
