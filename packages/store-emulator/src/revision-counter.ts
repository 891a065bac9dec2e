/** The order of all changes of purchases and subscriptions. */
export type RevisionCounter = {
  next: () => number
  /** Continues after a revision that was saved earlier. */
  continueAfter: (revision: number) => void
}

export function createRevisionCounter(): RevisionCounter {
  let revision = 0
  return {
    next: () => {
      revision += 1
      return revision
    },
    continueAfter: (saved) => {
      revision = Math.max(revision, saved)
    },
  }
}
