import type { Answer, Data } from '../../api/gateway.ts';

/** How a call of the old wire is asked in GraphQL, and how its answer reads on the old wire. */
export interface Translation {
  readonly query: string;
  readonly variables: (given: Data) => Data;
  /** The `data` of the old wire, or the code that the call is refused with. */
  readonly told: (data: Data, given: Data, now: number) => Told;
}

/** What a call came to, the same on either wire. */
export interface Told {
  readonly code: string;
  readonly data: unknown;
}

const NOTHING = { code: 'OK', data: {} };

const ITEMS = `charges { number } failedCharges { number referenceNumber errorCode errorDescription }`;

/** By the path of each method that somebody who is known can call. */
export const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  'netflix/promotions/list': {
    query: '{ promotions(first: 50) { nodes { code name description effectiveFrom expiresOn } } }',
    variables: () => ({}),
    told: ({ promotions }, { fields_set }, now) =>
      ok(
        promotions.nodes
          .filter(({ expiresOn }: Data) => expiresOn === null || Date.parse(expiresOn) > now)
          .map((promotion: Data) => picked(promotionOf(promotion), fields_set)),
      ),
  },
  'netflix/subscriptions/show': {
    query: `query ($by: CustomerBy!) {
      customer(by: $by) {
        subscriptions(first: 50) {
          nodes {
            number netflixState lifeCycleState
            promotions { promotion { code name description effectiveFrom expiresOn } }
            prices { formattedPrice }
          }
        }
      }
    }`,
    variables: (given) => ({ by: customerBy(given) }),
    told: ({ customer }, { fields_set }) =>
      customer === null
        ? { code: 'CUSTOMER_NOT_FOUND', data: {} }
        : ok(
            customer.subscriptions.nodes.map((one: Data) =>
              picked(
                {
                  subscription_number: one.number,
                  netflix_sate: one.netflixState,
                  life_cycle_state: one.lifeCycleState,
                  promotions_set: one.promotions.map(({ promotion }: Data) => promotionOf(promotion)),
                  prices_set: one.prices.map(({ formattedPrice }: Data) => ({
                    FormattedPrice: formattedPrice,
                  })),
                },
                fields_set,
              ),
            ),
          ),
  },
  'netflix/subscriptions/create': {
    query: `mutation ($input: RegisterSubscriptionInput!) {
      registerSubscription(input: $input) {
        subscription { number } netflixToken { value expiresOn redirectUrl } problems { code message }
      }
    }`,
    variables: (given) => ({
      input: {
        billingSystemCustomerIdentifier: given.billing_system_customer_identifier,
        promotionCode: given.promotion_code,
        channel: given.channel,
        validityDuration: given.validity_duration,
        firstName: given.customer_first_name,
        lastName: given.customer_last_name,
        address: contact(given.customer_address),
        email: inCamelCase(given.customer_email),
        phone: contact(given.customer_phone),
      },
    }),
    told: ({ registerSubscription: { subscription, netflixToken, problems } }) =>
      refusedBy(problems) ??
      ok({
        netflix_token: netflixToken.value,
        expires_on: toTheSecond(netflixToken.expiresOn),
        redirect_url: netflixToken.redirectUrl,
        subscription_number: subscription.number,
      }),
  },
  'netflix/subscriptions/suspend': lifeCycle('suspendSubscription', 'SuspendSubscriptionInput'),
  'netflix/subscriptions/unsuspend': lifeCycle('unsuspendSubscription', 'UnsuspendSubscriptionInput'),
  'netflix/subscriptions/terminate': lifeCycle('terminateSubscription', 'TerminateSubscriptionInput'),
  'netflix/charges/list': {
    query: `query ($first: Int!, $offset: Int!, $processing: ChargeProcessing!) {
      charges(first: $first, offset: $offset, filter: { processing: $processing }) {
        nodes {
          number customer { billingSystemCustomerIdentifier } amount { amount currency }
          localAmount { amount currency } paidThroughDate status receivedOn
          setAsApprovedOn setAsDeclinedOn setAsBadRequestOn setAsRejectedOn
        }
      }
    }`,
    variables: ({ number_of_results, offset, charge_status = 'PROCESSED' }) => ({
      first: Number(number_of_results),
      offset: Number(offset),
      processing: charge_status,
    }),
    told: ({ charges }, { fields_set }) =>
      ok({ charges_set: charges.nodes.map((charge: Data) => picked(chargeOf(charge), fields_set)) }),
  },
  'netflix/charges/accept': verb('acceptCharges', 'AcceptChargesInput', 'accepted_charges_set'),
  'netflix/charges/decline': verb('declineCharges', 'DeclineChargesInput', 'declined_charges_set'),
  'netflix/charges/acknowledge': verb(
    'acknowledgeCharges',
    'AcknowledgeChargesInput',
    'acknowledged_charges_set',
  ),
  'provisioning/generic_provisioning_requests/get_pending': {
    query: `query ($provider: ProvisioningProviderBy!, $first: Int!, $offset: Int!) {
      pendingProvisioningRequests(provider: $provider, first: $first, offset: $offset) {
        groups {
          subscription { number } accountNumber
          requests {
            number type executedDate
            address {
              type isPrimary postalCode streetName streetNumber floor apartmentNumber area townCity district
              municipality country addressLine1 addressLine2 poBox poBoxPostalCode careOf
            }
            accountInformation { firstName lastName billingSystemCustomerIdentifier }
            service { code name quantity } services { code name quantity }
            installedItem { code serialNumber name } installedItems { code serialNumber name }
          }
        }
      }
    }`,
    variables: ({ provisioning_provider_identifier: text, number_of_results, offset }) => {
      const [name = '', value = ''] = text.split('=', 2);
      return {
        provider: providerBy({ [name]: value }),
        first: Number(number_of_results),
        offset: Number(offset),
      };
    },
    told: ({ pendingProvisioningRequests: pending }, { fields_set }) =>
      pending === null
        ? { code: 'PROVISIONING_PROVIDER_NOT_FOUND', data: {} }
        : ok({ subscriptions_set: pending.groups.map((group: Data) => picked(groupOf(group), fields_set)) }),
  },
  'provisioning/generic_provisioning_requests/send_response': {
    query: `mutation ($input: RespondToProvisioningRequestsInput!) {
      respondToProvisioningRequests(input: $input) {
        failedProvisioningRequests { number errorCode errorDescription }
      }
    }`,
    variables: ({ provisioning_provider_identifier: by, responses_set }) => ({
      input: {
        provider: providerBy(by),
        responses: responses_set.map(({ response_status: status, ...rest }: Data) => ({
          ...inCamelCase(rest),
          status,
        })),
      },
    }),
    told: ({ respondToProvisioningRequests: { failedProvisioningRequests: failed } }) =>
      ok(
        failed.length === 0
          ? {}
          : { failed_provisioning_requests_set: failed.map((one: Data) => inSnakeCase(one)) },
      ),
  },
};

/** What an answer of GraphQL came to, as the old wire would tell it. */
export function toldBy(
  { data, errors }: Answer,
  { told }: Translation,
  { given, now }: { readonly given: Data; readonly now: number },
): Told {
  const code = errors?.[0]?.extensions.code;
  if (code !== undefined || !data) return { code: String(code), data: {} };
  return told(data, given, now);
}

function lifeCycle(mutation: string, input: string): Translation {
  return {
    query: `mutation ($input: ${input}!) { ${mutation}(input: $input) { problems { code message } } }`,
    variables: (given) => ({ input: { by: customerBy(given) } }),
    told: (data) => refusedBy(data[mutation].problems) ?? NOTHING,
  };
}

function verb(mutation: string, input: string, set: string): Translation {
  return {
    query: `mutation ($input: ${input}!) { ${mutation}(input: $input) { ${ITEMS} } }`,
    variables: (given) => ({ input: { charges: given[set].map((item: Data) => inCamelCase(item)) } }),
    told: (data) => {
      const failed = data[mutation].failedCharges;
      return ok(
        failed.length === 0 ? {} : { failed_charges_set: failed.map((one: Data) => inSnakeCase(one)) },
      );
    },
  };
}

function ok(data: unknown): Told {
  return { code: 'OK', data };
}

function refusedBy(problems: readonly Data[]): Told | null {
  const [first] = problems;
  return first ? { code: first.code, data: {} } : null;
}

function customerBy({ billing_system_customer_identifier, netflix_customer_identifier }: Data): Data {
  return {
    billingSystemCustomerIdentifier: billing_system_customer_identifier,
    netflixCustomerIdentifier: netflix_customer_identifier,
  };
}

function providerBy({ id, name, alternative_code }: Data): Data {
  return {
    id:
      id === undefined ? undefined : Buffer.from(`ProvisioningProvider:${String(id)}`).toString('base64url'),
    name,
    alternativeCode: alternative_code,
  };
}

function promotionOf({ code, name, description, effectiveFrom, expiresOn }: Data): Data {
  return {
    code,
    name,
    description,
    effective_from: toTheSecond(effectiveFrom),
    expires_on: toTheSecond(expiresOn),
  };
}

function chargeOf(charge: Data): Data {
  return {
    number: charge.number,
    billing_system_customer_identifier: charge.customer.billingSystemCustomerIdentifier,
    amount: Number(charge.amount.amount),
    currency: charge.amount.currency,
    local_currency_amount: Number(charge.localAmount.amount),
    local_currency: charge.localAmount.currency,
    paid_through_date: `${String(charge.paidThroughDate)}T00:00:00`,
    charge_status: charge.status,
    received_on: toTheSecond(charge.receivedOn),
    set_as_approved_on: toTheSecond(charge.setAsApprovedOn),
    set_as_declined_on: toTheSecond(charge.setAsDeclinedOn),
    set_as_bad_request_on: toTheSecond(charge.setAsBadRequestOn),
    set_as_rejected_request_on: toTheSecond(charge.setAsRejectedOn),
  };
}

function groupOf({ subscription, accountNumber, requests }: Data): Data {
  return {
    subscription_number: subscription.number,
    account_number: accountNumber,
    pending_provisioning_requests_set: requests.map((request: Data) => ({
      number: request.number,
      type: request.type,
      executed_date: toTheSecond(request.executedDate),
      address: withoutNulls(request.address),
      account_information: withoutNulls(request.accountInformation),
      service: withoutNulls(request.service),
      installed_item: withoutNulls(request.installedItem),
      services_set: request.services.map(withoutNulls),
      installed_items_set: request.installedItems.map(withoutNulls),
    })),
  };
}

function withoutNulls(thing: Data | null): Data | null {
  return thing === null
    ? null
    : Object.fromEntries(Object.entries(inSnakeCase(thing)).filter(([, value]) => value !== null));
}

function toTheSecond(instant: string | null): string | null {
  return instant === null ? null : instant.slice(0, 19);
}

function picked(thing: Data, fieldsSet: string | undefined): Data {
  if (fieldsSet === undefined) return thing;
  const wanted = fieldsSet.split(',').map((name) => name.trim());
  return Object.fromEntries(Object.entries(thing).filter(([name]) => wanted.includes(name)));
}

// The country is told twice.
function contact(given: Data | undefined): Data | null | undefined {
  const { country_identifier: _, ...rest } = given ?? {};
  return given && inCamelCase(rest);
}

function inCamelCase(thing: Data | null | undefined): Data | null | undefined {
  return (
    thing && renamed(thing, (name) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()))
  );
}

function inSnakeCase(thing: Data): Data {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return renamed(thing, (name) => snake(name).replace(/(line)(\d)/, '$1_$2'));
}

function renamed(thing: Data, rename: (name: string) => string): Data {
  return Object.fromEntries(Object.entries(thing).map(([name, value]) => [rename(name), value]));
}
