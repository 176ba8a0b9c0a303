using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Tests.Payments;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("usd", 1234, "12.34 USD")]
    [InlineData("JPY", 1234, "1,234 JPY")]
    [InlineData("KWD", 1234, "1.234 KWD")]
    public void FromMinorUnits_KnownCurrency_UsesItsDecimals(string currency, long minor, string text)
    {
        var money = Money.FromMinorUnits(minor, currency);

        money.ToString().ShouldBe(text);
        money.ToMinorUnits().ShouldBe(minor);
    }

    [Fact]
    public void ToMinorUnits_TooManyDecimals_SaysToRound() =>
        Should.Throw<InvalidOperationException>(() => new Money(1.005m, "USD").ToMinorUnits()).Message.ShouldContain("Round the price");

    [Fact]
    public void Equality_SameAmountOtherScale_IsEqual() => new Money(49.990m, "USD").ShouldBe(new Money(49.99m, "USD"));

    [Theory]
    [InlineData("US")]
    [InlineData("US1")]
    public void FromMinorUnits_NoCurrencyCode_IsRefused(string code) =>
        Should.Throw<ArgumentException>(() => Money.FromMinorUnits(1, code)).Message.ShouldContain("ISO 4217");
}
