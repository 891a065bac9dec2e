import { i18n } from '@lingui/core'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

/** An identifier in monospace, with a button that copies it. */
export function CopyText({ text }: { readonly text: string }) {
  return (
    <span className="inline-flex max-w-full items-start gap-1">
      <bdi className="min-w-0 font-mono text-xs leading-5 break-all">{text}</bdi>
      <CopyButton text={text} />
    </span>
  )
}

export function CopyButton({ text }: { readonly text: string }) {
  const [isCopied, copy] = useCopy()
  return (
    <button
      type="button"
      className="inline-flex size-5 shrink-0 items-center justify-center rounded text-soft hover:bg-hover hover:text-ink"
      aria-label={isCopied ? i18n.t('Copied') : i18n.t('Copy {text}', { text: text.slice(0, 60) })}
      onClick={() => copy(text)}
    >
      {isCopied ? <Check aria-hidden size={12} /> : <Copy aria-hidden size={12} />}
    </button>
  )
}

const shownMs = 2_000

/** Copies a text, and says for a moment that it did. */
export function useCopy(): [boolean, (text: string) => void] {
  const [copiedAt, setCopiedAt] = useState(0)
  useEffect(() => {
    if (copiedAt === 0) return undefined
    const timer = setTimeout(() => setCopiedAt(0), shownMs)
    return () => clearTimeout(timer)
  }, [copiedAt])
  const copy = (text: string) => {
    void navigator.clipboard.writeText(text).then(() => setCopiedAt(performance.now()))
  }
  return [copiedAt !== 0, copy]
}
