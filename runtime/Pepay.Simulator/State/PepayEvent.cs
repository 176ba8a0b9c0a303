namespace Pepay.Simulator.State;

/// <summary>An event as it was first written; every channel sends this text.</summary>
internal sealed class PepayEvent
{
    public required string Id { get; set; }

    public required string Type { get; set; }

    public required string Environment { get; set; }

    /// <summary>Epoch seconds.</summary>
    public long Created { get; set; }

    public string? InvoiceId { get; set; }

    public string? InvoiceType { get; set; }

    public string? OrderId { get; set; }

    public string? CustomerId { get; set; }

    public string? WalletAddress { get; set; }

    public string? WalletNetwork { get; set; }

    /// <summary>Made to be unknown: answers that carry it are not checked either.</summary>
    public bool IsUnknown { get; set; }

    public required string Body { get; set; }
}
