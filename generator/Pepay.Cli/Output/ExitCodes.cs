namespace Pepay.Cli.Output;

/// <summary>What the program answers to whoever started it.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and nothing is wrong.</summary>
    public const int Success = 0;

    /// <summary>Done, and what was looked for was found: errors in a specification, a breaking change, a dead letter.</summary>
    public const int Found = 1;

    /// <summary>The arguments cannot be read.</summary>
    public const int Usage = 2;

    /// <summary>It could not be done: a file is missing, a database is away.</summary>
    public const int Failed = 3;

    /// <summary>Ctrl+C.</summary>
    public const int Interrupted = 130;
}
