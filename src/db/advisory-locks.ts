/**
 * Keys of the advisory locks. They are arbitrary, but must differ from each other and from those of other programs in the database.
 * The functions in the migration contain the second one as a literal.
 */
export const advisoryLocks = {
  /** Held by the process that migrates the schema. */
  migration: 7_226_158_401,
  /** Held by `sequence_events` and `drop_oldest_event_partition` until their transaction ends. */
  sequencer: 7_226_158_402,
} as const
