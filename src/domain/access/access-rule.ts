import type { Caller } from '../context.ts'
import type { OperatorRole, ServerKeyRole } from '../models.ts'

/** Who may use a field of the API. The rule of each field is its `@auth` in the SDL. */
export type AccessRule = SecretRule & {
  /** Whether an operator needs a second factor that was confirmed a short time ago. */
  readonly stepUp: boolean
  /** Whether the field works on one AppKey, which an operator has to name. */
  readonly appKey: boolean
  /** Whether personal access tokens may use the field. */
  readonly tokens: boolean
}

/** Who may read a field that contains a secret. The rule of each such field is its `@secret` in the SDL. */
export type SecretRule = {
  readonly as: readonly Caller['kind'][]
  /** Minimum role of a server key. */
  readonly role: ServerKeyRole
  /** Roles of operators. */
  readonly operators: readonly OperatorRole[]
}
