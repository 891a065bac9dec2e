export const hourMs = 60 * 60 * 1000
export const dayMs = 24 * hourMs
/** The virtual clock moves at most this far ahead, which stays within the validity of the certificates. */
export const maxClockOffsetMs = 10 * 365 * dayMs
