using System.Text.Json;

namespace Pepay.CrashHarness.Target;

/// <summary>What the harness starts the program with, as one JSON argument.</summary>
public sealed record TargetOptions
{
    public const string Sqlite = "sqlite";
    public const string PostgreSql = "postgresql";

    public const int Kill = 9;
    public const int Stop = 19;

    /// <summary>The store: <see cref="Sqlite"/> or <see cref="PostgreSql"/>.</summary>
    public required string Store { get; init; }

    /// <summary>The database.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>A folder for what outlives the process besides the database.</summary>
    public required string Folder { get; init; }

    /// <summary>The simulator of the payment provider.</summary>
    public required Uri XPayUrl { get; init; }

    /// <summary>The simulator of the provider whose events come over a stream.</summary>
    public required Uri PepayUrl { get; init; }

    /// <summary>The broker that accepted events are forwarded to; null: they are not.</summary>
    public Uri? Broker { get; init; }

    /// <summary>The broker's queue.</summary>
    public string Queue { get; init; } = "";

    /// <summary>The point at which something happens to the process; null: nothing does.</summary>
    public string? Point { get; init; }

    /// <summary>The which time the point is reached, from 1.</summary>
    public int Occurrence { get; init; } = 1;

    /// <summary>The signal that the process gets there: <see cref="Kill"/>, or <see cref="Stop"/> until it is continued.</summary>
    public int Signal { get; init; } = Kill;

    /// <summary>The guard that is taken away, to see that the harness notices; null: none.</summary>
    public string? Without { get; init; }

    public string ToArgument() => JsonSerializer.Serialize(this);

    public static TargetOptions Parse(string argument) => JsonSerializer.Deserialize<TargetOptions>(argument)!;
}
