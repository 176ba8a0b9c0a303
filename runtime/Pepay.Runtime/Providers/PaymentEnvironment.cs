namespace Pepay.Runtime.Providers;

/// <summary>Whether money is real. A payment of one environment never moves an order of the other.</summary>
public enum PaymentEnvironment
{
    /// <summary>Test money: Pepay's devnet, xPay's TEST mode, a simulator.</summary>
    Test,

    /// <summary>Real money: Pepay's mainnet, xPay's LIVE mode.</summary>
    Live,
}
