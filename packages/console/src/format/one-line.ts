/** A text of a store or a client must not look like another line of a summary. */
export const oneLine = (text: string) =>
  text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ').slice(0, 500)
