export type MoneyText = { readonly amount: string; readonly currencyCode: string }

const decimal = /^-?\d+(?:\.\d+)?$/

/** Formats an exact amount. The text goes to `Intl` as it is, never as a number, which would round it. */
export function formatMoney({ amount, currencyCode }: MoneyText, language: string): string {
  if (!decimal.test(amount)) return `${amount} ${currencyCode}`
  const stated = amount.split('.')[1]?.length ?? 0
  try {
    const format = new Intl.NumberFormat(language, { style: 'currency', currency: currencyCode })
    const { minimumFractionDigits: usual = 0 } = format.resolvedOptions()
    const digits = Math.max(usual, stated)
    return new Intl.NumberFormat(language, {
      style: 'currency',
      currency: currencyCode,
      minimumFractionDigits: usual,
      maximumFractionDigits: digits,
    }).format(amount as Intl.StringNumericLiteral)
  } catch {
    return `${amount} ${currencyCode}`
  }
}

/** Rounds an average to the digits that its currency has. */
export function formatAverage({ amount, currencyCode }: MoneyText, language: string): string {
  try {
    return new Intl.NumberFormat(language, { style: 'currency', currency: currencyCode }).format(
      amount as Intl.StringNumericLiteral,
    )
  } catch {
    return `${amount} ${currencyCode}`
  }
}
