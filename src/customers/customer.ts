import type { Tellings } from '../changes.ts';
import type { Packed } from '../packed.ts';
import type { Instant } from '../time.ts';

export const ADDRESS_TYPES = [
  'HOME',
  'BUSINESS',
  'POBOX',
  'CUSTOM1',
  'CUSTOM2',
  'CUSTOM3',
  'CUSTOM4',
  'CUSTOM5',
] as const;
export const EMAIL_TYPES = [
  'PERSONAL',
  'BUSINESS',
  'CUSTOM1',
  'CUSTOM2',
  'CUSTOM3',
  'CUSTOM4',
  'CUSTOM5',
] as const;
export const PHONE_TYPES = [
  'LANDLINE',
  'MOBILE',
  'FAX',
  'CUSTOM1',
  'CUSTOM2',
  'CUSTOM3',
  'CUSTOM4',
  'CUSTOM5',
] as const;

/** A person or household of the operator. */
export interface Customer {
  readonly id: number;
  /** The operator's own key, unique per operator; Netflix never sees it. */
  readonly billingSystemCustomerIdentifier: string;
  /** The PAI (partner account identifier): opaque, made by the gateway, unique over all operators; what Netflix knows. */
  readonly netflixCustomerIdentifier: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly addresses: Packed<readonly Address[]>;
  readonly emails: Packed<readonly Email[]>;
  readonly phones: Packed<readonly Phone[]>;
  readonly createdOn: Instant;
}

/** How events tell a customer: by the names of fields alone, because all of it is personal. */
export const CUSTOMER_TELLINGS: Tellings<Customer> = {
  billingSystemCustomerIdentifier: 'personal',
  firstName: 'personal',
  lastName: 'personal',
  addresses: 'personal',
  emails: 'personal',
  phones: 'personal',
};

/** One of the two identifiers that name a customer; exactly one is given. */
export type CustomerBy =
  { readonly billingSystemCustomerIdentifier: string } | { readonly netflixCustomerIdentifier: string };

interface Contact {
  /** Exactly one of a list that is not empty. */
  readonly isPrimary: boolean;
}

export interface Address extends Contact {
  readonly type: (typeof ADDRESS_TYPES)[number];
  readonly postalCode: string | null;
  readonly streetName: string | null;
  readonly streetNumber: string | null;
  readonly floor: number | null;
  readonly apartmentNumber: string | null;
  readonly area: string | null;
  readonly townCity: string | null;
  readonly district: string | null;
  readonly municipality: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly addressLine1: string | null;
  readonly addressLine2: string | null;
  readonly poBox: string | null;
  readonly poBoxPostalCode: string | null;
  readonly careOf: string | null;
}

export interface Email extends Contact {
  readonly type: (typeof EMAIL_TYPES)[number];
  readonly emailAddress: string;
  readonly notes: string | null;
}

export interface Phone extends Contact {
  readonly type: (typeof PHONE_TYPES)[number];
  readonly number: string;
  readonly areaCode: string | null;
  readonly country: string | null;
  readonly notes: string | null;
}

/** The identifier of a customer whose own was erased: unique and without meaning, since the PAI is both. */
export function erasedIdentifier({ netflixCustomerIdentifier }: Customer): string {
  return `ERASED-${netflixCustomerIdentifier}`;
}

/** What a caller gives of a contact: which one is primary may be left open. */
export type Given<T extends Contact> = Omit<T, 'isPrimary'> & { readonly isPrimary: boolean | null };
