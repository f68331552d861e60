CREATE TABLE `idempotency_keys` (
	`operator_id` integer NOT NULL,
	`mutation` text NOT NULL,
	`key_hash` text NOT NULL,
	`input_hash` text NOT NULL,
	`outcome` text,
	`used_on` integer NOT NULL,
	`begun_on` integer NOT NULL,
	`holder` text,
	`held_until` integer,
	PRIMARY KEY(`operator_id`, `mutation`, `key_hash`),
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_used` ON `idempotency_keys` (`used_on`);