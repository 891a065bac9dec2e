// The package itself would load the names of the countries in every language.
import countries from 'i18n-iso-countries/codes.json' with { type: 'json' }

const alpha2ByAlpha3 = new Map(countries.map(([alpha2, alpha3]) => [alpha3, alpha2]))

/** The ISO 3166-1 alpha-2 code of a storefront, which has an alpha-3 code; null if it is absent or unknown. */
export function toCountryCode(storefront: string | undefined): string | null {
  return storefront === undefined ? null : (alpha2ByAlpha3.get(storefront) ?? null)
}
