namespace Pepay.Runtime.PostgreSql.Payments;

/// <summary>The payments' tables and statements. Amounts keep every digit and their scale.</summary>
internal static class PaymentSql
{
    public const string CreateTables = """
        CREATE TABLE pepay_payment (
            attempt_id      text        PRIMARY KEY,
            order_number    text        NOT NULL,
            provider        text        NOT NULL,
            account         text        NOT NULL,
            environment     text        NOT NULL,
            amount          numeric     NOT NULL,
            currency        text        NOT NULL,
            customer_id     text        NULL,
            idempotency_key text        NOT NULL,
            is_current      boolean     NOT NULL,
            payment_id      text        NULL,
            page_url        text        NULL,
            expires_at      timestamptz NULL,
            received        numeric     NOT NULL,
            refunded        numeric     NOT NULL,
            dispute         text        NOT NULL,
            closing         text        NOT NULL,
            provider_status text        NULL,
            finding         text        NULL,
            created_at      timestamptz NOT NULL,
            updated_at      timestamptz NOT NULL,
            next_check_at   timestamptz NULL,
            settlement      text        NOT NULL,
            version         bigint      NOT NULL
        );
        CREATE UNIQUE INDEX pepay_payment_current ON pepay_payment (order_number, provider, account) WHERE is_current;
        CREATE UNIQUE INDEX pepay_payment_by_provider_id ON pepay_payment (provider, account, payment_id) WHERE payment_id IS NOT NULL;
        CREATE INDEX pepay_payment_by_order ON pepay_payment (order_number, created_at);
        CREATE INDEX pepay_payment_by_time ON pepay_payment (created_at, attempt_id);
        CREATE INDEX pepay_payment_due ON pepay_payment (next_check_at) WHERE next_check_at IS NOT NULL;
        CREATE TABLE pepay_payment_history (
            id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            attempt_id text        NOT NULL,
            at         timestamptz NOT NULL,
            source     text        NOT NULL,
            text       text        NOT NULL
        );
        CREATE INDEX pepay_payment_history_by_attempt ON pepay_payment_history (attempt_id, id);
        """;

    private const string Columns = """
        attempt_id, order_number, provider, account, environment, amount, currency, customer_id, idempotency_key, is_current,
        payment_id, page_url, expires_at, received, refunded, dispute, closing, provider_status, finding,
        created_at, updated_at, next_check_at, settlement, version
        """;

    public const string Insert = $"""
        /* payment.add */
        INSERT INTO pepay_payment ({Columns})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, 0)
        ON CONFLICT DO NOTHING
        """;

    // Two attempts of one order that change together take turns, so that the effect of the second sees the first.
    public const string LockOrder = "/* payment.lock */ SELECT pg_advisory_xact_lock(hashtextextended('pepay_order:' || $1, 0))";

    public const string Update = """
        /* payment.update */
        UPDATE pepay_payment
        SET is_current = $3, payment_id = $4, page_url = $5, expires_at = $6, received = $7, refunded = $8, dispute = $9, closing = $10,
            provider_status = $11, finding = $12, updated_at = $13, next_check_at = $14, settlement = $15, version = version + 1
        WHERE attempt_id = $1 AND version = $2
        """;

    public const string InsertHistory = """
        /* payment.history */
        INSERT INTO pepay_payment_history (attempt_id, at, source, text)
        SELECT $1, at, source, text FROM unnest($2::timestamptz[], $3::text[], $4::text[]) WITH ORDINALITY AS u (at, source, text, n) ORDER BY n
        """;

    public const string Find = $"/* payment.find */ SELECT {Columns} FROM pepay_payment WHERE attempt_id = $1";

    public const string FindByPaymentId =
        $"/* payment.find */ SELECT {Columns} FROM pepay_payment WHERE provider = $1 AND account = $2 AND payment_id = $3";

    public const string ListByOrder =
        $"/* payment.list */ SELECT {Columns} FROM pepay_payment WHERE order_number = $1 ORDER BY created_at DESC, attempt_id";

    public const string ListFirst = $"/* payment.list */ SELECT {Columns} FROM pepay_payment ORDER BY created_at DESC, attempt_id DESC LIMIT $1";

    public const string ListAfter = $"""
        /* payment.list */
        SELECT {Columns} FROM pepay_payment
        WHERE (created_at, attempt_id) < (SELECT created_at, attempt_id FROM pepay_payment WHERE attempt_id = $2)
        ORDER BY created_at DESC, attempt_id DESC LIMIT $1
        """;

    public const string ListDue = $"/* payment.list */ SELECT {Columns} FROM pepay_payment WHERE next_check_at <= $1 ORDER BY next_check_at LIMIT $2";

    public const string ListHistory = "/* payment.list */ SELECT at, source, text FROM pepay_payment_history WHERE attempt_id = $1 ORDER BY id";
}
