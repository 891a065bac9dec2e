/**
 * The rows that one statement examines at most in order to find those that match. No index contains what changes often, so a list may
 * have to examine many rows to find one; then the next statement continues where this one stopped.
 */
export const rowsPerScan = 10_000
