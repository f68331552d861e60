import type { Address, Customer, Email, Phone } from '../../../src/customers/customer.ts';
import { idOf } from '../../../src/ids.ts';
import { pack } from '../../../src/packed.ts';
import { hashOfSecret } from '../../../src/secrets.ts';
import type { Instant } from '../../../src/time.ts';

const FIRST_NAMES = [
  'Aoife',
  'Tomás',
  'Niamh',
  'Eoin',
  'Clodagh',
  'Maeve',
  'Declan',
  'Gráinne',
  'Cormac',
  'Orla',
];
const LAST_NAMES = [
  'Brennan',
  'Keane',
  'Doyle',
  'Walsh',
  'Flynn',
  'Hennessy',
  'Tierney',
  'Costello',
  'Moran',
];
/** How the operator calls its n-th customer. */
export function customerIdentifier(n: number): string {
  return `C-${String(n).padStart(8, '0')}`;
}

/** The operator's customer with that place from 0; all of them are made up. */
export function person(operatorId: number, n: number, createdOn: Instant): Customer {
  const firstName = FIRST_NAMES[n % FIRST_NAMES.length] ?? '';
  const lastName = LAST_NAMES[n % LAST_NAMES.length] ?? '';
  const id = idOf(operatorId, n + 1);
  const email: Email = {
    type: 'PERSONAL',
    isPrimary: true,
    emailAddress: `customer${n + 1}@example.com`,
    notes: null,
  };
  const phone: Phone = {
    type: 'MOBILE',
    isPrimary: true,
    number: `+353 20 91${String(n % 100_000).padStart(5, '0')}`,
    areaCode: null,
    country: 'IE',
    notes: null,
  };
  return {
    id,
    billingSystemCustomerIdentifier: customerIdentifier(n + 1),
    netflixCustomerIdentifier: `PAI-${hashOfSecret(`customer ${id}`).slice(0, 26)}`,
    firstName,
    lastName,
    addresses: pack(n % 2 === 0 ? [home(n)] : []),
    emails: pack([email]),
    phones: pack(n % 3 === 0 ? [] : [phone]),
    createdOn,
  };
}

function home(n: number): Address {
  return {
    type: 'HOME',
    isPrimary: true,
    postalCode: `D${String(n % 24)}`,
    streetName: 'Harbour Row',
    streetNumber: String((n % 90) + 1),
    floor: null,
    apartmentNumber: null,
    area: null,
    townCity: 'Ballysample',
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
