CREATE TABLE "previous_user_secrets" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"encrypted_secret" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "previous_user_secrets_app_id_id_pk" PRIMARY KEY("app_id","id")
);
--> statement-breakpoint
CREATE TABLE "erased_users" (
	"app_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"id_hash" "bytea" NOT NULL,
	CONSTRAINT "erased_users_app_id_user_id_pk" PRIMARY KEY("app_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "user_secret_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "user_secret_created_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "account_token_policy" text DEFAULT 'STRICT' NOT NULL;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "store_connections" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "erased_users_id_hash" ON "erased_users" USING btree ("id_hash","app_id");--> statement-breakpoint
UPDATE "apps" SET "user_secret_id" = "app_id", "user_secret_created_at" = "created_at";
