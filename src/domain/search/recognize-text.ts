import type { IdPrefix } from '../../platform/ids.ts'
import { decodeUuid } from '../../platform/ids.ts'
import { parseServerKeyAppId } from '../../platform/server-key-secret.ts'
import { isIdentifierText } from '../../platform/text.ts'
import type {
  PastedObject,
  PastedText,
  StoreTextKind,
  StoreTextMatch,
} from '../../stores/contract/sale-search.ts'
import type { StoreEnvironment } from '../../stores/contract/sale.ts'
import { storeNames, type StoreDefinition, type StoreName } from '../../stores/contract/store-adapter.ts'
import { removeInvisible, trimPunctuation } from './clean-text.ts'
import { readObjects } from './read-objects.ts'

export type OwnTextKind =
  | 'OBJECT_ID'
  | 'ACCOUNT_TOKEN'
  | 'REQUEST_ID'
  | 'NOTIFICATION_ID'
  | 'PAYMENT_PURCHASE_TOKEN'
  | 'SERVER_KEY'
  | 'USER_ID'

/** What a text may be, by its form alone. */
export type RecognizedText = {
  readonly kind: OwnTextKind | StoreTextKind
  readonly store: StoreName | null
  readonly environment: StoreEnvironment | null
}

/** What is looked for; every text is compared exactly. */
export type SearchTerms = {
  readonly objectIds: readonly string[]
  readonly accountTokens: readonly string[]
  readonly userIds: readonly string[]
  readonly requestIds: readonly string[]
  readonly notificationIds: readonly string[]
}

export type StoreMatch = StoreTextMatch & { readonly store: StoreName }

export type Recognition = SearchTerms & {
  /** The text as it was understood, without what is secret in it; at most 200 characters. */
  readonly text: string
  /** Most certain first. */
  readonly recognizedAs: readonly RecognizedText[]
  readonly storeMatches: readonly StoreMatch[]
}

/** Recognizes texts of each store; the definitions of the stores have it. */
export type StoreRecognizers = Readonly<Record<StoreName, Pick<StoreDefinition, 'recognizeText'>>>

/** Ids of one text; more are never looked for. */
const maxTerms = 20
/** Longer texts are receipts or tokens. */
const maxSentenceLength = 4_000
const maxWords = 40
const maxIdLength = 200
/** Shorter texts that could be a token are more often ids of users. */
const minSecretLength = 40
const shownSecretLength = 12

const objectIdPattern = /^[a-z]{2,3}_[0-9a-z]{26}$/
type UnsearchedPrefix = 'key' | 'uts' | 'utk' | 'inv' | 'opr' | 'ent' | 'gnt'
const prefixes: Readonly<Record<Exclude<IdPrefix, UnsearchedPrefix> | 'ak', true>> = {
  ak: true,
  app: true,
  sub: true,
  itm: true,
  usr: true,
  pur: true,
  pay: true,
  con: true,
  evt: true,
  pop: true,
  ref: true,
  rvw: true,
  ntf: true,
  aud: true,
  whk: true,
  whd: true,
  csm: true,
  sal: true,
  rap: true,
  nte: true,
  dcp: true,
}
const uuidPattern = /^([\da-f]{8})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{12})$/
const requestIdPattern = /^req_[\da-f]{16}[\da-z]{8,16}$/
const purchaseTokenPattern = /^[\da-f]{8}\.[\w-]{43}$/
const secretKinds: ReadonlySet<RecognizedText['kind']> = new Set([
  'PURCHASE_TOKEN',
  'RECEIPT',
  'PAYMENT_PURCHASE_TOKEN',
  'SERVER_KEY',
])

/** Says what a pasted text may be: an id of this server, of a store or of the developer, a token, a receipt. Pure. */
export function recognizeText(stores: StoreRecognizers, pasted: string): Recognition {
  const cleaned = removeInvisible(pasted)
  const objects = readObjects(cleaned)
  const isReceipt = objects.length > 0
  const split = isReceipt ? noParts : splitText(cleaned)
  const parts = [split.whole, ...split.words].filter((part) => part !== '')
  const own = parts.map(recognizeOwn).filter((found) => found !== null)
  const isOwn = own.some(({ kind }) => kind !== 'ACCOUNT_TOKEN')
  const storeMatches = isOwn ? [] : recognizeAtStores(stores, split, objects)
  const notificationIds = toNotificationIds(parts, objects)
  const userIds = isOwn || isReceipt ? [] : toUserIds(pasted, cleaned)
  const recognizedAs = [
    ...own.map(({ kind }) => ({ kind, store: null, environment: null })),
    ...storeMatches.map(({ kind, store, environment }) => ({ kind, store, environment })),
    ...(notificationIds.length > 0 ? [{ kind: 'NOTIFICATION_ID', ...nowhere } as const] : []),
    ...(userIds.length > 0 ? [{ kind: 'USER_ID', ...nowhere } as const] : []),
  ]
  const textsOf = (kind: OwnTextKind) => own.filter((found) => found.kind === kind).map(({ text }) => text)
  const accountTokens = [...textsOf('ACCOUNT_TOKEN'), ...toAccountTokens(objects)].slice(0, maxTerms)
  return {
    text: showText(parts[0] ?? cleaned, recognizedAs),
    recognizedAs: deduplicate(recognizedAs).slice(0, maxTerms),
    objectIds: textsOf('OBJECT_ID'),
    accountTokens,
    requestIds: textsOf('REQUEST_ID'),
    notificationIds,
    userIds,
    storeMatches,
  }
}

const noParts: Parts = { whole: '', words: [], isSentence: false }
const nowhere = { store: null, environment: null } as const

const isToken = ({ kind }: StoreMatch) => kind === 'PURCHASE_TOKEN'
const isId = ({ kind }: StoreMatch) => kind === 'TRANSACTION_ID' || kind === 'ORDER_ID'

type Parts = {
  /** The text without white space, which mail programs add. */
  readonly whole: string
  /** Its words, because an id may stand in a sentence. */
  readonly words: readonly string[]
  /** Whether there is more than line breaks between the words. */
  readonly isSentence: boolean
}

function splitText(cleaned: string): Parts {
  const trimmed = trimPunctuation(cleaned)
  const whole = trimmed.replaceAll(/\s+/g, '')
  if (cleaned.length > maxSentenceLength) return { whole, words: [], isSentence: false }
  const words = cleaned.split(/\s+|(?<=\p{L})[:=]/u, maxWords).map(trimPunctuation)
  return {
    whole,
    words: [...new Set(words)].filter((word) => word !== '' && word !== whole),
    isSentence: /\S[^\S\r\n]+\S/.test(trimmed),
  }
}

type OwnText = { readonly kind: Exclude<OwnTextKind, 'USER_ID' | 'NOTIFICATION_ID'>; readonly text: string }

function recognizeOwn(part: string): OwnText | null {
  if (part.length > maxIdLength) return null
  const lower = part.toLowerCase()
  if (objectIdPattern.test(lower)) {
    const [prefix = '', suffix = ''] = lower.split('_')
    if (Object.hasOwn(prefixes, prefix) && decodeUuid(suffix) !== null) {
      return { kind: 'OBJECT_ID', text: lower }
    }
  }
  if (parseServerKeyAppId(part) !== null) return { kind: 'SERVER_KEY', text: part }
  if (requestIdPattern.test(lower)) return { kind: 'REQUEST_ID', text: lower }
  if (purchaseTokenPattern.test(part)) return { kind: 'PAYMENT_PURCHASE_TOKEN', text: part }
  const uuid = toUuid(lower)
  return uuid === null ? null : { kind: 'ACCOUNT_TOKEN', text: uuid }
}

function toUuid(lower: string): string | null {
  const groups = uuidPattern.exec(lower)?.slice(1)
  return groups === undefined ? null : groups.join('-')
}

function recognizeAtStores(
  stores: StoreRecognizers,
  { whole, words, isSentence }: Parts,
  objects: readonly PastedObject[],
): readonly StoreMatch[] {
  const recognize = (text: string, pastedObjects: readonly PastedObject[]): readonly StoreMatch[] => {
    // Account tokens are UUIDs, and no store issues any other.
    const pasted: PastedText = {
      text: toUuid(text.toLowerCase()) === null ? text : '',
      objects: pastedObjects,
    }
    const found = storeNames.flatMap((store) =>
      stores[store].recognizeText(pasted).map((match) => ({ ...match, store })),
    )
    // Any long text could be a token, but not one with the form of an id.
    return found.some(isId) ? found.filter((match) => !isToken(match)) : found
  }
  // The words of a sentence without its spaces look like a token, and so do the pieces of a token.
  const ofWhole = recognize(whole, objects).filter((match) => !isSentence || !isToken(match))
  const isWholeToken = ofWhole.some(isToken)
  const ofWords = words
    .flatMap((word) => recognize(word, []))
    .filter((match) => !isWholeToken || !isToken(match))
  return deduplicate([...ofWhole, ...ofWords]).slice(0, maxTerms)
}

/** Google and Apple number their notifications with digits or UUIDs, ONE store by purchase. */
function toNotificationIds(parts: readonly string[], objects: readonly PastedObject[]): readonly string[] {
  const named = objects.flatMap(({ notificationUUID, messageId, message_id: alias }) => [
    notificationUUID,
    messageId,
    alias,
  ])
  const texts = parts.filter((part) => /^\d{9,32}$/.test(part) || toUuid(part.toLowerCase()) !== null)
  const ids = [...texts, ...texts.map((text) => text.toLowerCase()), ...named]
  return [...new Set(ids.filter((id) => id !== undefined && isShortId(id)))].slice(0, maxTerms) as string[]
}

function toAccountTokens(objects: readonly PastedObject[]): readonly string[] {
  const texts = objects.flatMap((object) => [
    object['appAccountToken'],
    object['obfuscatedAccountId'],
    object['obfuscatedExternalAccountId'],
    object['developerPayload'],
    object['accountToken'],
  ])
  return texts.map((text) => toUuid((text ?? '').toLowerCase())).filter((uuid) => uuid !== null)
}

/** The developer's ids may contain what is removed from others, so the text is also taken as it is. */
function toUserIds(pasted: string, cleaned: string): readonly string[] {
  const texts = [pasted.trim(), cleaned, trimPunctuation(cleaned)]
  return [...new Set(texts)].filter((text) => isShortId(text))
}

function isShortId(text: string): boolean {
  return text.length <= maxIdLength && /[\p{L}\p{N}]/u.test(text) && isIdentifierText(text)
}

/** Tokens and receipts prove possession, so only their beginning is shown. */
function showText(text: string, recognizedAs: readonly RecognizedText[]): string {
  const isSecret = text.length >= minSecretLength && recognizedAs.some(({ kind }) => secretKinds.has(kind))
  if (isSecret) return `${text.slice(0, shownSecretLength)}…`
  return text.length > maxIdLength ? `${text.slice(0, maxIdLength - 1)}…` : text
}

function deduplicate<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}
