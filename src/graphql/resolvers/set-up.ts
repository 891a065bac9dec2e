import { listSetUpSteps } from '../../domain/set-up/list-set-up-steps.ts'
import type { QueryResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const setUpQueries = {
  setUpSteps: (_, __, context) => listSetUpSteps(domainOf(context)),
} satisfies QueryResolvers
