CREATE TABLE "persisted_operations" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"document" text NOT NULL,
	"operation_names" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"schema_hash" text NOT NULL,
	"invalid_reason" text,
	CONSTRAINT "persisted_operations_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "persisted_operations_hash" UNIQUE("hash","app_id")
);
--> statement-breakpoint
CREATE TABLE "user_token_keys" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kid" text,
	"algorithm" text NOT NULL,
	"jwk" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "user_token_keys_app_id_id_pk" PRIMARY KEY("app_id","id")
);
--> statement-breakpoint
ALTER TABLE "apps" ALTER COLUMN "user_token_jwks" SET DEFAULT '[]'::jsonb;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "user_secret_last_used_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "allowed_origins" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "operations_policy" text DEFAULT 'ANY' NOT NULL;--> statement-breakpoint
ALTER TABLE "previous_user_secrets" ADD COLUMN "last_used_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "server_keys" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "server_keys" ADD COLUMN "replaced_by" uuid;--> statement-breakpoint
ALTER TABLE "persisted_operations" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "user_token_keys" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
INSERT INTO "user_token_keys" ("app_id", "id", "kid", "algorithm", "jwk", "created_at")
SELECT DISTINCT ON (app.app_id, key.jwk::jsonb - '{kid,alg,use,key_ops,ext}'::text[])
  app.app_id, gen_random_uuid(), key.jwk::jsonb ->> 'kid',
  CASE key.jwk::jsonb ->> 'kty' WHEN 'EC' THEN 'ES256' ELSE 'EDDSA' END, key.jwk, now()
FROM "apps" app, jsonb_array_elements_text(app.user_token_jwks) AS key (jwk);
