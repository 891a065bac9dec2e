import { CopyButton } from './copy-text.tsx'

/** What a store or a receiver sent, as text. Nothing in it is interpreted. */
export function JsonView({ value, label }: { readonly value: unknown; readonly label: string }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return (
    <div className="relative min-w-0 border border-line bg-panel">
      <span className="absolute top-1 right-1 rounded bg-panel">
        <CopyButton text={text} />
      </span>
      <pre
        // A long text is scrolled with the keyboard, too.
        tabIndex={0}
        role="region"
        aria-label={label}
        dir="ltr"
        className="max-h-96 overflow-auto p-2 pr-8 font-mono text-xs leading-5 break-all whitespace-pre-wrap"
      >
        {text}
      </pre>
    </div>
  )
}
