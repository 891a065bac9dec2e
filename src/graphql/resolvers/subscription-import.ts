import { importSubscriptions } from '../../domain/subscription-import/import-subscriptions.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const subscriptionImportMutations = {
  importSubscriptions: async (_, { input: { csv, format, registerUsers, dryRun } }, context) => {
    const { counts, errors, errorCount, problem } = await importSubscriptions(domainOf(context), {
      csv,
      format: format ?? 'LIST',
      registerUsers: registerUsers ?? false,
      dryRun: dryRun ?? false,
    })
    return { ...counts, errors, errorCount, problem }
  },
} satisfies MutationResolvers
