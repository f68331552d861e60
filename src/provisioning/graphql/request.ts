import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../../graphql/mutation-fields.ts';
import { AdministrationProblemType } from '../../operators/graphql/types.ts';
import { remember } from '../../store/loaders.ts';
import type { RequestOutcome, WantedRequest } from '../rules/facts.ts';
import { requestProvisioning } from '../rules/request.ts';
import type { InstalledItem, ProvisioningService } from '../provisioning.ts';
import { providerBy, ProviderByInput } from './providers.ts';
import { RequestKind, RequestType } from './types.ts';

/** Services, and devices, that one request can carry. */
const MOST_CARRIED = 50;

/** The most of one service. */
const MOST_QUANTITY = 1_000_000;

const ProvisioningServiceInput = builder.inputType('ProvisioningServiceInput', {
  description: 'A service of the platform.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'What the platform knows it by: 1–128 characters.',
      validate: { schema: check.identifier },
    }),
    name: t.string({
      required: true,
      description: 'What people call it: 1–255 characters.',
      validate: { schema: check.name },
    }),
    quantity: t.int({
      description: 'How many of it, 1 to 1,000,000. Null = 1.',
      validate: { schema: check.between(1, MOST_QUANTITY) },
    }),
  }),
});

const InstalledItemInput = builder.inputType('InstalledItemInput', {
  description: 'A device that is installed at the subscriber.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'What the platform knows this kind of device by: 1–128 characters.',
      validate: { schema: check.identifier },
    }),
    serialNumber: t.string({
      required: true,
      description: 'Which one it is: 1–128 characters.',
      validate: { schema: check.identifier },
    }),
    name: t.string({
      description: 'What people call it: 1–255 characters. Null = nothing.',
      validate: { schema: check.name },
    }),
  }),
});

const RequestProvisioningInput = builder.inputType('RequestProvisioningInput', {
  description:
    'What a platform shall do. Give the data that the type carries, as its description says, and no other: that is `NOT_ALLOWED`.',
  fields: (t) => ({
    subscriptionNumber: t.string({
      required: true,
      description: 'Which subscription it is about, such as `S00000012`.',
      validate: { schema: check.identifier },
    }),
    provider: t.field({ type: ProviderByInput, required: true, description: 'Who shall do it.' }),
    type: t.field({ type: RequestKind, required: true, description: 'What shall be done.' }),
    scheduledDate: t.field({
      type: 'DateTime',
      description: 'When it shall be carried out; it is listed at once, whatever it says. Null = now.',
    }),
    service: t.field({
      type: ProvisioningServiceInput,
      description: 'The one service that it is about; required by the types that carry one.',
    }),
    services: t.field({
      type: [ProvisioningServiceInput],
      description: `The services that it is about, at most ${MOST_CARRIED}. Null = Netflix alone, in the types that carry several.`,
      validate: check.holding(0, MOST_CARRIED, 'services'),
    }),
    installedItem: t.field({
      type: InstalledItemInput,
      description: 'The one device that it is about; required by the types that carry one.',
    }),
    installedItems: t.field({
      type: [InstalledItemInput],
      description: `The devices that it is about, at most ${MOST_CARRIED}. Null = none.`,
      validate: check.holding(0, MOST_CARRIED, 'devices'),
    }),
    dryRun: dryRun(t, 'number and id are placeholders that nothing accepts'),
    idempotencyKey: idempotencyKey(t),
  }),
});

const RequestProvisioningPayload = builder.objectRef<RequestOutcome>('RequestProvisioningPayload').implement({
  description: 'What became of the request.',
  fields: (t) => ({
    provisioningRequest: t.expose('request', {
      type: RequestType,
      nullable: true,
      description: 'As it now stands. Null when the call was refused.',
    }),
    problems: problems(t, AdministrationProblemType),
    replayed: replayed(t),
  }),
});

builder.mutationField('requestProvisioning', (t) =>
  t.field({
    type: RequestProvisioningPayload,
    description:
      'Asks a platform to do something about a subscription, of any type, those that are raised by themselves included. Each call adds a request. An unknown subscription or provider is `NOT_FOUND`; wrong data for the type is `NOT_ALLOWED`, and so is giving anything to a cancelled subscription. Scope: WRITE.',
    extensions: { scope: 'WRITE' satisfies Scope },
    args: {
      input: t.arg({ type: RequestProvisioningInput, required: true, description: 'What shall be done.' }),
    },
    resolve: async (_root, { input }, context, info) => {
      const wanted = given(input);
      const outcome = await context.store.provisioning.request(
        wanted,
        (facts) => requestProvisioning(wanted, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { provisioningRequests: [outcome.request] });
      return outcome;
    },
  }),
);

function given(input: typeof RequestProvisioningInput.$inferInput): WantedRequest {
  return {
    subscriptionNumber: input.subscriptionNumber,
    provider: providerBy(input.provider),
    type: input.type,
    scheduledDate: input.scheduledDate ?? null,
    service: input.service ? serviceOf(input.service) : null,
    services: input.services?.map(serviceOf) ?? null,
    installedItem: input.installedItem ? itemOf(input.installedItem) : null,
    installedItems: input.installedItems?.map(itemOf) ?? null,
  };
}

function serviceOf({
  code,
  name,
  quantity,
}: typeof ProvisioningServiceInput.$inferInput): ProvisioningService {
  return { code, name, quantity: quantity ?? 1 };
}

function itemOf({ code, serialNumber, name }: typeof InstalledItemInput.$inferInput): InstalledItem {
  return { code, serialNumber, name: name ?? null };
}
