export type PreparedTexts = {
  /**
   * Whether the statement with this text is to be prepared.
   * @param isRequested the text is a list or a join whose plan is the same for all values
   */
  readonly shouldPrepare: (text: string, isRequested?: boolean) => boolean
}

/** Every connection keeps the plan of a prepared statement, some tens of kilobytes. */
const maxTexts = 200
const maxRequestedTexts = 200

/**
 * Decides which statements of the query builder are prepared: the first texts that occur, as many as a connection can keep. The others are
 * parsed and planned at each execution.
 *
 * Only reads by keys are prepared, whose plan is the same for all values and sizes of the tables. The best plan of a list depends on
 * the values of its filters and on its length, and that of a join on the sizes; a lateral join has one order only. Statements
 * for which that does not hold request it.
 */
export function createPreparedTexts(): PreparedTexts {
  const texts = new Set<string>()
  const requestedTexts = new Set<string>()
  return {
    shouldPrepare: (text, isRequested = false) => {
      const prepared = isRequested ? requestedTexts : texts
      if (prepared.has(text)) return true
      if (prepared.size >= (isRequested ? maxRequestedTexts : maxTexts)) return false
      if (!isRequested && (isList(text) || / join (?!lateral )/.test(text))) return false
      prepared.add(text)
      return true
    },
  }
}

/** The clauses of the whole statement follow its last parenthesis. */
const isList = (text: string) => / order by | limit [^)]*$/.test(text)
