CREATE TABLE `netflix_links` (
	`operator_id` integer PRIMARY KEY NOT NULL,
	`news_cursor` text,
	`holder` text,
	`held_until` integer NOT NULL,
	`answered_on` integer,
	`failing_since` integer,
	`failure` text,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `netflix_messages` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`subscription_id` integer NOT NULL,
	`kind` text NOT NULL,
	`token_hash` text,
	`attempts` integer NOT NULL,
	`next_try_on` integer NOT NULL,
	`parked_on` integer,
	`reason` text,
	FOREIGN KEY (`id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscriptions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`token_hash`) REFERENCES `sign_up_tokens`(`hash`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `netflix_messages_operator` ON `netflix_messages` (`operator_id`,`parked_on`,`id`);--> statement-breakpoint
CREATE INDEX `netflix_messages_subscription` ON `netflix_messages` (`subscription_id`,`id`);--> statement-breakpoint
CREATE INDEX `netflix_messages_token` ON `netflix_messages` (`token_hash`);--> statement-breakpoint
CREATE TABLE `netflix_news` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`cursor` text NOT NULL,
	`item` text NOT NULL,
	`code` text NOT NULL,
	`reason` text NOT NULL,
	`parked_on` integer NOT NULL,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `netflix_news_cursor` ON `netflix_news` (`operator_id`,`cursor`);--> statement-breakpoint
CREATE TABLE `provisioning_accounts` (
	`provider_id` integer NOT NULL,
	`subscription_id` integer NOT NULL,
	`account_number` text NOT NULL,
	PRIMARY KEY(`provider_id`, `subscription_id`),
	FOREIGN KEY (`provider_id`) REFERENCES `provisioning_providers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscriptions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `provisioning_accounts_subscription` ON `provisioning_accounts` (`subscription_id`);--> statement-breakpoint
CREATE TABLE `provisioning_providers` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`name` text NOT NULL,
	`alternative_code` text,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `provisioning_providers_name` ON `provisioning_providers` (`operator_id`,`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `provisioning_providers_alternative_code` ON `provisioning_providers` (`operator_id`,`alternative_code`) WHERE alternative_code IS NOT NULL;--> statement-breakpoint
CREATE TABLE `provisioning_requests` (
	`id` integer PRIMARY KEY NOT NULL,
	`operator_id` integer NOT NULL,
	`type` text NOT NULL,
	`state` text NOT NULL,
	`provider_id` integer NOT NULL,
	`subscription_id` integer NOT NULL,
	`customer_id` integer NOT NULL,
	`sequence_number` integer NOT NULL,
	`created_on` integer NOT NULL,
	`scheduled_date` integer NOT NULL,
	`executed_date` integer,
	`services` text NOT NULL,
	`installed_items` text NOT NULL,
	`error_code` text,
	`error_description` text,
	`account_number` text,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`provider_id`) REFERENCES `provisioning_providers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscription_id`) REFERENCES `subscriptions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `provisioning_requests_created` ON `provisioning_requests` (`operator_id`,`created_on`,`id`);--> statement-breakpoint
CREATE INDEX `provisioning_requests_customer` ON `provisioning_requests` (`customer_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `provisioning_requests_sequence` ON `provisioning_requests` (`subscription_id`,`provider_id`,`sequence_number`);--> statement-breakpoint
CREATE INDEX `provisioning_requests_pending` ON `provisioning_requests` (`provider_id`,`subscription_id`,`scheduled_date`,`id`) WHERE state = 'PENDING';--> statement-breakpoint
CREATE INDEX `provisioning_requests_scheduled` ON `provisioning_requests` (`provider_id`,`scheduled_date`,`id`) WHERE state = 'PENDING';--> statement-breakpoint
CREATE INDEX `provisioning_requests_backdated` ON `provisioning_requests` (`provider_id`,`scheduled_date`,`id`) WHERE state = 'PENDING' AND scheduled_date < created_on;--> statement-breakpoint
CREATE INDEX `provisioning_requests_provider` ON `provisioning_requests` (`provider_id`);--> statement-breakpoint
ALTER TABLE `events` ADD `provisioning_request_id` integer REFERENCES provisioning_requests(id);--> statement-breakpoint
CREATE INDEX `events_provisioning_request` ON `events` (`provisioning_request_id`);--> statement-breakpoint
ALTER TABLE `operators` ADD `last_provider` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `operators` ADD `last_provisioning_request` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `released_tokens_expiry` ON `released_tokens` (`expires_on`);