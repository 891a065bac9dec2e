import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

function Anchor(props: ComponentProps<'a'>) {
  return (
    <a
      data-row-link
      className="underline decoration-line underline-offset-2 hover:decoration-accent"
      {...props}
    />
  )
}

/** The link of a row of a table to its page. */
export const RowLink = createLink(Anchor)
