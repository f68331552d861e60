DROP INDEX `events_subscription`;--> statement-breakpoint
DROP INDEX `events_charge`;--> statement-breakpoint
DROP INDEX `events_provisioning_request`;--> statement-breakpoint
CREATE INDEX `events_charge` ON `events` (`charge_id`) WHERE charge_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `events_provisioning_request` ON `events` (`provisioning_request_id`) WHERE provisioning_request_id IS NOT NULL;