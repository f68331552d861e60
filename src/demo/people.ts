import type { Address, Email, Given, Phone } from '../customers/customer.ts';
import type { Registration } from '../subscriptions/rules/facts.ts';
import type { Channel } from '../subscriptions/subscription.ts';

/** A customer of the demo operator. All of them are made up: example.com belongs to nobody, 020 91x is a prefix that Ireland keeps for fiction. */
export interface Person {
  /** B-1001 is known to Netflix as PAI-DEMO-1001. */
  readonly n: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly channel: Channel;
  readonly streetName: string;
  readonly streetNumber: string;
  readonly townCity: string;
}

const TOWN = 'Ballysample';

export const PEOPLE = {
  aoife: person(1001, 'Aoife', 'Brennan', 'WEB', 'Lighthouse Lane', '14'),
  tomas: person(1002, 'Tomás', 'Keane', 'MOBILE', 'Harbour Row', '3'),
  niamh: person(1003, 'Niamh', 'Doyle', 'BROADBAND', 'Mill Street', '27'),
  ruairi: person(1004, 'Ruairí', 'Walsh', 'WEB', 'Old Bridge Road', '8'),
  saoirse: person(1005, 'Saoirse', 'Flynn', 'STORE', 'Orchard Close', '51'),
  eoin: person(1006, 'Eoin', 'Murtagh', 'MOBILE', 'Harbour Row', '19'),
  clodagh: person(1007, 'Clodagh', 'Hennessy', 'WEB', 'Chapel Hill', '2'),
  fergus: person(1008, 'Fergus', 'Tierney', 'OTHER', 'Mill Street', '33'),
  maeve: person(1009, 'Maeve', 'Costello', 'BROADBAND', 'Lighthouse Lane', '6'),
  declan: person(1010, 'Declan', 'Moran', 'STORE', 'Station Terrace', '11'),
  grainne: person(1011, 'Gráinne', 'Lally', 'STORE', 'Orchard Close', '40'),
  cormac: person(1012, 'Cormac', 'Boyle', 'WEB', 'Station Terrace', '5'),
} as const;

function person(
  n: number,
  firstName: string,
  lastName: string,
  channel: Channel,
  streetName: string,
  streetNumber: string,
): Person {
  return { n, firstName, lastName, channel, streetName, streetNumber, townCity: TOWN };
}

/** The operator's own key of somebody. */
export function identifierOf({ n }: Person): string {
  return `B-${n}`;
}

/** What Netflix knows somebody by. */
export function netflixIdentifierOf({ n }: Person): string {
  return `PAI-DEMO-${n}`;
}

/** A token is good for a day, the longest there is. */
const VALIDITY = 86_400;

/** What the operator says of somebody when it registers them. */
export function registrationOf(person: Person, promotionCode: string | null): Registration {
  const { n, firstName, lastName, channel } = person;
  return {
    billingSystemCustomerIdentifier: identifierOf(person),
    promotionCode,
    channel,
    validityDuration: VALIDITY,
    firstName,
    lastName,
    address: addressOf(person),
    email: emailOf(`${asciiOf(firstName)}.${asciiOf(lastName)}@example.com`),
    phone: phoneOf(`+353 20 915 ${n}`),
  };
}

function addressOf({ streetName, streetNumber, townCity }: Person): Given<Address> {
  return {
    type: 'HOME',
    isPrimary: null,
    postalCode: null,
    streetName,
    streetNumber,
    floor: null,
    apartmentNumber: null,
    area: null,
    townCity,
    district: null,
    municipality: null,
    country: 'IE',
    addressLine1: null,
    addressLine2: null,
    poBox: null,
    poBoxPostalCode: null,
    careOf: null,
  };
}

function emailOf(emailAddress: string): Given<Email> {
  return { type: 'PERSONAL', isPrimary: null, emailAddress, notes: null };
}

function phoneOf(number: string): Given<Phone> {
  return { type: 'MOBILE', isPrimary: null, number, areaCode: null, country: 'IE', notes: null };
}

function asciiOf(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
