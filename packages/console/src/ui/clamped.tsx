/** A text that a client, a user or a store wrote: of any length and any script, and in a few lines. */
export function Clamped({ text }: { readonly text: string }) {
  return (
    <bdi className="line-clamp-3 break-words" title={text.slice(0, 500)}>
      {text}
    </bdi>
  )
}
