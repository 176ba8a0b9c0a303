namespace Pepay.Simulator.State;

/// <summary>One address that webhooks go to.</summary>
internal sealed class WebhookTarget
{
    public required string Id { get; set; }

    public required string Url { get; set; }

    public required string Secret { get; set; }

    /// <summary>The secret before the last rotation; null when nothing rotates.</summary>
    public string? PreviousSecret { get; set; }

    /// <summary>devnet or mainnet; null takes both.</summary>
    public string? Environment { get; set; }

    /// <summary>Event types, with prefix wildcards such as <c>invoice.*</c>; empty takes all.</summary>
    public List<string> Events { get; set; } = [];
}
