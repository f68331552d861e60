import type { GraphiqlTab } from '../graphql/graphiql.ts';
import { addMonths, dayOf, formatInstant, type Instant } from '../time.ts';
import { DEMO } from './demo.ts';
import {
  ADMINISTRATION,
  CHARGES,
  CREDENTIALS,
  CUSTOMERS,
  DECISIONS,
  EVENTS,
  LIVE_UPDATES,
  NETFLIX,
  PROMOTIONS,
  PROVISIONING,
  SUBSCRIPTIONS,
} from './operations.ts';

/**
 * What GraphiQL opens with: a tab of ready-made operations for each capability, with variables that mean something in the demo. Without a
 * demo, the header says where a credential belongs.
 */
export function tabsFor(hasDemo: boolean, now: Instant): GraphiqlTab[] {
  const headers = { Authorization: `Bearer ${hasDemo ? DEMO.apiKey : 'YOUR TOKEN OR API KEY'}` };
  return [
    { headers, query: CUSTOMERS, variables: customers },
    { headers, query: CHARGES, variables: { number: 'I00000032' } },
    { headers, query: DECISIONS, variables: decisions },
    {
      headers,
      query: SUBSCRIPTIONS,
      variables: { registration, by: { billingSystemCustomerIdentifier: 'B-1009' }, update },
    },
    { headers, query: PROMOTIONS, variables: {} },
    { headers, query: NETFLIX, variables: fromNetflix(now) },
    { headers, query: PROVISIONING, variables: provisioning },
    { headers, query: EVENTS, variables: { events: { types: null }, number: 'I00000032' } },
    { headers, query: LIVE_UPDATES, variables: { after: null } },
    { headers, query: ADMINISTRATION, variables: administration(now) },
    {
      headers,
      query: CREDENTIALS,
      variables: hasDemo ? credentialsOf(DEMO.operator.code, DEMO) : credentialsOf('YOURS', YOURS),
    },
  ];
}

// Somebody who did not sign up in time, and somebody whose subscription is over.
const customers = {
  by: { billingSystemCustomerIdentifier: 'B-1001' },
  search: 'brennan',
  stuck: { billingSystemCustomerIdentifier: 'B-1012' },
  last: { charges: [{ number: 'I00000034', billingSystemCustomerIdentifier: 'B-1008' }] },
  gone: { billingSystemCustomerIdentifier: 'B-1008' },
};

// The numbers are those of the demo's story: 37 is the newest charge, 32 the one that was approved last.
const decisions = {
  accept: {
    charges: [{ number: 'I00000037', billingSystemCustomerIdentifier: 'B-1002', referenceNumber: 'INV-1' }],
  },
  decline: { charges: [{ number: 'I00000037', billingSystemCustomerIdentifier: 'B-1002' }] },
  acknowledge: { charges: [{ number: 'I00000032', billingSystemCustomerIdentifier: 'B-1001' }] },
};

// Request 4 was rejected, 5 asks for somebody to be taken in, 6 for somebody to be switched off.
const provisioning = {
  provider: { alternativeCode: DEMO.platform.alternativeCode },
  respond: {
    provider: { alternativeCode: DEMO.platform.alternativeCode },
    responses: [
      { number: 'P00000005', status: 'ACCEPTED', accountNumber: 'STB-5512' },
      {
        number: 'P00000006',
        status: 'REJECTED',
        errorCode: 'E-9',
        errorDescription: 'The box is in repair.',
      },
    ],
  },
  wanted: {
    subscriptionNumber: 'S00000002',
    provider: { alternativeCode: DEMO.platform.alternativeCode },
    type: 'ADD_INSTALLED_ITEM',
    installedItem: { code: 'BOX-4K', serialNumber: 'SN-20417', name: 'Living room' },
  },
  number: 'P00000004',
  newProvider: { name: 'Broadband lines', alternativeCode: 'DSL' },
};

const registration = {
  billingSystemCustomerIdentifier: 'B-2001',
  promotionCode: 'WELCOME',
  channel: 'WEB',
  firstName: 'Orla',
  lastName: 'Nolan',
  address: {
    type: 'HOME',
    streetName: 'Harbour Row',
    streetNumber: '22',
    townCity: 'Ballysample',
    country: 'IE',
  },
  email: { type: 'PERSONAL', emailAddress: 'orla.nolan@example.com' },
  phone: { type: 'MOBILE', number: '+353 20 915 2001' },
};

const update = {
  by: { billingSystemCustomerIdentifier: 'B-1009' },
  emails: [{ type: 'PERSONAL', emailAddress: 'maeve@example.com' }],
};

function fromNetflix(now: Instant) {
  return {
    receive: {
      charges: [
        {
          netflixChargeIdentifier: 'NFX-TRY-1',
          netflixCustomerIdentifier: 'PAI-DEMO-1001',
          amount: '9.99',
          currency: DEMO.operator.localCurrency,
          paidThroughDate: dayOf(addMonths(now, 1)),
          raisedOn: formatInstant(now),
        },
      ],
    },
    signUp: { token: 'VALUE-OF-A-NETFLIX-TOKEN', signedUpOn: formatInstant(now) },
    ids: ['ID-OF-WHAT-IS-PARKED'],
  };
}

function administration(now: Instant) {
  return {
    policy: {
      decisionWindowHours: 48,
      onSilence: 'WAIT',
      exchangeRates: [{ currency: 'GBP', rate: '1.17' }],
    },
    promotion: {
      code: 'SPRING',
      name: 'Spring',
      effectiveFrom: formatInstant(now),
      expiresOn: formatInstant(addMonths(now, 3)),
    },
    promotionUpdate: { code: 'FAMILY', name: 'Family bundle plus' },
    apiKey: { name: 'billing run', scopes: ['READ', 'WRITE'] },
    prefix: 'PREFIX-OF-A-KEY',
  };
}

const YOURS = { username: 'YOU', password: 'YOUR PASSWORD', apiKey: 'YOUR API KEY' };

function credentialsOf(
  organisation: string,
  { username, password, apiKey }: Record<keyof typeof YOURS, string>,
) {
  return { logIn: { username, password, organisation }, logInWithApiKey: { apiKey } };
}
