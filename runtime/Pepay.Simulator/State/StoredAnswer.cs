namespace Pepay.Simulator.State;

/// <summary>The answer kept for an idempotency key.</summary>
internal sealed class StoredAnswer
{
    public required string Operation { get; set; }

    public required string BodyHash { get; set; }

    public long CreatedAt { get; set; }

    public bool InProgress { get; set; }

    public int Status { get; set; }

    public string? Body { get; set; }
}
