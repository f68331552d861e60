import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { ADDRESS_PARTS, AddressKind, EmailKind, PhoneKind } from './contact-types.ts';
import type { Address, Email, Given, Phone } from '../customer.ts';

/** Contacts of one kind that a customer can have at most. */
const MOST_CONTACTS = 20;

/** How a list of contacts is checked: its size, and that one of several is primary. */
export const contactList = (contacts: string) => ({
  ...check.holding(0, MOST_CONTACTS, contacts),
  refine: [check.onePrimary],
});

const isPrimary =
  'Whether it is the one to use first. Among several in a list exactly one must be true; a lone one is primary whatever is said. Null = false.';

const text = (description: string) => ({
  description: `${description} 1–255 characters.`,
  validate: { schema: check.name },
});

export const AddressInput = builder.inputType('AddressInput', {
  description:
    'A postal address, written either part by part (then `streetName` is required) or in lines (then `addressLine1` is).',
  validate: { refine: check.exactlyOne('streetName', 'addressLine1') },
  fields: (t) => ({
    type: t.field({ type: AddressKind, required: true, description: 'What it is used for.' }),
    isPrimary: t.boolean({ description: isPrimary }),
    postalCode: t.string(text(ADDRESS_PARTS.postalCode)),
    streetName: t.string(text(ADDRESS_PARTS.streetName)),
    streetNumber: t.string(text(ADDRESS_PARTS.streetNumber)),
    floor: t.int({
      description: `${ADDRESS_PARTS.floor} −20 to 300.`,
      validate: { schema: check.between(-20, 300) },
    }),
    apartmentNumber: t.string(text(ADDRESS_PARTS.apartmentNumber)),
    area: t.string(text(ADDRESS_PARTS.area)),
    townCity: t.string(text(ADDRESS_PARTS.townCity)),
    district: t.string(text(ADDRESS_PARTS.district)),
    municipality: t.string(text(ADDRESS_PARTS.municipality)),
    country: t.string({ description: ADDRESS_PARTS.country, validate: { schema: check.country } }),
    addressLine1: t.string(text(ADDRESS_PARTS.addressLine1)),
    addressLine2: t.string(text(ADDRESS_PARTS.addressLine2)),
    poBox: t.string(text(ADDRESS_PARTS.poBox)),
    poBoxPostalCode: t.string(text(ADDRESS_PARTS.poBoxPostalCode)),
    careOf: t.string(text(ADDRESS_PARTS.careOf)),
  }),
});

export const EmailInput = builder.inputType('EmailInput', {
  description: 'An e-mail address.',
  fields: (t) => ({
    type: t.field({ type: EmailKind, required: true, description: 'What it is used for.' }),
    isPrimary: t.boolean({ description: isPrimary }),
    emailAddress: t.string({
      required: true,
      description:
        'The address, such as `anna@example.com`: at most 254 characters. Its form is checked, not whether it exists.',
      validate: { schema: check.emailAddress },
    }),
    notes: t.string({
      description: 'Anything worth knowing about it: 1–1,000 characters.',
      validate: { schema: check.note },
    }),
  }),
});

export const PhoneInput = builder.inputType('PhoneInput', {
  description: 'A phone number.',
  fields: (t) => ({
    type: t.field({ type: PhoneKind, required: true, description: 'What it reaches.' }),
    isPrimary: t.boolean({ description: isPrimary }),
    number: t.string({
      required: true,
      description:
        'The number: 3–20 digits, with `+` in front and spaces, dots, hyphens, slashes or parentheses between them if you like.',
      validate: { schema: check.phoneNumber },
    }),
    areaCode: t.string({
      description: 'Area code, when it is not part of `number`: 1–8 digits with the same separators.',
      validate: { schema: check.areaCode },
    }),
    country: t.string({
      description: 'Whose numbering it follows, ISO 3166-1 in two capital letters, such as `CY`.',
      validate: { schema: check.country },
    }),
    notes: t.string({
      description: 'Anything worth knowing about it: 1–1,000 characters.',
      validate: { schema: check.note },
    }),
  }),
});

/** The address in words of the domain: what is not given is null. */
export function givenAddress(input: typeof AddressInput.$inferInput): Given<Address> {
  return {
    type: input.type,
    isPrimary: input.isPrimary ?? null,
    postalCode: input.postalCode ?? null,
    streetName: input.streetName ?? null,
    streetNumber: input.streetNumber ?? null,
    floor: input.floor ?? null,
    apartmentNumber: input.apartmentNumber ?? null,
    area: input.area ?? null,
    townCity: input.townCity ?? null,
    district: input.district ?? null,
    municipality: input.municipality ?? null,
    country: input.country ?? null,
    addressLine1: input.addressLine1 ?? null,
    addressLine2: input.addressLine2 ?? null,
    poBox: input.poBox ?? null,
    poBoxPostalCode: input.poBoxPostalCode ?? null,
    careOf: input.careOf ?? null,
  };
}

/** The e-mail address in words of the domain: what is not given is null. */
export function givenEmail({
  type,
  isPrimary,
  emailAddress,
  notes,
}: typeof EmailInput.$inferInput): Given<Email> {
  return { type, isPrimary: isPrimary ?? null, emailAddress, notes: notes ?? null };
}

/** The phone number in words of the domain: what is not given is null. */
export function givenPhone({
  type,
  isPrimary,
  number,
  areaCode,
  country,
  notes,
}: typeof PhoneInput.$inferInput): Given<Phone> {
  return {
    type,
    isPrimary: isPrimary ?? null,
    number,
    areaCode: areaCode ?? null,
    country: country ?? null,
    notes: notes ?? null,
  };
}
