/**
 * Keys of the advisory locks. They are arbitrary, but must differ from each other and from those of other programs in the database.
 * The functions in the migrations contain the second one as a literal, and two that are pairs with a hash: 722615841 of an AppKey,
 * while its entitlements are computed or their items change, and 722615842 of a user whose entitlements are computed.
 */
export const advisoryLocks = {
  /** Held by the process that migrates the schema. */
  migration: 7_226_158_401,
  /** Held by `sequence_events` and `drop_oldest_event_partition` until their transaction ends. */
  sequencer: 7_226_158_402,
} as const
