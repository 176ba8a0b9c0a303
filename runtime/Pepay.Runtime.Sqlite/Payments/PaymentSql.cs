namespace Pepay.Runtime.Sqlite.Payments;

/// <summary>Times are Unix milliseconds (UTC); amounts are decimal text, so that no digit is lost.</summary>
internal static class PaymentSql
{
    public const string CreateTables = """
        CREATE TABLE pepay_payment (
            attempt_id      TEXT PRIMARY KEY,
            order_number    TEXT NOT NULL,
            provider        TEXT NOT NULL,
            account         TEXT NOT NULL,
            environment     TEXT NOT NULL,
            amount          TEXT NOT NULL,
            currency        TEXT NOT NULL,
            customer_id     TEXT,
            idempotency_key TEXT NOT NULL,
            is_current      INTEGER NOT NULL,
            payment_id      TEXT,
            page_url        TEXT,
            expires_at      INTEGER,
            received        TEXT NOT NULL,
            refunded        TEXT NOT NULL,
            dispute         TEXT NOT NULL,
            closing         TEXT NOT NULL,
            provider_status TEXT,
            finding         TEXT,
            created_at      INTEGER NOT NULL,
            updated_at      INTEGER NOT NULL,
            next_check_at   INTEGER,
            version         INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX pepay_payment_current ON pepay_payment (order_number, provider, account) WHERE is_current = 1;
        CREATE UNIQUE INDEX pepay_payment_by_provider_id ON pepay_payment (provider, account, payment_id) WHERE payment_id IS NOT NULL;
        CREATE INDEX pepay_payment_by_order ON pepay_payment (order_number, created_at);
        CREATE INDEX pepay_payment_by_time ON pepay_payment (created_at, attempt_id);
        CREATE INDEX pepay_payment_due ON pepay_payment (next_check_at) WHERE next_check_at IS NOT NULL;
        CREATE TABLE pepay_payment_history (
            id         INTEGER PRIMARY KEY,
            attempt_id TEXT NOT NULL,
            at         INTEGER NOT NULL,
            source     TEXT NOT NULL,
            text       TEXT NOT NULL
        );
        CREATE INDEX pepay_payment_history_by_attempt ON pepay_payment_history (attempt_id, id);
        """;

    public const string AddSettlement = "ALTER TABLE pepay_payment ADD COLUMN settlement TEXT NOT NULL DEFAULT 'None';";

    public const string Columns = """
        attempt_id, order_number, provider, account, environment, amount, currency, customer_id, idempotency_key, is_current,
        payment_id, page_url, expires_at, received, refunded, dispute, closing, provider_status, finding,
        created_at, updated_at, next_check_at, settlement, version
        """;

    public const string Insert = $"""
        INSERT INTO pepay_payment ({Columns})
        VALUES ($attempt_id, $order_number, $provider, $account, $environment, $amount, $currency, $customer_id, $idempotency_key, $is_current,
                $payment_id, $page_url, $expires_at, $received, $refunded, $dispute, $closing, $provider_status, $finding,
                $created_at, $updated_at, $next_check_at, $settlement, 0)
        ON CONFLICT DO NOTHING;
        """;

    public const string Update = """
        UPDATE pepay_payment
        SET is_current = $is_current, payment_id = $payment_id, page_url = $page_url, expires_at = $expires_at,
            received = $received, refunded = $refunded, dispute = $dispute, closing = $closing, provider_status = $provider_status,
            finding = $finding, updated_at = $updated_at, next_check_at = $next_check_at, settlement = $settlement, version = version + 1
        WHERE attempt_id = $attempt_id AND version = $version;
        """;

    public const string InsertHistory =
        "INSERT INTO pepay_payment_history (attempt_id, at, source, text) VALUES ($attempt_id, $at, $source, $text);";

    public const string Find = $"SELECT {Columns} FROM pepay_payment WHERE attempt_id = $attempt_id;";

    public const string FindByPaymentId =
        $"SELECT {Columns} FROM pepay_payment WHERE provider = $provider AND account = $account AND payment_id = $payment_id;";

    public const string ListByOrder =
        $"SELECT {Columns} FROM pepay_payment WHERE order_number = $order_number ORDER BY created_at DESC, attempt_id;";

    public const string ListFirst = $"SELECT {Columns} FROM pepay_payment ORDER BY created_at DESC, attempt_id DESC LIMIT $limit;";

    public const string ListAfter = $"""
        SELECT {Columns} FROM pepay_payment
        WHERE (created_at, attempt_id) < (SELECT created_at, attempt_id FROM pepay_payment WHERE attempt_id = $before)
        ORDER BY created_at DESC, attempt_id DESC LIMIT $limit;
        """;

    public const string ListDue =
        $"SELECT {Columns} FROM pepay_payment WHERE next_check_at <= $now ORDER BY next_check_at LIMIT $limit;";

    public const string ListHistory =
        "SELECT at, source, text FROM pepay_payment_history WHERE attempt_id = $attempt_id ORDER BY id;";
}
