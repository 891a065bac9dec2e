let decodedDay = { text: '', ms: Number.NaN }

/**
 * What `Date` reads from the text of a `timestamp(3) with time zone` in a session whose time zone is UTC, in a third of its time: a page of
 * a list has many, and most of them are of the same days. Other texts are left to `Date`.
 */
export function decodeInstant(text: string): Date {
  const fractionDigits = text.length - withoutFraction.length - 1
  if (text[10] !== ' ' || !text.endsWith('+00') || fractionDigits > 3) return new Date(text)
  const day = text.slice(0, 10)
  if (day !== decodedDay.text) decodedDay = { text: day, ms: Date.parse(day) }
  const minutes = readNumber(text, 11, 2) * 60 + readNumber(text, 14, 2)
  const seconds = minutes * 60 + readNumber(text, 17, 2)
  const fraction = fractionDigits < 1 ? 0 : readNumber(text, 20, fractionDigits) * 10 ** (3 - fractionDigits)
  return new Date(decodedDay.ms + seconds * 1_000 + fraction)
}

const withoutFraction = '2026-06-01 00:00:00+00'
const zero = 48

function readNumber(text: string, start: number, digits: number): number {
  let number = 0
  for (let index = start; index < start + digits; index += 1) {
    number = number * 10 + text.charCodeAt(index) - zero
  }
  return number
}
