import type { Command } from 'commander';

import * as check from '../graphql/checks.ts';
import { inEffect } from '../promotions/promotion.ts';
import { createPromotion, updatePromotion } from '../promotions/rules.ts';
import type { OperatorStore } from '../store/store.ts';
import { all } from '../store/walking.ts';
import { formatInstant, type Instant } from '../time.ts';
import { checkedBy, instant } from './arguments.ts';
import { refuseAny, withOperator } from './database.ts';
import { remark, table, type Terminal } from './terminal.ts';

const ACTOR = { actor: 'cli:promotion' };

interface Whose {
  readonly operator: string;
}
interface Given {
  readonly name?: string;
  readonly description?: string;
  readonly from?: Instant;
  /** False: `--no-expires`. */
  readonly expires?: Instant | false;
}

export function addPromotionCommands(program: Command, terminal: Terminal): void {
  const promotions = program
    .command('promotion')
    .summary('add, change and list promotions')
    .description('The offers of an operator that a customer may take at registration.');
  const about = (verb: string, description: string) =>
    promotions
      .command(verb)
      .description(description)
      .argument('<code>', 'its code, unique per operator', checkedBy(check.identifier, 'code'))
      .requiredOption('--operator <code>', 'whose promotion')
      .option('--description <text>', 'what it offers', checkedBy(check.note, 'description'))
      .option('--expires <instant>', 'from when on it cannot be taken any more', instant);

  about('create', 'Adds a promotion; its code never changes.')
    .requiredOption('--name <name>', 'what people call it', checkedBy(check.name, 'name'))
    .option('--from <instant>', 'the first instant at which it can be taken; now when left out', instant)
    .addHelpText(
      'after',
      '\nExample:\n  gateway promotion create SPRING --operator cytel --name "Spring offer" --from 2026-03-01 --expires 2026-06-01',
    )
    .action((code: string, { operator, name, ...given }: Whose & Given & { name: string }) =>
      withOperator(terminal, operator, (store, clock) =>
        create(code, name, { from: clock(), ...given }, store, terminal),
      ),
    );
  about('update', 'Changes a promotion from now on; whoever took it keeps it. What is left out stays.')
    .option('--name <name>', 'what people call it', checkedBy(check.name, 'name'))
    .option('--from <instant>', 'the first instant at which it can be taken', instant)
    .option('--no-expires', 'make its end open')
    .action((code: string, { operator, ...given }: Whose & Given) =>
      withOperator(terminal, operator, (store) => update(code, given, store, terminal)),
    );
  promotions
    .command('list')
    .description('Every promotion of an operator.')
    .requiredOption('--operator <code>', 'whose promotions')
    .action(({ operator }: Whose) =>
      withOperator(terminal, operator, (store, clock) => list(store, clock(), terminal)),
    );
}

async function create(
  code: string,
  name: string,
  given: Given & { readonly from: Instant },
  store: OperatorStore,
  terminal: Terminal,
): Promise<void> {
  const { description = null, from, expires } = given;
  const creation = {
    code,
    name,
    description,
    effectiveFrom: from,
    expiresOn: expires === undefined || expires === false ? null : expires,
  };
  const { problems } = await store.changePromotion(code, (facts) => createPromotion(creation, facts), ACTOR);
  refuseAny(problems);
  remark(terminal, `Promotion ${code} was added.`);
}

async function update(code: string, given: Given, store: OperatorStore, terminal: Terminal): Promise<void> {
  const { name, description, from: effectiveFrom, expires } = given;
  const wanted = { code, name, description, effectiveFrom, expiresOn: expires === false ? null : expires };
  const { problems } = await store.changePromotion(code, (facts) => updatePromotion(wanted, facts), ACTOR);
  refuseAny(problems);
  remark(terminal, `Promotion ${code} was updated.`);
}

async function list(store: OperatorStore, now: Instant, terminal: Terminal): Promise<void> {
  const promotions = await all((query) => store.promotionPage(query, {}));
  table(
    terminal,
    ['CODE', 'NAME', 'EFFECTIVE FROM', 'EXPIRES ON', 'IN EFFECT'],
    promotions.map((promotion) => [
      promotion.code,
      promotion.name,
      formatInstant(promotion.effectiveFrom),
      promotion.expiresOn === null ? '' : formatInstant(promotion.expiresOn),
      inEffect(promotion, now) ? 'yes' : 'no',
    ]),
  );
}
