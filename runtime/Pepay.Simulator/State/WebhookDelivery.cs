namespace Pepay.Simulator.State;

/// <summary>One event on its way to one target.</summary>
internal sealed class WebhookDelivery
{
    public required long Id { get; set; }

    /// <summary>Place in the line; a release in reverse order gives new numbers.</summary>
    public required long Order { get; set; }

    public required string Provider { get; set; }

    public required string TargetId { get; set; }

    public required string EventId { get; set; }

    public required string EventType { get; set; }

    public required string Environment { get; set; }

    public required string Body { get; set; }

    public DeliveryStatus Status { get; set; }

    /// <summary>Epoch milliseconds of the next attempt.</summary>
    public long DueAt { get; set; }

    public List<DeliveryAttempt> Attempts { get; set; } = [];
}

internal enum DeliveryStatus
{
    Pending,
    Held,
    Delivered,
    Dropped,
    Abandoned,
}

/// <summary>What came of one POST: a status, or an error when there was no answer.</summary>
internal sealed record DeliveryAttempt(long At, int? Status, string? Error);
