namespace Pepay.Storefront.Host.Orders;

/// <summary>The shop's one table, in the same file as payments and inbox.</summary>
internal static class OrderTable
{
    public const string Create = """
        CREATE TABLE IF NOT EXISTS shop_orders (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            number TEXT NOT NULL UNIQUE,
            access_key TEXT NOT NULL UNIQUE,
            checkout_id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            email TEXT NOT NULL,
            lines TEXT NOT NULL,
            shipping_cents INTEGER NOT NULL,
            total_cents INTEGER NOT NULL,
            currency TEXT NOT NULL,
            live INTEGER NOT NULL,
            state INTEGER NOT NULL,
            placed_at INTEGER NOT NULL,
            paid_at INTEGER NULL
        );
        """;

    public const string Insert = """
        INSERT INTO shop_orders (number, access_key, checkout_id, name, email, lines, shipping_cents, total_cents, currency, live, state, placed_at)
        SELECT 'HF-' || (1001 + COALESCE(MAX(id), 0)), @AccessKey, @CheckoutId, @Name, @Email, @Lines, @ShippingCents, @TotalCents, @Currency, @Live, 0, @PlacedAt
        FROM shop_orders WHERE true
        ON CONFLICT (checkout_id) DO NOTHING;
        """;

    public const string Columns =
        "number AS Number, access_key AS AccessKey, name AS Name, email AS Email, lines AS Lines, shipping_cents AS ShippingCents, " +
        "total_cents AS TotalCents, currency AS Currency, state AS State, placed_at AS PlacedAt, paid_at AS PaidAt";

    /// <summary>Moves an order forward, never back, and never with money of the other kind.</summary>
    public const string Advance = """
        UPDATE shop_orders SET state = @State, paid_at = CASE WHEN @State >= 2 THEN COALESCE(paid_at, @At) END
        WHERE number = @Number AND state < @State AND live = @Live;
        """;
}
