namespace Pepay.Storefront.Host.Configuration;

/// <summary>Where the shop's money comes from.</summary>
internal enum ShopMode
{
    /// <summary>From the simulator inside this process.</summary>
    Simulator,

    /// <summary>From the providers, test money only.</summary>
    Test,

    /// <summary>From the providers, real money.</summary>
    Live,
}

/// <summary>The shop's own settings, checked.</summary>
internal sealed record ShopSettings
{
    public const string UsualCurrency = "USD";

    public required ShopMode Mode { get; init; }

    /// <summary>The address under which the world reaches the shop; null in a shop that nobody outside reaches.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>What prices are in.</summary>
    public string Currency { get; init; } = UsualCurrency;

    /// <summary>How many US dollars one unit of it is worth, for providers that take dollars only; null when nobody says so.</summary>
    public decimal? UsdRate { get; init; }

    /// <summary>For <see cref="ShopOrder.Rates"/> of an order that is placed now.</summary>
    public IReadOnlyDictionary<string, decimal> UsdRates => UsdRate is { } rate ? new Dictionary<string, decimal> { ["USD"] = rate } : new Dictionary<string, decimal>();

    /// <summary>The port of the embedded simulator; null to choose one and keep it.</summary>
    public int? SimulatorPort { get; init; }

    /// <summary>The connection string of the PostgreSQL database that several machines may share; null for a SQLite file in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>The hash of the password that opens the merchant area; null keeps it closed, outside the simulator.</summary>
    public string? MerchantPasswordHash { get; init; }

    /// <summary>Where a SQLite database, its key ring and the simulator's state are.</summary>
    public required string DataDirectory { get; init; }

    public bool HasMerchantArea => Mode == ShopMode.Simulator || MerchantPasswordHash is not null;

    public bool IsLive => Mode == ShopMode.Live;
}
