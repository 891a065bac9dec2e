/**
 * Keys of the advisory locks. They are arbitrary, but must differ from each other and from those of other programs in the database.
 * The functions in the migrations contain them as literals.
 */
export const advisoryLocks = {
  /** Held by the process that migrates the schema. */
  migration: 7_226_158_401,
  /**
   * Shared by the sequencers of all feeds until their transaction ends. `drop_oldest_event_partition`, and `sequence_events` of earlier
   * versions, hold it exclusively.
   */
  sequencer: 7_226_158_402,
  /** Held by the sequencer that creates the partition of a month. */
  eventPartition: 7_226_158_403,
  /** With the hash of the AppKey as the second key: held by the sequencer of its feed. Keys of two numbers are apart from the others. */
  feed: 722_615_840,
  /** With the hash of the AppKey: held while its entitlements are computed or their items change. */
  appEntitlements: 722_615_841,
  /** With the hash of the user: held while the user's entitlements are computed. */
  userEntitlements: 722_615_842,
} as const
