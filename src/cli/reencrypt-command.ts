import { installationId } from '../platform/ids.ts'
import type { Command } from 'commander'
import { toAuditOrigin } from '../domain/audit/audit-origin.ts'
import { recordOperatorAudit } from '../domain/audit/record-audit.ts'
import { reencryptSecrets } from '../domain/secrets/reencrypt-secrets.ts'
import { addChangeCommand, type ChangeOption } from './options.ts'
import { printFields } from './output.ts'
import { commandLineCaller, withServices, type EnvironmentVariables } from './with-services.ts'

export function addReencryptCommand(program: Command, environment: EnvironmentVariables): void {
  addChangeCommand(
    program,
    'reencrypt',
    're-encrypt stored secrets with the first secret of COINSLOT_SECRET',
  ).action(async ({ json, reason }: ChangeOption) => {
    const counts = await withServices(environment, async (services) => {
      const { actor } = toAuditOrigin({ caller: commandLineCaller })
      await recordOperatorAudit(services, {
        appId: null,
        actor,
        reason: reason ?? null,
        action: 'reencryptSecrets',
        subjectId: installationId,
        changes: {},
        address: null,
      })
      return reencryptSecrets(services)
    })
    printFields(counts, json)
  })
}
