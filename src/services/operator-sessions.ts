export type OperatorSession = {
  readonly sessionId: string
  readonly operatorId: string
  readonly email: string
  readonly name: string
  readonly isInstallationOwner: boolean
  readonly secondFactorAt: Date | null
}

export type OperatorSessions = {
  /**
   * The session of the request's cookie; null if there is none, or it ended, or its operator is disabled. Read from PostgreSQL each
   * time.
   */
  find: (headers: { cookie: string | null }) => Promise<OperatorSession | null>
  /** Calls the listener with the id of each session that ends, on every process. Returns a function that removes it. */
  onEnded: (listener: (sessionId: string) => void) => () => void
}

/** Sessions of a server whose operators cannot sign in: there are none. */
export function createNoOperatorSessions(): OperatorSessions {
  return { find: () => Promise.resolve(null), onEnded: () => () => undefined }
}
