using Microsoft.Extensions.Configuration;
using Pepay.Storefront.Host.Configuration;

namespace Pepay.Storefront.Tests.Host;

public sealed class ConfigurationCheckTests
{
    private static readonly Dictionary<string, string?> Complete = new()
    {
        ["Shop:Mode"] = "Live",
        ["Shop:PublicUrl"] = "https://shop.example",
        ["Pepay:MerchantApiKey"] = "mk",
        ["Pepay:WebhookSecret"] = "ws",
        ["XPay:PublicKey"] = "pk",
        ["XPay:PrivateKey"] = "sk",
        ["XPay:WebhookSecret"] = "ws",
    };

    [Fact]
    public void Read_NothingIsConfigured_IsTheSimulator()
    {
        var settings = Read([]);

        settings.Mode.ShouldBe(ShopMode.Simulator);
        settings.DataDirectory.ShouldEndWith("App_Data");
    }

    [Fact]
    public void Read_Complete_IsLive()
    {
        var settings = Read(Complete);

        settings.IsLive.ShouldBeTrue();
        settings.PublicUrl.ShouldBe(new Uri("https://shop.example"));
    }

    [Theory]
    [InlineData("urls", "foo")]
    [InlineData("urls", "http://localhost:5080;localhost:5081")]
    [InlineData("Simulator:Port", "abc")]
    [InlineData("Simulator:Port", "0")]
    [InlineData("Simulator:Port", "65536")]
    public void Read_WhereToListenIsNotAnAddress_NamesTheSetting(string key, string text)
    {
        var exception = Should.Throw<ConfigurationException>(() => Read(new() { [key] = text }));

        exception.Message.ShouldContain(key);
        exception.Message.ShouldContain("is needed.");
    }

    [Theory]
    [InlineData("Shop:PublicUrl")]
    [InlineData("Pepay:MerchantApiKey")]
    [InlineData("Pepay:WebhookSecret")]
    [InlineData("XPay:PublicKey")]
    [InlineData("XPay:PrivateKey")]
    [InlineData("XPay:WebhookSecret")]
    public void Read_OneKeyIsMissing_NamesItAndItsVariable(string key)
    {
        var settings = new Dictionary<string, string?>(Complete);
        settings.Remove(key);

        var message = Should.Throw<ConfigurationException>(() => Read(settings)).Message;

        message.ShouldContain($"{key} (environment variable {key.Replace(":", "__", StringComparison.Ordinal)}) is missing");
    }

    [Theory]
    [InlineData("Shop:Mode", "Production", "it can be Simulator, Test or Live")]
    [InlineData("Shop:PublicUrl", "http://shop.example", "https:// is needed")]
    [InlineData("Pepay:BaseUrl", "http://127.0.0.1:5081", "https:// is needed")]
    [InlineData("XPay:BaseUrl", "not an address", "https:// is needed")]
    [InlineData("Shop:Currency", "Euro", "three letters")]
    [InlineData("XPay:RequestsPerSecond", "0", "a whole number from 1 is needed")]
    [InlineData("Pepay:RequestsPerSecond", "many", "a whole number from 1 is needed")]
    public void Read_ValueIsWrong_SaysWhatIsNeeded(string key, string value, string expected)
    {
        var settings = new Dictionary<string, string?>(Complete) { [key] = value };

        var message = Should.Throw<ConfigurationException>(() => Read(settings)).Message;

        message.ShouldContain($"{key} is '{value}'");
        message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("EUR", "1.0835", "EUR", "1.0835")]
    [InlineData("eur", null, "EUR", null)]
    [InlineData("USD", "2", "USD", null)]
    [InlineData(null, null, "USD", null)]
    public void Read_Currency_HasARateWhereItIsNotTheDollar(string? currency, string? rate, string expected, string? expectedRate)
    {
        var settings = Read(new() { ["Shop:Currency"] = currency, ["Shop:UsdRate"] = rate });

        (settings.Currency, settings.UsdRate?.ToString(System.Globalization.CultureInfo.InvariantCulture)).ShouldBe((expected, expectedRate));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1,08")]
    public void Read_RateThatIsNone_SaysWhatIsNeeded(string rate) =>
        Should.Throw<ConfigurationException>(() => Read(new() { ["Shop:Currency"] = "EUR", ["Shop:UsdRate"] = rate })).Message.ShouldContain("how many US dollars one EUR is worth");

    [Fact]
    public void Read_NoProvider_SaysWhichKeysThereAre()
    {
        var message = Should.Throw<ConfigurationException>(static () => Read(new() { ["Shop:Mode"] = "Test" })).Message;

        message.ShouldContain("no provider is configured");
        message.ShouldContain("XPay:PrivateKey");
    }

    private static ShopSettings Read(Dictionary<string, string?> settings) =>
        ConfigurationCheck.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
