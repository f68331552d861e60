// What a database keeps about its sandbox; without them the sandbox begins anew.

/** The setting with the name under which the sandbox knows the database. */
export const SANDBOX_OWNER = 'sandbox-owner';

/** With the code of an operator behind it: that the sandbox has gone on with the operator's memberships. */
export const SANDBOX_ADOPTED = 'sandbox-adopted-';
