import type Database from 'better-sqlite3';

import { idOf } from '../../../src/ids.ts';
import { drawSecret, hashOfSecret } from '../../../src/secrets.ts';
import { DAY, formatInstant } from '../../../src/time.ts';
import type { Caller } from './database.ts';

export interface Registration {
  readonly billingSystemCustomerIdentifier: string;
  readonly promotionCode?: string | null;
  readonly channel?: string | null;
  readonly validityDuration?: number | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: { readonly type: string; readonly emailAddress: string } | null;
  readonly phone?: {
    readonly type: string;
    readonly number: string;
    readonly country?: string | null;
  } | null;
}

export interface Registered {
  /** Null when the call was refused; as far as an answer may need it. */
  readonly subscription: {
    readonly id: number;
    readonly customerId: number;
    readonly stage: 'REGISTERED';
  } | null;
  readonly customer: {
    readonly id: number;
    readonly billingSystemCustomerIdentifier: string;
    readonly netflixCustomerIdentifier: string;
  } | null;
  readonly token: { readonly value: string; readonly expiresOn: number; readonly handedOver: boolean } | null;
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly path: readonly string[];
  }[];
}

interface OperatorRow {
  readonly lastCustomer: number;
  readonly lastSubscription: number;
  readonly lastEvent: number;
  readonly newestOn: number;
}

/** Registers a new customer by the gateway's rules and leaves the same rows; to be called within a transaction. */
export function registering(
  database: Database.Database,
): (caller: Caller, registration: Registration) => Registered {
  const operator = database.prepare<[number], OperatorRow>(
    `SELECT last_customer AS lastCustomer, last_subscription AS lastSubscription, last_event AS lastEvent, newest_on AS newestOn
     FROM operators WHERE id = ?`,
  );
  const knownStage = database.prepare<[number, string], { stage: string | null }>(
    `SELECT s.stage FROM customers u LEFT JOIN subscriptions s ON s.id = (SELECT max(id) FROM subscriptions WHERE customer_id = u.id)
     WHERE u.operator_id = ? AND u.billing_system_customer_identifier = ?`,
  );
  const promotion = database.prepare<
    [number, string],
    { id: number; effectiveFrom: number; expiresOn: number | null }
  >(
    'SELECT id, effective_from AS effectiveFrom, expires_on AS expiresOn FROM promotions WHERE operator_id = ? AND code = ?',
  );
  const insertCustomer = database.prepare(
    `INSERT INTO customers (id, operator_id, billing_system_customer_identifier, netflix_customer_identifier, first_name, last_name,
       addresses, emails, phones, search_text, created_on) VALUES (?, ?, ?, ?, ?, ?, '[]', ?, ?, ?, ?)`,
  );
  const insertSubscription = database.prepare(
    `INSERT INTO subscriptions (id, operator_id, customer_id, stage, netflix_state, channel, promotion_id, prices, registered_on)
     VALUES (?, ?, ?, 'REGISTERED', 'NOT_EFFECTIVE', ?, ?, '[]', ?)`,
  );
  const insertToken = database.prepare(
    `INSERT INTO sign_up_tokens (hash, operator_id, subscription_id, issued_on, expires_on, handed_over_on) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const insertEvent = database.prepare(
    `INSERT INTO events (id, operator_id, type, occurred_on, actor, customer_id, subscription_id, changes)
     VALUES (?, ?, 'SUBSCRIPTION_REGISTERED', ?, ?, ?, ?, ?)`,
  );
  const count = database.prepare(
    'UPDATE operators SET last_customer = ?, last_subscription = ?, last_event = ?, newest_on = ? WHERE id = ?',
  );

  return ({ operatorId, actor }, registration) => {
    const { billingSystemCustomerIdentifier: identifier, promotionCode: code = null } = registration;
    const row = operator.get(operatorId);
    if (!row) throw new Error(`Expected operator ${operatorId}, found none.`);
    const now = Math.max(Date.now(), row.newestOn);
    const known = knownStage.get(operatorId, identifier);
    const offer = code === null ? null : promotion.get(operatorId, code);
    const problems: Registered['problems'][number][] = [];
    const refuse = (problem: string, path: string) => {
      problems.push({ code: problem, message: `${identifier}: ${problem}.`, path: [path] });
    };
    if (known?.stage === 'ACTIVE' || known?.stage === 'SUSPENDED')
      refuse('ALREADY_REGISTERED', 'billingSystemCustomerIdentifier');
    else if (known) throw new Error('A contender registers new customers only.');
    if (offer === undefined) refuse('PROMOTION_NOT_FOUND', 'promotionCode');
    else if (offer && (now < offer.effectiveFrom || (offer.expiresOn !== null && now >= offer.expiresOn))) {
      refuse('PROMOTION_NOT_IN_EFFECT', 'promotionCode');
    }
    if (problems.length > 0) return { subscription: null, customer: null, token: null, problems };

    const {
      firstName = null,
      lastName = null,
      channel = null,
      validityDuration = null,
      email = null,
      phone = null,
    } = registration;
    const customerId = idOf(operatorId, row.lastCustomer + 1);
    const id = idOf(operatorId, row.lastSubscription + 1);
    const netflixCustomerIdentifier = `PAI-${drawSecret().slice(0, 26)}`;
    const value = drawSecret();
    const expiresOn = now + (validityDuration ?? DAY / 1000) * 1000;
    const emails = email
      ? [{ type: email.type, isPrimary: true, emailAddress: email.emailAddress, notes: null }]
      : [];
    const phones = phone
      ? [
          {
            type: phone.type,
            isPrimary: true,
            number: phone.number,
            areaCode: null,
            country: phone.country ?? null,
            notes: null,
          },
        ]
      : [];
    const search = [identifier, [firstName, lastName].filter((name) => name !== null).join(' ')];
    if (email) search.push(email.emailAddress);
    if (phone) search.push(phone.number, phone.number.replace(/\D/g, ''));
    insertCustomer.run(
      customerId,
      operatorId,
      identifier,
      netflixCustomerIdentifier,
      firstName,
      lastName,
      JSON.stringify(emails),
      JSON.stringify(phones),
      search.join('\n').toLowerCase(),
      now,
    );
    insertSubscription.run(id, operatorId, customerId, channel, offer?.id ?? null, now);
    insertToken.run(hashOfSecret(value), operatorId, id, now, expiresOn, now);
    const changes = [
      { field: 'stage', after: 'REGISTERED' },
      { field: 'netflixState', after: 'NOT_EFFECTIVE' },
      { field: 'channel', after: channel },
      { field: 'promotionId', after: offer ? String(offer.id) : null },
      { field: 'registeredOn', after: formatInstant(now) },
    ].filter(({ after }) => after !== null);
    const told = changes.map(({ field, after }) => ({ field, before: null, after }));
    insertEvent.run(
      idOf(operatorId, row.lastEvent + 1),
      operatorId,
      now,
      actor,
      customerId,
      id,
      JSON.stringify(told),
    );
    count.run(row.lastCustomer + 1, row.lastSubscription + 1, row.lastEvent + 1, now, operatorId);
    return {
      subscription: { id, customerId, stage: 'REGISTERED' },
      customer: { id: customerId, billingSystemCustomerIdentifier: identifier, netflixCustomerIdentifier },
      token: { value, expiresOn, handedOver: true },
      problems,
    };
  };
}
