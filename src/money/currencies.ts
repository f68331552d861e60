/**
 * ISO 4217, list one (current currencies and funds), maintained by SIX: the list of 25 June 2024 with the amendments
 * 176 (XCG for ANG), 178 (no CUC), 179 (XAD) and 180 (no BGN), which hold since 1 January 2026. Grouped by minor units.
 * Not here, since their minor units are "N.A." and no amount can be counted in them: metals (XAG XAU XPD XPT), units
 * of account (XBA XBB XBC XBD XDR XSU XUA), testing (XTS) and no currency (XXX). Never replace it with `Intl`, which
 * follows CLDR: sixteen of these have other digits there, HUF, IDR and IQD among them.
 */
const CODES_BY_MINOR_UNITS: readonly (readonly [minorUnits: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
     CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
     HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
     MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
     RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
     USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

const MINOR_UNITS: ReadonlyMap<string, number> = new Map(
  CODES_BY_MINOR_UNITS.flatMap(([minorUnits, codes]) => codes.split(/\s+/).map((code) => [code, minorUnits])),
);

/** Every ISO 4217 code that an amount can be counted in. */
export const CURRENCIES: readonly string[] = [...MINOR_UNITS.keys()];

/** How many decimals an amount of the currency has, or null for a code that is not in the table, lower case included. */
export function minorUnits(code: string): number | null {
  return MINOR_UNITS.get(code) ?? null;
}
