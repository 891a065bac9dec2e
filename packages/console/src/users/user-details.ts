import type { UserQuery } from '../generated/operations.ts'

/** A user with everything that its page shows. */
export type UserDetails = NonNullable<UserQuery['user']>
