using System.Globalization;
using System.Net;
using Npgsql;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Host.Merchant;

namespace Pepay.Storefront.Host.Configuration;

/// <summary>Reads the shop's settings and names every key that is missing or wrong, all at once.</summary>
internal sealed class ConfigurationCheck(IConfiguration configuration)
{
    private readonly List<string> problems = [];

    /// <exception cref="ConfigurationException">Something is missing or wrong.</exception>
    public static ShopSettings Read(IConfiguration configuration) => new ConfigurationCheck(configuration).Read();

    /// <summary>Whether anything is configured for a provider.</summary>
    public static bool IsConfigured(IConfiguration configuration, string section) => configuration.GetSection(section).GetChildren().Any();

    private ShopSettings Read()
    {
        var mode = ReadMode();
        var publicUrl = ReadUrl("Shop:PublicUrl", mode == ShopMode.Live);
        if (mode == ShopMode.Live && publicUrl is null && configuration["Shop:PublicUrl"] is null)
            Missing("Shop:PublicUrl", "the https address under which payers and providers reach this shop");
        if (mode != ShopMode.Simulator)
            CheckProviders(mode);
        CheckListeningAddresses();
        var simulatorPort = ReadPort("Simulator:Port");
        var database = ReadDatabase();
        var passwordHash = ReadPasswordHash();
        var currency = ReadCurrency();
        var rate = ReadRate(currency);
        if (problems.Count > 0)
            throw new ConfigurationException(problems);
        return new ShopSettings
        {
            Mode = mode,
            PublicUrl = publicUrl,
            Currency = currency,
            UsdRate = rate,
            SimulatorPort = simulatorPort,
            Database = database,
            MerchantPasswordHash = passwordHash,
            DataDirectory = Path.GetFullPath(configuration["data"] ?? configuration["Shop:DataDirectory"] ?? HostFolders.DefaultData),
        };
    }

    private ShopMode ReadMode()
    {
        if (configuration["Shop:Mode"] is { Length: > 0 } text)
        {
            if (Enum.TryParse<ShopMode>(text, ignoreCase: true, out var mode) && Enum.IsDefined(mode))
                return mode;
            problems.Add($"Shop:Mode is '{text}'; it can be Simulator, Test or Live.");
            return ShopMode.Simulator;
        }

        // Real keys beside a running simulator would be a trap: nobody sets them to be ignored.
        if (IsConfigured(configuration, "Pepay") || IsConfigured(configuration, "XPay"))
            problems.Add("Keys of a provider are configured, but Shop:Mode (environment variable Shop__Mode) is not. Set it to Test or Live.");
        return ShopMode.Simulator;
    }

    private void CheckProviders(ShopMode mode)
    {
        var pepay = IsConfigured(configuration, "Pepay");
        var xpay = IsConfigured(configuration, "XPay");
        if (!pepay && !xpay)
            problems.Add($"Shop:Mode is {mode}, but no provider is configured. Set the keys of Pepay (Pepay:MerchantApiKey, Pepay:WebhookSecret), of xPay (XPay:PublicKey, XPay:PrivateKey, XPay:WebhookSecret), or of both.");
        if (configuration["Pepay:Stream"] is { Length: > 0 } stream && !bool.TryParse(stream, out _))
            problems.Add($"Pepay:Stream is '{stream}'; it can be true or false.");
        if (pepay)
        {
            Require("Pepay:MerchantApiKey", "the API key of scope merchant");
            Require("Pepay:WebhookSecret", "the secret of the webhook endpoint in Pepay's dashboard; without it every webhook is refused");
            ReadUrl("Pepay:BaseUrl", mode == ShopMode.Live);
            CheckCount("Pepay:RequestsPerSecond");
        }

        if (xpay)
        {
            Require("XPay:PublicKey", "the public key, from xPay's settings page");
            Require("XPay:PrivateKey", "the private key, from xPay's settings page");
            Require("XPay:WebhookSecret", "the signing key of the webhook in xPay's settings page; without it every webhook is refused");
            ReadUrl("XPay:BaseUrl", mode == ShopMode.Live);
            CheckCount("XPay:RequestsPerSecond");
        }
    }

    private string ReadCurrency()
    {
        if (configuration["Shop:Currency"] is not { Length: > 0 } text)
            return ShopSettings.UsualCurrency;
        if (CurrencyCode.Decimals(text) is not null)
            return CurrencyCode.Normalize(text);
        problems.Add($"Shop:Currency is '{text}'; the three letters of a currency such as EUR are needed.");
        return ShopSettings.UsualCurrency;
    }

    private decimal? ReadRate(string currency)
    {
        if (configuration["Shop:UsdRate"] is not { Length: > 0 } text || currency == ShopSettings.UsualCurrency)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate > 0)
            return rate;
        problems.Add($"Shop:UsdRate is '{text}'; how many US dollars one {currency} is worth is needed, such as 1.0835.");
        return null;
    }

    private string? ReadDatabase()
    {
        if (configuration["Shop:Database"] is not { Length: > 0 } text)
            return null;
        try
        {
            if (new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0, Database.Length: > 0 })
                return text;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            // Named below, without the text: it may hold a password.
        }

        problems.Add("Shop:Database is no connection string of PostgreSQL; one such as Host=db.internal;Database=shop;Username=shop;Password=… is needed.");
        return null;
    }

    private string? ReadPasswordHash()
    {
        if (configuration["Merchant:PasswordHash"] is not { Length: > 0 } text)
            return null;
        if (MerchantPassword.IsHash(text))
            return text;
        problems.Add("Merchant:PasswordHash is not what --hash-password prints. Make it with: dotnet run --project plugins/Pepay.Storefront.Host -- --hash-password");
        return null;
    }

    private void Require(string key, string meaning)
    {
        if (string.IsNullOrWhiteSpace(configuration[key]))
            Missing(key, meaning);
    }

    private void CheckCount(string key)
    {
        if (configuration[key] is { Length: > 0 } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0))
            problems.Add($"{key} is '{text}'; a whole number from 1 is needed.");
    }

    private void Missing(string key, string meaning) =>
        problems.Add($"{key} (environment variable {key.Replace(":", "__", StringComparison.Ordinal)}) is missing: {meaning}.");

    private void CheckListeningAddresses()
    {
        foreach (var text in (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // The host names such as * and + are the web server's own, so that this is not a Uri.
            if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
                problems.Add($"--urls is '{text}'; an address to listen on such as http://localhost:5080 is needed.");
        }
    }

    private int? ReadPort(string key)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort)
            return port;
        problems.Add($"{key} is '{text}'; a port from 1 to {IPEndPoint.MaxPort} is needed.");
        return null;
    }

    private Uri? ReadUrl(string key, bool httpsOnly)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (!httpsOnly && url.Scheme == Uri.UriSchemeHttp)))
            return url;
        problems.Add($"{key} is '{text}'; an absolute address that begins with {(httpsOnly ? "https://" : "https:// or http://")} is needed.");
        return null;
    }
}

/// <summary>The shop cannot start with its configuration; every problem is named.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> problems)
    : Exception("The shop cannot start: its settings have to be put right." + string.Concat(problems.Select(static problem => Environment.NewLine + "  - " + problem)));
