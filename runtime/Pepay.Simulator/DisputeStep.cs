namespace Pepay.Simulator;

/// <summary>The steps of an xPay dispute.</summary>
public enum DisputeStep
{
    /// <summary>The cardholder disputes.</summary>
    Open,

    /// <summary>xPay looks at it.</summary>
    Review,

    /// <summary>The merchant keeps the money.</summary>
    Won,

    /// <summary>The cardholder gets it back.</summary>
    Lost,
}
