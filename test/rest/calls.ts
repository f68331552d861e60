import type { Data } from '../api/gateway.ts';

const ITEM = { number: 'I00000001', billing_system_customer_identifier: 'B-1', reference_number: 'R-1' };
const PAGE = { number_of_results: '50', offset: '0' };

/** For each method a call in order that gives every parameter; of those of which one is taken, the first. */
export const CALLS: Readonly<Record<string, Data>> = {
  'authentication/token': { username: 'anna', password: 'x', organisation: 'first', unit: 'Head office' },
  'authentication/token/release': { token: 'x' },
  'authentication/web_api_key/token': { unit: 'Head office' },
  'netflix/promotions/list': { fields_set: 'code,name' },
  'netflix/subscriptions/show': {
    billing_system_customer_identifier: 'B-1',
    fields_set: 'netflix_sate, prices_set',
  },
  'netflix/subscriptions/create': {
    billing_system_customer_identifier: 'B-1',
    promotion_code: '14',
    channel: 'WEB',
    validity_duration: 3600,
    customer_first_name: 'Ana',
    customer_last_name: 'Moreno',
    customer_address: {
      type: 'HOME',
      is_primary: true,
      postal_code: '1065',
      street_name: 'Makarios Avenue',
      street_number: '10',
      floor: 2,
      apartment_number: '3',
      area: 'Centre',
      town_city: 'Nicosia',
      district: 'Nicosia',
      municipality: 'Nicosia',
      country: 'CY',
      country_identifier: { two_character_code: 'CY' },
      address_line_2: 'At the back',
      po_box: '12',
      po_box_postal_code: '1066',
      care_of: 'Eva Moreno',
    },
    customer_email: {
      type: 'PERSONAL',
      email_address: 'ana@example.com',
      is_primary: true,
      notes: 'Reads it on Mondays',
    },
    customer_phone: {
      type: 'MOBILE',
      number: '99123456',
      is_primary: true,
      area_code: '022',
      country: 'CY',
      country_identifier: { two_character_code: 'CY' },
      notes: 'Rings long',
    },
    fields_set: 'netflix_token,expires_on',
  },
  'netflix/subscriptions/suspend': { billing_system_customer_identifier: 'B-1' },
  'netflix/subscriptions/unsuspend': { billing_system_customer_identifier: 'B-1' },
  'netflix/subscriptions/terminate': { billing_system_customer_identifier: 'B-1' },
  'netflix/charges/list': { ...PAGE, charge_status: 'PROCESSED', fields_set: 'number,amount' },
  'netflix/charges/acknowledge': { acknowledged_charges_set: [ITEM] },
  'netflix/charges/accept': { accepted_charges_set: [ITEM] },
  'netflix/charges/decline': { declined_charges_set: [ITEM] },
  'provisioning/generic_provisioning_requests/get_pending': {
    provisioning_provider_identifier: 'name=iptv',
    ...PAGE,
    fields_set: 'account_number',
  },
  'provisioning/generic_provisioning_requests/send_response': {
    provisioning_provider_identifier: { name: 'iptv' },
    responses_set: [
      {
        number: 'P00000001',
        response_status: 'REJECTED',
        error_code: 'E1',
        error_description: 'no such box',
        account_number: 'ACC-1',
      },
    ],
  },
};
