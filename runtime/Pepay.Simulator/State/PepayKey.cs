namespace Pepay.Simulator.State;

internal sealed class PepayKey
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    public required string Scope { get; set; }

    public required string Value { get; set; }

    public required string Environment { get; set; }

    public long CreatedAt { get; set; }

    public long? ExpiresAt { get; set; }

    public long? LastUsedAt { get; set; }

    public long? RevokedAt { get; set; }
}
