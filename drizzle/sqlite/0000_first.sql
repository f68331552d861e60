CREATE TABLE `api_keys` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`operator_id` integer NOT NULL,
	`prefix` text NOT NULL,
	`hash` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`expires_on` integer,
	`revoked_on` integer,
	`created_on` integer NOT NULL,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_prefix_unique` ON `api_keys` (`prefix`);--> statement-breakpoint
CREATE INDEX `api_keys_operator` ON `api_keys` (`operator_id`);--> statement-breakpoint
CREATE TABLE `charge_totals` (
	`operator_id` integer NOT NULL,
	`day` text NOT NULL,
	`status` text NOT NULL,
	`acknowledged` integer NOT NULL,
	`currency` text NOT NULL,
	`count` integer NOT NULL,
	`amount` integer NOT NULL,
	`local_amount` integer NOT NULL,
	PRIMARY KEY(`operator_id`, `day`, `status`, `acknowledged`, `currency`),
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "charge_totals_exact" CHECK(typeof(amount) = 'integer' AND typeof(local_amount) = 'integer')
);
--> statement-breakpoint
CREATE TABLE `charges` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`netflix_charge_identifier` text NOT NULL,
	`customer_id` integer NOT NULL,
	`subscription_id` integer NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`local_amount` integer NOT NULL,
	`local_currency` text NOT NULL,
	`paid_through_date` text NOT NULL,
	`raised_on` integer NOT NULL,
	`received_on` integer NOT NULL,
	`status` text NOT NULL,
	`status_reason` text,
	`settled_on` integer,
	`held_on` integer,
	`due_on` integer NOT NULL,
	`on_silence` text NOT NULL,
	`verdict` text,
	`decided_on` integer,
	`reference_number` text,
	`acknowledged_on` integer,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscriptions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_netflix_identifier` ON `charges` (`operator_id`,`netflix_charge_identifier`);--> statement-breakpoint
CREATE UNIQUE INDEX `charges_reference_number` ON `charges` (`operator_id`,`reference_number`) WHERE reference_number IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charges_customer` ON `charges` (`customer_id`);--> statement-breakpoint
CREATE INDEX `charges_subscription` ON `charges` (`subscription_id`);--> statement-breakpoint
CREATE INDEX `charges_unacknowledged` ON `charges` (`operator_id`,`id`) WHERE acknowledged_on IS NULL;--> statement-breakpoint
CREATE INDEX `charges_pending` ON `charges` (`operator_id`,`id`,`due_on`) WHERE status = 'PENDING';--> statement-breakpoint
CREATE INDEX `charges_held` ON `charges` (`subscription_id`) WHERE held_on IS NOT NULL;--> statement-breakpoint
CREATE TABLE `customers` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`billing_system_customer_identifier` text NOT NULL,
	`netflix_customer_identifier` text NOT NULL,
	`first_name` text,
	`last_name` text,
	`addresses` text NOT NULL,
	`emails` text NOT NULL,
	`phones` text NOT NULL,
	`search_text` text NOT NULL,
	`created_on` integer NOT NULL,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `customers_netflix_customer_identifier_unique` ON `customers` (`netflix_customer_identifier`);--> statement-breakpoint
CREATE UNIQUE INDEX `customers_billing_system_identifier` ON `customers` (`operator_id`,`billing_system_customer_identifier`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`type` text NOT NULL,
	`occurred_on` integer NOT NULL,
	`actor` text NOT NULL,
	`customer_id` integer,
	`subscription_id` integer,
	`charge_id` integer,
	`changes` text NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscriptions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `events_customer` ON `events` (`customer_id`);--> statement-breakpoint
CREATE INDEX `events_subscription` ON `events` (`subscription_id`);--> statement-breakpoint
CREATE INDEX `events_charge` ON `events` (`charge_id`);--> statement-breakpoint
CREATE TABLE `exchange_rates` (
	`operator_id` integer NOT NULL,
	`currency` text NOT NULL,
	`effective_from` integer NOT NULL,
	`rate` text NOT NULL,
	PRIMARY KEY(`operator_id`, `currency`, `effective_from`),
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `operators` (
	`id` integer PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`local_currency` text NOT NULL,
	`decision_window_hours` integer NOT NULL,
	`on_silence` text NOT NULL,
	`last_user` integer DEFAULT 0 NOT NULL,
	`last_promotion` integer DEFAULT 0 NOT NULL,
	`last_customer` integer DEFAULT 0 NOT NULL,
	`last_subscription` integer DEFAULT 0 NOT NULL,
	`last_charge` integer DEFAULT 0 NOT NULL,
	`last_event` integer DEFAULT 0 NOT NULL,
	`newest_on` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `operators_code_unique` ON `operators` (`code`);--> statement-breakpoint
CREATE TABLE `promotions` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`effective_from` integer NOT NULL,
	`expires_on` integer,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `promotions_code` ON `promotions` (`operator_id`,`code`);--> statement-breakpoint
CREATE TABLE `released_tokens` (
	`jti` text PRIMARY KEY NOT NULL,
	`expires_on` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sign_up_tokens` (
	`hash` text PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`subscription_id` integer NOT NULL,
	`issued_on` integer NOT NULL,
	`expires_on` integer NOT NULL,
	`replaced_on` integer,
	`used_on` integer,
	`handed_over_on` integer,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscriptions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sign_up_tokens_operator` ON `sign_up_tokens` (`operator_id`);--> statement-breakpoint
CREATE INDEX `sign_up_tokens_subscription` ON `sign_up_tokens` (`subscription_id`);--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`customer_id` integer NOT NULL,
	`stage` text NOT NULL,
	`netflix_state` text NOT NULL,
	`cancellation_reason` text,
	`channel` text,
	`promotion_id` integer,
	`prices` text NOT NULL,
	`registered_on` integer NOT NULL,
	`signed_up_on` integer,
	`suspended_on` integer,
	`cancelled_on` integer,
	`entitled_until` text,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`promotion_id`) REFERENCES `promotions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `subscriptions_customer` ON `subscriptions` (`customer_id`);--> statement-breakpoint
CREATE INDEX `subscriptions_promotion` ON `subscriptions` (`promotion_id`);--> statement-breakpoint
CREATE INDEX `subscriptions_stage` ON `subscriptions` (`operator_id`,`stage`);--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_one_live` ON `subscriptions` (`customer_id`) WHERE cancelled_on IS NULL;--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`username` text NOT NULL,
	`password_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`disabled_on` integer,
	`tokens_from` integer NOT NULL,
	`created_on` integer NOT NULL,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_username` ON `users` (`operator_id`,`username`);