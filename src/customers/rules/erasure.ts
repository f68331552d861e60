import { changesBetween } from '../../changes.ts';
import { pack } from '../../packed.ts';
import { draft, unchanged, type Facts, type Ruling } from '../../ruling.ts';
import type { ErasureProblem } from '../problem.ts';
import { CUSTOMER_TELLINGS, erasedIdentifier, type Customer, type CustomerBy } from '../customer.ts';
import { nameOf } from './update.ts';

export interface ErasureFacts extends Facts {
  readonly customer: Customer | null;
  /** Whether another customer of the operator has the identifier that an erased one gets. */
  readonly identifierTaken: boolean;
  /** The number of the customer's subscription that is not cancelled. */
  readonly runningSubscription: string | null;
  /** How many of the customer's charges the operator has not acknowledged. */
  readonly unacknowledgedCharges: number;
}

export interface ErasureOutcome {
  readonly customer: Customer | null;
  readonly problems: readonly ErasureProblem[];
}

/**
 * Blanks everything that tells who a customer is, the operator's own key included; the PAI and the money stay. Only once nothing is left to
 * be served or billed. Erasing again changes nothing.
 */
export function eraseCustomer(by: CustomerBy, facts: ErasureFacts): Ruling<ErasureOutcome> {
  const { customer } = facts;
  const problems = problemsOf(by, facts);
  if (customer === null || problems.length > 0) return unchanged({ customer: null, problems });

  const erased: Customer = {
    ...customer,
    billingSystemCustomerIdentifier: erasedIdentifier(customer),
    firstName: null,
    lastName: null,
    addresses: pack([]),
    emails: pack([]),
    phones: pack([]),
  };
  const changes = changesBetween(customer, erased, CUSTOMER_TELLINGS);
  if (changes.length === 0) return unchanged({ customer, problems });
  const change = draft();
  change.put('customers', customer, erased);
  change.event({ type: 'CUSTOMER_ERASED', customerId: customer.id, changes });
  return change.rules({ customer: erased, problems });
}

function problemsOf(by: CustomerBy, facts: ErasureFacts): ErasureProblem[] {
  const { customer, runningSubscription, unacknowledgedCharges: open } = facts;
  const problems: ErasureProblem[] = [];
  const refuse = (code: ErasureProblem['code'], message: string) =>
    problems.push({ code, message, path: ['by'] });
  if (customer === null) {
    refuse('CUSTOMER_NOT_FOUND', `There is no customer ${nameOf(by)}. Check the identifier.`);
    return problems;
  }
  if (runningSubscription !== null) {
    refuse(
      'SUBSCRIPTION_NOT_CANCELLED',
      `Customer ${nameOf(by)} has subscription ${runningSubscription}, which is not cancelled. Terminate it first.`,
    );
  }
  if (open > 0) {
    refuse(
      'CHARGES_NOT_ACKNOWLEDGED',
      `Customer ${nameOf(by)} has ${open === 1 ? 'a charge' : `${open} charges`} that you have not acknowledged. Acknowledge ${open === 1 ? 'it' : 'them'} first, for afterwards nobody can tell whom to bill.`,
    );
  }
  if (facts.identifierTaken) {
    refuse(
      'IDENTIFIER_TAKEN',
      `Another customer has the identifier ${erasedIdentifier(customer)}, which this one would get. Give that one a different identifier first.`,
    );
  }
  return problems;
}
