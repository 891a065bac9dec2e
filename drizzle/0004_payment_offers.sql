ALTER TABLE "payments" ADD COLUMN "offer_kind" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "purchase_option_id" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "offer_id" text;