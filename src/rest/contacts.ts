import {
  ADDRESS_TYPES,
  EMAIL_TYPES,
  PHONE_TYPES,
  type Address,
  type Email,
  type Given,
  type Phone,
} from '../customers/customer.ts';
import { text, trueOrFalse as isTrue, textOrNull, wholeNumber as number, type Fields } from './fields.ts';
import {
  areaCode,
  country,
  emailAddress,
  name,
  note,
  objectWith,
  phoneNumber,
  trueOrFalse,
  wholeNumber,
  wordOf,
} from './kinds.ts';
import { mandatory, optional, type Kind, type Values } from './parameters.ts';

const is_primary = optional(
  trueOrFalse,
  'Nothing hangs on it here: the one that is given is the primary one.',
);

/** Both ways in which clients tell a country. */
const COUNTRY = {
  country: optional(country, 'ISO 3166-1 in two capital letters.'),
  country_identifier: optional(
    objectWith({ two_character_code: optional(country, 'ISO 3166-1 in two capital letters.') }),
    'The same as `country`, which counts when both are given.',
  ),
};

function countryIn({ country: code, country_identifier }: Values<typeof COUNTRY>): string | null {
  return code ?? country_identifier?.two_character_code ?? null;
}

/** An address, written part by part or in lines. */
const ADDRESS_PARAMETERS = objectWith(
  {
    type: mandatory(wordOf(ADDRESS_TYPES), 'What it is used for.'),
    is_primary,
    postal_code: optional(name, 'Postal code.'),
    street_name: optional(name, 'Street, in an address written part by part.'),
    street_number: optional(name, 'House number.'),
    floor: optional(wholeNumber(-20, 300), 'Floor; 0 is the ground floor.'),
    apartment_number: optional(name, 'Apartment, flat or office.'),
    area: optional(name, 'Part of the town or city.'),
    town_city: optional(name, 'Town or city.'),
    district: optional(name, 'District, county or state.'),
    municipality: optional(name, 'Municipality.'),
    ...COUNTRY,
    address_line_1: optional(name, 'First line, in an address written in lines.'),
    address_line_2: optional(name, 'Second line.'),
    po_box: optional(name, 'Post-office box.'),
    po_box_postal_code: optional(name, 'Postal code of the post-office box.'),
    care_of: optional(name, 'Who takes the mail in.'),
  },
  ['street_name', 'address_line_1'],
);

/** A postal address as a parameter. */
export const address: Kind<Given<Address>> = {
  schema: ADDRESS_PARAMETERS.schema,
  read: (given, parameter) => {
    const parts = ADDRESS_PARAMETERS.read(given, parameter);
    return {
      type: parts.type,
      isPrimary: parts.is_primary,
      postalCode: parts.postal_code,
      streetName: parts.street_name,
      streetNumber: parts.street_number,
      floor: parts.floor,
      apartmentNumber: parts.apartment_number,
      area: parts.area,
      townCity: parts.town_city,
      district: parts.district,
      municipality: parts.municipality,
      country: countryIn(parts),
      addressLine1: parts.address_line_1,
      addressLine2: parts.address_line_2,
      poBox: parts.po_box,
      poBoxPostalCode: parts.po_box_postal_code,
      careOf: parts.care_of,
    };
  },
};

const EMAIL_PARAMETERS = objectWith({
  type: mandatory(wordOf(EMAIL_TYPES), 'What it is used for.'),
  email_address: mandatory(emailAddress, 'The address itself.'),
  is_primary,
  notes: optional(note, 'Anything worth knowing about it.'),
});

/** An e-mail address as a parameter. */
export const email: Kind<Given<Email>> = {
  schema: EMAIL_PARAMETERS.schema,
  read: (given, parameter) => {
    const { type, email_address, is_primary: isPrimary, notes } = EMAIL_PARAMETERS.read(given, parameter);
    return { type, isPrimary, emailAddress: email_address, notes };
  },
};

const PHONE_PARAMETERS = objectWith({
  type: mandatory(wordOf(PHONE_TYPES), 'What it reaches.'),
  number: mandatory(phoneNumber, 'The number, 3 to 20 digits.'),
  is_primary,
  area_code: optional(areaCode, 'Area code, when it is not part of the number.'),
  ...COUNTRY,
  notes: optional(note, 'Anything worth knowing about it.'),
});

/** A phone number as a parameter. */
export const phone: Kind<Given<Phone>> = {
  schema: PHONE_PARAMETERS.schema,
  read: (given, parameter) => {
    const parts = PHONE_PARAMETERS.read(given, parameter);
    const { type, is_primary: isPrimary, number: dialled, area_code: areaCode, notes } = parts;
    return { type, isPrimary, number: dialled, areaCode, country: countryIn(parts), notes };
  },
};

/** An address as it is answered; what is absent is left out. */
export const ADDRESS: Fields<Address> = {
  type: text('What it is used for.', ({ type }) => type),
  is_primary: isTrue('Always true: it is the primary one.', ({ isPrimary }) => isPrimary),
  postal_code: textOrNull('Postal code.', ({ postalCode }) => postalCode),
  street_name: textOrNull('Street.', ({ streetName }) => streetName),
  street_number: textOrNull('House number.', ({ streetNumber }) => streetNumber),
  floor: { ...number<Address>('Floor.', ({ floor }) => floor ?? 0), of: ({ floor }) => floor },
  apartment_number: textOrNull('Apartment, flat or office.', ({ apartmentNumber }) => apartmentNumber),
  area: textOrNull('Part of the town or city.', ({ area }) => area),
  town_city: textOrNull('Town or city.', ({ townCity }) => townCity),
  district: textOrNull('District, county or state.', ({ district }) => district),
  municipality: textOrNull('Municipality.', ({ municipality }) => municipality),
  country: textOrNull('ISO 3166-1 in two capital letters.', (address) => address.country),
  address_line_1: textOrNull('First line.', ({ addressLine1 }) => addressLine1),
  address_line_2: textOrNull('Second line.', ({ addressLine2 }) => addressLine2),
  po_box: textOrNull('Post-office box.', ({ poBox }) => poBox),
  po_box_postal_code: textOrNull('Postal code of the box.', ({ poBoxPostalCode }) => poBoxPostalCode),
  care_of: textOrNull('Who takes the mail in.', ({ careOf }) => careOf),
};
