import { z } from 'zod'
import type { AccessRule, SecretRule } from '../../domain/access/access-rule.ts'
import { operatorRoles } from '../../domain/access/operator-role.ts'

/** The arguments of `@secret`, with their defaults. */
export const secretRuleSchema = z.object({
  as: z.array(z.enum(['CLIENT', 'SERVER', 'OPERATOR'])),
  role: z.enum(['READER', 'GAME_SERVER', 'ADMIN']),
  operators: z.array(z.enum(operatorRoles)),
}) satisfies z.ZodType<SecretRule>

/** The arguments of `@auth`, with their defaults. */
export const accessRuleSchema = secretRuleSchema.extend({
  stepUp: z.boolean(),
  appKey: z.boolean(),
  tokens: z.boolean(),
}) satisfies z.ZodType<AccessRule>
