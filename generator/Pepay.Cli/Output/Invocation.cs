using System.CommandLine;

namespace Pepay.Cli.Output;

/// <summary>How a command is run.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    /// <summary>Whether a person looks at the output while it is written.</summary>
    public required bool IsTerminal { get; init; }
}
