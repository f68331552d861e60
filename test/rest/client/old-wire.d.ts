export interface paths {
  '/authentication/token': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Exchanges a password for a token
     * @description Whatever does not fit, the answer is the same UNAUTHENTICATED.
     */
    post: operations['authenticationToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/authentication/token/release': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Releases a token for good
     * @description Nobody gets in with it any more. An API key has no token to release.
     */
    post: operations['authenticationTokenRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/authentication/web_api_key/token': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Exchanges an API key for a token
     * @description The key is the user name of HTTP Basic (`Authorization: Basic …`), its password is empty. The body may be left out.
     */
    post: operations['authenticationWebApiKeyToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/promotions/list': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists promotions
     * @description Those in effect or still to come, the oldest first. Needs the scope READ.
     */
    get: operations['netflixPromotionsList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/subscriptions/show': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows a customer's subscriptions
     * @description All that the customer has or had, the oldest first. Needs the scope READ.
     */
    get: operations['netflixSubscriptionsShow'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/subscriptions/create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Registers a customer for Netflix
     * @description Again before the sign-up: the same subscription with a new token. After a cancellation: a new subscription. What is missing keeps what was. Needs the scope WRITE.
     */
    post: operations['netflixSubscriptionsCreate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/subscriptions/suspend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Suspends a subscription
     * @description Charges that Netflix raises meanwhile wait until it ends. Suspended already is a success. Needs the scope WRITE.
     */
    post: operations['netflixSubscriptionsSuspend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/subscriptions/unsuspend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ends a suspension
     * @description Charges that waited for it are released. Active already is a success. Needs the scope WRITE.
     */
    post: operations['netflixSubscriptionsUnsuspend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/subscriptions/terminate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancels a subscription for good
     * @description Signed up or not. Cancelled already is a success. Needs the scope WRITE.
     */
    post: operations['netflixSubscriptionsTerminate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/charges/list': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists charges that were not acknowledged
     * @description The oldest first. Needs the scope READ.
     */
    get: operations['netflixChargesList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/charges/acknowledge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Tells that processed charges were taken over
     * @description They are never listed again. Needs the scope WRITE.
     */
    post: operations['netflixChargesAcknowledge'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/charges/accept': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decides that charges shall be billed
     * @description As long as they were not processed; the last decision counts. Needs the scope WRITE.
     */
    post: operations['netflixChargesAccept'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/netflix/charges/decline': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decides that charges shall not be billed
     * @description As long as they were not processed; once they are, their subscriptions are cancelled. Needs the scope WRITE.
     */
    post: operations['netflixChargesDecline'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/provisioning/generic_provisioning_requests/get_pending': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists pending requests of a provider
     * @description Those created in the last 7 days, by subscription, the oldest scheduled first; page and offset count requests. Needs the scope PROVISIONING.
     */
    get: operations['provisioningGenericProvisioningRequestsGetPending'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/provisioning/generic_provisioning_requests/send_response': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Reports what a provider made of its requests
     * @description However old they are. The very same answer again is a success that changes nothing. Needs the scope PROVISIONING.
     */
    post: operations['provisioningGenericProvisioningRequestsSendResponse'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Refused: {
      data: Record<string, never>;
      status: {
        /** @enum {string} */
        code:
          | 'INVALID_PARAMETER'
          | 'INVALID_BODY'
          | 'UNAUTHENTICATED'
          | 'FORBIDDEN'
          | 'METHOD_NOT_FOUND'
          | 'VERB_NOT_ALLOWED'
          | 'BODY_TOO_LARGE'
          | 'RATE_LIMITED'
          | 'CUSTOMER_NOT_FOUND'
          | 'NO_SUBSCRIPTION'
          | 'ALREADY_REGISTERED'
          | 'NOT_SIGNED_UP'
          | 'SUBSCRIPTION_CANCELLED'
          | 'PROMOTION_NOT_FOUND'
          | 'PROMOTION_NOT_IN_EFFECT'
          | 'PROVISIONING_PROVIDER_NOT_FOUND'
          | 'BUSY'
          | 'READ_ONLY'
          | 'TIMEOUT'
          | 'STORAGE_FULL'
          | 'INTERNAL_SERVER_ERROR';
        /** @description The parameter that it is about; empty when it is about none. */
        description: string;
        /** @description Why, and what to do about it. Begins with the parameter. */
        message: string;
      };
    };
  };
  responses: {
    /** @description INVALID_PARAMETER: A parameter is missing, of the wrong kind, or beyond its limits. `description` names it. INVALID_BODY: The body of a POST is not a JSON object in UTF-8. */
    'INVALID_PARAMETER.INVALID_BODY': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description UNAUTHENTICATED: The token is missing, expired or released, or a log-in failed. */
    UNAUTHENTICATED: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description VERB_NOT_ALLOWED: The method is asked with the other verb, see `Allow`. */
    VERB_NOT_ALLOWED: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description BODY_TOO_LARGE: The body is longer than the gateway reads. */
    BODY_TOO_LARGE: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description RATE_LIMITED: Too much was asked, or too many log-ins failed. Try again after `Retry-After` seconds. */
    RATE_LIMITED: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description BUSY: The database is busy, and nothing was done. Try again in a moment. READ_ONLY: The database can only be read now, and nothing was done. */
    'BUSY.READ_ONLY': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description TIMEOUT: Finding it took too long and was ended. */
    TIMEOUT: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description STORAGE_FULL: The database has no room left, and nothing was done. */
    STORAGE_FULL: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description INTERNAL_SERVER_ERROR: Something broke; the message has the id to quote. */
    INTERNAL_SERVER_ERROR: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description INVALID_PARAMETER: A parameter is missing, of the wrong kind, or beyond its limits. `description` names it. */
    INVALID_PARAMETER: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description FORBIDDEN: The token does not carry the scope that the method needs. */
    FORBIDDEN: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description CUSTOMER_NOT_FOUND: Your operator has no customer with that identifier. */
    CUSTOMER_NOT_FOUND: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description ALREADY_REGISTERED: The subscription is active or suspended already. PROMOTION_NOT_IN_EFFECT: The promotion has not begun, or has expired. */
    'ALREADY_REGISTERED.PROMOTION_NOT_IN_EFFECT': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description PROMOTION_NOT_FOUND: Your operator has no promotion with that code. */
    PROMOTION_NOT_FOUND: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description CUSTOMER_NOT_FOUND: Your operator has no customer with that identifier. NO_SUBSCRIPTION: The customer has no Netflix subscription. */
    'CUSTOMER_NOT_FOUND.NO_SUBSCRIPTION': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description NOT_SIGNED_UP: The customer has not signed up at Netflix yet. SUBSCRIPTION_CANCELLED: The subscription was cancelled, which is final. */
    'NOT_SIGNED_UP.SUBSCRIPTION_CANCELLED': {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
    /** @description PROVISIONING_PROVIDER_NOT_FOUND: Your operator has no such provider. */
    PROVISIONING_PROVIDER_NOT_FOUND: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Refused'];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  authenticationToken: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The name of the user. */
          username: string;
          /** @description The user's password. */
          password: string;
          /** @description The code of the operator. */
          organisation: string;
          /** @description The unit of the organisation, for your own records. It restricts nothing. */
          unit?: string;
        };
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description Send it with every call. It lives for two hours, whatever is done with it. */
              token: string;
            };
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  authenticationTokenRelease: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
          token?: string;
        };
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: Record<string, never>;
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  authenticationWebApiKeyToken: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          /** @description The unit of the organisation, for your own records. It restricts nothing. */
          unit?: string;
        };
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description Send it with every call. It lives for two hours, whatever is done with it. */
              token: string;
            };
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixPromotionsList: {
    parameters: {
      query?: {
        /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
        token?: string;
        /** @description The fields that are wanted; all when missing. */
        fields_set?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description What a registration names it by. */
              code?: string;
              /** @description What people call it. */
              name?: string;
              /** @description What it offers. */
              description?: string | null;
              /**
               * @description From then on it can be taken.
               * @example 2026-11-20T08:15:00
               */
              effective_from?: string;
              /**
               * @description From then on it cannot be taken any more; null = open end.
               * @example 2026-11-20T08:15:00
               */
              expires_on?: string | null;
            }[];
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixSubscriptionsShow: {
    parameters: {
      query?: {
        /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
        token?: string;
        /** @description The key that your billing system has for the customer. Exactly one of billing_system_customer_identifier, netflix_customer_identifier. */
        billing_system_customer_identifier?: string;
        /** @description The key by which Netflix knows the customer (the PAI, partner account identifier). Exactly one of billing_system_customer_identifier, netflix_customer_identifier. */
        netflix_customer_identifier?: string;
        /** @description The fields that are wanted; all when missing. */
        fields_set?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description What people call it. */
              subscription_number?: string;
              /**
               * @description What Netflix last confirmed. (So spelled.)
               * @enum {string}
               */
              netflix_sate?: 'EFFECTIVE' | 'NOT_EFFECTIVE';
              /**
               * @description Where it stands in its life; NOT_EFFECTIVE = not signed up yet, or suspended.
               * @enum {string}
               */
              life_cycle_state?: 'EFFECTIVE' | 'NOT_EFFECTIVE' | 'CANCELLED';
              /** @description Promotions redeemed in the last 10 months. */
              promotions_set?: {
                /** @description What a registration names it by. */
                code: string;
                /** @description What people call it. */
                name: string;
                /** @description What it offers. */
                description: string | null;
                /**
                 * @description From then on it can be taken.
                 * @example 2026-11-20T08:15:00
                 */
                effective_from: string;
                /**
                 * @description From then on it cannot be taken any more; null = open end.
                 * @example 2026-11-20T08:15:00
                 */
                expires_on: string | null;
              }[];
              /** @description What Netflix asks for the plan. */
              prices_set?: {
                /** @description The price as people write it. */
                FormattedPrice: string;
              }[];
            }[];
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['CUSTOMER_NOT_FOUND'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixSubscriptionsCreate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
          token?: string;
          /** @description The key that your billing system has for the customer; one that is not known yet makes a new customer. */
          billing_system_customer_identifier: string;
          /** @description The promotion that the customer takes. */
          promotion_code?: string;
          /**
           * @description Where the customer takes the offer.
           * @enum {string}
           */
          channel?: 'WEB' | 'STORE' | 'MOBILE' | 'BROADBAND' | 'OTHER';
          /** @description Seconds for which the Netflix token is good; 24 hours when missing. */
          validity_duration?: number | string;
          /** @description First name. */
          customer_first_name?: string;
          /** @description Last name. */
          customer_last_name?: string;
          /** @description The primary address. */
          customer_address?: {
            /**
             * @description What it is used for.
             * @enum {string}
             */
            type: 'HOME' | 'BUSINESS' | 'POBOX' | 'CUSTOM1' | 'CUSTOM2' | 'CUSTOM3' | 'CUSTOM4' | 'CUSTOM5';
            /** @description Nothing hangs on it here: the one that is given is the primary one. */
            is_primary?: boolean;
            /** @description Postal code. */
            postal_code?: string;
            /** @description Street, in an address written part by part. */
            street_name?: string;
            /** @description House number. */
            street_number?: string;
            /** @description Floor; 0 is the ground floor. */
            floor?: number | string;
            /** @description Apartment, flat or office. */
            apartment_number?: string;
            /** @description Part of the town or city. */
            area?: string;
            /** @description Town or city. */
            town_city?: string;
            /** @description District, county or state. */
            district?: string;
            /** @description Municipality. */
            municipality?: string;
            /**
             * @description ISO 3166-1 in two capital letters.
             * @example CY
             */
            country?: string;
            /** @description The same as `country`, which counts when both are given. */
            country_identifier?: {
              /**
               * @description ISO 3166-1 in two capital letters.
               * @example CY
               */
              two_character_code?: string;
            };
            /** @description First line, in an address written in lines. */
            address_line_1?: string;
            /** @description Second line. */
            address_line_2?: string;
            /** @description Post-office box. */
            po_box?: string;
            /** @description Postal code of the post-office box. */
            po_box_postal_code?: string;
            /** @description Who takes the mail in. */
            care_of?: string;
          } & (unknown | unknown);
          /** @description The primary e-mail address. */
          customer_email?: {
            /**
             * @description What it is used for.
             * @enum {string}
             */
            type: 'PERSONAL' | 'BUSINESS' | 'CUSTOM1' | 'CUSTOM2' | 'CUSTOM3' | 'CUSTOM4' | 'CUSTOM5';
            /**
             * Format: email
             * @description The address itself.
             */
            email_address: string;
            /** @description Nothing hangs on it here: the one that is given is the primary one. */
            is_primary?: boolean;
            /** @description Anything worth knowing about it. */
            notes?: string;
          };
          /** @description The primary phone number. */
          customer_phone?: {
            /**
             * @description What it reaches.
             * @enum {string}
             */
            type: 'LANDLINE' | 'MOBILE' | 'FAX' | 'CUSTOM1' | 'CUSTOM2' | 'CUSTOM3' | 'CUSTOM4' | 'CUSTOM5';
            /**
             * @description The number, 3 to 20 digits.
             * @example 99123456
             */
            number: string;
            /** @description Nothing hangs on it here: the one that is given is the primary one. */
            is_primary?: boolean;
            /**
             * @description Area code, when it is not part of the number.
             * @example 022
             */
            area_code?: string;
            /**
             * @description ISO 3166-1 in two capital letters.
             * @example CY
             */
            country?: string;
            /** @description The same as `country`, which counts when both are given. */
            country_identifier?: {
              /**
               * @description ISO 3166-1 in two capital letters.
               * @example CY
               */
              two_character_code?: string;
            };
            /** @description Anything worth knowing about it. */
            notes?: string;
          };
          /**
           * @description The fields that are wanted; all when missing.
           * @example netflix_token,expires_on
           */
          fields_set?: string;
        };
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description With it the customer signs up. It is shown this once. */
              netflix_token?: string;
              /**
               * @description The last instant at which it is good.
               * @example 2026-11-20T08:15:00
               */
              expires_on?: string;
              /** @description Where to send the customer's browser, token included. */
              redirect_url?: string;
              /** @description The subscription. */
              subscription_number?: string;
            };
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['PROMOTION_NOT_FOUND'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      409: components['responses']['ALREADY_REGISTERED.PROMOTION_NOT_IN_EFFECT'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixSubscriptionsSuspend: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
          token?: string;
          /** @description The key that your billing system has for the customer. */
          billing_system_customer_identifier?: string;
          /** @description The key by which Netflix knows the customer (the PAI, partner account identifier). */
          netflix_customer_identifier?: string;
        } & (unknown | unknown);
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: Record<string, never>;
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['CUSTOMER_NOT_FOUND.NO_SUBSCRIPTION'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      409: components['responses']['NOT_SIGNED_UP.SUBSCRIPTION_CANCELLED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixSubscriptionsUnsuspend: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
          token?: string;
          /** @description The key that your billing system has for the customer. */
          billing_system_customer_identifier?: string;
          /** @description The key by which Netflix knows the customer (the PAI, partner account identifier). */
          netflix_customer_identifier?: string;
        } & (unknown | unknown);
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: Record<string, never>;
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['CUSTOMER_NOT_FOUND.NO_SUBSCRIPTION'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      409: components['responses']['NOT_SIGNED_UP.SUBSCRIPTION_CANCELLED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixSubscriptionsTerminate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
          token?: string;
          /** @description The key that your billing system has for the customer. */
          billing_system_customer_identifier?: string;
          /** @description The key by which Netflix knows the customer (the PAI, partner account identifier). */
          netflix_customer_identifier?: string;
        } & (unknown | unknown);
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: Record<string, never>;
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['CUSTOMER_NOT_FOUND.NO_SUBSCRIPTION'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixChargesList: {
    parameters: {
      query: {
        /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
        token?: string;
        /** @description How many at most. */
        number_of_results: number | string;
        /** @description How many to skip. In a list that shrinks while it is worked off, begin at 0 again instead. */
        offset: number | string;
        /** @description NOT_PROCESSED = PENDING; PROCESSED = any final status, and what is meant when it is missing. */
        charge_status?: 'NOT_PROCESSED' | 'PROCESSED';
        /** @description The fields that are wanted; all when missing. */
        fields_set?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              charges_set: {
                /** @description What people call it. */
                number?: string;
                /** @description The key that your billing system has for the customer. */
                billing_system_customer_identifier?: string;
                /** @description What Netflix asks for. */
                amount?: number;
                /** @description ISO 4217. */
                currency?: string;
                /** @description The same in your local currency, fixed at receipt. */
                local_currency_amount?: number;
                /** @description ISO 4217. */
                local_currency?: string;
                /**
                 * @description The last day of service that it pays for.
                 * @example 2026-11-20T08:15:00
                 */
                paid_through_date?: string;
                /**
                 * @description What became of it.
                 * @enum {string}
                 */
                charge_status?: 'PENDING' | 'APPROVED' | 'DECLINED' | 'BAD_REQUEST' | 'REJECTED';
                /**
                 * @description When the gateway received it.
                 * @example 2026-11-20T08:15:00
                 */
                received_on?: string;
                /**
                 * @description When it became APPROVED.
                 * @example 2026-11-20T08:15:00
                 */
                set_as_approved_on?: string | null;
                /**
                 * @description When it became DECLINED.
                 * @example 2026-11-20T08:15:00
                 */
                set_as_declined_on?: string | null;
                /**
                 * @description When it became BAD_REQUEST.
                 * @example 2026-11-20T08:15:00
                 */
                set_as_bad_request_on?: string | null;
                /**
                 * @description When it became REJECTED.
                 * @example 2026-11-20T08:15:00
                 */
                set_as_rejected_request_on?: string | null;
              }[];
            };
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixChargesAcknowledge: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
          token?: string;
          /** @description The charges, each judged on its own, in this order. */
          acknowledged_charges_set: {
            /** @description The number of the charge. */
            number: string;
            /** @description The customer that the charge must belong to. */
            billing_system_customer_identifier: string;
            /** @description Your own key for reconciliation, unique within your operator. */
            reference_number?: string;
          }[];
        };
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description Those that failed. Missing when all went well. */
              failed_charges_set?: {
                /** @description The number, as the call gave it. */
                number: string;
                /** @description The reference, as the call gave it. */
                reference_number: string | null;
                /**
                 * @description Why, for programs.
                 * @enum {string}
                 */
                error_code:
                  | 'DUPLICATE_ITEM'
                  | 'CHARGE_NOT_FOUND'
                  | 'CUSTOMER_MISMATCH'
                  | 'ALREADY_PROCESSED'
                  | 'NOT_PROCESSED'
                  | 'ALREADY_ACKNOWLEDGED'
                  | 'REFERENCE_NUMBER_DIFFERS'
                  | 'REFERENCE_NUMBER_TAKEN';
                /** @description Why, and what to do about it. */
                error_description: string;
              }[];
            };
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixChargesAccept: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
          token?: string;
          /** @description The charges, each judged on its own, in this order. */
          accepted_charges_set: {
            /** @description The number of the charge. */
            number: string;
            /** @description The customer that the charge must belong to. */
            billing_system_customer_identifier: string;
            /** @description Your own key for reconciliation, unique within your operator. */
            reference_number?: string;
          }[];
        };
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description Those that failed. Missing when all went well. */
              failed_charges_set?: {
                /** @description The number, as the call gave it. */
                number: string;
                /** @description The reference, as the call gave it. */
                reference_number: string | null;
                /**
                 * @description Why, for programs.
                 * @enum {string}
                 */
                error_code:
                  | 'DUPLICATE_ITEM'
                  | 'CHARGE_NOT_FOUND'
                  | 'CUSTOMER_MISMATCH'
                  | 'ALREADY_PROCESSED'
                  | 'NOT_PROCESSED'
                  | 'ALREADY_ACKNOWLEDGED'
                  | 'REFERENCE_NUMBER_DIFFERS'
                  | 'REFERENCE_NUMBER_TAKEN';
                /** @description Why, and what to do about it. */
                error_description: string;
              }[];
            };
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  netflixChargesDecline: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
          token?: string;
          /** @description The charges, each judged on its own, in this order. */
          declined_charges_set: {
            /** @description The number of the charge. */
            number: string;
            /** @description The customer that the charge must belong to. */
            billing_system_customer_identifier: string;
            /** @description Your own key for reconciliation, unique within your operator. */
            reference_number?: string;
          }[];
        };
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description Those that failed. Missing when all went well. */
              failed_charges_set?: {
                /** @description The number, as the call gave it. */
                number: string;
                /** @description The reference, as the call gave it. */
                reference_number: string | null;
                /**
                 * @description Why, for programs.
                 * @enum {string}
                 */
                error_code:
                  | 'DUPLICATE_ITEM'
                  | 'CHARGE_NOT_FOUND'
                  | 'CUSTOMER_MISMATCH'
                  | 'ALREADY_PROCESSED'
                  | 'NOT_PROCESSED'
                  | 'ALREADY_ACKNOWLEDGED'
                  | 'REFERENCE_NUMBER_DIFFERS'
                  | 'REFERENCE_NUMBER_TAKEN';
                /** @description Why, and what to do about it. */
                error_description: string;
              }[];
            };
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  provisioningGenericProvisioningRequestsGetPending: {
    parameters: {
      query: {
        /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
        token?: string;
        /** @description Whose list. */
        provisioning_provider_identifier: string;
        /** @description How many at most. */
        number_of_results: number | string;
        /** @description How many to skip. In a list that shrinks while it is worked off, begin at 0 again instead. */
        offset: number | string;
        /** @description The fields that are wanted; all when missing. */
        fields_set?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              subscriptions_set: {
                /** @description What all of it is about. */
                subscription_number?: string;
                /** @description What the provider calls the subscriber; null while it has not said. */
                account_number?: string | null;
                /** @description By scheduled date. */
                pending_provisioning_requests_set?: {
                  /** @description What people call it. */
                  number: string;
                  /**
                   * @description What is to be done.
                   * @enum {string}
                   */
                  type:
                    | 'BECOME_SUBSCRIBER'
                    | 'ACTIVATE_SERVICE'
                    | 'DEACTIVATE_SERVICE'
                    | 'ADD_INSTALLED_ITEM'
                    | 'REMOVE_INSTALLED_ITEM'
                    | 'ACTIVATE_SUBSCRIBER'
                    | 'DEACTIVATE_SUBSCRIBER'
                    | 'UPDATE_SUBSCRIBER'
                    | 'UPDATE_ADDRESS'
                    | 'ADD_UDR'
                    | 'CANCEL_UDR';
                  /**
                   * @description Null while it is pending.
                   * @example 2026-11-20T08:15:00
                   */
                  executed_date: string | null;
                  /** @description The primary address, in types that carry it. */
                  address: {
                    /** @description What it is used for. */
                    type?: string;
                    /** @description Always true: it is the primary one. */
                    is_primary?: boolean;
                    /** @description Postal code. */
                    postal_code?: string | null;
                    /** @description Street. */
                    street_name?: string | null;
                    /** @description House number. */
                    street_number?: string | null;
                    /** @description Floor. */
                    floor?: number;
                    /** @description Apartment, flat or office. */
                    apartment_number?: string | null;
                    /** @description Part of the town or city. */
                    area?: string | null;
                    /** @description Town or city. */
                    town_city?: string | null;
                    /** @description District, county or state. */
                    district?: string | null;
                    /** @description Municipality. */
                    municipality?: string | null;
                    /** @description ISO 3166-1 in two capital letters. */
                    country?: string | null;
                    /** @description First line. */
                    address_line_1?: string | null;
                    /** @description Second line. */
                    address_line_2?: string | null;
                    /** @description Post-office box. */
                    po_box?: string | null;
                    /** @description Postal code of the box. */
                    po_box_postal_code?: string | null;
                    /** @description Who takes the mail in. */
                    care_of?: string | null;
                  } | null;
                  /** @description Who it is, in types that carry it. */
                  account_information: {
                    /** @description First name. */
                    first_name?: string | null;
                    /** @description Last name. */
                    last_name?: string | null;
                    /** @description The key that the billing system has for the customer. */
                    billing_system_customer_identifier?: string;
                  } | null;
                  /** @description The one service, in types that carry one. */
                  service: {
                    /** @description What the platform knows it by. */
                    code?: string;
                    /** @description What people call it. */
                    name?: string;
                    /** @description How many of it. */
                    quantity?: number;
                  } | null;
                  /** @description The one device, in types that carry one. */
                  installed_item: {
                    /** @description What the platform knows this kind of device by. */
                    code?: string;
                    /** @description Which one it is. */
                    serial_number?: string;
                    /** @description What people call it. */
                    name?: string | null;
                  } | null;
                  /** @description The services, in types that carry several. */
                  services_set: {
                    /** @description What the platform knows it by. */
                    code?: string;
                    /** @description What people call it. */
                    name?: string;
                    /** @description How many of it. */
                    quantity?: number;
                  }[];
                  /** @description The devices, in types that carry several. */
                  installed_items_set: {
                    /** @description What the platform knows this kind of device by. */
                    code?: string;
                    /** @description Which one it is. */
                    serial_number?: string;
                    /** @description What people call it. */
                    name?: string | null;
                  }[];
                }[];
              }[];
            };
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      404: components['responses']['PROVISIONING_PROVIDER_NOT_FOUND'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
  provisioningGenericProvisioningRequestsSendResponse: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it. */
          token?: string;
          /** @description Who answers. */
          provisioning_provider_identifier: {
            /** @description Its id, as GraphQL tells it. */
            id?: string | number;
            /** @description Its name. */
            name?: string;
            /** @description Its alternative code. */
            alternative_code?: string;
          } & (unknown | unknown | unknown);
          /** @description The answers, each judged on its own, in this order. */
          responses_set: {
            /** @description The number of the request. */
            number: string;
            /**
             * @description What became of it. An answer is final.
             * @enum {string}
             */
            response_status: 'ACCEPTED' | 'REJECTED';
            /** @description The provider's own code, only with REJECTED. */
            error_code?: string;
            /** @description Why it was rejected, only with REJECTED. */
            error_description?: string;
            /** @description What the provider calls the subscriber, only with an accepted BECOME_SUBSCRIBER. */
            account_number?: string;
          }[];
        };
      };
    };
    responses: {
      /** @description All is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description Those that failed. Missing when all went well. */
              failed_provisioning_requests_set?: {
                /** @description The number, as the call gave it. */
                number: string;
                /**
                 * @description Why, for programs.
                 * @enum {string}
                 */
                error_code:
                  'DUPLICATE_ITEM' | 'PROVISIONING_REQUEST_NOT_FOUND' | 'ALREADY_ANSWERED' | 'NOT_APPLICABLE';
                /** @description Why, and what to do about it. */
                error_description: string;
              }[];
            };
            status: {
              /** @constant */
              code: 'OK';
              /** @constant */
              description: '';
              /** @constant */
              message: '';
            };
          };
        };
      };
      400: components['responses']['INVALID_PARAMETER.INVALID_BODY'];
      401: components['responses']['UNAUTHENTICATED'];
      403: components['responses']['FORBIDDEN'];
      405: components['responses']['VERB_NOT_ALLOWED'];
      413: components['responses']['BODY_TOO_LARGE'];
      429: components['responses']['RATE_LIMITED'];
      500: components['responses']['INTERNAL_SERVER_ERROR'];
      503: components['responses']['BUSY.READ_ONLY'];
      504: components['responses']['TIMEOUT'];
      507: components['responses']['STORAGE_FULL'];
    };
  };
}
