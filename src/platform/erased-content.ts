/** What replaces what a store said about an erased user. */
export const erasedContent = '{"erased":true}'
