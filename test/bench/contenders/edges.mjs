import DataLoader from 'dataloader';

import { inOrderOf, listsOf, newest } from './api.ts';

/** Fresh DataLoaders for one request. */
export function loadersOver(reading) {
  const byId = (read) => new DataLoader(async (ids) => inOrderOf(ids, read(ids)));
  const ofCustomers = (read) => {
    const loaders = new Map();
    return (customer, size) => {
      if (!loaders.has(size)) {
        const lists = async (ids) => listsOf(ids, read(ids, size), ({ customerId }) => customerId);
        loaders.set(size, new DataLoader(lists));
      }
      return loaders.get(size).load(customer);
    };
  };
  return {
    customers: byId(reading.customersById),
    subscriptions: byId(reading.subscriptionsById),
    promotions: byId(reading.promotionsById),
    subscriptionsOfCustomers: ofCustomers(reading.newestSubscriptions),
    chargesOfCustomers: ofCustomers(reading.newestCharges),
  };
}

/** The resolvers with one for every edge between things, over the `loaders` of the context. */
export function withEdges({ Customer, NetflixSubscription, Charge, ...resolvers }) {
  return {
    ...resolvers,
    Customer: {
      ...Customer,
      subscriptions: ({ id }, args, { loaders }) => loaders.subscriptionsOfCustomers(id, newest(args)),
      charges: ({ id }, args, { loaders }) => loaders.chargesOfCustomers(id, newest(args)),
    },
    NetflixSubscription: {
      ...NetflixSubscription,
      customer: ({ customer, customerId }, _args, { loaders }) =>
        customer ?? loaders.customers.load(customerId),
    },
    Charge: {
      ...Charge,
      customer: ({ customerId }, _args, { loaders }) => loaders.customers.load(customerId),
      subscription: ({ subscriptionId }, _args, { loaders }) => loaders.subscriptions.load(subscriptionId),
    },
    RedeemedPromotion: {
      promotion: ({ promotionId }, _args, { loaders }) => loaders.promotions.load(promotionId),
    },
  };
}
