namespace Pepay.Runtime.Payments;

/// <summary>How far received money is on its way from the provider to the merchant. It never moves an order.</summary>
public enum SettlementState
{
    /// <summary>Nothing to settle yet, or a provider that does not tell.</summary>
    None,

    /// <summary>Waiting for its turn.</summary>
    Pending,

    /// <summary>Being sent.</summary>
    Processing,

    /// <summary>Held until a person acts.</summary>
    Manual,

    /// <summary>Could not be sent.</summary>
    Failed,

    /// <summary>Sent; final.</summary>
    Settled,

    /// <summary>A word of the provider that this version does not know.</summary>
    Unknown,
}
