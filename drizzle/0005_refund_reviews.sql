CREATE TABLE "refund_review_payments" (
	"app_id" uuid NOT NULL,
	"review_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	CONSTRAINT "refund_review_payments_app_id_review_id_payment_id_pk" PRIMARY KEY("app_id","review_id","payment_id")
);
--> statement-breakpoint
CREATE TABLE "refund_reviews" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"store" text NOT NULL,
	"request_key" "bytea" NOT NULL,
	"encrypted_request" "bytea",
	"environment" text,
	"store_order_id" text,
	"store_transaction_id" text,
	"request_reason" text,
	"consent_required" boolean NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"deadline_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"answer" text,
	"delivered" boolean,
	"consumption_milliunits" integer,
	"customer_consented" boolean,
	"answered_by" text,
	"answer_reason" text,
	"decided_at" timestamp (3) with time zone,
	"answered_at" timestamp (3) with time zone,
	"attempts" integer NOT NULL,
	"last_error" text,
	"alerted_at" timestamp (3) with time zone,
	"chargeback_cost_micros" bigint,
	"chargeback_cost_currency" text,
	"next_attempt_at" timestamp (3) with time zone,
	CONSTRAINT "refund_reviews_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "refund_reviews_request" UNIQUE("app_id","store","request_key"),
	CONSTRAINT "refund_reviews_status" CHECK (status in ('PENDING', 'ANSWERING', 'ANSWERED', 'EXPIRED', 'FAILED', 'CLOSED')),
	CONSTRAINT "refund_reviews_open" CHECK ((next_attempt_at is not null) = (status in ('PENDING', 'ANSWERING'))),
	CONSTRAINT "refund_reviews_answer" CHECK (status not in ('ANSWERING', 'ANSWERED') or answer is not null),
	CONSTRAINT "refund_reviews_cost" CHECK ((chargeback_cost_micros is null) = (chargeback_cost_currency is null))
);
--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "refund_review_policy" text DEFAULT 'MANUAL' NOT NULL;--> statement-breakpoint
ALTER TABLE "refund_review_payments" ADD CONSTRAINT "refund_review_payments_review_fk" FOREIGN KEY ("app_id","review_id") REFERENCES "public"."refund_reviews"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund_review_payments" ADD CONSTRAINT "refund_review_payments_payment_fk" FOREIGN KEY ("app_id","payment_id") REFERENCES "public"."payments"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "refund_review_payments_payment" ON "refund_review_payments" USING btree ("app_id","payment_id","review_id");--> statement-breakpoint
CREATE INDEX "refund_reviews_requested" ON "refund_reviews" USING btree ("app_id","requested_at","id");--> statement-breakpoint
CREATE INDEX "refund_reviews_deadline" ON "refund_reviews" USING btree ("app_id","deadline_at","id");--> statement-breakpoint
CREATE INDEX "refund_reviews_due" ON "refund_reviews" USING btree ("app_id","next_attempt_at") WHERE next_attempt_at is not null;
--> statement-breakpoint
COMMENT ON TABLE "refund_reviews" IS 'Requests of stores for evidence before they decide on a refund or chargeback, one row per request. An answer is stored before it is sent, because the store counts the first one that it receives: an attempt whose response was lost is repeated unchanged.';--> statement-breakpoint
COMMENT ON COLUMN "refund_reviews"."request_key" IS 'SHA-256 of the store''s own identity of the request, which is the same in every repetition.';--> statement-breakpoint
COMMENT ON COLUMN "refund_reviews"."encrypted_request" IS 'What the adapter needs to answer. Encrypted; null once no answer can follow.';--> statement-breakpoint
COMMENT ON COLUMN "refund_reviews"."store_order_id" IS 'The payments are those of this order, or of this transaction; one of the two is null.';--> statement-breakpoint
COMMENT ON COLUMN "refund_reviews"."consent_required" IS 'The store accepts an answer only with the consent of the customer.';--> statement-breakpoint
COMMENT ON COLUMN "refund_reviews"."decided_at" IS 'When the answer was chosen.';--> statement-breakpoint
COMMENT ON COLUMN "refund_reviews"."answered_at" IS 'When the store accepted the answer.';--> statement-breakpoint
COMMENT ON COLUMN "refund_reviews"."chargeback_cost_micros" IS 'The developer''s revenue that a chargeback takes, without fees of banks; null where the store does not state it.';--> statement-breakpoint
COMMENT ON COLUMN "refund_reviews"."next_attempt_at" IS 'Time of the next attempt; null if and only if the status is neither PENDING nor ANSWERING.';--> statement-breakpoint
COMMENT ON TABLE "refund_review_payments" IS 'The payments of a review: several where the order has several products.';--> statement-breakpoint
COMMENT ON COLUMN "apps"."refund_review_policy" IS 'How the project answers a store''s request for evidence before it decides on a refund.';--> statement-breakpoint
-- These projects have sent the delivery without a preference so far.
UPDATE "apps" SET "refund_review_policy" = 'REPORT_RECORD' WHERE "send_consumption_info";
