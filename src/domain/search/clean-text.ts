/** Longer texts are receipts, which have none of the characters that this form replaces; some of them become 18 characters each. */
const maxComposedLength = 20_000
/** Characters that are not visible: zero-width, bidirectional and other format characters, control characters, fillers. */
const invisible = /(?!\s)[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Co}\p{Cs}]/gu
const dashes = /[\p{Pd}\u2212]/gu
/** What surrounds an id in a sentence, a table or a file. */
const punctuation = new Set('\'"`´‘’‚‛“”„‟‹›«»「」『』()[]<>{}|,;:.!?#*•·/\\~^&=')
/** Base64 ends with it. */
const padding = '='

/** Removes what people copy by accident and cannot see, and writes full-width characters and dashes as ASCII. */
export function removeInvisible(text: string): string {
  const composed = text.length > maxComposedLength ? text : text.normalize('NFKC')
  return composed.replaceAll(invisible, '').replaceAll(dashes, '-').trim()
}

/** Removes the punctuation around an id. A regular expression would take quadratic time for a long run of it. */
export function trimPunctuation(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && isPunctuation(text.charAt(start))) start += 1
  while (end > start && text.charAt(end - 1) !== padding && isPunctuation(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isPunctuation(character: string): boolean {
  return punctuation.has(character) || character.trim() === ''
}
