ALTER TABLE "apps" ADD COLUMN "family_sharing_policy" text DEFAULT 'REFUSE' NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "ownership" text DEFAULT 'BOUGHT' NOT NULL;