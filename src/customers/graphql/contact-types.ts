import { builder } from '../../graphql/builder.ts';
import type { Address, Email, Phone } from '../customer.ts';

/** Kinds of contact that every operator may use as it likes. */
const ownKinds = (contact: string) => {
  const ownKind = { description: `A kind of ${contact} that your operator defines for itself.` };
  return { CUSTOM1: ownKind, CUSTOM2: ownKind, CUSTOM3: ownKind, CUSTOM4: ownKind, CUSTOM5: ownKind };
};

export const AddressKind = builder.enumType('AddressType', {
  description: 'What an address is used for.',
  values: {
    HOME: { description: 'Where the customer lives.' },
    BUSINESS: { description: 'Where the customer works.' },
    POBOX: { description: 'Where the customer has a post-office box.' },
    ...ownKinds('address'),
  } satisfies Record<Address['type'], object>,
});

export const EmailKind = builder.enumType('EmailType', {
  description: 'What an e-mail address is used for.',
  values: {
    PERSONAL: { description: 'Private mail.' },
    BUSINESS: { description: 'Mail at work.' },
    ...ownKinds('e-mail address'),
  } satisfies Record<Email['type'], object>,
});

export const PhoneKind = builder.enumType('PhoneType', {
  description: 'What a phone number reaches.',
  values: {
    LANDLINE: { description: 'A fixed line.' },
    MOBILE: { description: 'A mobile phone.' },
    FAX: { description: 'A fax machine.' },
    ...ownKinds('phone number'),
  } satisfies Record<Phone['type'], object>,
});

/** What each part of an address means, given or answered. */
export const ADDRESS_PARTS = {
  postalCode: 'Postal code (ZIP) of the street address.',
  streetName: 'Street, in an address written part by part.',
  streetNumber: 'House number, with any letter.',
  floor: 'Floor; 0 is the ground floor, below it are negative ones.',
  apartmentNumber: 'Apartment, flat or office.',
  area: 'Part of the town or city.',
  townCity: 'Town or city.',
  district: 'District, county or state.',
  municipality: 'Municipality.',
  country: 'Country, ISO 3166-1 in two capital letters, such as `CY`.',
  addressLine1: 'First line, in an address written in lines (the international form).',
  addressLine2: 'Second line, in an address written in lines.',
  poBox: 'Post-office box.',
  poBoxPostalCode: 'Postal code of the post-office box.',
  careOf: 'Through whom the mail reaches the customer.',
} as const;

const none = (meaning: string) => ({
  nullable: true as const,
  description: `${meaning} Null when it was not given.`,
});

export const AddressType = builder.objectRef<Address>('Address').implement({
  description: 'A postal address, written either part by part (`streetName`) or in lines (`addressLine1`).',
  fields: (t) => ({
    type: t.expose('type', { type: AddressKind, description: 'What it is used for.' }),
    isPrimary: t.exposeBoolean('isPrimary', {
      description: 'Whether it is the one to use first; exactly one of a list is.',
    }),
    postalCode: t.exposeString('postalCode', none(ADDRESS_PARTS.postalCode)),
    streetName: t.exposeString('streetName', none(ADDRESS_PARTS.streetName)),
    streetNumber: t.exposeString('streetNumber', none(ADDRESS_PARTS.streetNumber)),
    floor: t.exposeInt('floor', none(ADDRESS_PARTS.floor)),
    apartmentNumber: t.exposeString('apartmentNumber', none(ADDRESS_PARTS.apartmentNumber)),
    area: t.exposeString('area', none(ADDRESS_PARTS.area)),
    townCity: t.exposeString('townCity', none(ADDRESS_PARTS.townCity)),
    district: t.exposeString('district', none(ADDRESS_PARTS.district)),
    municipality: t.exposeString('municipality', none(ADDRESS_PARTS.municipality)),
    country: t.exposeString('country', none(ADDRESS_PARTS.country)),
    addressLine1: t.exposeString('addressLine1', none(ADDRESS_PARTS.addressLine1)),
    addressLine2: t.exposeString('addressLine2', none(ADDRESS_PARTS.addressLine2)),
    poBox: t.exposeString('poBox', none(ADDRESS_PARTS.poBox)),
    poBoxPostalCode: t.exposeString('poBoxPostalCode', none(ADDRESS_PARTS.poBoxPostalCode)),
    careOf: t.exposeString('careOf', none(ADDRESS_PARTS.careOf)),
  }),
});

export const EmailType = builder.objectRef<Email>('Email').implement({
  description: 'An e-mail address.',
  fields: (t) => ({
    type: t.expose('type', { type: EmailKind, description: 'What it is used for.' }),
    isPrimary: t.exposeBoolean('isPrimary', {
      description: 'Whether it is the one to use first; exactly one of a list is.',
    }),
    emailAddress: t.exposeString('emailAddress', { description: 'The address, such as `anna@example.com`.' }),
    notes: t.exposeString('notes', none('Anything worth knowing about it.')),
  }),
});

export const PhoneType = builder.objectRef<Phone>('Phone').implement({
  description: 'A phone number.',
  fields: (t) => ({
    type: t.expose('type', { type: PhoneKind, description: 'What it reaches.' }),
    isPrimary: t.exposeBoolean('isPrimary', {
      description: 'Whether it is the one to use first; exactly one of a list is.',
    }),
    number: t.exposeString('number', { description: 'The number as you gave it, separators included.' }),
    areaCode: t.exposeString('areaCode', none('Area code, when it is not part of `number`.')),
    country: t.exposeString(
      'country',
      none('Whose numbering it follows, ISO 3166-1 in two capital letters, such as `CY`.'),
    ),
    notes: t.exposeString('notes', none('Anything worth knowing about it.')),
  }),
});
