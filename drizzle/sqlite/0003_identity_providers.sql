CREATE TABLE `identity_providers` (
	`operator_id` integer PRIMARY KEY NOT NULL,
	`issuer` text NOT NULL,
	`audience` text NOT NULL,
	`keys_address` text NOT NULL,
	`algorithms` text NOT NULL,
	`scope_claim` text NOT NULL,
	`scopes` text NOT NULL,
	`is_trusted` integer NOT NULL,
	FOREIGN KEY (`operator_id`) REFERENCES `operators`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "identity_providers_trusted" CHECK(is_trusted IN (0, 1))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `identity_providers_tokens` ON `identity_providers` (`issuer`,`audience`) WHERE is_trusted = 1;